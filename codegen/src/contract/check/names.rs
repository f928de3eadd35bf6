//! Names on the wire and in Rust.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use super::Checker;
use crate::contract::forbidden::{Reason, forbidden};
use crate::contract::messages::names as messages;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Operation, TypeExpr};

/// Names that generated files use for other items.
const RESERVED_TYPES: &[&str] = &[
    "Box",
    "Client",
    "Clone",
    "Continues",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Edge",
    "EdgeRequest",
    "Err",
    "Error",
    "Expansion",
    "FieldRequest",
    "FieldSet",
    "From",
    "FromStr",
    "GraphError",
    "GraphVersion",
    "HashMap",
    "Ids",
    "Into",
    "IntoIterator",
    "Invalid",
    "Mod",
    "New",
    "NoRequest",
    "NodeRequest",
    "NodesRequest",
    "None",
    "Ok",
    "OneOrMany",
    "Option",
    "Paging",
    "Permission",
    "PhantomData",
    "Request",
    "Result",
    "SelectedField",
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

/// Names of operations whose modules would have the names of others beside them.
const RESERVED_OPERATIONS: &[&str] = &["Fields", "Permissions", "Reqwest", "Types"];

/// Returns the name of a field, a parameter or a module; empty if it has none.
pub(crate) fn field_ident(name: &str) -> String {
    let ident = name.to_snake_case();
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{ident}");
    }
    // `gen` is a keyword from edition 2024 on, which syn does not know.
    if !ident.is_empty() && (syn::parse_str::<syn::Ident>(&ident).is_err() || ident == "gen") {
        return format!("{ident}_");
    }
    match ident.as_str() {
        // Each struct has this field beside those of the contract.
        "unknown" => "unknown_".to_owned(),
        _ => ident,
    }
}

/// Functions that structs with setters have apart from these, by their traits too: a setter
/// of the name would be called instead.
const OTHER_METHODS: [&str; 6] = ["clone", "default", "into", "new", "other", "other_with"];

/// Returns the name of the method that sets a parameter or a field, or selects a field.
pub fn setter_ident(name: &str) -> String {
    let ident = field_ident(name);
    match OTHER_METHODS.contains(&ident.as_str()) {
        true => format!("{ident}_"),
        false => ident,
    }
}

/// Returns the name of the method that sets a parameter: never that of a getter, which another
/// parameter may have.
pub fn param_setter_ident(name: &str) -> String {
    let ident = setter_ident(name);
    match ident.starts_with("get_") {
        true => format!("{ident}_"),
        false => ident,
    }
}

/// Returns the name of the method that returns a parameter.
pub(crate) fn getter_ident(name: &str) -> String {
    format!("get_{}", field_ident(name).trim_matches('_'))
}

/// Returns the name of the method that selects a field and its fields.
pub fn expanding_ident(name: &str) -> String {
    setter_ident(&format!(
        "{}_with",
        setter_ident(name).trim_end_matches('_')
    ))
}

/// Returns the name of the file, and so of the module, of a type.
pub(crate) fn file_ident(name: &str) -> String {
    field_ident(name)
}

/// Returns the name of an enum's variant; empty if it has none.
pub fn variant_ident(value: &str) -> String {
    let ident = value.to_upper_camel_case();
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("Value{ident}");
    }
    match ident.as_str() {
        // `Self::Err` is the error of `FromStr`.
        "Self" | "Err" => format!("{ident}_"),
        // Each enum has this variant beside those of the contract.
        "Unknown" => "Unknown_".to_owned(),
        _ => ident,
    }
}

/// Returns the name of a constant, which may be no identifier.
pub(crate) fn constant_ident(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// Returns whether a text is a Rust identifier.
pub(crate) fn is_ident(ident: &str) -> bool {
    syn::parse_str::<syn::Ident>(ident).is_ok()
}

/// Returns whether a type may have the name, apart from other types.
#[cfg(feature = "cli")]
pub(crate) fn is_type_name(name: &str) -> bool {
    is_camel_case(name) && !RESERVED_TYPES.contains(&name) && !is_built_in(name)
}

/// Returns whether the contract's language has a type of the name, which would be read instead.
fn is_built_in(name: &str) -> bool {
    let ty = name.parse::<TypeExpr>();
    ty.is_ok_and(|ty| !matches!(ty, TypeExpr::Named(_)))
}

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Returns whether a parameter or a field may have the name on the wire: Graph
/// reads names in lists and with modifiers, `a,b.limit(1){c}`, and in a query.
pub(crate) fn is_wire_name(name: &str) -> bool {
    let is_syntax = |c: char| ",.(){}&=?".contains(c) || c.is_whitespace();
    !name.chars().any(is_syntax)
}

/// Returns the names that no parameter may have.
fn with_reason<'n>(
    names: impl Iterator<Item = &'n Name>,
) -> impl Iterator<Item = (&'n Name, Reason)> {
    names.filter_map(|name| Some((name, forbidden(name)?)))
}

