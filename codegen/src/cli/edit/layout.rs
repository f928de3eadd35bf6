//! The layout of a spec: braces and brackets are on one line, and no line is
//! longer than necessary.

use super::editor::{EditError, Editor};
use super::flow::Flow;
use super::text::Text;
use crate::contract::yaml::{Entry, Node, Scalar, Shape, Value, WIDTH};

impl Editor {
    /// Formats the spec; comments, order and blank lines are kept.
    ///
    /// # Errors
    ///
    /// A result is not YAML.
    pub fn format(&mut self) -> Result<(), EditError> {
        for file in 0..self.files.len() {
            while let Some(opened) = long_flow(self.text(file)) {
                self.replace_text(file, opened)?;
            }
            let mut from = 0;
            while let Some((folded, start)) = long_text(self.text(file), from) {
                self.replace_text(file, folded)?;
                from = start;
            }
        }
        Ok(())
    }
}

/// Returns the text with the first braces or brackets opened that do not fit on
/// a line.
fn long_flow(text: &Text) -> Option<String> {
    let mut result = None;
    visit(&text.root, None, &mut |node, owner| {
        let flow = Flow { node, owner };
        let empty = node.entries().is_empty() && node.items().is_empty();
        if result.is_none() && node.is_flow() && !empty && !flow.fits(text, &text.text) {
            result = Some(flow.opened(text));
        }
        !node.is_flow() && result.is_none()
    });
    result
}

/// Returns the text with the first scalar folded that ends a line which is too
/// long, and the start of the scalar.
fn long_text(text: &Text, from: usize) -> Option<(String, usize)> {
    let mut result = None;
    visit(&text.root, None, &mut |node, owner| {
        let Shape::Scalar {
            value: Scalar::Text,
            text: value,
            ..
        } = &node.shape
        else {
            return !node.is_flow() && result.is_none();
        };
        let raw = &text.text[node.span.clone()];
        let long = text.column(node.span.end) > WIDTH && !raw.contains('\n');
        if let (Some(owner), true) = (owner, long && node.span.start > from)
            && text.after_colon(owner) + 1 == node.span.start
            && result.is_none()
        {
            let folded = text.replace(owner, &Value::from(value.as_str()), false);
            result = Some((folded, node.span.start));
        }
        false
    });
    result
}

/// Visits the values of a tree with their entries, and the values in those for
/// which `visitor` returns true.
fn visit<'t>(
    node: &'t Node,
    owner: Option<&'t Entry>,
    visitor: &mut impl FnMut(&'t Node, Option<&'t Entry>) -> bool,
) {
    if node.is_alias() || !visitor(node, owner) {
        return;
    }
    for item in node.items() {
        visit(item, None, visitor);
    }
    for entry in node.entries() {
        visit(&entry.value, Some(entry), visitor);
    }
}
