//! Whether all that the contract holds is in the bindings, and nothing else.
//!
//! What writes an item also names it ([`Emitted`]). The contract is walked
//! here, whatever the emitters do, and the two sets must be equal.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use super::names::expansion_name;
use super::names::selector_name;
use crate::contract::messages::count;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts, ErrorCode, Item, Operation, Param, Shapes};
use crate::emit::Failure;

/// An item of the contract that a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Emitted<'a> {
    /// What it is, such as `field` or `sent parameter`.
    pub kind: &'static str,
    /// The version that owns it; `None` where it has none.
    pub version: Option<VersionName>,
    /// The item that it is a part of; empty where it is not.
    pub of: &'a str,
    /// Its name.
    pub name: Cow<'a, str>,
}

impl<'a> Emitted<'a> {
    /// An item of a version.
    pub(super) fn item(
        kind: &'static str,
        version: VersionName,
        name: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            version: Some(version),
            ..Self::shared(kind, name)
        }
    }

    /// A part of an item of a version.
    pub(super) fn member(
        kind: &'static str,
        version: VersionName,
        of: &'a str,
        name: &'a str,
    ) -> Self {
        Self {
            of,
            ..Self::item(kind, version, name)
        }
    }

    /// An item that all versions share.
    pub(super) fn shared(kind: &'static str, name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            kind,
            version: None,
            of: "",
            name: name.into(),
        }
    }

    /// An entry of the table of error codes.
    pub(super) fn error(version: VersionName, error: &ErrorCode) -> Self {
        let (code, subcode, message) = error.place();
        let subcode = subcode.map(|subcode| format!("/{subcode}"));
        let message = message.map(|words| format!(" \"{words}\""));
        let case = subcode.or(message).unwrap_or_default();
        Self::item("error code", version, format!("{code}{case}"))
    }
}

/// Such as "field `UnifiedThread.snippet` (v23.0)".
impl fmt::Display for Emitted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dot = if self.of.is_empty() { "" } else { "." };
        write!(f, "{} `{}{dot}{}`", self.kind, self.of, self.name)?;
        match self.version {
            Some(version) => write!(f, " ({version})"),
            None => Ok(()),
        }
    }
}

