//! `hosts.rs`: the servers that answer.

use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use crate::contract::check::constant_ident;
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn hosts(&self) -> Part<'a> {
        let mut code = Code::default();
        code.module_docs("Graph hosts, to configure a `GraphBuilder` with.");
        for host in &self.contracts.hosts {
            let (name, url) = (constant_ident(&host.name), &host.url);
            code.docs(&docs::markdown(&format!("`{url}`: {}", host.doc)));
            let emitted = Emitted::shared("host", &host.name);
            code.item(
                emitted,
                &format!("pub const {name}: &str = {};", literal(url)),
            );
        }
        let names = self.contracts.hosts.iter().map(|host| host.name.as_str());
        let origin = self.origins.of_all(names);
        self.part("hosts.rs".to_owned(), "", 1, "", &origin, code)
    }
}
