//! Sketches calls, with the types and enums that they need.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::Catalogue;
use super::known::Known;
use super::names::Members;
use super::sketch::{Member, NewEnum, NewType, Sketch};
use super::targets::Target;
use super::times::{Set, Times, both};
use super::wanted::Wanted;
use crate::cli::upstream::Error;
use crate::cli::upstream::meta_spec::{Node, Param};
use crate::cli::upstream::types::MetaType;
use crate::contract::check::is_node;
use crate::contract::spec::{ReadKind, TypeExpr};

pub(super) struct Drafter<'a, 'c> {
    pub catalogue: &'a Catalogue<'c>,
    pub known: Known<'a>,
    pub times: Times,
    depth: usize,
    /// The nodes to draft.
    nodes: BTreeSet<&'c str>,
    /// The names of groups of enums.
    enums: BTreeMap<usize, String>,
    /// Literal paths of calls, and the calls.
    pub paths: BTreeMap<String, String>,
    pub sketch: Sketch<'c>,
}

impl<'a, 'c> Drafter<'a, 'c> {
    pub(super) fn new(catalogue: &'a Catalogue<'c>, known: Known<'a>, wanted: &Wanted) -> Self {
        Self {
            times: Times::new(known.spec, wanted.version, wanted.assume_same),
            catalogue,
            known,
            depth: wanted.depth,
            nodes: BTreeSet::new(),
            enums: BTreeMap::new(),
            paths: BTreeMap::new(),
            sketch: Sketch::default(),
        }
    }

