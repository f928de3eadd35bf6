//! How requests read what another one returned in part: further pages of edges in nodes,
//! and single nodes by id.

use crate::contract::spec::{ReadKind, Style, TypeExpr};
use crate::contract::{Contract, Field, Operation, Param};

/// Whether an operation reads one node by an id in its path, and needs nothing else.
pub(crate) fn reads_node(operation: &Operation) -> bool {
    let [id] = operation.path_params.as_slice() else {
        return false;
    };
    matches!(operation.returns, TypeExpr::Named(_))
        && operation.path == format!("/{{{}}}", id.name)
        && !operation.query().any(|param| param.required)
}

/// Whether an operation reads an edge of a node by the node's id, and needs nothing
/// else.
pub(crate) fn continues(operation: &Operation) -> bool {
    operation.kind() == ReadKind::Edge
        && operation.path_params.len() == 1
        && !operation.query().any(|param| param.required)
}

/// The list of ids by which a call for many of them is divided, with the most that one call
/// takes.
pub(crate) fn ids(operation: &Operation) -> Option<(&Param, i64)> {
    let returns_map = matches!(operation.returns, TypeExpr::Map(_));
    let mut bounded = operation.query().filter_map(|param| {
        let is_list = param.required && param.style == Some(Style::Comma);
        Some((param, param.max_items.filter(|_| is_list)?))
    });
    let ids = bounded.next().filter(|_| returns_map)?;
    bounded.next().is_none().then_some(ids)
}

/// The operation that reads a node of an edge by its id, on each host of the edge.
pub(crate) fn by_id<'a>(contract: &'a Contract, edge: &Operation) -> Option<&'a Operation> {
    let is_served = |other: &Operation| edge.hosts.iter().all(|host| other.hosts.contains(host));
    let mut operations = contract.operations.iter();
    operations.find(|other| {
        other.returns.name() == edge.returns.name() && reads_node(other) && is_served(other)
    })
}

/// The edges in nodes that an operation returns whose further pages can be read, each
/// with the operation that reads them. Edges of one type cannot be told apart, and an
/// operation without a selection of fields returns none.
pub(crate) fn continued_edges<'a>(
    contract: &'a Contract,
    operation: &Operation,
) -> Vec<(&'a Field, &'a Operation)> {
    let mut params = operation.common_params.iter();
    let selects = params.any(|param| param.name == "fields");
    let ty = operation.returns.name().filter(|_| selects);
    let ty = ty.and_then(|name| contract.ty(name));
    let fields = ty.map_or(&[][..], |ty| &ty.fields);
    let edges = fields.iter().filter(|field| field.params_of.is_some());
    let is_only = |edge: &Field| edges.clone().filter(|other| other.ty == edge.ty).count() == 1;
    let read_on = |edge: &'a Field| {
        let reader = contract.operation(edge.params_of.as_deref()?)?;
        (is_only(edge) && continues(reader)).then_some((edge, reader))
    };
    edges.clone().filter_map(read_on).collect()
}
