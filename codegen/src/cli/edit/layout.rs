//! The layout of a spec: what is in braces or brackets stands on one line, and
//! no line is longer than it has to be.

use super::draft::{Draft, EditError};
use super::flow::Flow;
use super::text::Text;
use crate::contract::yaml::{Entry, Node, Scalar, Shape, Value, WIDTH};

impl Draft {
    /// Lays all of the spec out; comments, order and blank lines stay.
    ///
    /// # Errors
    ///
    /// A text would be no YAML any more.
    pub fn lay_out(&mut self) -> Result<(), EditError> {
        for file in 0..self.files.len() {
            while let Some(opened) = long_flow(self.text(file)) {
                self.put(file, opened)?;
            }
            let mut from = 0;
            while let Some((folded, start)) = long_text(self.text(file), from) {
                self.put(file, folded)?;
                from = start;
            }
        }
        Ok(())
    }
}

/// The text with the first braces or brackets opened that do not fit on a line.
fn long_flow(text: &Text) -> Option<String> {
    let mut found = None;
    visit(&text.root, None, &mut |node, owner| {
        let flow = Flow { node, owner };
        let empty = node.entries().is_empty() && node.items().is_empty();
        if found.is_none() && node.is_flow() && !empty && !flow.fits(text, &text.text) {
            found = Some(flow.opened(text));
        }
        !node.is_flow() && found.is_none()
    });
    found
}

/// The text with the first text folded that ends a line which is too long, and
/// where that text begins.
fn long_text(text: &Text, from: usize) -> Option<(String, usize)> {
    let mut found = None;
    visit(&text.root, None, &mut |node, owner| {
        let Shape::Scalar {
            value: Scalar::Text,
            text: said,
            ..
        } = &node.shape
        else {
            return !node.is_flow() && found.is_none();
        };
        let raw = &text.text[node.span.clone()];
        let long = text.column(node.span.end) > WIDTH && !raw.contains('\n');
        if let (Some(owner), true) = (owner, long && node.span.start > from)
            && text.behind_colon(owner) + 1 == node.span.start
            && found.is_none()
        {
            let folded = text.replace(owner, &Value::from(said.as_str()), false);
            found = Some((folded, node.span.start));
        }
        false
    });
    found
}

/// Goes through the values of a tree, with the entries that they are of, and
/// into those that `into` asks for.
fn visit<'t>(
    node: &'t Node,
    owner: Option<&'t Entry>,
    into: &mut impl FnMut(&'t Node, Option<&'t Entry>) -> bool,
) {
    if node.is_alias() || !into(node, owner) {
        return;
    }
    for item in node.items() {
        visit(item, None, into);
    }
    for entry in node.entries() {
        visit(&entry.value, Some(entry), into);
    }
}