/// How many items of the best known kinds there are. An item that several
/// versions share counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts(String);

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Counts {
    fn of(emitted: &[Emitted<'_>]) -> Self {
        let kinds = [
            ("version", "version", "versions"),
            ("request", "request", "requests"),
            ("parameter", "parameter", "parameters"),
            ("type", "type", "types"),
            ("field", "field", "fields"),
            ("enum", "enum", "enums"),
            ("value", "value", "values"),
            // Those of subcodes and messages too.
            (
                "error code",
                "entry of the error table",
                "entries of the error table",
            ),
        ];
        let counts = kinds.map(|(kind, one, many)| {
            let all = emitted.iter().filter(|one| one.kind == kind);
            count(all.count(), one, many)
        });
        Self(counts.join(", "))
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
    let expected = expected(contracts, shapes);
    let missing = expected.iter().filter(|one| !extra.remove(one));
    wrong.extend(missing.map(|one| format!("{one} is not emitted")));
    let mut extra: Vec<_> = extra.into_iter().collect();
    extra.sort();
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

/// All that the bindings of a contract must hold.
fn expected<'a>(contracts: &'a Contracts, shapes: &Shapes<'_>) -> Vec<Emitted<'a>> {
    let mut all = Vec::new();
    let hosts = contracts.hosts.iter();
    all.extend(hosts.map(|host| Emitted::shared("host", &host.name)));
    all.extend(
        contracts
            .ids
            .iter()
            .map(|id| Emitted::shared("id", &id.name)),
    );
    let errors = contracts.versions.iter().flat_map(|one| &one.errors);
    let named = errors.filter(|error| error.message.is_none());
    let names: HashSet<_> = named.map(|error| error.name.as_str()).collect();
    all.extend(
        names
            .into_iter()
            .map(|name| Emitted::shared("constant", name)),
    );
    for (index, contract) in contracts.versions.iter().enumerate() {
        let version = contract.version;
        all.extend(["version", "module"].map(|kind| Emitted::item(kind, version, "")));
        let ids = contracts.ids.iter();
        all.extend(ids.map(|id| Emitted::item("name", version, &id.name)));
        let mut expected = Expected {
            contract,
            owns: &|item| shapes.owns(item, index),
            all: &mut all,
        };
        expected.types();
        expected.enums();
        expected.operations();
        expected.expansions();
        if shapes.owns(Item::Errors, index) {
            let errors = contract.errors.iter();
            all.extend(errors.map(|error| Emitted::error(version, error)));
        }
    }
    all
}

/// What the bindings of a version must hold.
struct Expected<'a, 'x> {
    contract: &'a Contract,
    owns: &'x dyn Fn(Item<'_>) -> bool,
    all: &'x mut Vec<Emitted<'a>>,
}

impl<'a> Expected<'a, '_> {
    fn item(&mut self, kind: &'static str, name: impl Into<Cow<'a, str>>) {
        self.all
            .push(Emitted::item(kind, self.contract.version, name));
    }

    /// An item and its parts, each of several kinds.
    fn members(
        &mut self,
        kind: &'static str,
        name: &'a str,
        kinds: &[&'static str],
        members: impl Iterator<Item = &'a str>,
    ) {
        self.item(kind, name);
        self.parts(name, kinds, members);
    }

    fn parts(&mut self, of: &'a str, kinds: &[&'static str], names: impl Iterator<Item = &'a str>) {
        let version = self.contract.version;
        for name in names {
            let parts = kinds.iter();
            let parts = parts.map(|kind| Emitted::member(kind, version, of, name));
            self.all.extend(parts);
        }
    }

    fn types(&mut self) {
        let contract = self.contract;
        for ty in contract.generated_types() {
            let name = &ty.name;
            self.item("name", name);
            self.item("name", selector_name(name));
            if (self.owns)(Item::Type(name)) {
                let kinds = ["field", "read field"];
                self.members("type", name, &kinds, names(&ty.fields));
            }
            if (self.owns)(Item::Fields(name)) {
                self.members("selector", name, &["selected field"], names(&ty.fields));
                let is_node = |name| contract.ty(name).is_some();
                let nodes = ty.fields.iter();
                let nodes = nodes.filter(|field| field.ty.name().is_some_and(is_node));
                self.parts(name, &["expanded field"], names(nodes));
            }
        }
    }

    fn enums(&mut self) {
        for entry in &self.contract.enums {
            self.item("name", &entry.name);
            if (self.owns)(Item::Enum(&entry.name)) {
                let kinds = ["value", "sent value", "read value"];
                let values = entry.values.iter().map(|value| value.value.as_str());
                self.members("enum", &entry.name, &kinds, values);
            }
        }
    }

    fn operations(&mut self) {
        for operation in &self.contract.operations {
            let name = &operation.name;
            self.item("alias", name);
            if (self.owns)(Item::Operation(name)) {
                let kinds = [
                    "parameter",
                    "returned parameter",
                    "passed parameter",
                    "sent parameter",
                ];
                let params = operation.path_params.iter().chain(operation.query());
                self.members("request", name, &kinds, names(params));
                let permissions = operation.permissions.iter();
                let permissions = permissions.map(|permission| permission.name.as_str());
                self.members("call", name, &["permission"], permissions);
            }
        }
    }

    fn expansions(&mut self) {
        for operation in self.contract.expansions() {
            let name: &'a str = &operation.name;
            self.item("name", expansion_name(name));
            if (self.owns)(Item::Expansion(name)) {
                let params = Operation::modifiers(operation);
                self.members("expansion", name, &["modifier"], names(params));
            }
        }
    }
}

fn names<'a>(params: impl IntoIterator<Item = &'a Param>) -> impl Iterator<Item = &'a str> {
    params.into_iter().map(|param| param.name.as_str())
}
