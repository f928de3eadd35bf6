//! Hosts, operations, parameters and permissions.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::{list, unknown};
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::{Operation, ReadKind, TypeExpr, VersionName};

pub fn missing_hosts() -> Diagnostic {
    Diagnostic::new("missing section `hosts`").help("add `hosts:` with the base URL of the API")
}

pub fn invalid_host_url(url: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid base URL `{}`", **url))
        .at(url.place, "")
        .help("write `https://` and the host name, such as `https://graph.facebook.com`")
}

pub fn no_hosts(operation: &Name, hosts: Place) -> Diagnostic {
    Diagnostic::new(format!("no host serves the operation `{}`", **operation))
        .about(operation.as_str())
        .at(hosts, "")
        .help("name a host, or remove `hosts` if all serve it")
}

pub fn unknown_host(host: &Name, known: &[&str]) -> Diagnostic {
    unknown("host", "`hosts`", (host, host.place), known)
}

pub fn unknown_common_param(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("unknown common parameter `{}`", **name))
        .at(name.place, "not a common parameter")
        .help(
            "the common parameters are `fields`, `limit`, `after` and `before`; \
             write others under `params` of their operation",
        )
}

pub fn unused_common_param(name: &Name, on: Place) -> Diagnostic {
    let message = format!("no operation takes the common parameter `{}`", **name);
    Diagnostic::new(message)
        .about(name.as_str())
        .at(on, "no operation is of this kind")
        .help("name in `on` the kinds of read that take it, or remove it")
}

pub fn duplicate_kind_of_read(kind: ReadKind, on: Place) -> Diagnostic {
    let name = match kind {
        ReadKind::Node => "node",
        ReadKind::Edge => "edge",
    };
    Diagnostic::new(format!("duplicate kind of read `{name}`"))
        .at(on, "in this list")
        .help("name it once")
}

pub fn wrong_common_param_type(
    name: &Name,
    ty: &Located<TypeExpr>,
    expected: &TypeExpr,
) -> Diagnostic {
    Diagnostic::new(format!("wrong type of the common parameter `{}`", **name))
        .at(ty.place, format!("expected `{expected}`"))
        .help(format!("write `type: {expected}`"))
}

pub fn invalid_path(path: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid path `{}`", **path))
        .at(path.place, "")
        .help(
            "write a slash before each part and parameters in braces, such as \
             `/{page_id}/conversations`",
        )
}

pub fn undescribed_path_param(path: Place, name: &str) -> Diagnostic {
    Diagnostic::new(format!("the path parameter `{{{name}}}` is not described"))
        .at(path, "in this path")
        .help(format!("describe `{name}` under `path`"))
}

pub fn repeated_path_param(path: Place, name: &str) -> Diagnostic {
    Diagnostic::new(format!("the path has the parameter `{{{name}}}` twice"))
        .at(path, "in this path")
        .help("give each parameter a name of its own")
}

pub fn not_in_path(name: &Name, path: Place) -> Diagnostic {
    Diagnostic::new(format!("the path has no parameter `{{{}}}`", **name))
        .at(name.place, "described here")
        .at(path, "missing here")
        .help("add it to the path, or move it under `params`")
}

pub fn versioned_path_param(name: &Name, versions: Place) -> Diagnostic {
    let message = format!(
        "the path parameter `{}` cannot be limited to versions",
        **name
    );
    Diagnostic::new(message)
        .about(name.as_str())
        .at(
            versions,
            "the parameter is part of the path in every version",
        )
        .help("limit the operation instead")
}

pub fn invalid_path_type(ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!("a path parameter cannot have the type `{}`", **ty))
        .at(ty.place, "")
        .help("use `string` or an id")
}

pub fn invalid_query_type(ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!("a query parameter cannot have the type `{}`", **ty))
        .at(ty.place, "an object of responses")
        .help("use `Object` for a parameter that takes JSON")
}

