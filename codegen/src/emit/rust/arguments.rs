//! Parameters: how a caller gives them, and how they are kept and sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::check::{field_ident, setter_ident};
use crate::contract::spec::Style;
use crate::contract::spec::TypeExpr;
use crate::contract::{Operation, Param};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn arguments<'p>(
        &self,
        index: usize,
        operation: &'p Operation,
        imports: &mut Imports,
    ) -> Result<Vec<Argument<'p>>, Failure> {
        let path = operation.path_params.iter().map(|param| (param, true));
        let query = operation.query().map(|param| (param, false));
        let arguments = path.chain(query).map(|(param, in_path)| {
            if param.name == "fields" && operation.common_params.contains(param) {
                return self.fields_argument(index, operation, param, imports);
            }
            let argument = self.argument(index, param, imports)?;
            let limit = param.name == "limit" && operation.common_params.contains(param);
            Ok(Argument {
                in_path,
                limit,
                ..argument
            })
        });
        arguments.collect()
    }

    /// A parameter that is sent as the value it is given.
    pub(super) fn argument<'p>(
        &self,
        index: usize,
        param: &'p Param,
        imports: &mut Imports,
    ) -> Result<Argument<'p>, Failure> {
        let ty = self.rust_type(&param.ty, index, imports)?;
        Ok(Argument {
            param,
            in_path: false,
            fields: false,
            limit: false,
            takes: ty.clone(),
            ty,
            ident: ident(&field_ident(&param.name)),
        })
    }

    /// The choice of the fields of what the operation returns.
    fn fields_argument<'p>(
        &self,
        index: usize,
        operation: &Operation,
        param: &'p Param,
        imports: &mut Imports,
    ) -> Result<Argument<'p>, Failure> {
        let node = operation.returns.name().unwrap_or_default();
        let selector = self.import_selector(index, node, imports);
        imports.root("__rt::FieldSet");
        Ok(Argument {
            param,
            in_path: false,
            fields: true,
            limit: false,
            ty: syn::parse_quote!(FieldSet),
            takes: syn::parse_str(&selector)?,
            ident: ident(&field_ident(&param.name)),
        })
    }
}

/// A parameter in the making.
pub(super) struct Argument<'a> {
    pub(super) param: &'a Param,
    pub(super) in_path: bool,
    /// Whether it is the common parameter `fields`.
    fields: bool,
    /// Whether it is the common parameter `limit`.
    limit: bool,
    /// Type of the field that keeps it.
    ty: syn::Type,
    /// Type that its setter takes.
    takes: syn::Type,
    pub(super) ident: proc_macro2::Ident,
}

/// How a value goes into progenitor's client.
pub(super) enum Form {
    /// Copied: a number or a boolean.
    Copy,
    /// Borrowed as text.
    Text,
    /// Displayed, and borrowed.
    Displayed,
    /// A selection of fields, left out while it is empty.
    Fields,
    /// Listed with commas, and borrowed.
    Comma,
    /// As JSON, and borrowed.
    Json,
}

