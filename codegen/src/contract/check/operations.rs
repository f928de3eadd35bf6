//! Operations: paths, parameters and what they return; hosts; error codes.

use std::collections::HashMap;

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::Located;
use crate::contract::spec::words::TypeExpr;
use crate::contract::spec::{CommonParam, Operation, Param, ReadKind, Versioned};

/// The braces of a path, in order.
pub(crate) fn braces(path: &str) -> Vec<&str> {
    let pieces = path.split('{').skip(1);
    pieces
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

impl Checker<'_> {
    pub(super) fn check_operations(&mut self) {
        let spec = self.spec;
        if spec.hosts.0.is_empty() {
            let diagnostic = Diagnostic::new("the spec has no `hosts`");
            self.found
                .push(diagnostic.help("add `hosts:` with the base URL of the API"));
        }
        for (_, host) in spec.hosts.iter() {
            self.check_host(&host.url);
        }
        for (name, param) in spec.common_params.iter() {
            self.check_common_param(name, param);
        }
        for (name, operation) in spec.operations.iter() {
            self.check_path(operation);
            self.check_params(operation);
            self.check_returns(name, operation);
            self.check_error_list(operation);
            self.check_references(name, operation);
        }
        self.check_same_paths();
    }

    fn check_host(&mut self, url: &Located<String>) {
        let rest = url.strip_prefix("https://").unwrap_or_default();
        let (name, port) = rest.split_once(':').unwrap_or((rest, "443"));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let label = |label: &str| !label.is_empty() && label.chars().all(plain);
        if !name.split('.').all(label) || port.parse::<u16>().is_err() {
            self.found.push(
                Diagnostic::new(message!("`{}` is not the base URL of a host", url.value))
                    .at(url.place, "")
                    .help("write `https://` and the name, such as `https://graph.facebook.com`"),
            );
        }
    }

    /// Paging and the choice of fields rest on these four, so their types are
    /// fixed.
    fn check_common_param(&mut self, name: &Located<String>, param: &CommonParam) {
        let expected = match name.value.as_str() {
            "fields" | "after" | "before" => TypeExpr::String,
            "limit" => TypeExpr::UnsignedInt,
            _ => {
                self.found.push(
                    Diagnostic::new(message!("`{}` is not a common parameter", name.value))
                        .at(name.place, "unknown common parameter")
                        .help(
                            "the common ones are `fields`, `limit`, `after` and `before`; \
                               others go under `params` of their operation",
                        ),
                );
                return;
            }
        };
        let used = |operation: &Operation| param.on.contains(&operation.kind());
        if !self
            .spec
            .operations
            .iter()
            .any(|(_, operation)| used(operation))
        {
            self.found.push(
                Diagnostic::new(message!(
                    "no operation takes the common parameter `{}`",
                    name.value
                ))
                .at(name.place, "")
                .help("name in `on` what takes it, or remove it"),
            );
        }
        if param.ty.value != expected {
            self.found.push(
                Diagnostic::new(message!("`{}` has the type `{}`", name.value, expected))
                    .at(param.ty.place, format!("expected `{expected}`"))
                    .help(format!("write `type: {expected}`")),
            );
        }
    }

    fn check_path(&mut self, operation: &Operation) {
        let path = &operation.get;
        if !is_path(path) {
            self.found.push(
                Diagnostic::new(message!("`{}` is not a path below the version", path.value))
                    .at(path.place, "")
                    .help("write a slash before each part, a parameter in braces, such as `/{page_id}/conversations`"),
            );
            return;
        }
        let braces = braces(path);
        for (index, name) in braces.iter().enumerate() {
            let missing = operation.path.get(name).is_none();
            if missing || braces[..index].contains(name) {
                let what = if missing {
                    "is not described"
                } else {
                    "stands twice"
                };
                self.found.push(
                    Diagnostic::new(message!("`{{{}}}` {what}", name))
                        .at(path.place, "in this path")
                        .help(format!("describe it once, as `{name}` under `path`")),
                );
            }
        }
        for (name, _) in operation.path.iter() {
            if !braces.contains(&name.as_str()) {
                self.found.push(
                    Diagnostic::new(message!("the path has no `{{{}}}`", name.value))
                        .at(name.place, "described here")
                        .at(path.place, "missing here")
                        .help("add it to the path, or move it under `params`"),
                );
            }
        }
    }

    fn check_params(&mut self, operation: &Operation) {
        let owned = self.timeline.set(operation.availability());
        for (name, param) in operation.path.iter() {
            let availability = param.availability();
            if availability.since.or(availability.removed_in).is_some()
                || availability.ranges.is_some()
            {
                self.found.push(
                    Diagnostic::new(message!(
                        "`{}` is part of the path in every version",
                        name.value
                    ))
                    .at(name.place, "")
                    .help("bound the operation instead"),
                );
            }
            let text = matches!(param.ty.value, TypeExpr::String | TypeExpr::Named(_));
            if !text || self.is_object(&param.ty) {
                self.found.push(
                    Diagnostic::new(message!("a path cannot hold `{}`", param.ty.value))
                        .at(param.ty.place, "")
                        .help("a path parameter is a `string` or an id"),
                );
            }
            self.check_type(&param.ty, &owned, None);
        }
        for param in operation.params.iter().flat_map(|(_, params)| &params.0) {
            if param.style.is_some() && !matches!(param.ty.value, TypeExpr::List(_)) {
                self.found.push(
                    Diagnostic::new(message!("`{}` has no `style`", param.ty.value))
                        .at(param.ty.place, "not a list")
                        .help("remove `style`: it says how a list goes into a query"),
                );
            }
            self.check_max_items(param);
            let used = self.timeline.set(param.availability());
            self.check_type(&param.ty, &used, None);
            if self.is_object(&param.ty) || matches!(param.ty.value, TypeExpr::Edge(_)) {
                self.found.push(
                    Diagnostic::new(message!("a query cannot hold `{}`", param.ty.value))
                        .at(param.ty.place, "an object of responses")
                        .help("write `Object` for a parameter that takes JSON"),
                );
            }
        }
    }

    fn is_object(&self, ty: &TypeExpr) -> bool {
        ty.name()
            .is_some_and(|name| self.spec.types.get(name).is_some())
    }

    fn check_returns(&mut self, name: &Located<String>, operation: &Operation) {
        let returns = &operation.returns;
        let node = match &returns.value {
            TypeExpr::Named(name) => Some(name),
            TypeExpr::Edge(of) | TypeExpr::Map(of) => match &**of {
                TypeExpr::Named(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        let other = |name: &&String| {
            self.spec.ids.get(name).is_some() || self.spec.enums.get(name).is_some()
        };
        if node.is_none_or(|name| other(&name)) {
            self.found.push(
                Diagnostic::new(message!(
                    "`{}` cannot return `{}`",
                    name.value,
                    returns.value
                ))
                .at(returns.place, "no node in it")
                .help("return a type `T` of the spec, `edge<T>` or `map<string, T>`"),
            );
            return;
        }
        let used = self.timeline.set(operation.availability());
        self.check_type(returns, &used, None);
        self.check_generated(returns);
        let pages = |param: &CommonParam| param.on.contains(&ReadKind::Edge);
        if matches!(returns.value, TypeExpr::Edge(_))
            && !self.spec.common_params.get("after").is_some_and(pages)
        {
            self.found.push(
                Diagnostic::new(message!(
                    "`{}` returns pages, and nothing asks for the next",
                    name.value
                ))
                .at(returns.place, "pages")
                .help("add the common parameter `after: { on: [edge], type: string, … }`"),
            );
        }
    }

    /// The hosts and the operation that it points to.
    fn check_references(&mut self, name: &Located<String>, operation: &Operation) {
        for host in &operation.hosts {
            if self.spec.hosts.get(host).is_none() {
                let known = list(self.spec.hosts.names().map(|name| &name.value));
                self.found.push(
                    Diagnostic::new(message!("`{}` is not a host of the spec", host.value))
                        .at(host.place, "unknown host")
                        .help(format!("the hosts are {known}")),
                );
            }
        }
        let Some(other) = &operation.params_of else {
            return;
        };
        let found = self.spec.operations.get(other);
        if other.value == name.value || found.is_none_or(|other| other.params_of.is_some()) {
            self.found.push(
                Diagnostic::new(message!("`{}` has no parameters to take over", other.value))
                    .at(other.place, "")
                    .help("name another operation, one that has its parameters under `params`"),
            );
        }
    }

    fn check_error_list(&mut self, operation: &Operation) {
        for code in &operation.errors {
            if self.spec.errors.get(&code.to_string()).is_none() {
                self.found.push(
                    Diagnostic::new(message!("the error code `{}` is not described", code.value))
                        .at(code.place, "")
                        .help("describe it under `errors`"),
                );
            }
        }
        let mut seen: Vec<&Located<i64>> = Vec::new();
        for code in &operation.errors {
            if let Some(first) = seen.iter().find(|first| first.value == code.value) {
                self.found.push(
                    Diagnostic::new(message!("the error code `{}` stands twice", code.value))
                        .at(code.place, "again here")
                        .at(first.place, "first here")
                        .help("keep one of the two"),
                );
            }
            seen.push(code);
        }
    }

    /// Two operations may read one path only as `GET /{id}` reads nodes of
    /// several types: each with a name of its own for the id.
    fn check_same_paths(&mut self) {
        let mut seen: HashMap<String, Vec<&Operation>> = HashMap::new();
        for (_, operation) in self.spec.operations.iter() {
            let others = seen.entry(path_form(&operation.get)).or_default();
            let set = self.timeline.set(operation.availability());
            for other in others.iter() {
                let first = self.timeline.set(other.availability());
                let nodes =
                    [operation, other].map(|one| matches!(one.returns.value, TypeExpr::Named(_)));
                let distinct = operation.get.value != other.get.value && nodes == [true, true];
                if !distinct && self.timeline.overlap(&set, &first).is_some() {
                    self.found.push(
                        Diagnostic::new(message!("two operations read `{}`", operation.get.value))
                            .at(operation.get.place, "this one")
                            .at(other.get.place, "and this one")
                            .help("keep one, or give the ids of two nodes names of their own"),
                    );
                }
            }
            others.push(operation);
        }
    }

    fn check_max_items(&mut self, param: &Param) {
        let Some(most) = &param.max_items else {
            return;
        };
        if most.value < 1 || !matches!(param.ty.value, TypeExpr::List(_)) {
            self.found.push(
                Diagnostic::new("`max_items` bounds no list")
                    .at(most.place, "")
                    .help("give it to a `list<…>`, as a whole number from 1 on"),
            );
        }
    }
}

/// A path without the names in its braces: OpenAPI tells paths apart by this.
pub(crate) fn path_form(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn is_path(path: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let part = |part: &str| {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        let text = name.unwrap_or(part);
        !text.is_empty() && plain(text) && text != "." && text != ".."
    };
    let rest = path.strip_prefix('/');
    rest.is_some_and(|rest| rest.is_empty() || rest.split('/').all(part))
}