pub fn style_without_list(style: Place, ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!(
        "a parameter of the type `{}` cannot have a `style`",
        **ty
    ))
    .at(style, "no list to write so")
    .at(ty.place, "not a list")
    .help("remove `style`: it states how a query contains a list")
}

pub fn commas_without_scalars(style: Place, ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!(
        "a value of the type `{}` cannot be written with commas",
        **ty
    ))
    .at(style, "its items have commas of their own")
    .at(ty.place, "not a list of texts or numbers")
    .help("remove `style`: the list is then sent as JSON")
}

pub fn round_without_time(round: Place, ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!("a value of the type `{}` is not rounded", **ty))
        .at(round, "no time to round")
        .at(ty.place, "not `timestamp_ms`")
        .help("remove `round`: it states how a `timestamp_ms` is rounded to milliseconds")
}

pub fn misplaced_timestamp_ms(ty: &Located<TypeExpr>, in_query: bool) -> Diagnostic {
    Diagnostic::new(format!("the type `{}` cannot be used here", **ty))
        .at(ty.place, "")
        .help(match in_query {
            true => "use `list<unsigned int>`: only a parameter itself can be a `timestamp_ms`",
            false => "use `datetime`, which also reads Unix times: only parameters of a query can be a `timestamp_ms`",
        })
}

pub fn invalid_max_items(max_items: Place) -> Diagnostic {
    Diagnostic::new("`max_items` does not limit a list")
        .at(max_items, "")
        .help("write it for a `list<…>`, as a whole number from 1 to 4294967295")
}

pub fn invalid_return_type(operation: &Name, returns: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!(
        "the operation `{}` cannot return `{}`",
        **operation, **returns
    ))
    .at(returns.place, "not a node, an edge or a map of nodes")
    .help("return a type `T` of the spec, `edge<T>` or `map<string, T>`")
}

pub fn missing_cursor(operation: &Name, returns: &Located<TypeExpr>) -> Diagnostic {
    let message = format!(
        "`{}` returns pages, but no parameter reads the next one",
        **operation
    );
    Diagnostic::new(message)
        .at(returns.place, "returns pages")
        .help("add the common parameter `after: { on: [edge], type: string, … }`")
}

pub fn no_params_to_share(name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the operation `{}` has no parameters to share",
        **name
    ))
    .at(name.place, "")
    .help("name another operation, one with `params` of its own")
}

/// A code without an entry; `owner` is the code that has it as a subcode.
pub fn undescribed_error(code: &Located<i64>, owner: Option<&Name>) -> Diagnostic {
    let help = match owner {
        Some(owner) => format!("`{code}` is a subcode of `{owner}`: name `{owner}` instead"),
        None => "describe it under `errors`".to_owned(),
    };
    Diagnostic::new(format!("unknown error code `{code}`"))
        .at(code.place, "not one of the `errors`")
        .help(help)
}

pub fn same_path(operation: &Operation, other: &Operation) -> Diagnostic {
    Diagnostic::new(format!("two operations read `{}`", *operation.get))
        .at(operation.get.place, "this one")
        .at(other.get.place, "and this one")
        .help("remove one of the two, or give the ids of two nodes different names")
}

pub fn no_platform_param(platform: Place) -> Diagnostic {
    Diagnostic::new("the operation has no parameter `platform` with known values")
        .at(platform, "")
        .help("remove `platform`: the permission is for all calls")
}

pub fn unknown_platform(platform: &Name, known: &[&str]) -> Diagnostic {
    unknown("platform", "platforms", (platform, platform.place), known)
}

pub fn invalid_scope(scope: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid scope `{}`", **scope))
        .at(scope.place, "")
        .help("write each scope as Graph does: in lower case, such as `pages_messaging`")
}

pub fn invalid_task(task: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid task `{}`", **task))
        .at(task.place, "")
        .help("write each task as Graph does: in capitals, such as `MESSAGING`")
}

