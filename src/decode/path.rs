//! The path to a value in a body.

/// The path from the body to a value.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    /// The body itself.
    Body,
    /// A member of an object, by its name in the contract.
    Member(&'a Path<'a>, &'a str),
    /// A member of a map, by a key that the server chose.
    Key(&'a Path<'a>, &'a str),
    /// An element of a list, by its index.
    Element(&'a Path<'a>, usize),
}

impl Path<'_> {
    /// Returns the JSON path, such as `data[3].updated_time`.
    pub(super) fn exact(&self) -> String {
        match self {
            Self::Body => String::new(),
            Self::Member(parent, name) | Self::Key(parent, name) => joined(parent.exact(), name),
            Self::Element(parent, place) => format!("{}[{place}]", parent.exact()),
        }
    }

    /// Returns the JSON path without list indices and keys of maps, such as
    /// `data[].updated_time`.
    pub(super) fn pattern(&self) -> String {
        match self {
            Self::Body => String::new(),
            Self::Member(parent, name) => joined(parent.pattern(), name),
            Self::Key(parent, _) => joined(parent.pattern(), "*"),
            Self::Element(parent, _) => parent.pattern() + "[]",
        }
    }
}

/// Adds a name to a path. The server may have chosen it, and paths are printed, so control
/// characters are escaped.
pub(super) fn joined(mut path: String, name: &str) -> String {
    if !path.is_empty() {
        path.push('.');
    }
    for letter in name.chars() {
        match letter.is_control() {
            true => path.extend(letter.escape_default()),
            false => path.push(letter),
        }
    }
    path
}
