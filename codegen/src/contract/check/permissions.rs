//! The calls that a permission is for.

use super::{Checker, names};
use crate::contract::diagnostic::Place;
use crate::contract::messages::operations as messages;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Operation, Param, Permission};

impl Checker<'_> {
    pub(super) fn check_permissions(&mut self) {
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            self.check_defaults(operation);
            for (name, permission) in operation.permissions.iter() {
                self.check_kind_of_token(&permission.token);
                self.check_unique("task", &permission.tasks);
                self.check_unique("scope", &permission.scopes);
                self.check_hosts(&permission.host);
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
