//! Names, as they are and as Rust will have them.

use std::collections::HashMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::Checker;
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::Located;

/// Names that generated files use for something else.
const RESERVED_TYPES: [&str; 43] = [
    "Box",
    "Client",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Edge",
    "EdgeRequest",
    "Err",
    "Error",
    "Expansion",
    "FieldSet",
    "From",
    "FromStr",
    "GraphError",
    "GraphVersion",
    "HashMap",
    "Into",
    "Invalid",
    "Mod",
    "New",
    "None",
    "Ok",
    "OneOrMany",
    "Option",
    "Paging",
    "PhantomData",
    "Request",
    "Result",
    "Self",
    "Sent",
    "Serialize",
    "Session",
    "Some",
    "String",
    "Timestamp",
    "ToString",
    "UnknownMembers",
    "V",
    "Value",
    "Vec",
    "Version",
];

/// Name of a field, a parameter or a module; empty where there is none.
pub(crate) fn field_ident(name: &str) -> String {
    let ident = name.to_snake_case();
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{ident}");
    }
    // `gen` is a keyword from edition 2024 on, which syn does not tell.
    if !ident.is_empty() && (syn::parse_str::<syn::Ident>(&ident).is_err() || ident == "gen") {
        return format!("{ident}_");
    }
    match ident.as_str() {
        // What each struct holds beside the fields of the contract.
        "unknown" => "unknown_".to_owned(),
        _ => ident,
    }
}

/// Name of a method that sets a parameter or asks for a field.
pub(crate) fn setter_ident(name: &str) -> String {
    match field_ident(name).as_str() {
        "new" => "new_".to_owned(),
        ident => ident.to_owned(),
    }
}

/// Name of a method that asks for a field and for fields of its own.
pub(crate) fn expanding_ident(name: &str) -> String {
    format!("{}_with", setter_ident(name).trim_end_matches('_'))
}

/// Name of the file, and so of the module, that a type is in.
pub(crate) fn file_ident(name: &str) -> String {
    field_ident(name)
}

/// Name of an enum's variant; empty where there is none.
pub(crate) fn variant_ident(value: &str) -> String {
    let ident = value.to_upper_camel_case();
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("Value{ident}");
    }
    match ident.as_str() {
        "Self" => "Self_".to_owned(),
        _ => ident,
    }
}

/// Whether Rust takes an identifier.
pub(crate) fn is_ident(ident: &str) -> bool {
    syn::parse_str::<syn::Ident>(ident).is_ok()
}

/// Whether a type may have the name, other types aside.
#[cfg(feature = "cli")]
pub(crate) fn is_type_name(name: &str) -> bool {
    is_camel_case(name) && !RESERVED_TYPES.contains(&name)
}

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a parameter or a field may have the name on the wire: Graph takes
/// names in lists and with modifiers, `a,b.limit(1){c}`.
pub(crate) fn is_wire_name(name: &str) -> bool {
    let syntax = |c: char| ",.(){}".contains(c) || c.is_whitespace();
    !name.chars().any(syntax)
}

