//! Every kind of change that a Graph version can come with, made to whatever
//! the contract has.

#![allow(clippy::unwrap_used)]

mod parts;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use self::parts::Corrections;

use page_conversations_codegen::cli::edit::{Address, Editor, Value, versioned};
use page_conversations_codegen::contract::spec::timeline::Span;
use page_conversations_codegen::contract::spec::{Spec, TypeExpr, VersionName};
use page_conversations_codegen::contract::{Contract, Field, resolve};

/// Edits a contract so that a version, its newest, differs from the one before.
pub struct EveryChange<'a> {
    editor: &'a mut Editor,
    version: VersionName,
    /// The version before it.
    before: VersionName,
    /// The version as it is before.
    contract: Contract,
    spec: Arc<Spec>,
    source: String,
    /// What names end with: a rehearsal of a rehearsal has others.
    tag: String,
}

fn text(value: &str) -> Value {
    Value::from(value.to_owned())
}

fn yes() -> Value {
    Value::Bare("true".to_owned())
}

impl<'a> EveryChange<'a> {
    pub fn new(editor: &'a mut Editor, version: VersionName) -> Self {
        let spec = editor.spec().unwrap();
        let mut versions = resolve(&spec).versions;
        let contract = versions.pop().unwrap();
        assert_eq!(contract.version, version);
        let before = versions.last().unwrap().version;
        let source = spec.sources.names().next().unwrap().value.clone();
        Self {
            editor,
            version,
            before,
            contract,
            spec,
            source,
            tag: version.ident().replace(['v', '_'], ""),
        }
    }

    fn tagged(&self, name: &str) -> String {
        format!("{name}_{}", self.tag)
    }

    fn camel(&self, name: &str) -> String {
        format!("{name}{}", self.tag)
    }

    pub fn make(mut self) {
        self.beside("rehearsal", "Rehearsal");
        self.beside("gone", "Gone");
        self.enums();
        let gone = self.types();
        self.fields(&gone);
        self.parameters();
        self.range_of_codes();
        self.operations();
        self.errors();
        self.end_of_version(self.before);
        self.editor.format().unwrap();
    }

    /// What every entry states, with more of it before.
    fn entry(&self, keys: Vec<(&str, Value)>) -> Value {
        let rest = [("doc", text("Rehearsed.")), ("source", text(&self.source))];
        Value::map(keys.into_iter().chain(rest))
    }

