//! The calls that a permission is for.

use super::{Checker, names};
use crate::contract::diagnostic::Place;
use crate::contract::messages::operations as messages;
use crate::contract::placeholder::is_unwritten;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Operation, Param, Permission};

impl Checker<'_> {
    pub(super) fn check_permissions(&mut self) {
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            self.check_defaults(operation);
            for (name, permission) in operation.permissions.iter() {
                self.check_label("permission", name);
                self.check_kind_of_token(&permission.token);
                self.check_unique("task", &permission.tasks);
                self.check_unique("scope", &permission.scopes);
                self.check_words(permission);
                self.check_host(name, operation, permission.host.as_ref());
                match &permission.platform {
                    Some(platform) => self.check_platform(operation, platform),
                    None => {
                        let default = permission.default.as_ref().filter(|default| default.value);
                        if let Some(default) = default {
                            self.report(messages::useless_default(name, default.place));
                        }
                    }
                }
            }
        }
    }

    /// Graph writes scopes in lower case and tasks in capitals, a word each.
    fn check_words(&mut self, permission: &Permission) {
        for scope in permission
            .scopes
            .iter()
            .filter(|scope| !is_unwritten(scope))
        {
            if !is_word(scope, |c| c.is_ascii_lowercase()) {
                self.report(messages::invalid_scope(scope));
            }
        }
        for task in permission.tasks.iter().filter(|task| !is_unwritten(task)) {
            if !is_word(task, |c| c.is_ascii_uppercase()) {
                self.report(messages::invalid_task(task));
            }
        }
    }

    /// A permission is for a host that serves the operation.
    fn check_host(&mut self, permission: &Name, operation: &Operation, host: Option<&Name>) {
        self.check_hosts(host);
        let (Some(host), Some(hosts)) = (host, &operation.hosts) else {
            return;
        };
        let is_known = self.spec.hosts.get(host).is_some();
        if is_known && !hosts.iter().any(|serves| serves.value == host.value) {
            self.report(messages::host_of_no_call(permission, host, hosts.place));
        }
    }

    /// Calls without a platform are those of one platform on each host.
    fn check_defaults(&mut self, operation: &Operation) {
        let mut earlier: Vec<(&Name, &Permission, Place)> = Vec::new();
        for (name, permission) in operation.permissions.iter() {
            let default = permission.default.as_ref().filter(|default| default.value);
            let Some((default, platform)) = default.zip(permission.platform.as_deref()) else {
                continue;
            };
            for (other_name, other, place) in &earlier {
                let [one_host, other_host] = [&permission.host, &other.host].map(Option::as_deref);
                let same_host =
                    one_host.is_none() || other_host.is_none() || one_host == other_host;
                if same_host && other.platform.as_deref() != Some(platform) {
                    let (this, other) = ((name, default.place), (*other_name, *place));
                    self.report(messages::two_defaults(this, other));
                }
            }
            earlier.push((name, permission, default.place));
        }
    }

    fn check_platform(&mut self, operation: &Operation, platform: &Name) {
        let param = self.platform_param(operation);
        let name = param.and_then(|param| param.ty.name());
        let values = name.and_then(|name| self.spec.enums.get(name));
        match values {
            // That the type is unknown is told where it is used.
            None if name.is_some_and(|name| self.availability_of(name).is_none()) => {}
            None => self.report(messages::no_platform_param(platform.place)),
            Some(entry) if entry.values.get(platform).is_none() => {
                let known = names(&entry.values);
                self.report(messages::unknown_platform(platform, &known));
            }
            Some(_) => {}
        }
    }

    fn platform_param<'o>(&'o self, operation: &'o Operation) -> Option<&'o Param> {
        let own = operation.params.get("platform");
        let other = || {
            let other = self.spec.operations.get(operation.params_of.as_ref()?)?;
            other.params.get("platform")
        };
        own.or_else(other)?.0.first()
    }
}

/// Whether a text is letters of one kind, digits and underscores, after a letter.
fn is_word(text: &str, is_letter: fn(&char) -> bool) -> bool {
    let is_part = |c: char| is_letter(&c) || c.is_ascii_digit() || c == '_';
    text.starts_with(|c| is_letter(&c)) && text.chars().all(is_part)
}
