//! `errors/`: the codes by name, each entry once, and the table of each version.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::permission_table::free;
use crate::contract::check::constant_ident;
use crate::contract::spec::Concern;
use crate::contract::{Contract, ErrorCode, Item};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn errors(&self) -> Vec<Part<'a>> {
        let versions = &self.contracts.versions;
        let codes = versions.iter().flat_map(|contract| &contract.errors);
        let codes: BTreeSet<_> = codes.map(|error| error.code.to_string()).collect();
        let origin = self.origins.of_all(codes.iter().map(String::as_str));
        let entries = Entries::new(versions);
        let files = [
            ("cases", entries.file(CASES)),
            ("codes", entries.file(CODES)),
            ("tables", self.tables(&entries)),
        ];
        let mut modules = String::new();
        let mut parts: Vec<_> = files
            .into_iter()
            .filter_map(|(name, code)| {
                let code = code?;
                modules.push_str(&format!("pub(super) mod {name};\n"));
                let path = format!("errors/{name}.rs");
                Some(self.part(path, "errors", 1, "", &origin, code))
            })
            .collect();
        let mut code = Code::default();
        code.module_docs(
            "Error codes and subcodes.\n\nCodes are plain numbers: Graph sends more of them than \
             any contract lists.",
        );
        for name in parts.iter().flat_map(|part| &part.through) {
            code.imports.root(name);
        }
        self.constants(&mut code);
        let path = "errors/mod.rs".to_owned();
        parts.push(self.part(path, "", 1, &modules, &origin, code));
        parts
    }

    /// Every code that some version has, as the newest of them has it.
    fn constants(&self, code: &mut Code<'a>) {
        let versions = &self.contracts.versions;
        let errors = versions.iter().flat_map(|contract| &contract.errors);
        // Words of a message are no number that could have a name.
        let errors = errors.filter(|error| error.message.is_none());
        let key = |error: &'a ErrorCode| (error.code, error.subcode, error.name.as_str());
        let by_key: BTreeMap<_, _> = errors.map(|error| (key(error), error)).collect();
        // A subcode may belong to several codes.
        let mut seen = BTreeSet::new();
        for (place, error) in by_key {
            if !seen.insert(&error.name) {
                continue;
            }
            let (number, label) = match (error.subcode, error.through) {
                (Some(subcode), _) => (subcode, format!("{}, subcode {subcode}", error.code)),
                (None, Some(through)) => (error.code, format!("{} to {through}", error.code)),
                (None, None) => (error.code, error.code.to_string()),
            };
            let text = format!("{label}: {}", error.doc);
            let has = |contract: &'a Contract| contract.errors.iter().any(|one| key(one) == place);
            code.docs(&match versions.iter().all(has) {
                true => docs::markdown(&text),
                false => docs::with_versions(&text, error),
            });
            let name = constant_ident(&error.name);
            let emitted = Emitted::shared("constant", &error.name);
            code.item(emitted, &format!("pub const {name}: i64 = {number};"));
        }
    }

    /// The table of each version that has one of its own.
    fn tables(&self, entries: &Entries<'a>) -> Option<Code<'a>> {
        let mut code = Code::default();
        code.module_docs("The error codes of each version, named after the oldest that has them.");
        code.imports.root("__rt::ErrorEntry");
        for index in self.shapes.owners(Item::Errors) {
            let contract = self.contract(index);
            let names = contract.errors.iter().map(|error| {
                let module = if error.is_case() { CASES } else { CODES };
                code.imports.root(&format!("errors::{}", module.name));
                code.emitted.push(Emitted::error(contract.version, error));
                format!("{}::{}", module.name, entries.name(error))
            });
            let names: Vec<_> = names.collect();
            code.gap();
            code.lines(&format!(
                "pub(crate) static {}: [ErrorEntry; {}] = [",
                table_name(contract),
                names.len()
            ));
            let names: String = names.iter().map(|name| format!("{name}, ")).collect();
            for line in textwrap::wrap(names.trim_end(), 92) {
                code.lines(&format!("    {line}"));
            }
            code.lines("];");
        }
        Some(code)
    }
}

