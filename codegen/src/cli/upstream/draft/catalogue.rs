//! The names of everything that can be drafted from Meta's files.
//!
//! They depend on the files alone, not on what is drafted: drafts in any order
//! and grouping agree.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Names, Values, camel};
use super::targets::{Target, call_name};
use crate::cli::upstream::meta_spec::{Call, MetaSpec};
use crate::cli::upstream::types::MetaType;

/// Meta's files, with names for the contract.
#[derive(Debug)]
pub struct Catalogue<'c> {
    pub(super) meta_spec: &'c MetaSpec,
    names: Names,
    types: BTreeMap<&'c str, String>,
    ids: BTreeMap<&'c str, String>,
    /// By the names of calls, such as `Page.feed`.
    operations: BTreeMap<String, String>,
    /// The enums of reads, by their names in Meta's files.
    enums: BTreeMap<&'c str, usize>,
    groups: Vec<EnumGroup<'c>>,
}

/// Enums of Meta's files that are one of the contract: they are the types of
/// members of one name, and have the same values.
#[derive(Debug)]
pub(super) struct EnumGroup<'c> {
    /// The name of the members, if no other group, or no larger one, has it.
    pub short: Option<String>,
    /// The name after the first owner.
    pub own: String,
    /// The node of the first owner.
    pub node: &'c str,
    pub values: Vec<&'c str>,
    /// Their names in Meta's files.
    pub metas: Vec<&'c str>,
}

/// The first member whose type is an enum.
struct Use<'c> {
    node: &'c str,
    short: String,
    own: String,
}

impl<'c> Catalogue<'c> {
    /// Names everything in Meta's files.
    pub fn new(meta_spec: &'c MetaSpec) -> Self {
        let mut catalogue = Self {
            meta_spec,
            names: Names::default(),
            types: BTreeMap::new(),
            ids: BTreeMap::new(),
            operations: BTreeMap::new(),
            enums: BTreeMap::new(),
            groups: Vec::new(),
        };
        catalogue.name_types();
        catalogue.name_calls();
        catalogue.name_enums();
        catalogue
    }

    /// The name of a node's type.
    pub(super) fn ty(&self, node: &str) -> &str {
        self.types.get(node).map_or("", String::as_str)
    }

    /// The name of what identifies a node.
    pub(super) fn id(&self, node: &str) -> &str {
        self.ids.get(node).map_or("", String::as_str)
    }

    /// The name of an operation.
    pub(super) fn operation(&self, target: &Target<'_>) -> &str {
        let name = self.operations.get(&target.name());
        name.map_or("", String::as_str)
    }

    /// The group of an enum; `None` if it has no value with a name in Rust.
    pub(super) fn group(&self, metas: &str) -> Option<(usize, &EnumGroup<'c>)> {
        let index = *self.enums.get(metas)?;
        Some((index, &self.groups[index]))
    }

    /// All names, for what needs one that no draft uses.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// The reads of all nodes.
    fn reads(&self) -> impl Iterator<Item = (&'c str, &'c Call)> + use<'c> {
        let nodes = self.meta_spec.nodes.iter();
        nodes.flat_map(|(node, found)| {
            let calls = found.calls.iter().filter(|call| call.method == "GET");
            calls.map(move |call| (node.as_str(), call))
        })
    }

    fn name_types(&mut self) {
        let nodes = self.meta_spec.nodes.keys().map(String::as_str);
        let returned = self.reads().map(|(_, call)| call.returns.as_str());
        let returned = returned.filter(|name| MetaType::parse(name).name() == Some(name));
        let nodes: BTreeSet<_> = nodes.chain(returned).collect();
        for node in nodes {
            self.types
                .insert(node, self.names.claim(&[node.to_owned()]));
        }
    }

    fn name_calls(&mut self) {
        for (node, call) in self.reads() {
            let names = &mut self.names;
            self.ids
                .entry(node)
                .or_insert_with(|| names.claim(&[format!("{node}Id")]));
            let endpoint = call.endpoint.as_deref();
            let verb = if endpoint.is_some() { "List" } else { "Get" };
            let wanted = format!("{verb}{node}{}", camel(endpoint.unwrap_or_default()));
            self.operations
                .entry(call_name(node, endpoint))
                .or_insert_with(|| names.claim(&[wanted]));
        }
    }

    fn name_enums(&mut self) {
        let mut groups: BTreeMap<(String, Vec<&str>), EnumGroup<'c>> = BTreeMap::new();
        for (metas, first) in self.uses() {
            let mut known = Values::default();
            let values = self.meta_spec.enums[metas].values.iter();
            let values = values.map(|(value, _)| value.as_str());
            let values: Vec<_> = values.filter(|value| known.claim(value).is_ok()).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            if values.is_empty() {
                continue;
            }
            let group = groups.entry((first.short, sorted));
            let group = group.or_insert_with(|| EnumGroup {
                short: None,
                own: first.own.clone(),
                node: first.node,
                values: values.clone(),
                metas: Vec::new(),
            });
            group.metas.push(metas);
            if (&first.own, first.node) < (&group.own, group.node) {
                (group.own, group.node, group.values) = (first.own, first.node, values);
            }
        }
        self.name_groups(groups);
    }

    /// Names each group after its first owner, and those that most enums of a
    /// name are in after their members too.
    fn name_groups(&mut self, mut groups: BTreeMap<(String, Vec<&str>), EnumGroup<'c>>) {
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for ((short, _), group) in &mut groups {
            *sizes.entry(short.clone()).or_default() += group.metas.len();
            group.own = self.names.claim(std::slice::from_ref(&group.own));
        }
        for ((short, _), mut group) in groups {
            if 2 * group.metas.len() > sizes[&short] && self.names.is_free(&short) {
                self.names.take(&short);
                group.short = Some(short);
            }
            let index = self.groups.len();
            self.enums
                .extend(group.metas.iter().map(|metas| (*metas, index)));
            self.groups.push(group);
        }
    }

    /// The first use of each enum, by its name in Meta's files.
    fn uses(&self) -> BTreeMap<&'c str, Use<'c>> {
        let mut uses = BTreeMap::new();
        let mut add = |node, owner: &str, name: &str, ty: &str| {
            let metas = MetaType::parse(ty);
            let metas = metas
                .name()
                .and_then(|name| self.meta_spec.enums.get_key_value(name));
            if let Some((metas, _)) = metas {
                let short = camel(name);
                let own = format!("{owner}{short}");
                uses.entry(metas.as_str())
                    .or_insert(Use { node, short, own });
            }
        };
        for (node, found) in &self.meta_spec.nodes {
            for field in &found.fields {
                add(node, self.ty(node), &field.name, &field.ty);
            }
        }
        for (node, call) in self.reads() {
            let edge = camel(call.endpoint.as_deref().unwrap_or_default());
            for param in &call.params {
                add(node, &format!("{node}{edge}"), &param.name, &param.ty);
            }
        }
        uses
    }
}
