//! The properties of an element, by their keys in the spec.
//!
//! Each struct of the contract is destructured completely: a field that is
//! added to one does not compile here until it is compared.

use std::borrow::Cow;

use serde::Serialize;

use super::element::Element;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::{Round, Style};
use crate::contract::{
    Contract, Contracts, Enum, EnumValue, ErrorCode, Header, Host, Id, Lifetime, Note, Operation,
    Param, Permission, Source, Type,
};

/// The value of a property.
#[derive(Clone)]
pub(super) enum Value<'a> {
    /// Text for people.
    Prose(&'a str),
    /// Where a fact comes from, and whether that is the source of its owner.
    Sources(&'a [String], bool),
    /// A path below the version. The names of its placeholders are compared apart.
    UrlPath(&'a str),
    /// A type.
    Type(&'a TypeExpr),
    /// A word, if any.
    Word(Option<Cow<'a, str>>),
    /// A limit; `None` where there is none.
    Limit(Option<i64>),
    /// A yes or a no.
    Flag(bool),
    /// A list whose entries are compared one by one.
    Each(Cow<'a, [String]>),
    /// A list any entry of which suffices; an empty one asks for nothing.
    AnyOf(&'a [String]),
    /// The versions that have the element.
    Lifetime(&'a dyn Lifetime),
}

type Property<'a> = (&'static str, Value<'a>);

impl<'a> Element<'a> {
    /// Its properties: the same keys for two elements of one kind.
    pub(super) fn properties(self) -> Vec<Property<'a>> {
        match self {
            Self::Api(api) => of_api(api),
            Self::Version(contract) => of_version(contract),
            Self::Source(source) => of_source(source),
            Self::Host(host) => of_host(host),
            Self::Id(Id {
                name: _,
                doc,
                source,
            })
            | Self::Enum(Enum {
                name: _,
                doc,
                source,
                values: _,
            })
            | Self::Limitation(Note {
                name: _,
                doc,
                source,
            })
            | Self::Note(Note {
                name: _,
                doc,
                source,
            })
            | Self::Unsupported(Note {
                name: _,
                doc,
                source,
            }) => documented(doc, source),
            Self::Header(header) => of_header(header),
            Self::Operation(operation) => of_operation(operation),
            Self::Permission(permission) => of_permission(permission),
            Self::PathParameter(param)
            | Self::Parameter(param)
            | Self::CommonParameter(param)
            | Self::Field(param) => of_param(param),
            Self::Value(value, inherits) => of_value(value, inherits),
            Self::Type(ty) => of_type(ty),
            Self::ErrorCode(error) => of_error(error),
        }
    }
}

fn documented<'a>(doc: &'a str, source: &'a [String]) -> Vec<Property<'a>> {
    vec![
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
    ]
}

fn of_api(api: &Contracts) -> Vec<Property<'_>> {
    let Contracts {
        title,
        doc,
        sources: _,
        hosts: _,
        ids: _,
        headers: _,
        versions: _,
    } = api;
    vec![("title", Value::Prose(title)), ("doc", Value::Prose(doc))]
}

fn of_version(contract: &Contract) -> Vec<Property<'_>> {
    let Contract {
        version: _,
        released,
        expires,
        source,
        operations: _,
        enums: _,
        types: _,
        errors: _,
    } = contract;
    vec![
        ("released", word(released)),
        ("expires", maybe(expires)),
        ("source", Value::Sources(source, false)),
    ]
}

fn of_source(source: &Source) -> Vec<Property<'_>> {
    let Source {
        name: _,
        doc,
        certainty,
        url,
    } = source;
    vec![
        ("doc", Value::Prose(doc)),
        ("certainty", serialized(certainty)),
        ("url", maybe(url)),
    ]
}

fn of_host(host: &Host) -> Vec<Property<'_>> {
    let Host {
        name: _,
        url,
        doc,
        source,
    } = host;
    let mut properties = vec![("url", word(url))];
    properties.extend(documented(doc, source));
    properties
}

fn of_header(header: &Header) -> Vec<Property<'_>> {
    let Header {
        name: _,
        ty,
        doc,
        source,
    } = header;
    let mut properties = vec![("type", Value::Type(ty))];
    properties.extend(documented(doc, source));
    properties
}

fn of_value(value: &EnumValue, inherits_source: bool) -> Vec<Property<'_>> {
    let EnumValue {
        value: _,
        doc,
        source,
        available: _,
        replaced_by: _,
    } = value;
    vec![
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, inherits_source)),
        ("versions", Value::Lifetime(value)),
    ]
}

