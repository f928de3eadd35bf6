//! `hosts.rs`: the servers that answer.

use heck::ToShoutySnakeCase;
use quote::quote;

use super::{Emitter, Failure, doc, ident};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn hosts(&mut self) -> Result<(), Failure> {
        let hosts = self.contracts.hosts.iter().map(|host| {
            let name = ident(&host.name.to_shouty_snake_case());
            let url = &host.url;
            let docs = doc(&docs::markdown(&format!("`{url}`: {}", host.doc)));
            quote! {
                #docs
                pub const #name: &str = #url;
            }
        });
        let code = quote! {
            //! Hosts, to be given to a `GraphBuilder`.
            #(#hosts)*
        };
        let names = self.contracts.hosts.iter().map(|host| host.name.as_str());
        self.file("hosts.rs", &self.origins.of_all(names), code)
    }
}
