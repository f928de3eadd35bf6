//! Hosts and operations: paths, parameters and what they return.

use std::collections::HashMap;

use super::{Checker, names};
use crate::contract::messages::operations as messages;
use crate::contract::spec::located::Name;
use crate::contract::spec::{
    CommonParam, Host, Operation, Param, ReadKind, Style, TypeExpr, Versioned,
};

/// Returns the names in the braces of a path, in order.
pub(crate) fn braces(path: &str) -> Vec<&str> {
    let pieces = path.split('{').skip(1);
    pieces
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// Returns a path without the names in its braces: OpenAPI distinguishes paths
/// by this.
pub(crate) fn path_form(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

impl Checker<'_> {
    pub(super) fn check_operations(&mut self) {
        let spec = self.spec;
        if spec.hosts.0.is_empty() {
            self.report(messages::missing_hosts());
        }
        for (_, host) in spec
            .hosts
            .iter()
            .filter(|(_, host)| !is_base_url(&host.url))
        {
            self.report(messages::invalid_host_url(&host.url));
        }
        self.check_same_hosts();
        for (name, param) in spec.common_params.iter() {
            self.check_common_param(name, param);
        }
        for (name, operation) in spec.operations.iter() {
            self.check_path(operation);
            self.check_path_params(operation);
            self.check_query_params(operation);
            self.check_returns(name, operation);
            self.check_error_list(operation);
            if let Some(hosts) = &operation.hosts {
                if hosts.is_empty() {
                    self.report(messages::no_hosts(name, hosts.place));
                }
                self.check_unique("host", hosts);
                self.check_hosts(hosts.iter());
            }
            if let Some(names) = &operation.upstream {
                self.check_unique("name", &names.0);
            }
            self.check_shared_params(name, operation);
        }
        self.check_same_paths();
    }

    /// Nothing tells two hosts of one URL apart.
    fn check_same_hosts(&mut self) {
        let hosts: Vec<_> = self.spec.hosts.iter().collect();
        for (index, (name, host)) in hosts.iter().enumerate() {
            let same = |(_, other): &&(&Name, &Host)| host.url.eq_ignore_ascii_case(&other.url);
            if let Some((other, first)) = hosts[..index].iter().find(same) {
                self.report(messages::same_host((name, &host.url), (other, &first.url)));
            }
        }
    }

    /// Paging and field selection rely on these four, so their types are fixed.
    fn check_common_param(&mut self, name: &Name, param: &CommonParam) {
        let expected = match name.as_str() {
            "fields" | "after" | "before" => TypeExpr::String,
            "limit" => TypeExpr::UnsignedInt,
            _ => {
                self.report(messages::unknown_common_param(name));
                return;
            }
        };
        let mut operations = self.spec.operations.iter();
        if !operations.any(|(_, operation)| param.on.contains(&operation.kind())) {
            self.report(messages::unused_common_param(name, param.on.place));
        }
        for (index, kind) in param.on.iter().enumerate() {
            if param.on[..index].contains(kind) {
                self.report(messages::duplicate_kind_of_read(*kind, param.on.place));
            }
        }
        if param.ty.value != expected {
            self.report(messages::wrong_common_param_type(
                name, &param.ty, &expected,
            ));
        }
    }

    fn check_path(&mut self, operation: &Operation) {
        let path = &operation.get;
        if !is_path(path) {
            self.report(messages::invalid_path(path));
            return;
        }
        let braces = braces(path);
        for (index, name) in braces.iter().enumerate() {
            if operation.path.get(name).is_none() {
                self.report(messages::undescribed_path_param(path.place, name));
            } else if braces[..index].contains(name) {
                self.report(messages::repeated_path_param(path.place, name));
            }
        }
        for name in operation.path.names() {
            if !braces.contains(&name.as_str()) {
                self.report(messages::not_in_path(name, path.place));
            }
        }
    }

    fn check_path_params(&mut self, operation: &Operation) {
        let owner = self.timeline.set(operation.availability());
        for (name, param) in operation.path.iter() {
            if let Some(place) = param.availability().place() {
                self.report(messages::versioned_path_param(name, place));
            }
            self.check_time(param, false);
            let is_text = matches!(param.ty.value, TypeExpr::String | TypeExpr::Named(_));
            if !is_text || self.is_object(&param.ty) {
                self.report(messages::invalid_path_type(&param.ty));
            }
            self.check_type(&param.ty, &owner);
        }
    }

    fn check_query_params(&mut self, operation: &Operation) {
        for param in operation.params.iter().flat_map(|(_, params)| &params.0) {
            let is_list = matches!(param.ty.value, TypeExpr::List(_));
            if let Some(style) = param.style.as_ref().filter(|_| !is_list) {
                self.report(messages::style_without_list(style.place, &param.ty));
            }
            if let Some(style) = &param.style
                && style.value == Style::Comma
                && param.ty.has_nested_items()
            {
                self.report(messages::commas_without_scalars(style.place, &param.ty));
            }
            if let Some(most) = &param.max_items
                && (!(1..=i64::from(u32::MAX)).contains(&most.value) || !is_list)
            {
                self.report(messages::invalid_max_items(most.place));
            }
            self.check_time(param, true);
            let used = self.timeline.set(param.availability());
            self.check_type(&param.ty, &used);
            if self.is_object(&param.ty) || matches!(param.ty.value, TypeExpr::Edge(_)) {
                self.report(messages::invalid_query_type(&param.ty));
            }
        }
    }

    /// Only a parameter of a query is sent as a time in milliseconds, and rounded.
    pub(super) fn check_time(&mut self, param: &Param, in_query: bool) {
        let is_time = param.ty.value == TypeExpr::TimestampMs;
        if let Some(round) = param.round.as_ref().filter(|_| !is_time) {
            self.report(messages::round_without_time(round.place, &param.ty));
        }
        if param.ty.has_timestamp_ms() && !(is_time && in_query) {
            self.report(messages::misplaced_timestamp_ms(&param.ty, in_query));
        }
    }

    fn check_returns(&mut self, name: &Name, operation: &Operation) {
        let returns = &operation.returns;
        let node = match &returns.value {
            TypeExpr::Named(name) => Some(name),
            TypeExpr::Edge(of) | TypeExpr::Map(of) => match &**of {
                TypeExpr::Named(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        let is_text = |name: &String| {
            self.spec.ids.get(name).is_some() || self.spec.enums.get(name).is_some()
        };
        if node.is_none_or(is_text) {
            self.report(messages::invalid_return_type(name, returns));
            return;
        }
        let used = self.timeline.set(operation.availability());
        self.check_type(returns, &used);
        self.check_generated(returns);
        let after = self.spec.common_params.get("after");
        let has_cursor = after.is_some_and(|after| after.on.contains(&ReadKind::Edge));
        if operation.kind() == ReadKind::Edge && !has_cursor {
            self.report(messages::missing_cursor(name, returns));
        }
    }

    pub(super) fn check_hosts<'n>(&mut self, hosts: impl IntoIterator<Item = &'n Name>) {
        for host in hosts {
            if self.spec.hosts.get(host).is_none() {
                self.report(messages::unknown_host(host, &names(&self.spec.hosts)));
            }
        }
    }

    fn check_shared_params(&mut self, name: &Name, operation: &Operation) {
        if let Some(other) = &operation.params_of {
            let found = self.spec.operations.get(other);
            let has_none = found.is_none_or(|other| other.params_of.is_some());
            if other.value == name.value || has_none {
                self.report(messages::no_params_to_share(other));
            }
        }
    }

    fn check_error_list(&mut self, operation: &Operation) {
        self.check_unique("error code", &operation.errors);
        for code in &operation.errors {
            let number = code.to_string();
            if self.spec.errors.get(&number).is_none() {
                let mut errors = self.spec.errors.iter();
                let owner = errors.find(|(_, entries)| {
                    let mut entries = entries.0.iter();
                    entries.any(|entry| entry.subcodes.get(&number).is_some())
                });
                let owner = owner.map(|(owner, _)| owner);
                self.report(messages::undescribed_error(code, owner));
            }
        }
    }

    /// Two operations may read the same path only as `GET /{id}` reads nodes of
    /// several types, and `GET /{id}/insights` edges of several nodes: each with
    /// another name for the id. `GET /` reads nodes of several types by their ids.
    fn check_same_paths(&mut self) {
        let spec = self.spec;
        let mut by_path: HashMap<&str, Vec<&Operation>> = HashMap::new();
        let mut by_form: HashMap<(String, bool), Vec<&Operation>> = HashMap::new();
        for (_, operation) in spec.operations.iter() {
            let path = operation.get.as_str();
            let form = path_form(path);
            let is_edge = operation.kind() == ReadKind::Edge;
            let set = self.timeline.set(operation.availability());
            let same = by_path.get(path).into_iter().flatten();
            let same = same.filter(|other| !read_by_ids(operation, other));
            let others = by_form.get(&(form.clone(), !is_edge)).into_iter().flatten();
            let others = others.filter(|other| other.get.as_str() != path);
            for other in same.chain(others) {
                let common = self.timeline.set(other.availability()).and(&set);
                if self.timeline.first(&common).is_some() {
                    self.diagnostics.push(messages::same_path(operation, other));
                }
            }
            by_path.entry(path).or_default().push(operation);
            by_form.entry((form, is_edge)).or_default().push(operation);
        }
    }
}

/// Returns whether two operations read nodes of different types, keyed by their ids.
fn read_by_ids(one: &Operation, other: &Operation) -> bool {
    let is_map = |operation: &Operation| matches!(operation.returns.value, TypeExpr::Map(_));
    is_map(one) && is_map(other) && one.returns.value != other.returns.value
}

/// Returns whether a text is `https://`, a host name and maybe a port.
fn is_base_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let (name, port) = rest.split_once(':').unwrap_or((rest, "443"));
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_label = |label: &str| !label.is_empty() && label.chars().all(allowed);
    name.split('.').all(is_label) && port.parse::<u16>().is_ok()
}

fn is_path(path: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_part = |part: &str| {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        let text = name.unwrap_or(part);
        !text.is_empty() && text.chars().all(allowed) && text != "." && text != ".."
    };
    let rest = path.strip_prefix('/');
    rest.is_some_and(|rest| rest.is_empty() || rest.split('/').all(is_part))
}