impl Argument<'_> {
    /// Whether it is the choice of fields.
    pub(super) fn is_fields(&self) -> bool {
        self.fields
    }

    pub(super) fn form(&self) -> Form {
        match &self.param.ty {
            _ if self.fields => Form::Fields,
            TypeExpr::Bool | TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::Float => Form::Copy,
            TypeExpr::String | TypeExpr::Named(_) => Form::Text,
            TypeExpr::Datetime => Form::Displayed,
            TypeExpr::List(_) if self.param.style == Some(Style::Comma) => Form::Comma,
            TypeExpr::Object
            | TypeExpr::List(_)
            | TypeExpr::OneOrMany(_)
            | TypeExpr::Map(_)
            | TypeExpr::Edge(_) => Form::Json,
        }
    }

    pub(super) fn kept(&self) -> TokenStream {
        let (ident, ty) = (&self.ident, &self.ty);
        if self.param.required {
            quote!(#ident: #ty)
        } else {
            quote!(#ident: Option<#ty>)
        }
    }

    /// Whether callers may pass what converts into the type.
    pub(super) fn converts(&self) -> bool {
        matches!(self.param.ty, TypeExpr::String | TypeExpr::Named(_)) && !self.fields
    }

    pub(super) fn input(&self) -> TokenStream {
        let (ident, takes) = (&self.ident, &self.takes);
        if self.converts() {
            quote!(#ident: impl Into<#takes>)
        } else {
            quote!(#ident: #takes)
        }
    }

    pub(super) fn value(&self) -> TokenStream {
        let ident = &self.ident;
        if self.converts() || self.fields {
            quote!(#ident.into())
        } else {
            quote!(#ident)
        }
    }

    /// A method that sets it. `siblings` have methods of their own.
    pub(super) fn setter(&self, siblings: &[&Self]) -> TokenStream {
        let docs = self.setter_docs(siblings);
        let setter = ident(&setter_ident(&self.param.name));
        let (ident, input, value) = (&self.ident, self.input(), self.value());
        quote! {
            #docs
            pub fn #setter(mut self, #input) -> Self {
                self.#ident = Some(#value);
                self
            }
        }
    }

    pub(super) fn setter_docs(&self, siblings: &[&Self]) -> TokenStream {
        let siblings = siblings.iter().map(|argument| argument.param);
        doc(&docs::of_member(self.param, siblings, setter_ident))
    }

    /// Values that Graph could not be sent as what they are.
    pub(super) fn check(&self) -> Option<TokenStream> {
        let (ident, name) = (&self.ident, &self.param.name);
        if self.in_path {
            let text = match self.param.ty {
                TypeExpr::String => quote!(&self.#ident),
                _ => quote!(self.#ident.as_str()),
            };
            return Some(quote!(__rt::check_path(#name, #text)));
        }
        let most = self.param.max_items.map(Literal::i64_unsuffixed);
        let comma = matches!(self.form(), Form::Comma);
        if most.is_some() || comma {
            let most = most.map_or(quote!(usize::MAX), |most| quote!(#most));
            let required = self.param.required;
            let list = match (required, comma) {
                (true, true) => quote!(&self.#ident),
                (true, false) => quote!(self.#ident),
                (false, _) => quote!(list),
            };
            let check = match comma {
                true => quote!(__rt::check_comma(#name, #list, #most)),
                false => quote!(__rt::check_count(#name, #list.len(), #most)),
            };
            return Some(match required {
                true => check,
                false => quote!(self.#ident.as_ref().map_or(Ok(()), |list| #check)),
            });
        }
        self.limit.then(|| quote!(__rt::check_limit(self.#ident)))
    }

    pub(super) fn passed(&self) -> TokenStream {
        let ident = &self.ident;
        let ty = &self.ty;
        let named = matches!(self.param.ty, TypeExpr::Named(_));
        match (self.form(), self.param.required) {
            (Form::Copy, _) => quote!(self.#ident),
            (Form::Text, true) if named => quote!(self.#ident.as_str()),
            (Form::Text, true) => quote!(&self.#ident),
            (Form::Text, false) if named => quote!(self.#ident.as_ref().map(#ty::as_str)),
            (Form::Text, false) => quote!(self.#ident.as_deref()),
            (Form::Fields, _) => quote!(self.#ident.as_ref().and_then(FieldSet::value).as_deref()),
            (Form::Displayed, true) => quote!(&self.#ident.to_string()),
            (Form::Displayed, false) => {
                quote!(self.#ident.as_ref().map(ToString::to_string).as_deref())
            }
            (Form::Comma, true) => quote!(&__rt::comma(&self.#ident)),
            (Form::Comma, false) => {
                quote!(self.#ident.as_deref().map(__rt::comma).as_deref())
            }
            (Form::Json, true) => quote!(&__rt::json(&self.#ident)),
            (Form::Json, false) => quote!(self.#ident.as_ref().map(__rt::json).as_deref()),
        }
    }
}
