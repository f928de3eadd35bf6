//! What is drafted, before it is text.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::upstream::meta_spec::Call;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::timeline::Span;

/// New entries of a contract, and additions to those that it has.
#[derive(Default)]
pub(super) struct Sketch<'c> {
    pub calls: Vec<NewCall<'c>>,
    /// What identifies nodes, by the node.
    pub ids: BTreeMap<&'c str, String>,
    /// By the names of the nodes.
    pub types: BTreeMap<&'c str, NewType>,
    /// By their names.
    pub enums: BTreeMap<String, NewEnum<'c>>,
    /// Parameters of known calls, by the name of the call.
    pub params: BTreeMap<String, Vec<Member>>,
    /// Fields of known types, by the name of the type.
    pub fields: BTreeMap<String, Vec<Member>>,
    /// Values of known enums, by the name of the enum.
    pub values: BTreeMap<String, Vec<(&'c str, Vec<Span>)>>,
    /// Fields of known types that were `Object` for want of their type.
    pub completed: Vec<Completed>,
    pub notes: Notes,
}

/// What a person has to know of a draft.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// What was left out, and why.
    pub left_out: BTreeSet<String>,
    /// Where the contract and Meta's files differ, which was left as it is.
    pub differs: BTreeSet<String>,
    /// Entries that the contract has already.
    pub reused: BTreeSet<String>,
    /// Nodes that are `Object` because they are too deep.
    pub(super) undrafted: BTreeSet<String>,
    /// Nodes without a file.
    pub(super) guessed: BTreeSet<String>,
}

/// A call that is drafted.
pub(super) struct NewCall<'c> {
    pub node: &'c str,
    pub call: &'c Call,
    pub name: String,
    pub path: String,
    /// The name and the type of the id in the path.
    pub id: Option<(String, String)>,
    pub returns: String,
    pub spans: Vec<Span>,
    /// Its name in Meta's files, where its path does not state it.
    pub upstream: Option<String>,
    pub params: Vec<Member>,
}

/// A parameter or a field.
pub(super) struct Member {
    pub name: String,
    pub ty: TypeExpr,
    pub required: bool,
    /// Meta's type, where the draft has another.
    pub corrects: Option<String>,
    pub spans: Vec<Span>,
}

/// A node that is drafted.
pub(super) struct NewType {
    pub name: String,
    pub fields: Vec<Member>,
    pub spans: Vec<Span>,
    pub partial: bool,
    /// Whether Meta's files have no file for it.
    pub guessed: bool,
}

/// An enum that is drafted.
pub(super) struct NewEnum<'c> {
    /// The node in whose file it is.
    pub node: &'c str,
    pub values: Vec<&'c str>,
}

/// A field whose type is drafted now.
pub(super) struct Completed {
    pub of: String,
    /// The field, and the index of its entry.
    pub field: (String, usize),
    pub ty: TypeExpr,
}
