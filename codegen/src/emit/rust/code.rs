//! The text of one file: code as it is written, what it uses, and which items of
//! the contract it holds.
//!
//! Code is written as text and not as tokens: it comes out as it is laid out
//! here, and nothing has to parse or format it again.

use super::completeness::Emitted;
use super::imports::Imports;
use crate::emit::docs;

/// Columns of a line of code. Docs are narrower, see [`docs::wrap`].
const WIDTH: usize = 100;

/// A file in the making.
#[derive(Default)]
pub(super) struct Code<'a> {
    pub(super) imports: Imports,
    pub(super) emitted: Vec<Emitted<'a>>,
    module_docs: String,
    text: String,
    /// Blocks that are open.
    depth: usize,
    /// Whether the open block has an item, which a blank line sets off.
    has_item: bool,
}

impl<'a> Code<'a> {
    /// The docs of the module, and the code below the `use` lines.
    pub(super) fn parts(&self) -> (&str, &str) {
        (&self.module_docs, &self.text)
    }

    /// Writes lines, indented as the open block is.
    pub(super) fn lines(&mut self, lines: &str) {
        for line in lines.lines() {
            if !line.is_empty() {
                for _ in 0..self.depth {
                    self.text.push_str("    ");
                }
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
        self.has_item = true;
    }

    /// Writes a line that holds an item of the contract.
    pub(super) fn item(&mut self, emitted: Emitted<'a>, line: &str) {
        self.emitted.push(emitted);
        self.lines(line);
    }

    /// Sets the next item off from the one before it.
    pub(super) fn gap(&mut self) {
        if self.has_item {
            self.text.push('\n');
        }
        self.has_item = false;
    }

    /// Writes a doc comment, set off from the item before it.
    pub(super) fn docs(&mut self, text: &str) {
        self.gap();
        self.lines(&comment("///", text));
    }

    /// Sets the doc comment of the module.
    pub(super) fn module_docs(&mut self, text: &str) {
        self.module_docs = comment("//!", text);
    }

    /// Writes a block in braces.
    pub(super) fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.lines(&format!("{head} {{"));
        self.depth += 1;
        self.has_item = false;
        body(self);
        self.depth -= 1;
        self.lines("}");
    }

    /// Writes an `impl`.
    pub(super) fn implement(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.gap();
        self.block(&format!("impl{head}"), body);
    }

    /// Writes a function without docs, such as a trait's.
    pub(super) fn function(&mut self, signature: &str, body: &str) {
        self.gap();
        self.block(signature, |code| code.lines(body));
    }

    /// Writes a function with docs.
    pub(super) fn method(&mut self, docs: &str, signature: &str, body: &str) {
        self.docs(docs);
        self.block(signature, |code| code.lines(body));
    }

    /// Joins a list on one line, or on a line each where that is too long.
    pub(super) fn list(&self, before: &str, items: &[impl AsRef<str>], after: &str) -> String {
        let items: Vec<_> = items.iter().map(AsRef::as_ref).collect();
        let line = format!("{before}{}{after}", items.join(", "));
        let fits = line.len() + 4 * self.depth <= WIDTH && !line.contains('\n');
        if fits || items.is_empty() {
            return line;
        }
        let items = items.iter().map(|item| item.replace('\n', "\n    "));
        let items: String = items.map(|item| format!("    {item},\n")).collect();
        format!("{before}\n{items}{after}")
    }
}

fn comment(mark: &str, text: &str) -> String {
    let lines = docs::wrap(text).into_iter();
    let lines = lines.map(|line| match line.as_str() {
        "" => format!("{mark}\n"),
        line => format!("{mark} {line}\n"),
    });
    lines.collect()
}

/// A text as a literal of Rust.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Allows a function with that many arguments.
pub(super) fn too_many(arguments: usize) -> &'static str {
    match arguments > 7 {
        true => "#[allow(clippy::too_many_arguments)]\n",
        false => "",
    }
}
