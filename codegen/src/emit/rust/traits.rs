//! What the runtime asks of a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Argument, Form};
use super::client::Signature;
use super::imports::Imports;
use super::{Emitter, Failure, ident};
use crate::contract::{Operation, Permission};

impl Emitter<'_> {
    pub(super) fn request_impl(
        &self,
        index: usize,
        operation: &Operation,
        signature: &Signature,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let (label, name) = (&operation.name, ident(&operation.name));
        let output = self.rust_type(&operation.returns, index, imports)?;
        let method = ident(&signature.method);
        let checks: Vec<_> = params.iter().filter_map(Argument::check).collect();
        let checked = !checks.is_empty();
        let checks = match checks.split_last() {
            Some((last, rest)) => quote!(#(#rest?;)* #last),
            None => quote!(Ok(())),
        };
        let arguments = signature.arguments.iter().map(|wire| {
            let param = params.iter().find(|argument| argument.param.name == *wire);
            param.map(Argument::passed)
        });
        let converted =
            |argument: &Argument<'_>| matches!(argument.form(), Form::Json | Form::Comma);
        if checked || params.iter().any(converted) {
            imports.root("__rt::self");
        }
        imports.root("__rt::Permission");
        let permissions = operation.permissions.iter();
        let permissions = permissions.map(|permission| self.permission(permission));
        let names = names(params);
        let platform = platform(params);
        Ok(quote! {
            impl<V: GraphVersion> Request for #name<V> {
                type Version = V;
                type Output = #output;

                const NAME: &'static str = #label;

                const PERMISSIONS: &'static [Permission] = &[#(#permissions),*];

                fn check(&self) -> Result<(), Invalid> {
                    #checks
                }

                async fn send(&self, session: Session) -> Sent {
                    let client = Client::new(session, V::VERSION);
                    client.#method(#(#arguments),*).await
                }

                #names

                #platform
            }
        })
    }

    fn permission(&self, permission: &Permission) -> TokenStream {
        let Permission {
            name,
            token,
            host,
            platform,
            default,
            tasks,
            scopes,
            ..
        } = permission;
        let host = host.as_deref().and_then(|host| self.host(host));
        let host = host.map(|url| quote!(.host(#url)));
        let platform = platform.iter();
        let platform = platform.map(|platform| quote!(.platform(#platform, #default)));
        quote! {
            Permission::new(#name, #token, &[#(#tasks),*], &[#(#scopes),*])
                #host
                #(#platform)*
        }
    }

    /// Base URL of a host.
    fn host(&self, name: &str) -> Option<&str> {
        let mut hosts = self.contracts.hosts.iter();
        let host = hosts.find(|host| host.name == name)?;
        Some(host.url.as_str())
    }
}

/// Whether a name is that of a parameter, or of a field that is asked for.
fn names(params: &[Argument<'_>]) -> TokenStream {
    let all = params.iter().map(|argument| &argument.param.name);
    let known = quote!([#(#all),*].contains(&name));
    let fields = params.iter();
    let mut fields = fields.filter(|argument| matches!(argument.form(), Form::Fields));
    let fields = fields.next().map(|argument| {
        let ident = &argument.ident;
        quote!(|| self.#ident.as_ref().is_some_and(|fields| fields.names_field(name)))
    });
    quote! {
        fn names(&self, name: &str) -> bool {
            #known #fields
        }
    }
}

/// The value of the parameter `platform`, where the call has it.
fn platform(params: &[Argument<'_>]) -> Option<TokenStream> {
    let mut params = params.iter();
    let argument = params.find(|argument| argument.param.name == "platform")?;
    let value = match (argument.form(), argument.param.required) {
        (Form::Text, true) => {
            let value = argument.passed();
            quote!(Some(#value))
        }
        (Form::Text, false) => argument.passed(),
        _ => return None,
    };
    Some(quote! {
        fn platform(&self) -> Option<&str> {
            #value
        }
    })
}
