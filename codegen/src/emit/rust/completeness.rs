//! Whether all that the contract holds is in the bindings, and nothing else.
//!
//! What writes an item also names it ([`Emitted`]). The contract is walked
//! here, whatever the emitters do, and the two sets must be equal.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use super::Failure;
use super::expansions::expansion_name;
use super::fields::selector_name;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts, ErrorCode, Item, Operation, Shapes, Type};

/// A kind of thing that the bindings hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The marker type of a version.
    Version,
    /// The module of a version.
    Module,
    /// A name that the module of a version re-exports.
    Name,
    /// The alias of a request in the module of a version.
    Alias,
    /// A host.
    Host,
    /// An id.
    Id,
    /// The struct of a request.
    Request,
    /// A parameter that a caller of a request can set.
    Parameter,
    /// A method of the client.
    Call,
    /// A parameter that the client sends.
    Sent,
    /// A parameter that a request passes to the client.
    Passed,
    /// A permission of a request.
    Permission,
    /// A struct.
    Type,
    /// A field of a struct.
    Field,
    /// A field that is read from JSON.
    Read,
    /// An enum.
    Enum,
    /// A variant of an enum.
    Value,
    /// The text of a variant as it is sent.
    SentValue,
    /// The text of a variant as it is read.
    ReadValue,
    /// A selector of fields.
    Selector,
    /// A field that a selector selects.
    Selected,
    /// A field that a selector selects with fields of its own.
    Expanded,
    /// An expansion.
    Expansion,
    /// A parameter of an expansion.
    Modifier,
    /// An error code in the table of a version.
    ErrorCode,
    /// A constant for an error code.
    Constant,
}

/// An item of the contract that a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Emitted<'a> {
    /// What it is.
    pub kind: Kind,
    /// The version that owns it; `None` where it has none.
    pub version: Option<VersionName>,
    /// What it is in; empty where that is nothing but the version.
    pub of: &'a str,
    /// Its name.
    pub name: Cow<'a, str>,
}

impl<'a> Emitted<'a> {
    /// An item of a version.
    pub(super) fn item(kind: Kind, version: VersionName, name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            kind,
            version: Some(version),
            of: "",
            name: name.into(),
        }
    }

    /// A part of an item of a version.
    pub(super) fn member(kind: Kind, version: VersionName, of: &'a str, name: &'a str) -> Self {
        Self {
            kind,
            version: Some(version),
            of,
            name: name.into(),
        }
    }

    /// An item that all versions share.
    pub(super) fn shared(kind: Kind, name: &'a str) -> Self {
        Self {
            kind,
            version: None,
            of: "",
            name: name.into(),
        }
    }

    /// An entry of the table of error codes.
    pub(super) fn error(version: VersionName, error: &'a ErrorCode) -> Self {
        let (code, subcode, message) = error.place();
        let subcode = subcode.map(|subcode| format!("/{subcode}"));
        let message = message.map(|words| format!(" \"{words}\""));
        let name = [Some(code.to_string()), subcode, message];
        let name: String = name.into_iter().flatten().collect();
        Self::item(Kind::ErrorCode, version, name)
    }
}

/// Such as "Field `UnifiedThread.snippet` (v23.0)".
impl fmt::Display for Emitted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            version,
            of,
            name,
        } = self;
        let dot = if of.is_empty() { "" } else { "." };
        write!(f, "{kind:?} `{of}{dot}{name}`")?;
        match version {
            Some(version) => write!(f, " ({version})"),
            None => Ok(()),
        }
    }
}

/// How many things there are of the kinds that a person knows from the contract.
/// A thing that several versions share counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts([(usize, &'static str); 8]);

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.iter();
        let counts = counts.map(|(count, name)| format!("{count} {name}"));
        f.write_str(&counts.collect::<Vec<_>>().join(", "))
    }
}

impl Counts {
    fn of(emitted: &[Emitted<'_>]) -> Self {
        let kinds = [
            (Kind::Version, "versions"),
            (Kind::Request, "requests"),
            (Kind::Parameter, "parameters"),
            (Kind::Type, "types"),
            (Kind::Field, "fields"),
            (Kind::Enum, "enums"),
            (Kind::Value, "values"),
            (Kind::ErrorCode, "error codes"),
        ];
        Self(kinds.map(|(kind, name)| {
            let all = emitted.iter().filter(|one| one.kind == kind);
            (all.count(), name)
        }))
    }
}

/// Compares what the files hold with the contract.
///
/// # Errors
///
/// Names each item that is missing, and each that the contract does not have.
pub fn check(
    contracts: &Contracts,
    shapes: &Shapes<'_>,
    emitted: &[Emitted<'_>],
) -> Result<Counts, Failure> {
    let mut extra = HashSet::with_capacity(emitted.len());
    let twice = emitted.iter().filter(|one| !extra.insert(*one));
    let mut wrong: Vec<_> = twice.map(|one| format!("{one} is emitted twice")).collect();
    let mut missing = Vec::new();
    expected(contracts, shapes, &mut |one| {
        if !extra.remove(&one) {
            missing.push(format!("{one} is not emitted"));
        }
    });
    let mut extra: Vec<_> = extra.into_iter().collect();
    extra.sort();
    wrong.extend(missing);
    wrong.extend(
        extra
            .iter()
            .map(|one| format!("{one} is not in the contract")),
    );
    match wrong.is_empty() {
        true => Ok(Counts::of(emitted)),
        false => Err(Failure::new(wrong.join("; "))),
    }
}

/// Calls a function with all that the bindings of a contract must hold.
fn expected<'a>(contracts: &'a Contracts, shapes: &Shapes<'_>, each: &mut impl FnMut(Emitted<'a>)) {
    for host in &contracts.hosts {
        each(Emitted::shared(Kind::Host, &host.name));
    }
    for id in &contracts.ids {
        each(Emitted::shared(Kind::Id, &id.name));
    }
    let errors = contracts.versions.iter().flat_map(|one| &one.errors);
    let named = errors.filter(|error| error.message.is_none());
    let names: HashSet<_> = named.map(|error| error.name.as_str()).collect();
    for name in names {
        each(Emitted::shared(Kind::Constant, name));
    }
    for (index, contract) in contracts.versions.iter().enumerate() {
        let owns = |item: Item<'_>| shapes.owns(item, index);
        for kind in [Kind::Version, Kind::Module] {
            each(Emitted::item(kind, contract.version, ""));
        }
        expect_names(contracts, contract, each);
        expect_types(contract, &owns, each);
        expect_enums(contract, &owns, each);
        expect_operations(contract, &owns, each);
        if owns(Item::Errors) {
            for error in &contract.errors {
                each(Emitted::error(contract.version, error));
            }
        }
    }
}