impl Checker<'_> {
    pub(super) fn check_names(&mut self) {
        self.check_type_names();
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            let kind = operation.kind();
            let common = spec.common_params.iter();
            let common = common.filter(|(_, param)| param.on.contains(&kind));
            let common = common.map(|(name, _)| name);
            let path = operation.path.names();
            let taken_over = operation.params_of.as_ref();
            let taken_over = taken_over.and_then(|name| spec.operations.get(name));
            let taken_over = taken_over
                .into_iter()
                .flat_map(|other| other.params.names());
            let own = operation.params.names().chain(taken_over);
            for name in path.clone().chain(own.clone()) {
                self.check_wire_name("parameter", name);
            }
            self.check_rust_names("parameter", setter_ident, common.chain(path).chain(own));
        }
        for (_, entry) in spec.enums.iter() {
            let values = entry.values.names();
            self.check_rust_names("value", variant_ident, values);
        }
        for (_, entry) in spec.types.iter().filter(|(_, entry)| !entry.runtime) {
            let fields = entry.fields.names();
            for name in fields.clone() {
                self.check_wire_name("field", name);
            }
            self.check_rust_names("field", setter_ident, fields.clone());
            for name in fields.clone() {
                let taken = fields
                    .clone()
                    .find(|other| setter_ident(other) == expanding_ident(name));
                if let Some(other) = taken {
                    self.found.push(
                        Diagnostic::new(message!(
                            "`{}` is also what asks for fields of `{}`",
                            other.value,
                            name.value
                        ))
                        .at(other.place, "this one")
                        .at(name.place, "and what is made for this one")
                        .help("leave one of the two out"),
                    );
                }
            }
        }
        let hosts = spec.hosts.names();
        self.check_rust_names("host", field_ident, hosts);
    }

    fn check_wire_name(&mut self, kind: &str, name: &Located<String>) {
        if !is_wire_name(name) {
            self.found.push(
                Diagnostic::new(message!(
                    "the {kind} `{}` is not one name",
                    name.escape_debug()
                ))
                .at(name.place, "holds what Graph has a meaning for")
                .help("write the name as Graph sends it; each name has an entry of its own"),
            );
        } else if kind == "parameter" && field_ident(name) == "encode_path" {
            self.found.push(
                Diagnostic::new(message!(
                    "the generated code itself uses the name `{}`",
                    name.value
                ))
                .at(name.place, "taken")
                .help("leave the parameter out, and say so in the doc of the operation"),
            );
        }
    }

    /// Ids, enums, types, operations and error codes share one name space.
    /// What the runtime reads may have the names that it has there.
    fn check_type_names(&mut self) {
        let spec = self.spec;
        let ids = spec.ids.names();
        let enums = spec.enums.names();
        let types = spec.types.names();
        let operations = spec.operations.names();
        let all: Vec<_> = ids.chain(enums).chain(types).chain(operations).collect();
        for name in &all {
            let runtime = spec.types.get(name).is_some_and(|entry| entry.runtime);
            self.check_camel_case(name);
            if !runtime {
                self.check_reserved(name);
            }
        }
        self.check_selector_names(&all);
        self.check_rust_names("name", file_ident, all.into_iter());
    }

    /// The fields of a `Thread` are chosen by `ThreadFields`, the nodes of the
    /// edge that `ListThreads` reads by `ListThreadsExpansion`.
    fn check_selector_names(&mut self, names: &[&Located<String>]) {
        let types = self.spec.types.iter().filter(|(_, entry)| !entry.runtime);
        let fields = types.map(|(name, _)| (format!("{}Fields", name.value), name));
        let operations = self.spec.operations.names();
        let expansions = operations.map(|name| (format!("{}Expansion", name.value), name));
        let made: HashMap<String, &Located<String>> = fields.chain(expansions).collect();
        for name in names {
            let Some(of) = made.get(&name.value) else {
                continue;
            };
            let what = match self.spec.types.get(of) {
                Some(_) => format!("chooses the fields of a `{}`", of.value),
                None => format!("chooses the nodes that `{}` reads", of.value),
            };
            self.found.push(
                Diagnostic::new(message!("`{}` is also what {what}", name.value))
                    .at(name.place, "this one")
                    .at(of.place, "is made for this one")
                    .help("rename one of the two"),
            );
        }
    }

    pub(super) fn check_type_name(&mut self, name: &Located<String>) {
        self.check_camel_case(name);
        self.check_reserved(name);
    }

    fn check_camel_case(&mut self, name: &Located<String>) {
        if !is_camel_case(name) {
            let written = variant_ident(name);
            self.found.push(
                Diagnostic::new(message!("`{}` cannot name a Rust type", name.value))
                    .at(name.place, "letters and digits only, the first a capital")
                    .help(format!("write it as `{written}`")),
            );
        }
    }

    fn check_reserved(&mut self, name: &Located<String>) {
        if RESERVED_TYPES.contains(&name.as_str()) {
            self.found.push(
                Diagnostic::new(message!(
                    "the generated code itself uses the name `{}`",
                    name.value
                ))
                .at(name.place, "taken")
                .help("put the name of the node or the edge before it"),
            );
        }
    }

    fn check_rust_names<'n>(
        &mut self,
        kind: &str,
        ident: fn(&str) -> String,
        names: impl Iterator<Item = &'n Located<String>>,
    ) {
        let mut seen: HashMap<String, &Located<String>> = HashMap::new();
        for name in names {
            let rust = ident(name);
            if !is_ident(&rust) {
                self.found.push(
                    Diagnostic::new(message!(
                        "the {kind} `{}` gives no Rust identifier",
                        name.escape_debug()
                    ))
                    .at(name.place, "no name can be made of this")
                    .help("leave it out, and say so in the doc of what it belongs to"),
                );
                continue;
            }
            if let Some(first) = seen.get(&rust) {
                let message = if first.value == name.value {
                    format!("the name `{}` stands for two things", name.value)
                } else {
                    format!(
                        "`{}` and `{}` are both `{rust}` in Rust",
                        first.value, name.value
                    )
                };
                self.found.push(
                    Diagnostic::new(message)
                        .at(name.place, "this one")
                        .at(first.place, "and this one")
                        .help("rename one of the two, or leave it out"),
                );
                continue;
            }
            seen.insert(rust, name);
        }
    }
}
