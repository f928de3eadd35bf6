//! `versions.rs`: the Graph versions, with a marker type for each.

use chrono::Datelike;

use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::errors::table_name;
use crate::contract::spec::Date;
use crate::contract::{Contract, Item};

impl<'a> Emitter<'a, '_> {
    pub(super) fn versions(&self) -> Part<'a> {
        let mut code = Code::default();
        code.module_docs("Graph versions that the bindings cover.");
        for name in [
            "Date",
            "ErrorEntry",
            "GraphVersion",
            "Version",
            "VersionVisitor",
        ] {
            code.imports.root(&format!("__rt::{name}"));
        }
        code.imports.root("errors::tables");
        let versions = &self.contracts.versions;
        let all = versions
            .iter()
            .map(|one| format!("{}::VERSION", marker_name(one)));
        let before = format!("pub static VERSIONS: [Version; {}] = [", versions.len());
        code.docs("The versions, oldest first.");
        code.lines(&code.list(&before, &all.collect::<Vec<_>>(), "];"));
        for index in 0..versions.len() {
            self.marker(index, &mut code);
        }
        if let Some(newest) = versions.last() {
            code.docs("The newest of these versions. Releases that add a version change it.");
            code.lines(&format!("pub use self::{} as Newest;", marker_name(newest)));
        }
        self.visit(&mut code);
        let hosts = self.contracts.hosts.iter().map(|host| literal(&host.url));
        code.docs("The hosts of the contract.");
        code.lines(&code.list(
            "const HOSTS: &[&str] = &[",
            &hosts.collect::<Vec<_>>(),
            "];",
        ));
        let names = versions.iter().map(|contract| contract.version.to_string());
        let hosts = self.contracts.hosts.iter().map(|host| host.name.clone());
        let names: Vec<_> = names.chain(hosts).collect();
        let origin = self.origins.of_all(names.iter().map(String::as_str));
        self.part("versions.rs".to_owned(), "", 1, "", &origin, code)
    }

    /// Writes the function that finds a marker by the name of its version.
    fn visit(&self, code: &mut Code<'a>) {
        code.docs(
            "Calls a visitor with the version of this name. Returns `None` if these bindings do \
             not have it.",
        );
        code.lines(
            "pub fn visit<W: VersionVisitor>(name: &str, visitor: W) -> Option<W::Output> {\n    \
             Some(match name {",
        );
        for contract in &self.contracts.versions {
            let name = literal(&contract.version.to_string());
            let marker = marker_name(contract);
            code.lines(&format!("        {name} => visitor.visit({marker}),"));
        }
        code.lines("        _ => return None,\n    })\n}");
    }

    fn marker(&self, index: usize, code: &mut Code<'a>) {
        let contract = self.contract(index);
        let marker = marker_name(contract);
        code.docs(&format!("Marks requests of Graph {}.", life(contract)));
        code.lines("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]");
        let emitted = Emitted::item("version", contract.version, "");
        code.item(emitted, &format!("pub struct {marker};"));
        let expires = match contract.expires {
            Some(expires) => format!("Some({})", date(expires)),
            None => "None".to_owned(),
        };
        let arguments = [
            literal(&contract.version.to_string()),
            date(contract.released),
            expires,
        ];
        let table = table_name(self.contract(self.shapes.owner(Item::Errors, index)));
        code.implement(&format!(" GraphVersion for {marker}"), |code| {
            let version = code.list("const VERSION: Version = Version::new(", &arguments, ");");
            code.lines(&version);
            let errors = format!("&tables::{table}");
            code.function("fn errors() -> &'static [ErrorEntry]", &errors);
            code.function("fn hosts() -> &'static [&'static str]", "HOSTS");
        });
    }
}

/// Name of the marker type, such as `V19_0`.
pub(super) fn marker_name(contract: &Contract) -> String {
    contract.version.ident().to_uppercase()
}

/// A version with its dates, as facts that stay true.
pub(super) fn life(contract: &Contract) -> String {
    let Contract {
        version, released, ..
    } = contract;
    match contract.expires {
        Some(expires) => format!("{version}, released on {released}, expires on {expires}"),
        None => format!("{version}, released on {released}, expiry not announced"),
    }
}

fn date(Date(date): Date) -> String {
    format!(
        "Date::new({}, {}, {})",
        date.year(),
        date.month(),
        date.day()
    )
}