    /// An entry of the version alone.
    fn new_entry(&self, mut keys: Vec<(&'static str, Value)>) -> Value {
        keys.push(("since", text(&self.version.to_string())));
        self.entry(keys)
    }

    fn add(&mut self, map: &[&str], name: String, value: Value) {
        let map = Address::new(map.iter().copied());
        self.editor.add(&map, &name, value).unwrap();
    }

    /// Ends the entry of a thing that the version has.
    fn end(&mut self, address: &Address) {
        let spec = self.editor.spec().unwrap();
        let entries = versioned(&spec).into_iter();
        let mut open = entries.filter_map(|entry| {
            let own = entry.address == *address || entry.address.parent() == *address;
            let spans = entry.availability.spans();
            (own && spans.last().is_none_or(|span| span.removed_in.is_none()))
                .then_some((entry.address, spans))
        });
        let (entry, mut spans) = open.next_back().unwrap();
        match spans.last_mut() {
            Some(last) => last.removed_in = Some(self.version),
            None => spans.push(Span {
                since: None,
                removed_in: Some(self.version),
            }),
        }
        self.editor.set_availability(&entry, &spans).unwrap();
    }

    /// Ends an entry, and states another for the version.
    fn replace(&mut self, address: &Address, keys: Vec<(&'static str, Value)>) {
        self.end(address);
        let entry = self.new_entry(keys);
        self.editor.push(address, entry).unwrap();
    }

    /// What no version limits.
    fn beside(&mut self, name: &str, camel: &str) {
        let source = Value::map([
            ("doc", text("A rehearsal.")),
            ("certainty", text("inferred")),
        ]);
        self.add(&["sources"], self.tagged(name), source);
        let url = format!("https://{name}-{}.example.com", self.tag);
        let host = self.entry(vec![("url", text(&url))]);
        self.add(&["hosts"], self.tagged(name), host);
        let id = self.entry(vec![]);
        self.add(&["ids"], self.camel(&format!("{camel}Id")), id);
        let header = self.entry(vec![("type", text("string"))]);
        self.add(&["headers"], format!("X-{camel}-{}", self.tag), header);
        let values = Value::map([("one", "The first."), ("two", "The second.")]);
        let own = self.entry(vec![("values", values)]);
        self.add(&["enums"], self.camel(camel), own);
    }

    /// Values of an enum that no permission depends on, and one that was not there for a
    /// while.
    fn enums(&mut self) {
        let version = text(&self.version.to_string());
        let before = text(&self.before.to_string());
        let ranges = Value::List(vec![
            Value::map([("removed_in", before)]),
            Value::map([("since", version.clone())]),
        ]);
        let own = self.camel("Rehearsal");
        let gone = self.entry(vec![("removed_in", version), ("replaced_by", text("one"))]);
        self.add(&["enums", &own, "values"], "three".to_owned(), gone);
        let back = self.entry(vec![("ranges", ranges)]);
        self.add(&["enums", &own, "values"], "four".to_owned(), back);
        let most = self
            .contract
            .enums
            .iter()
            .max_by_key(|one| one.values.len());
        let most = most.unwrap().clone();
        let value = self.new_entry(vec![]);
        self.add(
            &["enums", &most.name, "values"],
            self.tagged("rehearsed"),
            value,
        );
        let gone = &most.values[0].value;
        self.end(&Address::new(["enums", &most.name, "values", gone]));
    }

    /// A type that is added, and one that goes with the field that has it.
    fn types(&mut self) -> BTreeSet<String> {
        let id = self.entry(vec![("type", text(&self.camel("RehearsalId")))]);
        let fields = Value::lines([("id", id)]);
        let ty = self.new_entry(vec![("fields", fields)]);
        self.add(&["types"], self.camel("Rehearsed"), ty);
        let fields = self.contract.types.iter().flat_map(|ty| {
            let fields = ty.fields.iter();
            fields.map(move |field| (ty.name.clone(), field.clone()))
        });
        let fields: Vec<_> = fields.collect();
        let returned = |name: &str| {
            let mut operations = self.contract.operations.iter();
            operations.any(|one| one.returns.name() == Some(name))
        };
        let lonely = self.contract.types.iter().find_map(|ty| {
            let mut users = fields
                .iter()
                .filter(|(_, field)| field.ty.name() == Some(&ty.name));
            let (user, more) = (users.next()?, users.next());
            let own_parts = ty.fields.iter().any(|field| {
                let name = field.ty.name();
                name.is_some_and(|name| self.contract.ty(name).is_some())
            });
            let there = more.is_none() && !own_parts && !ty.runtime && !returned(&ty.name);
            (there && !user.1.required).then(|| (ty.name.clone(), user.clone()))
        });
        let (ty, (owner, field)) = lonely.unwrap();
        self.end(&Address::new(["types", &owner, "fields", &field.name]));
        self.end(&Address::new(["types", &ty]));
        BTreeSet::from([ty, field.name])
    }

    /// Fields of the type with most of them, some of which come by default.
    fn fields(&mut self, gone: &BTreeSet<String>) {
        let types = self.contract.types.iter();
        let types = types.filter(|ty| !ty.default_fields.is_empty());
        let ty = types.max_by_key(|ty| ty.fields.len()).unwrap().clone();
        let is_default = |field: &&Field| ty.default_fields.contains(&field.name);
        let mut free = ty.fields.iter().filter(|field| {
            is_plain(&field.ty)
                && !field.required
                && !gone.contains(&field.name)
                && !self.is_named(&field.name)
        });
        let usual = free.clone().find(is_default);
        let mut rest = free.by_ref().filter(|field| !is_default(field));
        let [retyped, required, renamed] = [(); 3].map(|()| rest.next().unwrap().clone());
        let dropped = usual.or_else(|| rest.next()).unwrap().clone();
        let at = |name: &str| Address::new(["types", &ty.name, "fields", name]);
        self.end(&at(&dropped.name));
        self.waiver(&format!("{}.{}", ty.name, dropped.name));
        let other = match retyped.ty {
            TypeExpr::Bool => "int",
            _ => "bool",
        };
        self.replace(&at(&retyped.name), vec![("type", text(other))]);
        let same = text(&required.ty.to_string());
        let keys = vec![("type", same), ("required", yes())];
        self.replace(&at(&required.name), keys);
        self.end(&at(&renamed.name));
        let map = ["types", &ty.name, "fields"];
        self.add(&map, self.tagged("renamed"), self.as_it_was(&renamed));
        let field = self.new_entry(vec![("type", text(&self.camel("Rehearsed")))]);
        self.add(&map, self.tagged("rehearsed"), field);
        let defaults = Address::new(["types", &ty.name, "default_fields"]);
        self.editor
            .push(&defaults, self.tagged("rehearsed").as_str())
            .unwrap();
    }

    /// An entry of another name, from the version on.
    fn as_it_was(&self, field: &Field) -> Value {
        Value::map([
            ("type", text(&field.ty.to_string())),
            ("since", text(&self.version.to_string())),
            ("doc", text(&field.doc)),
            ("source", Value::list(field.source.clone())),
        ])
    }

    /// Whether an entry names an item as what replaces it.
    fn is_named(&self, name: &str) -> bool {
        let facts = self.spec.versioned_facts();
        let entries = facts.iter().flat_map(|fact| &fact.entries);
        let named = entries.filter_map(|entry| entry.replaced_by());
        named
            .into_iter()
            .any(|by| by.value.rsplit('.').next() == Some(name))
    }

    /// Parameters of the calls that state some.
    fn parameters(&mut self) {
        let operations = self.contract.operations.iter();
        let params = operations.flat_map(|one| {
            let own = self.spec.operations.get(&one.name).unwrap();
            let params = one
                .params
                .iter()
                .filter(|param| own.params.get(&param.name).is_some());
            params.map(|param| (one.name.clone(), param.clone()))
        });
        let platforms = |param: &Field| param.ty.to_string().contains("Platform");
        let mut free: Vec<_> = params
            .filter(|(_, param)| {
                !param.required && !platforms(param) && !self.is_named(&param.name)
            })
            .collect();
        let narrow = free
            .iter()
            .position(|(_, param)| is_plain(&param.ty) || param.ty == TypeExpr::TimestampMs)
            .unwrap();
        let (owner, retyped) = free.remove(narrow);
        let [removed, required, renamed] = [(); 3].map(|()| free.remove(0));
        let at = |owner: &str, name: &str| Address::new(["operations", owner, "params", name]);
        let other = match retyped.ty {
            TypeExpr::Bool => "datetime",
            _ => "bool",
        };
        self.replace(&at(&owner, &retyped.name), vec![("type", text(other))]);
        self.end(&at(&removed.0, &removed.1.name));
        let same = text(&required.1.ty.to_string());
        let keys = vec![("type", same), ("required", yes())];
        self.replace(&at(&required.0, &required.1.name), keys);
        self.end(&at(&renamed.0, &renamed.1.name));
        let entry = self.as_it_was(&renamed.1);
        self.add(
            &["operations", &renamed.0, "params"],
            self.tagged("renamed"),
            entry,
        );
        let map = ["operations", &owner, "params"];
        let optional = self.new_entry(vec![("type", text(&self.camel("Rehearsal")))]);
        self.add(&map, self.tagged("rehearsed"), optional);
        let keys = vec![("type", text("string")), ("required", yes())];
        let needed = self.new_entry(keys);
        self.add(&map, self.tagged("needed"), needed);
    }

    /// A call that is added, and one that goes.
    fn operations(&mut self) {
        let path = Value::lines([(
            "id",
            self.entry(vec![("type", text(&self.camel("RehearsalId")))]),
        )]);
        let get = |path: &str| ("get", text(&format!("/{path}{}", self.tagged("rehearsed"))));
        let returns = || {
            let returns = format!("edge<{}>", self.camel("Rehearsed"));
            ("returns", text(&returns))
        };
        let mut keys = vec![get("{id}/"), returns(), ("path", path)];
        keys.extend(self.parts_of_call());
        let call = self.new_entry(keys);
        let name = self.camel("ListRehearsed");
        let sharing = self.new_entry(vec![get("me/"), returns(), ("params_of", text(&name))]);
        self.add(&["operations"], name, call);
        self.add(&["operations"], self.camel("ListMyRehearsed"), sharing);
        let fields = self.contract.types.iter().flat_map(|ty| &ty.fields);
        let modifiers: BTreeSet<_> = fields.filter_map(|field| field.params_of.clone()).collect();
        let stated = self.spec.operations.iter();
        let taken: BTreeSet<_> = stated
            .filter_map(|(_, one)| one.params_of.as_ref().map(|name| name.value.clone()))
            .collect();
        let mut free = self.contract.operations.iter().filter(|one| {
            !modifiers.contains(&one.name)
                && !taken.contains(&one.name)
                && !self.is_named(&one.name)
        });
        let gone = free.next().unwrap().name.clone();
        self.end(&Address::new(["operations", &gone]));
    }

    /// A code that is added, one that goes, and one that means something else.
    fn errors(&mut self) {
        let listed: BTreeSet<_> = self
            .contract
            .operations
            .iter()
            .flat_map(|one| one.errors.clone())
            .collect();
        let stated: Vec<_> = self
            .spec
            .errors
            .iter()
            .filter(|(name, entries)| {
                let plain = entries.0.iter().all(|entry| {
                    entry
                        .cases()
                        .iter()
                        .all(|(_, cases)| cases.names().next().is_none())
                        && entry.through.is_none()
                });
                let code = name.value.parse().unwrap();
                let mut known = self.contract.errors.iter();
                plain && !listed.contains(&code) && known.any(|error| error.code == code)
            })
            .map(|(name, entries)| (name.value.clone(), entries.0[0].clone()))
            .collect();
        let [(gone, _), (other, entry), ..] = &stated[..] else {
            panic!("two codes");
        };
        self.end(&Address::new(["errors", gone]));
        let advice = match format!("{:?}", entry.advice).as_str() {
            "GiveUp" => "wait",
            _ => "give_up",
        };
        let keys = vec![("name", text(&entry.name.value)), ("advice", text(advice))];
        self.replace(&Address::new(["errors", other]), keys);
        let keys = vec![
            ("name", text(&self.camel("RehearsedError"))),
            ("advice", text("wait")),
        ];
        let code = self.new_entry(keys);
        self.add(&["errors"], format!("99{}", self.tag), code);
    }
}

/// Whether a type is one value, without parts.
fn is_plain(ty: &TypeExpr) -> bool {
    matches!(
        ty,
        TypeExpr::Bool | TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::Float | TypeExpr::String
    )
}
