//! Facts that have no versions of their own: they come with what a version adds,
//! and are corrected later. Correcting those of other versions would change what
//! callers of these see, and their tests.

use page_conversations_codegen::cli::edit::{Address, Editor, Value};
use page_conversations_codegen::contract::spec::VersionName;

use super::{EveryChange, text, yes};

impl EveryChange<'_> {
    /// What a new call states beside its path and what it returns.
    pub(super) fn parts_of_call(&self) -> Vec<(&'static str, Value)> {
        let hosts = self.spec.hosts.names();
        let host = hosts.map(|name| name.value.as_str()).next().unwrap();
        let note = |name: &str| Value::lines([(self.tagged(name), self.entry(vec![]))]);
        vec![
            ("hosts", Value::list([host])),
            ("params", self.params_of_call()),
            ("permissions", self.permission(host)),
            ("limitations", note("limited")),
            ("notes", note("noted")),
            ("unsupported", note("create")),
            ("errors", Value::List(vec![Value::Bare(self.code(1))])),
        ]
    }

    fn params_of_call(&self) -> Value {
        let names = self.entry(vec![
            ("type", text("list<string>")),
            ("style", text("comma")),
            ("max_items", Value::Bare("5".to_owned())),
        ]);
        let day = self.entry(vec![
            ("type", text("datetime")),
            ("corrects", text("string")),
        ]);
        let until = self.entry(vec![("type", text("timestamp_ms")), ("round", text("up"))]);
        let platform = self.entry(vec![("type", text(&self.platform().0))]);
        Value::lines([
            ("names", names),
            ("day", day),
            ("until", until),
            ("platform", platform),
        ])
    }

    /// The enum of platforms, and its first value.
    fn platform(&self) -> (String, String) {
        let operations = self.contract.operations.iter();
        let mut params = operations.flat_map(|one| &one.params);
        let param = params.find(|param| param.name == "platform").unwrap();
        let name = param.ty.name().unwrap();
        let values = &self.contract.enumeration(name).unwrap().values;
        (name.to_owned(), values[0].value.clone())
    }

    fn permission(&self, host: &str) -> Value {
        let permission = self.entry(vec![
            ("token", text("Page")),
            ("host", text(host)),
            ("platform", text(&self.platform().1)),
            ("default", yes()),
            ("tasks", Value::list(["REHEARSE"])),
            ("scopes", Value::list(["rehearse"])),
        ]);
        Value::lines([("rehearsal", permission)])
    }

    /// A range of codes, one code in it, and what tells its errors apart.
    pub(super) fn range_of_codes(&mut self) {
        let case = |keys: Vec<(&'static str, Value)>| self.new_entry(keys);
        let subcode = case(vec![
            ("name", text(&self.camel("RehearsedSubcode"))),
            ("advice", text("use_token")),
            ("token", text("Page")),
            ("concerns", text("node")),
        ]);
        let message = case(vec![
            ("name", text(&self.camel("RehearsedMessage"))),
            ("advice", text("use_token")),
            ("token", text("Page")),
            ("concerns", text("node")),
        ]);
        let code = self.new_entry(vec![
            ("name", text(&self.camel("RehearsedCode"))),
            ("advice", text("use_token")),
            ("token", text("Page")),
            ("concerns", text("node")),
            ("subcodes", Value::lines([(self.code(7), subcode)])),
            ("messages", Value::lines([("rehearsed words", message)])),
        ]);
        let range = self.new_entry(vec![
            ("name", text(&self.camel("RehearsedRange"))),
            ("advice", text("give_up")),
            ("through", Value::Bare(self.code(5))),
        ]);
        let last = self.new_entry(vec![
            ("name", text(&self.camel("RehearsedLast"))),
            ("advice", text("wait")),
        ]);
        self.add(&["errors"], self.code(1), code);
        self.add(&["errors"], self.code(2), range);
        self.add(&["errors"], self.code(9), last);
    }

    /// A code of the rehearsal.
    pub(super) fn code(&self, digit: u8) -> String {
        format!("77{}{digit}", self.tag)
    }

    /// A break that is waived.
    pub(super) fn waiver(&mut self, item: &str) {
        let waiver = Value::map([
            ("rule", text("field-removed")),
            ("item", text(item)),
            ("versions", Value::list([self.version.to_string().as_str()])),
            ("reason", text("Rehearsed.")),
        ]);
        let list = Address::new(["waivers"]);
        self.editor.push(&list, waiver).unwrap();
    }

    /// The version before announces its end.
    pub(super) fn end_of_version(&mut self, before: VersionName) {
        let address = Address::new(["versions".to_owned(), before.to_string()]);
        let day = self.contract.released.0 + chrono::Days::new(700);
        self.editor
            .set(&address, "expires", text(&day.to_string()))
            .unwrap();
    }
}

/// Corrects each part that [`EveryChange`] added for a version.
pub struct Corrections<'a> {
    pub editor: &'a mut Editor,
    pub version: VersionName,
}

