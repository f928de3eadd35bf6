//! Facts of Meta's machine-readable spec, as read from its files.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Date;
use super::located::{Entries, Located, Name};

/// Names and types of Meta's machine-readable spec of a Graph version, as far as
/// the contract covers it. Every run compares the contract with them.
/// `cargo codegen upstream <folder> --graph-version <version> --pin` writes them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `origin`, `read`, `covers` and `nodes`"
)]
pub struct Pinned {
    /// Release of Meta's spec that the facts are from.
    pub origin: Name,
    /// Day on which they were read.
    pub read: Located<Date>,
    /// Nodes and calls that were looked for, such as `UnifiedThread`,
    /// `Page.threads` or `*.conversations`. Meta's spec has none of them that
    /// `nodes` lacks.
    pub covers: Vec<Name>,
    /// Nodes. One with neither fields nor calls has none that were looked for.
    #[serde(default)]
    pub nodes: Entries<PinnedNode>,
    /// Values of the enums that fields and parameters refer to.
    #[serde(default)]
    pub enums: Entries<Vec<Name>>,
}

/// A node of Meta's spec.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `fields`, `get` and `edges`"
)]
pub struct PinnedNode {
    /// Types of its fields, as Meta writes them.
    #[serde(default)]
    pub fields: Entries<Name>,
    /// The call that reads the node.
    pub get: Option<PinnedCall>,
    /// The calls that read its edges.
    #[serde(default)]
    pub edges: Entries<PinnedCall>,
}

/// A call of Meta's spec.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `returns` and `params`")]
pub struct PinnedCall {
    /// Type of what it returns, as Meta writes it.
    pub returns: Name,
    /// Types of its parameters, as Meta writes them.
    #[serde(default)]
    pub params: Entries<Name>,
    /// The parameters without which it fails.
    #[serde(default)]
    pub required: Vec<Name>,
}

/// Whether a type has the form of Meta's: words, some with types in brackets, such
/// as `unsigned int` or `map<string, list<Page>>`.
pub fn is_meta_type(text: &str) -> bool {
    /// What was read last, apart from spaces.
    #[derive(PartialEq)]
    enum Last {
        /// The beginning of a type: nothing, an opening bracket or a comma.
        Beginning,
        Word,
        /// A closing bracket.
        End,
    }
    let (mut last, mut depth) = (Last::Beginning, 0_usize);
    for character in text.chars() {
        let is_complete = last != Last::Beginning;
        match character {
            '<' if last == Last::Word => (last, depth) = (Last::Beginning, depth + 1),
            ',' if is_complete && depth > 0 => last = Last::Beginning,
            '>' if is_complete && depth > 0 => (last, depth) = (Last::End, depth - 1),
            'A'..='Z' | 'a'..='z' | '_' if last != Last::End => last = Last::Word,
            '0'..='9' if last == Last::Word => {}
            ' ' => {}
            _ => return false,
        }
    }
    last != Last::Beginning && depth == 0
}
