//! The calls and nodes of Meta's files that correspond to the contract.

use std::fmt;

use super::Error;
use super::meta_spec::{Call, Defect, MetaSpec, Node};
use crate::contract::check::braces;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::{Operation, Spec, Type};

/// The name of the source for facts from Meta's files.
pub const META_SPEC: &str = "meta-spec";

/// A call of Meta's files, and the node whose file has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counterpart<'c> {
    pub node: &'c str,
    pub call: &'c Call,
}

impl Counterpart<'_> {
    /// Its name, such as `Page.conversations`.
    pub(super) fn name(&self) -> String {
        match &self.call.endpoint {
            Some(endpoint) => format!("{}.{endpoint}", self.node),
            None => self.node.to_owned(),
        }
    }
}

/// How an operation matches Meta's files.
pub(super) enum Match<'c> {
    /// These calls correspond to it, that of its own node first.
    Calls(Calls<'c>),
    /// The nodes exist, and have no such call.
    Absent(Vec<Absent>),
    /// It cannot be compared, for this reason.
    Unknown(String),
}

/// The calls that correspond to an operation.
pub(super) struct Calls<'c> {
    pub first: Counterpart<'c>,
    pub others: Vec<Counterpart<'c>>,
    /// The stated calls that do not exist.
    pub absent: Vec<Absent>,
    /// Whether the call of the operation's own path is among the absent ones.
    pub own_absent: bool,
}

/// A call that a node does not have.
pub(super) struct Absent {
    pub node: String,
    endpoint: Option<String>,
}

impl Absent {
    /// Its name, such as `Page.conversations`.
    pub(super) fn name(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => format!("{}.{endpoint}", self.node),
            None => self.node.clone(),
        }
    }
}

/// An edge, or a node where there is no edge, as a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    /// `None` for every node.
    node: Option<String>,
    endpoint: Option<String>,
}

/// Finds the calls of Meta's files that correspond to an operation.
pub(super) fn of_operation<'c>(
    spec: &Spec,
    operation: &Operation,
    meta_spec: &'c MetaSpec,
) -> Result<Match<'c>, Error> {
    let own = by_path(spec, operation);
    let wanted = wanted(operation, own.as_ref());
    if wanted.is_empty() {
        let path = &operation.get.value;
        let reason = format!("no node of Meta's files is known for `{path}`");
        return Ok(Match::Unknown(reason));
    }
    let returned = operation.returns.name().map(|name| node_of(spec, name));
    let mut calls: Vec<Counterpart<'c>> = Vec::new();
    let mut absent = Vec::new();
    let own_node = own.as_ref().and_then(|own| own.node.as_deref());
    for wanted in &wanted {
        for name in names(meta_spec, wanted) {
            let stated = wanted.node.is_some();
            let read = |node: &'c Node| node.read(wanted.endpoint.as_deref());
            let call = meta_spec.nodes.get(name).and_then(read);
            let call = call.filter(|call| stated || Some(call.returns.as_str()) == returned);
            if call.is_some() || stated || Some(name) == own_node {
                meta_spec.node(name)?;
            }
            match call {
                Some(call) if !calls.iter().any(|known| std::ptr::eq(known.call, call)) => {
                    calls.push(Counterpart { node: name, call });
                }
                None if stated || Some(name) == own_node => absent.push(Absent {
                    node: name.to_owned(),
                    endpoint: wanted.endpoint.clone(),
                }),
                _ => {}
            }
        }
    }
    calls.sort_by_key(|call| Some(call.node) != own_node);
    let is_own = |absent: &Absent| {
        let own = own.as_ref().filter(|own| own.endpoint == absent.endpoint);
        own.is_some_and(|own| own.node.as_ref() == Some(&absent.node))
    };
    let mut calls = calls.into_iter();
    if let Some(first) = calls.next() {
        return Ok(Match::Calls(Calls {
            first,
            others: calls.collect(),
            own_absent: absent.iter().any(is_own),
            absent,
        }));
    }
    if !absent.is_empty() {
        return Ok(Match::Absent(absent));
    }
    let lacking: Vec<_> = wanted
        .iter()
        .filter_map(|wanted| wanted.node.clone())
        .collect();
    let lacking = own_node.map_or(lacking, |own| vec![own.to_owned()]);
    let files: Vec<_> = lacking
        .iter()
        .map(|node| format!("`{node}.json`"))
        .collect();
    Ok(Match::Unknown(format!(
        "Meta's files have no {}",
        files.join(" and no ")
    )))
}

/// The patterns of the calls that correspond to an operation: the stated ones,
/// or that of its path.
fn wanted(operation: &Operation, own: Option<&Wanted>) -> Vec<Wanted> {
    match &operation.upstream {
        Some(stated) => stated.0.iter().map(|text| pattern(text)).collect(),
        None => own.cloned().into_iter().collect(),
    }
}

/// The nodes and calls that the comparison of an operation looks for, such as
/// `*.conversations`.
pub(super) fn patterns(spec: &Spec, operation: &Operation) -> Vec<String> {
    let own = by_path(spec, operation);
    let wanted = wanted(operation, own.as_ref());
    let all = wanted.iter().chain(&own).map(Wanted::to_string);
    all.collect()
}

