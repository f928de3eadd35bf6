//! Tokens to the text of a file.

use proc_macro2::TokenStream;

use super::Failure;

/// Reads tokens as a file.
pub fn parse(tokens: TokenStream) -> Result<syn::File, Failure> {
    syn::parse2(tokens)
        .map_err(|error| Failure::new(format!("it emitted code that does not parse: {error}")))
}

/// Formats a file: header, docs of the module, code.
pub fn print(header: &str, file: &syn::File) -> String {
    let code = members(&prettyplease::unparse(file));
    format!("{header}\n\n{}", air(&code))
}

/// Puts each member that `__rt::object!` names on a line of its own: the printer
/// does not know how to break the input of a macro.
fn members(code: &str) -> String {
    const START: &str = "__rt::object!(";
    let Some((before, rest)) = code.split_once(START) else {
        return code.to_owned();
    };
    let Some((name, rest)) = rest.split_once('{') else {
        return code.to_owned();
    };
    let Some((list, after)) = rest.split_once('}') else {
        return code.to_owned();
    };
    let Some(after) = after.trim_start().strip_prefix(");") else {
        return code.to_owned();
    };
    let mut text = format!("{before}{START}{} {{\n", name.trim());
    for member in list.split(',').map(str::trim).filter(|one| !one.is_empty()) {
        let words: Vec<_> = member.split_whitespace().collect();
        text.push_str(&format!("    {},\n", words.join(" ").replace(" :", ":")));
    }
    text + "});" + &members(after)
}

/// Puts the blank lines where a person would: between items, between methods,
/// and before a documented field, variant or constant.
fn air(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    let mut before = "";
    // The kind of `use` or `mod` lines that the line before belongs to.
    let mut block = None;
    for line in code.lines() {
        if wants_blank(before, line, block) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        before = line;
        if indent(line) == 0 && !line.starts_with('}') {
            block = kind(line);
        }
    }
    text
}

fn wants_blank(before: &str, line: &str, block: Option<&str>) -> bool {
    let (last, first) = (before.trim(), line.trim());
    if last.is_empty() || first.is_empty() || first.starts_with(['}', ')', ']']) {
        return false;
    }
    if last.starts_with("//!") {
        return !first.starts_with("//!");
    }
    let ends = last.ends_with(['}', ';', ',']) && !last.starts_with("//");
    if indent(before) != indent(line) || !ends {
        return false;
    }
    match kind(first) {
        Some(kind) => Some(kind) != block,
        None => ITEMS.iter().any(|item| first.starts_with(item)),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn kind(line: &str) -> Option<&'static str> {
    LINES.into_iter().find(|kind| line.starts_with(kind))
}

/// Lines that stand together when they are of one kind.
const LINES: [&str; 7] = [
    "pub(super) mod ",
    "use std::",
    "use ",
    "pub use ",
    "mod ",
    "pub mod ",
    "pub(crate) mod ",
];

/// What a person sets apart.
const ITEMS: [&str; 17] = [
    "///",
    "#[",
    "impl",
    "fn ",
    "async fn ",
    "const _",
    "__rt::object!",
    "__rt::text!",
    "pub fn ",
    "pub struct ",
    "pub enum ",
    "pub type ",
    "pub static ",
    "pub const ",
    "pub(crate) struct ",
    "pub(crate) async fn ",
    "pub(crate) static ",
];
