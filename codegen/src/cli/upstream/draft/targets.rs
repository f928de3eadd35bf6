//! The calls that names and patterns stand for.

use std::collections::BTreeSet;

use crate::cli::upstream::Error;
use crate::cli::upstream::meta_spec::{Call, MetaSpec, Node};

/// A call to draft.
#[derive(Clone, Copy)]
pub(super) struct Target<'c> {
    pub node: &'c str,
    pub call: &'c Call,
    /// Whether it is named in full: then it is an error if it cannot be drafted.
    pub named: bool,
}

impl<'c> Target<'c> {
    pub(super) fn endpoint(&self) -> Option<&'c str> {
        self.call.endpoint.as_deref()
    }

    /// Its name, such as `Page.feed`.
    pub(super) fn name(&self) -> String {
        call_name(self.node, self.endpoint())
    }
}

/// The name of a call, such as `Page.feed`.
pub(super) fn call_name(node: &str, endpoint: Option<&str>) -> String {
    match endpoint {
        Some(endpoint) => format!("{node}.{endpoint}"),
        None => node.to_owned(),
    }
}

/// Finds the reads of some names and patterns, sorted and each once. Files that
/// cannot be read are listed in `left_out` if only a pattern matches them.
///
/// # Errors
///
/// A name is not a read of Meta's files, or a pattern matches none.
pub(super) fn find<'c>(
    meta_spec: &'c MetaSpec,
    wanted: &[String],
    left_out: &mut BTreeSet<String>,
) -> Result<Vec<Target<'c>>, Error> {
    let mut targets = Vec::new();
    for text in wanted {
        match text.contains('*') {
            true => targets.extend(matching(meta_spec, text, left_out)?),
            false => targets.push(named(meta_spec, text)?),
        }
    }
    let key = |target: &Target<'c>| (target.node, target.endpoint(), !target.named);
    targets.sort_by_key(key);
    targets.dedup_by_key(|target| (target.node, target.endpoint()));
    Ok(targets)
}

fn named<'c>(meta_spec: &'c MetaSpec, text: &str) -> Result<Target<'c>, Error> {
    let (node, endpoint) = match text.split_once('.') {
        Some((node, endpoint)) => (node, Some(endpoint)),
        None => (text, None),
    };
    if meta_spec.node(node)?.is_none() {
        return Err(no_node(meta_spec, node));
    }
    let found = meta_spec.nodes.get_key_value(node);
    let call = found.and_then(|(node, found)| Some((node, found.read(endpoint)?)));
    match call {
        Some((node, call)) => Ok(Target {
            node,
            call,
            named: true,
        }),
        None => Err(no_call(&meta_spec.nodes[node], node, endpoint)),
    }
}

/// The reads that a pattern matches: `Page.*`, `*.insights`, `Ad*` for nodes, and
/// `*` for all.
fn matching<'c>(
    meta_spec: &'c MetaSpec,
    pattern: &str,
    left_out: &mut BTreeSet<String>,
) -> Result<Vec<Target<'c>>, Error> {
    let (of_node, of_edge) = match pattern.split_once('.') {
        Some((node, edge)) => (node, Some(edge)),
        None => (pattern, None),
    };
    let wanted = |endpoint: Option<&str>| match (of_edge, endpoint) {
        (Some(pattern), Some(endpoint)) => matches(pattern, endpoint),
        (None, None) => true,
        (None, Some(_)) => pattern == "*",
        (Some(_), None) => false,
    };
    let broken = meta_spec.broken.iter();
    for (_, defect) in broken.filter(|(node, _)| matches(of_node, node)) {
        left_out.insert(defect.to_string());
    }
    let mut targets = Vec::new();
    let mut unreadable = false;
    for (node, found) in &meta_spec.nodes {
        if !matches(of_node, node) {
            continue;
        }
        let mut seen = BTreeSet::new();
        let reads = found.calls.iter().filter(|call| call.method == "GET");
        let reads = reads.filter(|call| wanted(call.endpoint.as_deref()));
        let reads: Vec<_> = reads
            .filter(|call| seen.insert(call.endpoint.as_deref()))
            .collect();
        if reads.is_empty() {
            continue;
        }
        if let Err(error) = meta_spec.node(node) {
            left_out.insert(format!("the calls of `{node}`: {error}"));
            unreadable = true;
            continue;
        }
        let named = false;
        targets.extend(reads.into_iter().map(|call| Target { node, call, named }));
    }
    match targets.is_empty() && !unreadable {
        true => Err(no_match(meta_spec, pattern, of_node)),
        false => Ok(targets),
    }
}

/// Whether a text is one of a pattern, in which `*` is any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(head) else {
        return false;
    };
    match rest.is_empty() {
        true => true,
        false => text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .any(|at| matches(rest, &text[at..])),
    }
}

/// The name that is most like another one, if any is.
fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let likeness = |known| strsim::normalized_damerau_levenshtein(known, name);
    let known = known.map(|known| (likeness(known), known));
    let known = known.filter(|(likeness, _)| *likeness > 0.6);
    let near = known.max_by(|one, other| one.0.total_cmp(&other.0));
    near.map(|(_, near)| near)
}

/// There is no such node.
fn no_node(meta_spec: &MetaSpec, node: &str) -> Error {
    if node.is_empty() {
        let forms = "name a node, such as `Page`, or an edge, such as `Page.feed`";
        return Error::NotExpressible(format!("a call to draft has no node; {forms}"));
    }
    let near = near(node, meta_spec.nodes.keys().map(String::as_str));
    let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Error::NotExpressible(format!("Meta's files have no node `{node}`{near}"))
}

/// No call is one of the pattern.
fn no_match(meta_spec: &MetaSpec, pattern: &str, of_node: &str) -> Error {
    let near = match of_node.contains('*') || meta_spec.nodes.contains_key(of_node) {
        true => None,
        false => near(of_node, meta_spec.nodes.keys().map(String::as_str)),
    };
    let near = near.map(|near| {
        let rest = &pattern[of_node.len()..];
        format!("; did you mean `{near}{rest}`?")
    });
    Error::NotExpressible(format!(
        "no read of Meta's files matches `{pattern}`{}",
        near.unwrap_or_default()
    ))
}

/// The node has no such call that reads.
fn no_call(found: &Node, node: &str, endpoint: Option<&str>) -> Error {
    let target = call_name(node, endpoint);
    let others = found.calls.iter();
    let others = others.filter(|call| call.endpoint.as_deref() == endpoint);
    let methods: Vec<_> = others.map(|call| call.method.as_str()).collect();
    if !methods.is_empty() {
        let methods = methods.join(" and ");
        return Error::NotExpressible(format!(
            "Meta's files have `{target}` for {methods} alone, and the contract describes reads"
        ));
    }
    let reads = found.calls.iter().filter(|call| call.method == "GET");
    let known: Vec<_> = reads.map(|call| call.endpoint.as_deref()).collect();
    let edges = known.iter().filter_map(|endpoint| *endpoint);
    if let Some(near) = endpoint.and_then(|endpoint| near(endpoint, edges)) {
        return Error::NotExpressible(format!(
            "`{target}` is not a read of Meta's node `{node}`; did you mean `{node}.{near}`?"
        ));
    }
    let reads = known.iter();
    let reads: Vec<_> = reads
        .map(|endpoint| format!("`{}`", call_name(node, *endpoint)))
        .collect();
    let reads = match reads.as_slice() {
        [] => "it has none".to_owned(),
        reads => format!("it has {}", reads.join(", ")),
    };
    Error::NotExpressible(format!(
        "`{target}` is not a read of Meta's node `{node}`; {reads}"
    ))
}