/// Whether the fields of a type are compared: Meta's spec is a source of it, or
/// a call returns it.
pub(super) fn is_compared(spec: &Spec, name: &str, ty: &Type) -> bool {
    let mut operations = spec.operations.iter();
    let mut returned = || operations.any(|(_, operation)| operation.returns.name() == Some(name));
    !ty.runtime && (is_stated(ty) || returned())
}

/// Whether Meta's spec is a source of a type.
pub(super) fn is_stated(ty: &Type) -> bool {
    ty.source.0.iter().any(|name| name == META_SPEC)
}

/// Checks that the files of the nodes that operations read exist.
pub(super) fn check_files(
    spec: &Spec,
    meta_spec: &MetaSpec,
    there: impl Fn(&Operation) -> bool,
) -> Result<(), Error> {
    let mut lacking = Vec::new();
    let operations = spec.operations.iter();
    for (name, operation) in operations.filter(|(_, operation)| there(operation)) {
        let node = by_path(spec, operation).and_then(|own| own.node);
        let covered = || {
            let mut patterns = patterns(spec, operation).into_iter();
            patterns.all(|pattern| meta_spec.covers(&pattern))
        };
        let lacks = |node: &String| {
            !meta_spec.nodes.contains_key(node) && rests_on_meta(spec, operation, node) && covered()
        };
        let Some(node) = node.filter(lacks) else {
            continue;
        };
        if let Some(defect) = meta_spec.broken.get(&node) {
            return Err(Error::Upstream(vec![defect.clone()]));
        }
        let defect = meta_spec.lacks(&node, &name.value);
        let is_known = |known: &Defect| known.file == defect.file && known.line == defect.line;
        if !lacking.iter().any(is_known) {
            lacking.push(defect);
        }
    }
    if lacking.is_empty() {
        Ok(())
    } else {
        Err(Error::Upstream(lacking))
    }
}

/// Whether a call on a node is one that Meta's files can have: they have no
/// file of a message, and the contract names other sources for it.
fn rests_on_meta(spec: &Spec, operation: &Operation, node: &str) -> bool {
    let mut types = spec.types.iter();
    let ty = types.find(|(name, _)| node_of(spec, name) == node);
    ty.is_none_or(|(_, ty)| ty.source.0.iter().any(|source| source == META_SPEC))
        || operation.source.0.iter().any(|source| source == META_SPEC)
}

/// The name of a type in Meta's files.
pub(super) fn node_of<'s>(spec: &'s Spec, ty: &'s str) -> &'s str {
    let entry = spec.types.get(ty);
    entry
        .and_then(|entry| entry.upstream.as_deref())
        .map_or(ty, String::as_str)
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.node.as_deref().unwrap_or("*"))?;
        match &self.endpoint {
            Some(endpoint) => write!(f, ".{endpoint}"),
            None => Ok(()),
        }
    }
}

fn pattern(text: &str) -> Wanted {
    let (node, endpoint) = match text.split_once('.') {
        Some((node, endpoint)) => (node, Some(endpoint.to_owned())),
        None => (text, None),
    };
    Wanted {
        node: (node != "*").then(|| node.to_owned()),
        endpoint,
    }
}

/// The nodes of a pattern, by name.
fn names<'c>(meta_spec: &'c MetaSpec, wanted: &Wanted) -> Vec<&'c str> {
    match &wanted.node {
        Some(node) => {
            let node = meta_spec.nodes.get_key_value(node).map(|(name, _)| name);
            let broken = || {
                let broken = wanted.node.as_ref();
                let broken = broken.and_then(|node| meta_spec.broken.get_key_value(node));
                broken.map(|(name, _)| name)
            };
            let name = node.or_else(broken).map(String::as_str);
            name.into_iter().collect()
        }
        // A file that cannot be read may be of any node: only one that is
        // named is missed.
        None => meta_spec.nodes.keys().map(String::as_str).collect(),
    }
}

/// `/{page_id}/conversations` is an edge of the node that `page_id` identifies.
fn by_path(spec: &Spec, operation: &Operation) -> Option<Wanted> {
    let path = &operation.get.value;
    let [id] = braces(path)[..] else {
        return None;
    };
    let rest = path.strip_prefix(&format!("/{{{id}}}"))?;
    let endpoint = rest.strip_prefix('/').map(str::to_owned);
    if endpoint.is_none() && !rest.is_empty() {
        return None;
    }
    if endpoint.is_none() {
        let node = operation.returns.name()?;
        return Some(Wanted {
            node: Some(node_of(spec, node).to_owned()),
            endpoint: None,
        });
    }
    let id = operation.path.get(id)?.ty.name()?;
    Some(Wanted {
        node: Some(node_of_id(spec, id)?),
        endpoint,
    })
}

/// The node that an id identifies: the one that is read by it, or the one that
/// it is named after.
fn node_of_id(spec: &Spec, id: &str) -> Option<String> {
    let read_by_id = spec.operations.iter().find_map(|(_, operation)| {
        let mut ids = operation.path.iter();
        ids.find(|(_, param)| param.ty.name() == Some(id))?;
        let [brace] = braces(&operation.get)[..] else {
            return None;
        };
        let alone = operation.get.value == format!("/{{{brace}}}");
        let same = operation.path.get(brace)?.ty.name() == Some(id);
        match &operation.returns.value {
            TypeExpr::Named(name) if alone && same => Some(node_of(spec, name).to_owned()),
            _ => None,
        }
    });
    read_by_id.or_else(|| id.strip_suffix("Id").map(str::to_owned))
}
