//! Which calls a permission is for.

use super::{Checker, list};
use crate::contract::diagnostic::Diagnostic;
use crate::contract::spec::located::Located;
use crate::contract::spec::{Operation, Param, Permission};

impl Checker<'_> {
    pub(super) fn check_permissions(&mut self) {
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            for (name, permission) in operation.permissions.iter() {
                if let Some(host) = &permission.host {
                    self.check_permission_host(host);
                }
                match &permission.platform {
                    Some(platform) => self.check_platform(operation, platform),
                    None => self.check_default(name, permission),
                }
            }
        }
    }

    fn check_permission_host(&mut self, host: &Located<String>) {
        let hosts = &self.spec.hosts;
        if hosts.get(&host.value).is_none() {
            let known = list(hosts.names().map(|name| &name.value));
            self.found.push(
                Diagnostic::new(format!("`{}` is not a host of the spec", host.value))
                    .at(host.place, "unknown host")
                    .help(format!("the hosts are {known}")),
            );
        }
    }

    fn check_platform(&mut self, operation: &Operation, platform: &Located<String>) {
        let spec = self.spec;
        let named = self
            .platform_of(operation)
            .and_then(|param| param.ty.name());
        let entry = named.and_then(|name| spec.enums.get(name));
        let Some(entry) = entry else {
            self.found.push(
                Diagnostic::new("the call has no parameter `platform` with known values")
                    .at(platform.place, "")
                    .help("remove `platform`: the permission is for all calls"),
            );
            return;
        };
        if entry.values.get(&platform.value).is_none() {
            let known = list(entry.values.names().map(|name| &name.value));
            self.found.push(
                Diagnostic::new(format!(
                    "`{}` is not a platform of the call",
                    platform.value
                ))
                .at(platform.place, "")
                .help(format!("the parameter takes {known}")),
            );
        }
    }

    fn platform_of<'o>(&'o self, operation: &'o Operation) -> Option<&'o Param> {
        let own = operation.params.get("platform");
        let other = || {
            let other = self.spec.operations.get(operation.params_of.as_ref()?)?;
            other.params.get("platform")
        };
        own.or_else(other)?.0.first()
    }

    fn check_default(&mut self, name: &Located<String>, permission: &Permission) {
        if permission.default {
            self.found.push(
                Diagnostic::new(format!(
                    "`default` of the permission `{}` says nothing",
                    name.value
                ))
                .at(name.place, "for every platform anyway")
                .help("add `platform`, or remove `default`"),
            );
        }
    }
}
