//! `permissions.rs`: each permission once, for all requests that need it.

use std::collections::{BTreeMap, HashMap};

use heck::ToShoutySnakeCase;

use super::code::{Code, literal};
use super::{Emitter, Part};
use crate::contract::{Contracts, Operation, Permission};
use crate::emit::docs;

/// The distinct permissions by the names of their constants.
pub(super) struct Permissions<'a> {
    constants: BTreeMap<String, &'a Permission>,
    /// Names of the constants by what they are, without docs and sources.
    names: HashMap<Key<'a>, String>,
}

/// What a constant holds: names, where it applies, tasks and scopes.
type Key<'a> = ([&'a str; 2], [Option<&'a str>; 2], bool, [&'a [String]; 2]);

fn key(permission: &Permission) -> Key<'_> {
    (
        [&permission.name, &permission.token],
        [permission.host.as_deref(), permission.platform.as_deref()],
        permission.default,
        [&permission.tasks, &permission.scopes],
    )
}

impl<'a> Permissions<'a> {
    /// Finds the permissions of all operations.
    pub(super) fn new(contracts: &'a Contracts) -> Self {
        let mut permissions = Self {
            constants: BTreeMap::new(),
            names: HashMap::new(),
        };
        for operation in contracts.versions.iter().flat_map(|one| &one.operations) {
            for permission in &operation.permissions {
                permissions.add(operation, permission);
            }
        }
        permissions
    }

    fn add(&mut self, operation: &Operation, permission: &'a Permission) {
        if self.names.contains_key(&key(permission)) {
            return;
        }
        let taken = |name: &str| self.constants.contains_key(name);
        let mut name = permission.name.to_shouty_snake_case();
        if taken(&name) {
            let of = operation.name.to_shouty_snake_case();
            name = free(format!("{name}_TO_{of}"), taken);
        }
        self.constants.insert(name.clone(), permission);
        self.names.insert(key(permission), name);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.constants.is_empty()
    }

    /// Name of the constant of a permission.
    pub(super) fn name<'s>(&'s self, permission: &'s Permission) -> &'s str {
        self.names.get(&key(permission)).map_or("", String::as_str)
    }
}

/// A name that is not taken: itself, or with a number.
pub(super) fn free(name: String, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

impl<'a> Emitter<'a, '_> {
    pub(super) fn permissions(&self) -> Part<'a> {
        let mut code = Code::default();
        code.module_docs("Permissions that requests need.");
        code.imports.root("__rt::Permission");
        for (name, permission) in &self.permissions.constants {
            code.docs(&docs::markdown(&permission.doc));
            let value = self.permission(permission);
            code.lines(&format!("pub(crate) const {name}: Permission = {value};"));
        }
        self.part("permissions.rs".to_owned(), "", 1, "", "spec", code)
    }

    fn permission(&self, permission: &Permission) -> String {
        let list = |names: &[String]| {
            let names: Vec<_> = names.iter().map(|name| literal(name)).collect();
            format!("&[{}]", names.join(", "))
        };
        let arguments = [
            literal(&permission.name),
            literal(&permission.token),
            list(&permission.tasks),
            list(&permission.scopes),
        ];
        let arguments = arguments.map(|argument| format!("    {argument},\n"));
        let mut value = format!("Permission::new(\n{})", arguments.concat());
        let host = permission.host.as_deref().and_then(|host| self.host(host));
        if let Some(url) = host {
            value.push_str(&format!("\n.host({})", literal(url)));
        }
        if let Some(platform) = &permission.platform {
            value.push_str(&format!(
                "\n.platform({}, {})",
                literal(platform),
                permission.default
            ));
        }
        value
    }

    /// Base URL of a host.
    fn host(&self, name: &str) -> Option<&str> {
        let mut hosts = self.contracts.hosts.iter();
        let host = hosts.find(|host| host.name == name)?;
        Some(host.url.as_str())
    }
}