impl Corrections<'_> {
    fn tag(&self) -> String {
        self.version.ident().replace(['v', '_'], "")
    }

    fn set(&mut self, address: &[&str], key: &str, value: Value) {
        let address = Address::new(address.iter().copied());
        self.editor.set(&address, key, value).unwrap();
    }

    fn remove(&mut self, address: &[&str]) {
        let address = Address::new(address.iter().copied());
        self.editor.remove(&address).unwrap();
    }

    pub fn make(mut self) {
        let tag = self.tag();
        let call = format!("ListRehearsed{tag}");
        self.call(&call, &tag);
        self.permission(&["operations", &call, "permissions", "rehearsal"]);
        self.errors(&tag);
        self.beside(&tag);
        self.end_of_version();
        self.editor.format().unwrap();
    }

    /// The version before ends on another day.
    fn end_of_version(&mut self) {
        let spec = self.editor.spec().unwrap();
        let versions = spec.versions.iter();
        let ends = versions.filter_map(|(name, entry)| Some((name, entry.expires.as_ref()?)));
        let (name, day) = ends.max_by_key(|(_, day)| day.value).unwrap();
        let later = (day.value.0 + chrono::Days::new(1)).to_string();
        self.set(&["versions", name.as_str()], "expires", text(&later));
    }

    fn call(&mut self, call: &str, tag: &str) {
        let hosts: Vec<_> = self.editor.names(&Address::new(["hosts"]));
        let host = hosts.iter().find(|host| !host.contains(tag)).unwrap();
        let other = hosts.iter().rev().find(|other| *other != host).unwrap();
        self.set(
            &["operations", call],
            "hosts",
            Value::list([other.as_str()]),
        );
        self.set(
            &["operations", call],
            "errors",
            Value::List(vec![Value::Bare(format!("77{tag}9"))]),
        );
        for (kind, name) in [
            ("limitations", "limited"),
            ("notes", "noted"),
            ("unsupported", "create"),
        ] {
            let map = Address::new(["operations", call, kind]);
            let note = Value::map([("doc", "Corrected."), ("source", &self.source())]);
            self.editor
                .add(&map, &format!("other_{tag}"), note)
                .unwrap();
            self.remove(&["operations", call, kind, &format!("{name}_{tag}")]);
        }
        let names = ["operations", call, "params", "names"];
        self.set(&names, "max_items", Value::Bare("9".to_owned()));
        self.set(&names, "doc", text("Corrected."));
        self.unset(&names, "style");
        let day = ["operations", call, "params", "day"];
        self.unset(&day, "corrects");
        self.set(&day, "type", text("string"));
        let until = ["operations", call, "params", "until"];
        self.set(&until, "round", text("down"));
        let other = format!("ListMyRehearsed{tag}");
        let path = format!("/me/corrected_{tag}");
        self.set(&["operations", &other], "get", text(&path));
        let permission = Value::map([
            ("token", text("Page")),
            ("scopes", Value::list(["review"])),
            ("doc", text("Corrected.")),
            ("source", text(&self.source())),
        ]);
        let permissions = Address::new(["operations", other.as_str(), "permissions"]);
        self.editor.add(&permissions, "asked", permission).unwrap();
    }

    fn unset(&mut self, address: &[&str], key: &str) {
        let address = Address::new(address.iter().copied());
        self.editor.unset(&address, key).unwrap();
    }

    fn source(&self) -> String {
        let sources = self.editor.names(&Address::new(["sources"]));
        sources[0].clone()
    }

    fn permission(&mut self, permission: &[&str]) {
        self.set(permission, "token", text("User"));
        self.set(permission, "tasks", Value::list(["REVIEW"]));
        self.set(permission, "scopes", Value::list(["review"]));
        // Its host no longer serves the call.
        for key in ["host", "platform", "default"] {
            self.unset(permission, key);
        }
        let other = Value::map([
            ("token", text("Page")),
            ("scopes", Value::list(["review"])),
            ("doc", text("Corrected.")),
            ("source", text(&self.source())),
        ]);
        let permissions = Address::new(permission.iter().copied()).parent();
        self.editor.add(&permissions, "another", other).unwrap();
    }

    fn errors(&mut self, tag: &str) {
        let code = |digit: u8| format!("77{tag}{digit}");
        let through = Value::Bare(code(8));
        self.set(&["errors", &code(2)], "through", through);
        self.set(&["errors", &code(1)], "token", text("User"));
        self.unset(&["errors", &code(1)], "concerns");
        let named = Value::map([
            ("name", text(&format!("RehearsedName{tag}"))),
            ("advice", text("give_up")),
            ("since", text(&self.version.to_string())),
            ("doc", text("Corrected.")),
            ("source", text(&self.source())),
        ]);
        let errors = Address::new(["errors"]);
        self.editor.add(&errors, &code(4), named).unwrap();
        self.set(
            &["errors", &code(9)],
            "name",
            text(&format!("Corrected{tag}")),
        );
    }

    /// What is no part of a call; of each kind that no version limits, one goes.
    fn beside(&mut self, tag: &str) {
        let host = format!("rehearsal_{tag}");
        let url = format!("https://{tag}.example.org");
        self.set(&["hosts", &host], "url", text(&url));
        let header = format!("X-Rehearsal-{tag}");
        self.set(&["headers", &header], "type", text("int"));
        self.set(&["sources", &host], "certainty", text("observed"));
        self.set(&["sources", &host], "url", text("https://example.org"));
        let ty = format!("Rehearsed{tag}");
        self.set(&["types", &ty], "default_fields", Value::list(["id"]));
        let gone = ["enums", &format!("Rehearsal{tag}"), "values", "three"];
        self.set(&gone, "replaced_by", text("two"));
        self.remove(&["hosts", &format!("gone_{tag}")]);
        self.remove(&["headers", &format!("X-Gone-{tag}")]);
        self.remove(&["sources", &format!("gone_{tag}")]);
        self.remove(&["ids", &format!("GoneId{tag}")]);
        self.remove(&["enums", &format!("Gone{tag}")]);
    }
}
