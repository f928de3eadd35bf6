//! Names that the generator takes.

use std::collections::{BTreeSet, HashMap};

use crate::contract::characters::{is_name_part, is_value_part};
use crate::contract::check::{
    expanding_ident, file_ident, is_ident, is_type_name, is_wire_name, setter_ident, variant_ident,
};
use crate::contract::forbidden::forbidden;
use crate::contract::spec::Spec;

/// A name as types have it.
pub(crate) fn camel(name: &str) -> String {
    heck::ToUpperCamelCase::to_upper_camel_case(name)
}

/// Why a parameter of Meta's files is not one of a draft, apart from its name in
/// Rust.
pub(super) fn refused_param(name: &str, common: &[String]) -> Option<&'static str> {
    if forbidden(name).is_some() {
        return Some("no contract may have this parameter");
    }
    let is_common = common.iter().any(|common| common == name);
    is_common.then_some("it is a common parameter")
}

/// The characters of a name that types may have, after a letter.
fn ascii(name: &str) -> String {
    let ascii: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    match ascii.starts_with(|c: char| c.is_ascii_uppercase()) {
        true => ascii,
        false => format!("Value{ascii}"),
    }
}

/// The names of ids, enums, types and operations, which share one name space.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
    files: BTreeSet<String>,
}

impl Names {
    /// The names of a spec.
    pub(crate) fn of(spec: &Spec) -> Self {
        let ids = spec.ids.names();
        let all = ids.chain(spec.enums.names()).chain(spec.types.names());
        let mut names = Self::default();
        all.chain(spec.operations.names())
            .for_each(|name| names.take(name));
        names
    }

    /// Takes a name that is in use.
    pub(crate) fn take(&mut self, name: &str) {
        self.files.insert(file_ident(name));
        self.taken.insert(name.to_owned());
    }

    /// Takes the names of others too.
    pub(crate) fn extend(&mut self, others: &Self) {
        self.taken.extend(others.taken.iter().cloned());
        self.files.extend(others.files.iter().cloned());
    }

    /// The first of some names that is free; a number is added where none is.
    pub(crate) fn claim(&mut self, wanted: &[String]) -> String {
        let camel = |name: &String| match is_type_name(name) {
            true => name.clone(),
            false => ascii(&variant_ident(name)),
        };
        let wanted: Vec<_> = wanted.iter().map(camel).collect();
        let last = wanted.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}Node{number}"));
        let mut all = wanted
            .into_iter()
            .chain([format!("{last}Node")])
            .chain(numbered);
        let name = all.find(|name| self.is_free(name)).unwrap_or_default();
        self.take(&name);
        name
    }

    /// Whether a name can be taken.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        // The fields of a `Thread` are chosen by `ThreadFields`.
        let selectors = ["Fields", "Expansion"];
        let made = selectors.iter().any(|made| {
            let of = name.strip_suffix(made);
            of.is_some_and(|of| self.taken.contains(of))
                || self.taken.contains(&format!("{name}{made}"))
        });
        is_type_name(name)
            && !made
            && !self.taken.contains(name)
            && !self.files.contains(&file_ident(name))
            && is_ident(&file_ident(name))
    }
}

/// The names of parameters or fields that stand together.
#[derive(Debug, Default)]
pub(crate) struct Members {
    idents: HashMap<String, String>,
    /// Methods that select the fields of a member, with its name.
    expanding: HashMap<String, String>,
}

impl Members {
    /// Members that are there already.
    pub(crate) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut members = Self::default();
        names.into_iter().for_each(|name| members.take(name));
        members
    }

    fn take(&mut self, name: &str) {
        self.idents.insert(setter_ident(name), name.to_owned());
        self.expanding
            .insert(expanding_ident(name), name.to_owned());
    }

    /// Takes the name of a parameter in, or says why it cannot be one.
    pub(crate) fn claim_param(&mut self, name: &str) -> Result<(), String> {
        match forbidden(name) {
            Some(_) => Err("no contract may have this parameter".to_owned()),
            None => self.claim(name),
        }
    }

    /// Takes a name in, or says why it cannot be one.
    pub(crate) fn claim(&mut self, name: &str) -> Result<(), String> {
        let ident = setter_ident(name);
        if !is_wire_name(name) {
            return Err("it holds what Graph has a meaning for".to_owned());
        }
        if !is_ident(&ident) || ident == "encode_path" || !name.chars().all(is_name_part) {
            return Err("no Rust name can be made of it".to_owned());
        }
        if let Some(other) = self.idents.get(&ident) {
            return Err(format!("`{other}` has the same name in Rust"));
        }
        let expanding = self.expanding.get(&ident);
        let expanded = self.idents.get(&expanding_ident(name));
        if let Some(other) = expanding.or(expanded) {
            return Err(format!("`{other}` needs its name in Rust"));
        }
        self.take(name);
        Ok(())
    }
}

/// The values of an enum.
#[derive(Debug, Default)]
pub(crate) struct Values {
    idents: HashMap<String, String>,
}

impl Values {
    /// Values that are there already.
    pub(crate) fn of<'n>(values: impl IntoIterator<Item = &'n str>) -> Self {
        let values = values.into_iter();
        Self {
            idents: values
                .map(|value| (variant_ident(value), value.to_owned()))
                .collect(),
        }
    }

    /// Takes a value in, or says why it cannot be one.
    pub(crate) fn claim(&mut self, value: &str) -> Result<(), String> {
        let ident = variant_ident(value);
        if !is_ident(&ident) || !value.chars().all(is_value_part) {
            return Err("no Rust name can be made of it".to_owned());
        }
        if let Some(other) = self.idents.get(&ident) {
            return Err(format!("`{other}` has the same name in Rust"));
        }
        self.idents.insert(ident, value.to_owned());
        Ok(())
    }
}