impl Checker<'_> {
    pub(super) fn check_names(&mut self) {
        self.check_type_names();
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            self.check_param_names(operation);
        }
        for (_, entry) in spec.enums.iter() {
            self.check_identifiers("value", variant_ident, entry.values.names());
            for value in entry.values.names().filter(|value| value.contains('`')) {
                self.report(messages::backtick_in_value(value));
            }
        }
        for (_, entry) in spec.types.iter().filter(|(_, entry)| !entry.runtime) {
            let fields = entry.fields.names();
            for name in fields.clone() {
                self.check_wire_name("field", name);
            }
            self.check_identifiers("field", setter_ident, fields.clone());
            let setters: HashMap<_, _> = fields
                .clone()
                .map(|field| (setter_ident(field), field))
                .collect();
            for field in fields.clone() {
                if let Some(name) = setters.get(&expanding_ident(field)) {
                    self.report(messages::taken_by_method(name, field));
                }
            }
        }
        for name in spec.hosts.names() {
            self.check_label("host", name);
        }
        let hosts = spec.hosts.names();
        let hosts = hosts.filter(|name| is_ident(&constant_ident(name)));
        self.check_identifiers("host", constant_ident, hosts);
    }

    fn check_param_names(&mut self, operation: &Operation) {
        let spec = self.spec;
        let common = spec.common_params.iter();
        let common = common.filter(|(_, param)| param.on.contains(&operation.kind()));
        let common = common.map(|(name, _)| name);
        let shared = operation.params_of.as_ref();
        let shared = shared.and_then(|name| spec.operations.get(name));
        let shared = shared.into_iter().flat_map(|other| other.params.names());
        // A name in a path is not sent, but what stands for it is.
        for (name, reason) in with_reason(operation.path.names()) {
            if reason == Reason::Secret {
                self.report(messages::forbidden_parameter(name, reason));
            }
        }
        for (name, reason) in with_reason(operation.params.names()) {
            self.report(messages::forbidden_parameter(name, reason));
        }
        let own = operation
            .path
            .names()
            .chain(operation.params.names())
            .chain(shared);
        for name in own.clone() {
            self.check_wire_name("parameter", name);
            // Generated methods have a local function of this name.
            if field_ident(name) == "encode_path" {
                self.report(messages::reserved_parameter(name));
            }
        }
        self.check_identifiers("parameter", param_setter_ident, common.chain(own));
    }

    fn check_wire_name(&mut self, kind: &str, name: &Name) {
        if !is_wire_name(name) {
            self.report(messages::invalid_wire_name(kind, name));
        }
    }

    /// Ids, enums, types and operations share a namespace. A type that the
    /// runtime reads may have the name of the runtime's type.
    fn check_type_names(&mut self) {
        let spec = self.spec;
        let texts = spec.ids.names().chain(spec.enums.names());
        let names = texts
            .chain(spec.types.names())
            .chain(spec.operations.names());
        for name in names.clone() {
            self.check_camel_case(name);
            if is_built_in(name) {
                self.report(messages::built_in_type_name(name));
            }
            let is_runtime = spec.types.get(name).is_some_and(|entry| entry.runtime);
            if !is_runtime {
                self.check_not_reserved(name);
            }
        }
        for name in spec.operations.names() {
            if RESERVED_OPERATIONS.contains(&name.as_str()) {
                self.report(messages::reserved_type_name(name));
            }
        }
        self.check_selector_names(names.clone());
        self.check_identifiers("name", file_ident, names);
    }

    /// `ThreadFields` selects the fields of a `Thread`, `ListThreadsExpansion`
    /// the nodes of the edge that `ListThreads` reads.
    fn check_selector_names<'n>(&mut self, names: impl Iterator<Item = &'n Name>) {
        let types = self.spec.types.iter().filter(|(_, entry)| !entry.runtime);
        let fields = types.map(|(name, _)| (format!("{}Fields", **name), name));
        let operations = self.spec.operations.names();
        let expansions = operations.map(|name| (format!("{}Expansion", **name), name));
        let generated: HashMap<String, &Name> = fields.chain(expansions).collect();
        for name in names {
            if let Some(entry) = generated.get(&name.value) {
                self.report(messages::taken_by_generated_type(name, entry));
            }
        }
    }

    /// Checks the label of a permission or a host, which a constant is named after.
    pub(super) fn check_label(&mut self, kind: &str, label: &Name) {
        if !is_ident(&constant_ident(label)) {
            self.report(messages::invalid_label(kind, label));
        }
    }

    pub(super) fn check_type_name(&mut self, name: &Name) {
        self.check_camel_case(name);
        self.check_not_reserved(name);
    }

    fn check_camel_case(&mut self, name: &Name) {
        if !is_camel_case(name) {
            self.report(messages::not_camel_case(name, &variant_ident(name)));
        }
    }

    fn check_not_reserved(&mut self, name: &Name) {
        if RESERVED_TYPES.contains(&name.as_str()) {
            self.report(messages::reserved_type_name(name));
        }
    }

    fn check_identifiers<'n>(
        &mut self,
        kind: &str,
        identifier: fn(&str) -> String,
        names: impl Iterator<Item = &'n Name>,
    ) {
        let mut seen: HashMap<String, &Name> = HashMap::new();
        for name in names {
            let identifier = identifier(name);
            if !is_ident(&identifier) {
                self.report(messages::no_identifier(kind, name));
            } else if let Some(other) = seen.get(&identifier) {
                // The later one is reported: it was added, or is easier to rename.
                let by_place = |name: &&&Name| name.place;
                let later = [&name, other].into_iter().max_by_key(by_place);
                let earlier = [&name, other].into_iter().min_by_key(by_place);
                let (later, earlier) = (later.unwrap_or(other), earlier.unwrap_or(other));
                self.report(messages::same_identifier(later, earlier, &identifier));
            } else {
                seen.insert(identifier, name);
            }
        }
    }
}
