//! `permissions.rs`: each permission once, for all requests that need it.

use super::code::{Code, literal};
use super::emitter::{Emitter, Part};
use crate::contract::Permission;
use crate::emit::docs;

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
