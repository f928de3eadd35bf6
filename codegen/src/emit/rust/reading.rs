//! What the runtime asks of a request that reads nodes: page after page, one by
//! one, or by their ids.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::parse_quote;

use super::arguments::{Argument, Form};
use super::imports::Imports;
use super::{Emitter, Failure, ident};
use crate::contract::spec::TypeExpr;
use crate::contract::spec::{ReadKind, Style};
use crate::contract::{Item, Operation};

impl Emitter<'_> {
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
        imports.root("__rt::FieldSet");
        let name = ident(&operation.name);
        let node_request = self.node_request(index, operation, imports)?;
        let outline = self.outline(index, operation);
        let node = self.rust_type(node, index, imports)?;
        let takes = |name: &str| {
            let mut params = operation.common_params.iter();
            params.any(|param| param.name == name)
        };
        let forget = takes("before").then(|| quote!(self.before = None;));
        let (limit, set_limit) = optional("limit", &quote!(u64), takes("limit"));
        let (fields, set_fields) = optional("fields", &quote!(FieldSet), takes("fields"));
        let fields = match takes("fields") {
            true => quote!(#fields.as_ref()),
            false => fields,
        };
        Ok(quote! {
            impl<V: GraphVersion> EdgeRequest for #name<V> {
                type Node = #node;
                type NodeRequest = #node_request;

                const OUTLINE: &'static [&'static str] = &[#(#outline),*];

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

                fn fields(&self) -> Option<&FieldSet> {
                    #fields
                }

                #set_fields
            }
        })
    }

    /// The request of one node of an edge, where an operation reads it.
    fn node_request(
        &self,
        index: usize,
        operation: &Operation,
        imports: &mut Imports,
    ) -> Result<syn::Type, Failure> {
        let operations = self.contract(index).operations.iter();
        let wanted = operation.returns.name();
        let is_served = |other: &Operation| {
            let mut hosts = operation.hosts.iter();
            hosts.all(|host| other.hosts.contains(host))
        };
        let mut by_id = operations.filter(|other| {
            reads_node(other) && other.returns.name() == wanted && is_served(other)
        });
        let Some(by_id) = by_id.next() else {
            let node = self.rust_type(operation.returns.of(), index, imports)?;
            imports.root("__rt::NoRequest");
            return Ok(parse_quote!(NoRequest<#node, V>));
        };
        let name = self.import_request(index, &by_id.name, imports);
        Ok(parse_quote!(#name<V>))
    }

    /// Uses the request of an operation, and gives its name.
    pub(super) fn import_request(
        &self,
        index: usize,
        operation: &str,
        imports: &mut Imports,
    ) -> proc_macro2::Ident {
        let owner = self.shapes.owner(Item::Operation(operation), index);
        let owner = self.contract(owner).version.ident();
        imports.root(&format!("requests::{owner}::{operation}"));
        ident(operation)
    }

    /// The fields by which the nodes of an edge are listed without being read:
    /// their ids and times, of those that Graph returns unasked.
    fn outline(&self, index: usize, operation: &Operation) -> Vec<String> {
        let ty = operation.returns.name();
        let Some(ty) = ty.and_then(|name| self.contract(index).ty(name)) else {
            return Vec::new();
        };
        let told = ty.fields.iter().filter(|field| {
            let by_default = ty.default_fields.contains(&field.name);
            field.name == "id" || (by_default && field.ty == TypeExpr::Datetime)
        });
        told.map(|field| field.name.clone()).collect()
    }

    /// Reading one node of an edge, for an operation that can.
    pub(super) fn node_impl(
        &self,
        operation: &Operation,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> TokenStream {
        let ([id], true) = (operation.path_params.as_slice(), reads_node(operation)) else {
            return TokenStream::new();
        };
        imports.root("__rt::NodeRequest");
        imports.root("__rt::FieldSet");
        let name = ident(&operation.name);
        let given = params.iter().map(|argument| {
            let ident = &argument.ident;
            match argument.param.name == id.name {
                true => quote!(#ident: id.into()),
                false if argument.is_fields() => quote!(#ident),
                false => quote!(#ident: None),
            }
        });
        let takes_fields = params.iter().any(Argument::is_fields);
        let fields = if takes_fields {
            quote!(fields)
        } else {
            quote!(_)
        };
        quote! {
            impl<V: GraphVersion> NodeRequest for #name<V> {
                fn listed(id: &str, #fields: Option<FieldSet>) -> Option<Self> {
                    Some(Self {
                        #(#given,)*
                        _version: PhantomData,
                    })
                }
            }
        }
    }

    /// Reading an edge as it was asked for as a field, for an operation that
    /// fields refer to.
    pub(super) fn field_impl(
        &self,
        index: usize,
        operation: &Operation,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> TokenStream {
        let mut referred_to = self.contract(index).expansions();
        if !continues(operation) || !referred_to.any(|other| other.name == operation.name) {
            return TokenStream::new();
        }
        imports.root("__rt::FieldRequest");
        imports.root("__rt::SelectedField");
        let name = ident(&operation.name);
        let given = params.iter().map(|argument| {
            let (ident, wire) = (&argument.ident, &argument.param.name);
            if argument.in_path {
                return quote!(#ident: id.into());
            }
            let method = match argument.form() {
                Form::Fields => return quote!(#ident: field.and_then(|field| field.fields())),
                Form::Comma => quote!(modifier_comma),
                Form::Json => quote!(modifier_json),
                Form::Copy | Form::Text | Form::Displayed => quote!(modifier),
            };
            quote!(#ident: field.and_then(|field| field.#method(#wire)))
        });
        quote! {
            impl<V: GraphVersion> FieldRequest for #name<V> {
                fn of_field(id: &str, field: Option<SelectedField<'_>>) -> Self {
                    Self {
                        #(#given,)*
                        _version: PhantomData,
                    }
                }
            }
        }
    }

    /// Reading on the edges that are fields of what an operation returns.
    pub(super) fn continues_impl(
        &self,
        index: usize,
        operation: &Operation,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let contract = self.contract(index);
        let ty = operation.returns.name().and_then(|name| contract.ty(name));
        let (Some(ty), true) = (ty, params.iter().any(Argument::is_fields)) else {
            return Ok(TokenStream::new());
        };
        let name = ident(&operation.name);
        let mut code = TokenStream::new();
        for field in &ty.fields {
            let edges = ty.fields.iter();
            let mut alike = edges.filter(|other| other.params_of.is_some() && other.ty == field.ty);
            let (Some(reader), Some(_), None) = (&field.params_of, alike.next(), alike.next())
            else {
                continue;
            };
            let mut operations = contract.operations.iter();
            let reader = operations.find(|other| other.name == *reader && continues(other));
            let Some(reader) = reader else { continue };
            imports.root("__rt::Continues");
            imports.root("__rt::SelectedField");
            let node = self.rust_type(field.ty.of(), index, imports)?;
            let request = self.import_request(index, &reader.name, imports);
            let wire = &field.name;
            code.extend(quote! {
                impl<V: GraphVersion> Continues<#node> for #name<V> {
                    type Request = #request<V>;

                    fn selected(&self) -> Option<SelectedField<'_>> {
                        self.fields.as_ref()?.selected(#wire)
                    }
                }
            });
        }
        Ok(code)
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
        imports.std("ops::Range");
        let others = params.iter().map(|argument| &argument.ident);
        let others = others.filter(|other| *other != ids);
        Ok(quote! {
            impl<V: GraphVersion> NodesRequest for #name<V> {
                type Node = #node;

                const MOST_IDS: usize = #most;

                fn ids(&self) -> Vec<String> {
                    self.#ids.iter().map(ToString::to_string).collect()
                }

                fn part(&self, places: Range<usize>) -> Self {
                    Self {
                        #ids: self.#ids[places].to_vec(),
                        #(#others: self.#others.clone(),)*
                        _version: PhantomData,
                    }
                }
            }
        })
    }
}

/// Whether an operation reads one node by an id in its path, and needs no more.
fn reads_node(operation: &Operation) -> bool {
    let [id] = operation.path_params.as_slice() else {
        return false;
    };
    matches!(operation.returns, TypeExpr::Named(_))
        && operation.path == format!("/{{{}}}", id.name)
        && !operation.query().any(|param| param.required)
}

/// Whether an operation reads an edge of a node by the node's id, and needs no
/// more.
fn continues(operation: &Operation) -> bool {
    operation.kind() == ReadKind::Edge
        && operation.path_params.len() == 1
        && !operation.query().any(|param| param.required)
}

/// How an optional parameter is read and set, where the operation takes it.
fn optional(name: &str, ty: &TokenStream, takes: bool) -> (TokenStream, TokenStream) {
    let (param, set) = (ident(name), ident(&format!("set_{name}")));
    match takes {
        true => (
            quote!(self.#param),
            quote! {
                fn #set(&mut self, #param: Option<#ty>) -> bool {
                    self.#param = #param;
                    true
                }
            },
        ),
        false => (
            quote!(None),
            quote! {
                fn #set(&mut self, _: Option<#ty>) -> bool {
                    false
                }
            },
        ),
    }
}