/// Name of the table of the version that owns it.
pub(super) fn table_name(contract: &Contract) -> String {
    contract.version.ident().to_uppercase()
}

/// A module of entries.
#[derive(Clone, Copy)]
struct Module {
    name: &'static str,
    docs: &'static str,
    /// Whether its entries are cases of codes.
    cases: bool,
}

const CODES: Module = Module {
    name: "codes",
    docs: "Error codes that some version has.",
    cases: false,
};

const CASES: Module = Module {
    name: "cases",
    docs: "Subcodes and messages that tell apart errors of one code.",
    cases: true,
};

/// The distinct entries of all tables, each under the name of its constant.
struct Entries<'a>(Vec<(String, &'a ErrorCode)>);

impl<'a> Entries<'a> {
    fn new(versions: &'a [Contract]) -> Self {
        let mut entries = Self(Vec::new());
        for error in versions.iter().flat_map(|contract| &contract.errors) {
            if entries.find(error).is_none() {
                let taken = |name: &str| entries.0.iter().any(|(other, _)| other == name);
                let name = free(constant_ident(&error.name), taken);
                entries.0.push((name, error));
            }
        }
        entries.0.sort_by_key(|(_, error)| error.place());
        entries
    }

    fn find(&self, error: &ErrorCode) -> Option<&str> {
        let mut entries = self.0.iter();
        let found = entries.find(|(_, other)| content(other) == content(error));
        found.map(|(name, _)| name.as_str())
    }

    fn name(&self, error: &ErrorCode) -> &str {
        self.find(error).unwrap_or_default()
    }

    /// The file of the entries of a module.
    fn file<'c>(&self, module: Module) -> Option<Code<'c>> {
        let mut code = Code::default();
        code.module_docs(module.docs);
        for name in ["AdviceKind", "ErrorCase", "ErrorEntry"] {
            code.imports.root(&format!("__rt::{name}"));
        }
        let entries = self
            .0
            .iter()
            .filter(|(_, error)| error.is_case() == module.cases);
        for (name, error) in entries.clone() {
            code.gap();
            entry(name, error, &mut code);
        }
        entries.count().gt(&0).then_some(code)
    }
}

/// What an entry says.
fn content(error: &ErrorCode) -> impl PartialEq + use<'_> {
    let which = (error.place(), error.through, &error.name);
    (
        which,
        error.advice as u8,
        &error.token,
        error.concerns == Concern::Node,
        &error.doc,
    )
}

fn entry(name: &str, error: &ErrorCode, code: &mut Code<'_>) {
    let case = match (error.subcode, &error.message) {
        (Some(subcode), _) => format!("ErrorCase::Subcode({subcode})"),
        (None, Some(words)) => format!("ErrorCase::Message({})", literal(words)),
        (None, None) => "ErrorCase::Any".to_owned(),
    };
    let advice = serde_json::to_value(error.advice).unwrap_or_default();
    let advice = advice.as_str().unwrap_or_default().to_upper_camel_case();
    let range = format!("({}, {})", error.code, error.through.unwrap_or(error.code));
    let head = [
        range,
        case,
        literal(&error.name),
        format!("AdviceKind::{advice}"),
    ];
    let token = error
        .token
        .as_ref()
        .map(|token| format!("\n.token({})", literal(token)));
    let node = (error.concerns == Concern::Node).then_some("\n.concerning_a_node()");
    code.lines(&format!(
        "pub(crate) const {name}: ErrorEntry = ErrorEntry::new("
    ));
    code.lines(&format!("    {},", head.join(", ")));
    code.lines(&format!("    {},", literal(&error.doc)));
    let after = format!(
        "){}{};",
        token.unwrap_or_default(),
        node.unwrap_or_default()
    );
    code.lines(&after);
}