/// What the module of a version leads to, whichever version owns it.
fn expect_names<'a>(
    contracts: &'a Contracts,
    contract: &'a Contract,
    each: &mut impl FnMut(Emitted<'a>),
) {
    let version = contract.version;
    let ids = contracts.ids.iter().map(|id| &id.name);
    let enums = contract.enums.iter().map(|entry| &entry.name);
    for name in ids.chain(enums) {
        each(Emitted::item(Kind::Name, version, name));
    }
    for ty in contract.generated_types() {
        each(Emitted::item(Kind::Name, version, &ty.name));
        each(Emitted::item(Kind::Name, version, selector_name(&ty.name)));
    }
    for operation in contract.expansions() {
        each(Emitted::item(
            Kind::Name,
            version,
            expansion_name(&operation.name),
        ));
    }
    for operation in &contract.operations {
        each(Emitted::item(Kind::Alias, version, &operation.name));
    }
}

fn expect_types<'a>(
    contract: &'a Contract,
    owns: &impl Fn(Item<'_>) -> bool,
    each: &mut impl FnMut(Emitted<'a>),
) {
    let version = contract.version;
    for ty in contract.generated_types() {
        let mut fields = |kinds: &[Kind], fields: &mut dyn Iterator<Item = &'a str>| {
            for field in fields {
                for kind in kinds {
                    each(Emitted::member(*kind, version, &ty.name, field));
                }
            }
        };
        if owns(Item::Type(&ty.name)) {
            fields(&[Kind::Field, Kind::Read], &mut names(ty));
        }
        if owns(Item::Fields(&ty.name)) {
            let nodes = ty.fields.iter().filter(|field| {
                let node = field.ty.name();
                node.is_some_and(|name| contract.ty(name).is_some())
            });
            fields(&[Kind::Selected], &mut names(ty));
            fields(
                &[Kind::Expanded],
                &mut nodes.map(|field| field.name.as_str()),
            );
        }
        for (kind, item) in [
            (Kind::Type, Item::Type(&ty.name)),
            (Kind::Selector, Item::Fields(&ty.name)),
        ] {
            if owns(item) {
                each(Emitted::item(kind, version, &ty.name));
            }
        }
    }
}

fn names(ty: &Type) -> impl Iterator<Item = &str> {
    ty.fields.iter().map(|field| field.name.as_str())
}

fn expect_enums<'a>(
    contract: &'a Contract,
    owns: &impl Fn(Item<'_>) -> bool,
    each: &mut impl FnMut(Emitted<'a>),
) {
    let version = contract.version;
    let owned = contract.enums.iter();
    for entry in owned.filter(|entry| owns(Item::Enum(&entry.name))) {
        each(Emitted::item(Kind::Enum, version, &entry.name));
        for value in &entry.values {
            for kind in [Kind::Value, Kind::SentValue, Kind::ReadValue] {
                each(Emitted::member(kind, version, &entry.name, &value.value));
            }
        }
    }
}

fn expect_operations<'a>(
    contract: &'a Contract,
    owns: &impl Fn(Item<'_>) -> bool,
    each: &mut impl FnMut(Emitted<'a>),
) {
    let version = contract.version;
    let owned = |operation: &&Operation| owns(Item::Operation(&operation.name));
    for operation in contract.operations.iter().filter(owned) {
        let name = operation.name.as_str();
        each(Emitted::item(Kind::Request, version, name));
        each(Emitted::item(Kind::Call, version, name));
        for param in operation.path_params.iter().chain(operation.query()) {
            for kind in [Kind::Parameter, Kind::Passed, Kind::Sent] {
                each(Emitted::member(kind, version, name, &param.name));
            }
        }
        for permission in &operation.permissions {
            each(Emitted::member(
                Kind::Permission,
                version,
                name,
                &permission.name,
            ));
        }
    }
    for operation in contract.expansions() {
        let name = operation.name.as_str();
        if owns(Item::Expansion(name)) {
            each(Emitted::item(Kind::Expansion, version, name));
            for param in operation.modifiers() {
                each(Emitted::member(Kind::Modifier, version, name, &param.name));
            }
        }
    }
}