    /// Sketches calls, of which none is sketched if one that is named in full
    /// cannot be.
    pub(super) fn draft(
        mut self,
        targets: &[Target<'c>],
    ) -> Result<(Sketch<'c>, Known<'a>), Error> {
        let mut drafted = Vec::new();
        for target in targets {
            match self.root(target) {
                Ok(root) => drafted.push((*target, root)),
                Err(error) if target.named => return Err(error),
                Err(error) => self.leave_out(format!("`{}`: {error}", target.name())),
            }
        }
        self.find_nodes(drafted.iter().map(|(_, root)| *root).collect());
        self.name_types();
        for node in self.nodes.clone() {
            self.ty(node);
        }
        for (target, root) in &drafted {
            self.call(target, root);
        }
        self.complete();
        Ok((self.sketch, self.known))
    }

    pub(super) fn leave_out(&mut self, what: String) {
        self.sketch.notes.left_out.insert(what);
    }

    pub(super) fn differs(&mut self, what: String) {
        self.sketch.notes.differs.insert(what);
    }

    /// The node that a call returns.
    fn root(&mut self, target: &Target<'c>) -> Result<&'c str, Error> {
        let call = target.call;
        let names = [target.node].into_iter().chain(target.endpoint());
        let returned = MetaType::parse(&call.returns);
        let returned = returned.name().filter(|name| *name == call.returns);
        let mut names = names.chain(returned);
        if let Some(name) = names.find(|name| !is_node(name)) {
            let name = name.escape_debug();
            let message = format!("a contract cannot have the name `{name}`");
            return Err(Error::NotExpressible(message));
        }
        let own = self.catalogue.meta_spec.nodes.get(target.node);
        // What `#get` returns is the node, whatever name Meta's files give it.
        let has_fields = own.is_some_and(|node| !node.fields.is_empty());
        let root = match target.endpoint() {
            None if has_fields => target.node,
            _ => &call.returns,
        };
        if root != call.returns {
            self.leave_out(format!(
                "`{}`: Meta's files say that the node returns `{}`; drafted is the node itself",
                target.node, call.returns
            ));
        }
        let known = self.catalogue.meta_spec.node(root)?;
        if let Some((name, ty)) = self.known.ty(root, self.catalogue) {
            return match self.times.has(&self.times.of(ty)) {
                true => Ok(root),
                false => Err(Error::NotExpressible(format!(
                    "the call returns `{}`, which the contract does not have in the version of \
                     the files; first apply them with `--apply`",
                    name.value
                ))),
            };
        }
        if known.is_some_and(|node| !self.has_fields(node)) {
            return Err(Error::NotExpressible(format!(
                "the call returns `{root}`, which has no fields in Meta's files: there is \
                 nothing to read",
            )));
        }
        if known.is_none() && MetaType::parse(root).name() != Some(root) {
            return Err(Error::NotExpressible(format!(
                "the call returns `{}`, which is not a node",
                call.returns
            )));
        }
        Ok(root)
    }

    /// Whether a node has a field with a name in Rust.
    fn has_fields(&self, node: &Node) -> bool {
        let usable = |field: &Param| Members::default().claim(&field.name).is_ok();
        node.fields.iter().any(usable)
    }

    /// Whether a node has a name that a contract may have, and such a field.
    fn is_usable(&self, name: &str, node: &Node) -> bool {
        is_node(name) && self.has_fields(node)
    }

    /// Finds the nodes to draft: those that calls return, and what they refer to,
    /// `depth` further.
    fn find_nodes(&mut self, roots: BTreeSet<&'c str>) {
        let meta_spec = self.catalogue.meta_spec;
        let mut level = roots;
        for depth in (0..=self.depth).rev() {
            self.nodes.extend(&level);
            if depth == 0 || level.is_empty() {
                return;
            }
            let fields = level.iter().filter_map(|node| meta_spec.nodes.get(*node));
            let types = fields.flat_map(|node| &node.fields).map(|field| &field.ty);
            let names = types.filter_map(|ty| MetaType::parse(ty).name().map(str::to_owned));
            let nodes = names.filter_map(|name| meta_spec.nodes.get_key_value(&name));
            let nodes = nodes.filter(|(name, _)| !meta_spec.enums.contains_key(*name));
            let next = nodes.filter(|(name, node)| {
                !self.nodes.contains(name.as_str())
                    && (self.is_usable(name, node) || self.known.ty(name, self.catalogue).is_some())
            });
            level = next.map(|(name, _)| name.as_str()).collect();
        }
    }

    /// Names the new types, before fields refer to them.
    fn name_types(&mut self) {
        for node in self.nodes.clone() {
            if self.known.ty(node, self.catalogue).is_some() {
                continue;
            }
            let name = self.name(self.catalogue.ty(node));
            let set = self.times.read();
            let entry = NewType {
                name,
                fields: Vec::new(),
                spans: self.times.spans(&set, &self.times.all()),
                partial: false,
                guessed: !self.catalogue.meta_spec.nodes.contains_key(node),
            };
            if entry.guessed {
                self.sketch.notes.guessed.insert(node.to_owned());
            }
            self.sketch.types.insert(node, entry);
        }
    }

    /// The name for something new: its own one if the contract does not have it
    /// for something else.
    pub(super) fn name(&mut self, own: &str) -> String {
        let names = &mut self.known.names;
        if names.is_free(own) {
            names.take(own);
            return own.to_owned();
        }
        let mut all = self.catalogue.names().clone();
        all.extend(names);
        let name = all.claim(&[own.to_owned()]);
        names.take(&name);
        name
    }

    /// Sketches a type, or what one of the contract lacks.
    fn ty(&mut self, node: &'c str) {
        let Some(found) = self.catalogue.meta_spec.nodes.get(node) else {
            return;
        };
        if let Some((name, ty)) = self.known.ty(node, self.catalogue) {
            self.known_type(name, ty, found);
            return;
        }
        let name = self.sketch.types[node].name.clone();
        for defect in &found.defects {
            self.leave_out(defect.to_string());
        }
        let mut partial = !found.defects.is_empty();
        let mut members = Members::default();
        let mut fields = Vec::new();
        let owner = self.times.read();
        for field in &found.fields {
            if let Err(reason) = members.claim(&field.name) {
                self.leave_out(format!("the field `{}` of `{name}`: {reason}", field.name));
                partial = true;
                continue;
            }
            fields.push(self.member(field, &owner, false));
        }
        if let Some(entry) = self.sketch.types.get_mut(node) {
            (entry.fields, entry.partial) = (fields, partial);
        }
    }

    /// Sketches a parameter or a field of something with these versions.
    pub(super) fn member(&mut self, param: &Param, owner: &Set, in_query: bool) -> Member {
        let metas = MetaType::parse(&param.ty);
        let is_enum = |name: &str| self.catalogue.meta_spec.enums.contains_key(name);
        // A string that is an enum without values stays one.
        let other = match metas.name().is_some_and(is_enum) {
            true => TypeExpr::String,
            false => TypeExpr::Object,
        };
        let named = metas.name().map(|name| self.named(name, in_query));
        let here = self.times.read();
        let (named, same, set) = match named {
            Some(Some((name, set))) => (TypeExpr::Named(name), true, both(&here, &set)),
            Some(None) => (other, false, here),
            None => (other, true, here),
        };
        let ty = metas.in_contract(&|_| Some(named.clone()));
        Member {
            name: param.name.clone(),
            ty: ty.unwrap_or(TypeExpr::Object),
            required: param.required,
            corrects: (!same).then(|| param.ty.clone()),
            spans: self.times.spans(&set, owner),
        }
    }

    /// What a name of Meta's files is in the contract, and the versions that have
    /// it; `None` if it is neither there nor drafted.
    fn named(&mut self, name: &str, in_query: bool) -> Option<(String, Set)> {
        let meta_spec = self.catalogue.meta_spec;
        if meta_spec.enums.contains_key(name) {
            return Some((self.enumeration(name)?, self.times.all()));
        }
        if in_query {
            return None;
        }
        if let Some((name, ty)) = self.known.ty(name, self.catalogue) {
            let set = self.times.of(ty);
            return self.times.has(&set).then(|| (name.value.clone(), set));
        }
        if let Some(drafted) = self.sketch.types.get(name) {
            return Some((drafted.name.clone(), self.times.all()));
        }
        let known = meta_spec.nodes.get(name);
        if let Some(node) = known.filter(|node| !node.fields.is_empty()) {
            match self.is_usable(name, node) {
                true => drop(self.sketch.notes.undrafted.insert(name.to_owned())),
                false => self.leave_out(format!(
                    "the node `{name}`: it, or each of its fields, has no name in a contract"
                )),
            }
        }
        None
    }

    /// The enum of the contract for one of Meta's.
    pub(super) fn enumeration(&mut self, metas: &str) -> Option<String> {
        let entry = &self.catalogue.meta_spec.enums[metas];
        let defects = entry.defects.iter().map(ToString::to_string);
        self.sketch.notes.left_out.extend(defects);
        let mut values = super::names::Values::default();
        for (value, _) in &entry.values {
            if let Err(reason) = values.claim(value) {
                let value = value.escape_debug();
                self.leave_out(format!("the value `{value}` of `{metas}`: {reason}"));
            }
        }
        let catalogue = self.catalogue;
        let (index, group) = catalogue.group(metas)?;
        if let Some(name) = self.enums.get(&index) {
            return Some(name.clone());
        }
        let names = group.short.iter().chain([&group.own]);
        let holds_all = |name: &String| {
            let known = self.known.spec.enums.get(name);
            known.is_some_and(|known| {
                let values = &mut group.values.iter();
                values.all(|value| known.values.get(value).is_some())
            })
        };
        let known = self.known.enumeration(&group.metas).map(str::to_owned);
        let known = known.or_else(|| names.clone().find(|name| holds_all(name)).cloned());
        let name = match known {
            Some(known) => {
                self.values(&known, &group.values);
                known
            }
            None => {
                let free = names.clone().find(|name| self.known.names.is_free(name));
                let name = self.name(free.unwrap_or(&group.own));
                let (node, values) = (group.node, group.values.clone());
                self.sketch
                    .enums
                    .insert(name.clone(), NewEnum { node, values });
                name
            }
        };
        self.enums.insert(index, name.clone());
        Some(name)
    }

    /// The common parameters of reads of a kind: those of the contract, and those
    /// that a draft adds.
    pub(super) fn common_params(&self, kind: ReadKind) -> Vec<String> {
        let known = self.known.spec.common_params.iter();
        let known = known.filter(|(_, param)| param.on.contains(&kind));
        let known = known.map(|(name, _)| name.value.clone());
        let added = ["fields", "limit", "after", "before"].map(str::to_owned);
        let mut all: Vec<_> = known.chain(added).collect();
        all.sort();
        all.dedup();
        all
    }
}
