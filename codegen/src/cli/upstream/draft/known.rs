//! What a contract has of Meta's files already.

use std::collections::{BTreeMap, HashMap};

use super::catalogue::Catalogue;
use super::names::Names;
use super::targets::Target;
use crate::cli::upstream::counterpart::{Calls, Match, node_of, of_operation};
use crate::cli::upstream::meta_spec::{MetaSpec, Param};
use crate::cli::upstream::types::{Agreement, MetaType, agreement};
use crate::contract::check::{braces, path_form};
use crate::contract::diagnostic::Sources;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Operation, ReadKind, Spec, Type, TypeExpr};

/// The entries of a contract, by their names in Meta's files.
pub(super) struct Known<'s> {
    pub spec: &'s Spec,
    pub names: Names,
    sources: &'s Sources,
    types: HashMap<String, (&'s Name, &'s Type)>,
    operations: HashMap<(String, Option<String>), (&'s Name, &'s Operation)>,
    ids: BTreeMap<String, &'s str>,
    /// The nodes that a call reads by the id.
    read_by: HashMap<&'s str, String>,
    enums: BTreeMap<String, &'s str>,
    /// The calls that read a path.
    paths: HashMap<&'s str, &'s str>,
    /// The calls of each form of path.
    forms: HashMap<String, Vec<(ReadKind, &'s str)>>,
}

impl<'s> Known<'s> {
    pub(super) fn new(spec: &'s Spec, sources: &'s Sources, meta_spec: &MetaSpec) -> Self {
        let mut known = Self {
            spec,
            names: Names::of(spec),
            sources,
            types: HashMap::new(),
            operations: HashMap::new(),
            ids: BTreeMap::new(),
            read_by: HashMap::new(),
            enums: BTreeMap::new(),
            paths: HashMap::new(),
            forms: HashMap::new(),
        };
        for (name, ty) in spec.types.iter().filter(|(_, ty)| !ty.runtime) {
            let node = node_of(spec, name);
            known.types.entry(node.to_owned()).or_insert((name, ty));
            if let Some(found) = meta_spec.nodes.get(node) {
                known.enums_of(
                    &found.fields,
                    ty.fields.iter().map(|(name, all)| (name, &all.0[..])),
                    meta_spec,
                );
            }
        }
        for (name, operation) in spec.operations.iter() {
            known.paths.insert(&operation.get, name);
            let form = known.forms.entry(path_form(&operation.get)).or_default();
            form.push((operation.kind(), name));
            known.read_by_id(operation);
            if let Ok(Match::Calls(calls)) = of_operation(spec, operation, meta_spec) {
                known.calls(name, operation, &calls, meta_spec);
            }
        }
        for name in spec.ids.names() {
            if let Some(node) = name.strip_suffix("Id") {
                known.ids.entry(node.to_owned()).or_insert(name);
            }
        }
        known
    }

    fn read_by_id(&mut self, operation: &'s Operation) {
        let [brace] = braces(&operation.get)[..] else {
            return;
        };
        let id = operation.path.get(brace).and_then(|param| param.ty.name());
        if let (Some(id), TypeExpr::Named(ty)) = (id, &operation.returns.value)
            && operation.get.value == format!("/{{{brace}}}")
        {
            let node = node_of(self.spec, ty).to_owned();
            self.ids.insert(node.clone(), id);
            self.read_by.insert(id, node);
        }
    }

    fn calls(
        &mut self,
        name: &'s Name,
        operation: &'s Operation,
        calls: &Calls<'_>,
        meta_spec: &MetaSpec,
    ) {
        for call in [&calls.first].into_iter().chain(&calls.others) {
            let key = (call.node.to_owned(), call.call.endpoint.clone());
            self.operations.entry(key).or_insert((name, operation));
        }
        if let [brace] = braces(&operation.get)[..]
            && let Some(id) = operation.path.get(brace).and_then(|param| param.ty.name())
        {
            self.ids.entry(calls.first.node.to_owned()).or_insert(id);
        }
        let params = operation.params.iter();
        let params = params.map(|(name, all)| (name, &all.0[..]));
        self.enums_of(&calls.first.call.params, params, meta_spec);
    }

    /// Finds the enums that members of one name have here and in Meta's files.
    fn enums_of(
        &mut self,
        metas: &[Param],
        ours: impl Iterator<Item = (&'s Name, &'s [crate::contract::spec::Param])>,
        meta_spec: &MetaSpec,
    ) {
        let metas: HashMap<_, _> = metas
            .iter()
            .map(|param| (param.name.as_str(), param.ty.as_str()))
            .collect();
        for (name, entries) in ours {
            let Some(ty) = metas.get(name.as_str()) else {
                continue;
            };
            let ty = MetaType::parse(ty);
            for entry in entries {
                let found = agreement(&entry.ty, &ty, self.spec, meta_spec);
                if let (Agreement::Enums { metas, .. }, Some(ours)) = (found, entry.ty.name()) {
                    self.enums.entry(metas).or_insert(ours);
                }
            }
        }
    }

    /// The type of a node.
    pub(super) fn ty(&self, node: &str, catalogue: &Catalogue<'_>) -> Option<(&'s Name, &'s Type)> {
        let named = |name: &str| self.types.get(name).copied();
        // A type that is a guess does not state the name of its node.
        let guessed = || {
            let own = catalogue.ty(node);
            let has_file = catalogue.meta_spec.nodes.contains_key(node);
            self.spec.types.find(own).filter(|_| !has_file)
        };
        named(node).or_else(guessed)
    }

    pub(super) fn operation(&self, target: &Target<'_>) -> Option<(&'s Name, &'s Operation)> {
        let endpoint = target.endpoint().map(str::to_owned);
        let key = (target.node.to_owned(), endpoint);
        self.operations.get(&key).copied()
    }

    /// What identifies a node.
    pub(super) fn id(&self, node: &str) -> Option<&'s str> {
        self.ids.get(node).copied()
    }

    /// The node that a call reads by an id.
    pub(super) fn read_by(&self, id: &str) -> Option<&str> {
        self.read_by.get(id).map(String::as_str)
    }

    /// The enum that some of Meta's files are.
    pub(super) fn enumeration(&self, metas: &[&str]) -> Option<&'s str> {
        let known = metas.iter().filter_map(|metas| self.enums.get(*metas));
        known.min().copied()
    }

    /// The operation that keeps another one from its path: it reads the same one,
    /// or one that differs in the name of the id alone as something else.
    pub(super) fn taken(&self, path: &str, kind: ReadKind) -> Option<&'s str> {
        let same = self.paths.get(path).copied();
        let form = self.forms.get(&path_form(path));
        let mut others = form.into_iter().flatten();
        same.or_else(|| {
            let other = others.find(|(other, _)| *other != kind);
            other.map(|(_, name)| *name)
        })
    }

    /// The file of a node's type, without its folder.
    pub(super) fn file_of(&self, node: &str) -> Option<&'s str> {
        let (name, _) = self.types.get(node)?;
        let source = self.sources.0.get(name.place.file)?;
        let name = source.name.as_str();
        Some(name.rsplit_once('/').map_or(name, |(_, file)| file))
    }
}