fn of_type(ty: &Type) -> Vec<Property<'_>> {
    let Type {
        name: _,
        doc,
        source,
        available: _,
        replaced_by: _,
        runtime,
        default_fields,
        fields: _,
    } = ty;
    vec![
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
        ("runtime", Value::Flag(*runtime)),
        ("default_fields", Value::Each(Cow::Borrowed(default_fields))),
        ("versions", Value::Lifetime(ty)),
    ]
}

fn of_error(error: &ErrorCode) -> Vec<Property<'_>> {
    let ErrorCode {
        code,
        through,
        subcode: _,
        message: _,
        name,
        advice,
        token,
        concerns,
        doc,
        source,
        available: _,
        replaced_by: _,
    } = error;
    vec![
        ("name", word(name)),
        ("advice", serialized(advice)),
        ("token", maybe(token)),
        ("concerns", serialized(concerns)),
        ("through", Value::Limit(Some(through.unwrap_or(*code)))),
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
        ("versions", Value::Lifetime(error)),
    ]
}

fn of_operation(operation: &Operation) -> Vec<Property<'_>> {
    let Operation {
        name: _,
        path,
        returns,
        doc,
        source,
        available: _,
        replaced_by: _,
        hosts,
        path_params: _,
        params_of,
        params: _,
        common_params: _,
        permissions: _,
        limitations: _,
        notes: _,
        unsupported: _,
        errors,
    } = operation;
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    vec![
        ("get", Value::UrlPath(path)),
        ("returns", Value::Type(returns)),
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
        ("hosts", Value::Each(Cow::Borrowed(hosts))),
        ("params_of", maybe(params_of)),
        ("errors", Value::Each(Cow::Owned(errors))),
        ("versions", Value::Lifetime(operation)),
    ]
}

fn of_permission(permission: &Permission) -> Vec<Property<'_>> {
    let Permission {
        name: _,
        doc,
        token,
        host,
        platform,
        default,
        tasks,
        scopes,
        source,
    } = permission;
    vec![
        ("token", word(token)),
        ("host", maybe(host)),
        ("platform", maybe(platform)),
        ("default", Value::Flag(*default)),
        ("tasks", Value::AnyOf(tasks)),
        ("scopes", Value::Each(Cow::Borrowed(scopes))),
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
    ]
}

fn of_param(param: &Param) -> Vec<Property<'_>> {
    let Param {
        name: _,
        ty,
        required,
        doc,
        source,
        available: _,
        replaced_by: _,
        corrects,
        style,
        max_items,
        round,
        params_of,
    } = param;
    vec![
        ("type", Value::Type(ty)),
        ("required", Value::Flag(*required)),
        ("doc", Value::Prose(doc)),
        ("source", Value::Sources(source, false)),
        ("corrects", maybe(corrects)),
        ("style", serialized(style.unwrap_or(Style::Json))),
        ("max_items", Value::Limit(*max_items)),
        ("round", serialized(round.unwrap_or(Round::Down))),
        ("params_of", maybe(params_of)),
        ("versions", Value::Lifetime(param)),
    ]
}

fn word<'a>(word: impl ToString) -> Value<'a> {
    Value::Word(Some(Cow::Owned(word.to_string())))
}

fn maybe<'a>(word: &Option<impl ToString>) -> Value<'a> {
    Value::Word(word.as_ref().map(|word| Cow::Owned(word.to_string())))
}

/// A word as the spec writes it.
fn serialized<'a>(word: impl Serialize) -> Value<'a> {
    let value = serde_json::to_value(word).unwrap_or_default();
    Value::Word(value.as_str().map(|word| Cow::Owned(word.to_owned())))
}
