//! What the runtime asks of a request.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::arguments::{Argument, Form};
use super::client::Signature;
use super::imports::Imports;
use super::{Emitter, Failure, ident};
use crate::contract::{Operation, Permission};
use crate::spec::words::TypeExpr;
use crate::spec::{ReadKind, Style};

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
        let permissions = operation.permissions.iter().map(permission);
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
            }
        })
    }

    /// Reading on, page after page, for an operation that returns pages.
    pub(super) fn edge_impl(
        &self,
        index: usize,
        operation: &Operation,
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let (ReadKind::Edge, TypeExpr::Edge(node)) = (operation.kind(), &operation.returns) else {
            return Ok(TokenStream::new());
        };
        imports.root("__rt::EdgeRequest");
        let name = ident(&operation.name);
        let node = self.rust_type(node, index, imports)?;
        let takes = |name: &str| {
            let mut params = operation.common_params.iter();
            params.any(|param| param.name == name)
        };
        let forget = takes("before").then(|| quote!(self.before = None;));
        let (limit, set_limit) = match takes("limit") {
            true => (
                quote!(self.limit),
                quote! {
                    fn set_limit(&mut self, limit: Option<u64>) -> bool {
                        self.limit = limit;
                        true
                    }
                },
            ),
            false => (
                quote!(None),
                quote! {
                    fn set_limit(&mut self, _: Option<u64>) -> bool {
                        false
                    }
                },
            ),
        };
        Ok(quote! {
            impl<V: GraphVersion> EdgeRequest for #name<V> {
                type Node = #node;

                fn cursor(&self) -> Option<&str> {
                    self.after.as_deref()
                }

                fn continue_after(&mut self, cursor: String) {
                    self.after = Some(cursor);
                    #forget
                }

                fn limit(&self) -> Option<u64> {
                    #limit
                }

                #set_limit
            }
        })
    }

    /// Sending many ids in several calls, for an operation that returns nodes by
    /// the ids of a list that Graph bounds.
    pub(super) fn nodes_impl(
        &self,
        index: usize,
        operation: &Operation,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let bounded = params.iter().filter_map(|argument| {
            let by_id = argument.param.required && argument.param.style == Some(Style::Comma);
            Some((argument, argument.param.max_items.filter(|_| by_id)?))
        });
        let bounded: Vec<_> = bounded.collect();
        let (TypeExpr::Map(node), [(argument, most)]) = (&operation.returns, bounded.as_slice())
        else {
            return Ok(TokenStream::new());
        };
        imports.root("__rt::NodesRequest");
        let (name, ids) = (ident(&operation.name), &argument.ident);
        let node = self.rust_type(node, index, imports)?;
        let most = Literal::i64_unsuffixed(*most);
        let others = params.iter().map(|argument| &argument.ident);
        let others = others.filter(|other| *other != ids);
        Ok(quote! {
            impl<V: GraphVersion> NodesRequest for #name<V> {
                type Node = #node;

                fn ids(&self) -> Vec<String> {
                    self.#ids.iter().map(ToString::to_string).collect()
                }

                fn chunks(self) -> Vec<Self> {
                    let chunk = |ids: &[_]| Self {
                        #ids: ids.to_vec(),
                        #(#others: self.#others.clone(),)*
                        _version: PhantomData,
                    };
                    self.#ids.chunks(#most).map(chunk).collect()
                }
            }
        })
    }
}

fn permission(permission: &Permission) -> TokenStream {
    let Permission {
        name,
        token,
        tasks,
        scopes,
        ..
    } = permission;
    quote!(Permission::new(#name, #token, &[#(#tasks),*], &[#(#scopes),*]))
}
