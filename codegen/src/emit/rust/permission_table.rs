//! The distinct permissions of all requests, and the names of their constants.

use std::collections::{BTreeMap, HashMap};

use crate::contract::check::constant_ident;
use crate::contract::{Contracts, Operation, Permission};

/// The distinct permissions by the names of their constants.
pub(super) struct PermissionTable<'a> {
    pub(super) constants: BTreeMap<String, &'a Permission>,
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

impl<'a> PermissionTable<'a> {
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
        let mut name = constant_ident(&permission.name);
        if taken(&name) {
            let of = constant_ident(&operation.name);
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
