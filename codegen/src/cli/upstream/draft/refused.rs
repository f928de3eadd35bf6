//! What cannot be drafted, and why.

use super::Wanted;
use crate::cli::upstream::Error;
use crate::cli::upstream::meta_spec::{Defect, MetaSpec, Node};

/// There is no such node.
pub(super) fn no_node(meta_spec: &MetaSpec, node: &str) -> Error {
    let near = meta_spec
        .nodes
        .keys()
        .map(|known| (strsim::normalized_damerau_levenshtein(known, node), known))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let near = near.map_or(String::new(), |(_, near)| {
        format!("; did you mean `{near}`?")
    });
    Error::Upstream(vec![Defect {
        file: meta_spec.file_of(node),
        line: None,
        message: format!("there is no such file{near}"),
        fatal: true,
    }])
}

/// The node has no such call that reads.
pub(super) fn no_call(wanted: &Wanted, found: &Node, node: &str, endpoint: Option<&str>) -> Error {
    let others = found.calls.iter();
    let others = others.filter(|call| call.endpoint.as_deref() == endpoint);
    let methods: Vec<_> = others.map(|call| call.method.as_str()).collect();
    if !methods.is_empty() {
        let methods = methods.join(" and ");
        return Error::NotExpressible(format!(
            "Meta's files have `{}` for {methods} alone, and the contract describes reads",
            wanted.target
        ));
    }
    let reads = found.calls.iter().filter(|call| call.method == "GET");
    let reads: Vec<_> = reads
        .map(|call| match &call.endpoint {
            Some(endpoint) => format!("`{node}.{endpoint}`"),
            None => format!("`{node}`"),
        })
        .collect();
    let reads = match reads.as_slice() {
        [] => "it has none".to_owned(),
        reads => format!("it has {}", reads.join(", ")),
    };
    Error::NotExpressible(format!(
        "`{}` is not a read of Meta's node `{node}`; {reads}",
        wanted.target
    ))
}