/// A permission for a host that does not serve its operation.
pub fn host_of_no_call(permission: &Name, host: &Name, hosts: Place) -> Diagnostic {
    let message = format!("the permission `{}` is for no call", **permission);
    Diagnostic::new(message)
        .about(permission.as_str())
        .at(host.place, "this host does not serve the operation")
        .at(hosts, "these do")
        .help("name one of the operation's hosts, or remove `host`")
}

/// Two hosts with one URL.
pub fn same_host(one: (&Name, &Name), other: (&Name, &Name)) -> Diagnostic {
    let (later, first) = match one.1.place < other.1.place {
        true => (other, one),
        false => (one, other),
    };
    let message = format!(
        "the hosts `{}` and `{}` have the same URL",
        **first.0, **later.0
    );
    Diagnostic::new(message)
        .about(later.0.as_str())
        .at(later.1.place, "here")
        .at(first.1.place, "and here")
        .help("remove one of them, or correct its URL")
}

pub fn useless_default(permission: &Name, default: Place) -> Diagnostic {
    Diagnostic::new(format!(
        "`default` of the permission `{}` has no effect",
        **permission
    ))
    .about(permission.as_str())
    .at(default, "already for all platforms")
    .help("add `platform`, or remove `default`")
}

/// Permissions of two platforms that both are for calls without a platform.
pub fn two_defaults(one: (&Name, Place), other: (&Name, Place)) -> Diagnostic {
    let (later, first) = match one.1 < other.1 {
        true => (other, one),
        false => (one, other),
    };
    Diagnostic::new(format!(
        "the permissions `{}` and `{}` of two platforms are both for calls without a platform",
        **first.0, **later.0
    ))
    .about(later.0.as_str())
    .at(later.1, "default here")
    .at(first.1, "and here")
    .help("remove one `default`: a call without the parameter is of one platform")
}

pub fn params_of_on_param(name: &Name) -> Diagnostic {
    Diagnostic::new("a parameter cannot have `params_of`")
        .at(name.place, "not on a field or an operation")
        .help("remove it: only a field or an operation may have it")
}

pub fn params_of_without_edge(name: &Name, ty: &Located<TypeExpr>) -> Diagnostic {
    Diagnostic::new(format!(
        "a field of the type `{}` takes no parameters",
        **ty
    ))
    .at(name.place, "its parameters cannot be sent")
    .at(ty.place, "not an edge")
    .help("remove `params_of`: it is for fields of the type `edge<T>`")
}

/// A field's `params_of` that names no operation; `same_edge` are those that
/// read the same edge.
pub fn unknown_operation(name: &Name, edge: &TypeExpr, same_edge: &[&str]) -> Diagnostic {
    Diagnostic::new(format!("unknown operation `{}`", **name))
        .at(name.place, "not one of the `operations`")
        .help(operations_of(edge, same_edge))
}

pub fn reads_another_edge(
    name: &Name,
    edge: &TypeExpr,
    returns: &Located<TypeExpr>,
    same_edge: &[&str],
) -> Diagnostic {
    Diagnostic::new(format!("the operation `{}` does not read `{edge}`", **name))
        .at(name.place, "reads another edge")
        .at(returns.place, format!("reads `{}`", **returns))
        .help(operations_of(edge, same_edge))
}

fn operations_of(edge: &TypeExpr, same_edge: &[&str]) -> String {
    match same_edge {
        [] => format!("remove `params_of`: no operation reads `{edge}`"),
        same => format!("`{edge}` is read by {}", list(same)),
    }
}

pub fn operation_unavailable(name: &Name, version: VersionName) -> Diagnostic {
    let message = format!("the operation `{}` is not available in `{version}`", **name);
    Diagnostic::new(message)
        .at(name.place, "the field takes its parameters")
        .help(
            "split the field into two entries: with `params_of` where the operation exists, \
             without it elsewhere",
        )
}
