//! `types/<owner>/*.rs`: the structs that progenitor made, as a person would
//! have written them.

use std::collections::HashMap;

use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Fields, ItemStruct, LitStr, parse_quote};

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::check::field_ident;
use crate::contract::spec::TypeExpr;
use crate::contract::{Field, Type};
use crate::emit::docs;
use crate::emit::openapi::lower::owned_types;

impl Emitter<'_> {
    pub(super) fn types(&mut self, index: usize, output: &syn::File) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        let mut structs = structs(output);
        for ty in owned_types(contract, self.shapes, index) {
            let made = structs.remove(&ty.name);
            let made = made
                .ok_or_else(|| Failure::new(format!("progenitor made no struct `{}`", ty.name)))?;
            let mut imports = Imports::default();
            let tidy = tidy_struct(made, ty, &mut imports)?;
            let reading = reading(ty);
            // progenitor takes the types of one document for neighbours.
            for name in ty.fields.iter().filter_map(|field| field.ty.name()) {
                self.rust_type(&TypeExpr::Named(name.to_owned()), index, &mut imports)?;
            }
            let owner = contract.version.ident();
            imports.forget(&format!("types::{owner}"), &ty.name);
            self.owned(
                "types",
                index,
                &ty.name,
                &ty.name,
                &imports,
                vec![syn::Item::Struct(tidy), reading],
            )?;
        }
        Ok(())
    }
}

/// The structs that progenitor made, by name.
fn structs(output: &syn::File) -> HashMap<String, ItemStruct> {
    let module = output.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let items = module.into_iter().flat_map(|(_, items)| items);
    let structs = items.filter_map(|item| match item {
        syn::Item::Struct(made) => Some((made.ident.to_string(), made.clone())),
        _ => None,
    });
    structs.collect()
}

/// The struct with the contract's fields, in the contract's order.
fn tidy_struct(
    mut made: ItemStruct,
    ty: &Type,
    imports: &mut Imports,
) -> Result<ItemStruct, Failure> {
    imports.root("__rt::self");
    imports.root("__rt::UnknownMembers");
    imports.root("__rt::serde::Serialize");
    let docs = doc(&docs::of_type(ty));
    made.attrs = parse_quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(crate = "__rt::serde")]
        #[non_exhaustive]
    };
    let Fields::Named(fields) = &mut made.fields else {
        return Err(Failure::new(format!("`{}` came without fields", ty.name)));
    };
    let mut left: Vec<syn::Field> = std::mem::take(&mut fields.named).into_iter().collect();
    for field in &ty.fields {
        let place = left.iter().position(|made| wire_name(made) == field.name);
        let place = place.ok_or_else(|| {
            Failure::new(format!(
                "`{}.{}` got lost on its way through progenitor",
                ty.name, field.name
            ))
        })?;
        let mut made = left.remove(place);
        tidy_field(&mut made, field, &ty.fields, imports);
        fields.named.push(made);
    }
    match left.first() {
        Some(extra) => {
            let extra = wire_name(extra);
            Err(Failure::new(format!(
                "progenitor added `{}.{extra}`",
                ty.name
            )))
        }
        None => {
            fields.named.push(unknown_members());
            Ok(made)
        }
    }
}

/// The field for members that the contract does not know.
fn unknown_members() -> syn::Field {
    let docs = doc("Members that the contract does not know, where \
         [`GraphBuilder::keep_unknown_members`](__rt::GraphBuilder::keep_unknown_members) asks \
         for them.");
    parse_quote! {
        #docs
        #[serde(flatten)]
        pub unknown: UnknownMembers
    }
}

/// How the struct is read: by the names of its members, never from a list, as
/// serde's derive would do too.
fn reading(ty: &Type) -> syn::Item {
    let name = ident(&ty.name);
    let members = ty.fields.iter().map(|field| {
        let (ident, wire) = (ident(&field_ident(&field.name)), &field.name);
        let required = field.required.then(|| quote!(required));
        quote!(#ident: #wire #required,)
    });
    parse_quote!(__rt::object!(#name { #(#members)* });)
}

/// Name of a field in JSON.
fn wire_name(field: &syn::Field) -> String {
    let mut name = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    for attr in field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"))
    {
        // Values of other keys are read over.
        let _ = attr.parse_nested_meta(|meta| {
            let value: LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("rename") {
                name = value.value();
            }
            Ok(())
        });
    }
    name
}

fn tidy_field(made: &mut syn::Field, field: &Field, siblings: &[Field], imports: &mut Imports) {
    imports.visit_type_mut(&mut made.ty);
    let rust = field_ident(&field.name);
    made.ident = Some(ident(&rust));
    let mut attrs: Vec<Attribute> = {
        let docs = doc(&docs::of_member(field, siblings, field_ident));
        parse_quote!(#docs)
    };
    let rename = (rust != field.name).then_some(&field.name);
    attrs.extend(match (rename, field.required) {
        (None, true) => None,
        (None, false) => Some(parse_quote!(#[serde(skip_serializing_if = "Option::is_none")])),
        (Some(name), true) => Some(parse_quote!(#[serde(rename = #name)])),
        (Some(name), false) => {
            Some(parse_quote!(#[serde(rename = #name, skip_serializing_if = "Option::is_none")]))
        }
    });
    made.attrs = attrs;
}
