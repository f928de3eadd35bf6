//! Nodes.

use super::members::{Members, Metas};
use super::{Comparer, not_pinned};
use crate::cli::edit::Address;
use crate::cli::upstream::Error;
use crate::cli::upstream::counterpart;
use crate::cli::upstream::meta_spec::{Defect, Node};
use crate::contract::diff::ElementKind;
use crate::contract::path::Path;
use crate::contract::spec;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::located::Located;

impl<'a> Comparer<'a> {
    pub(super) fn types(&mut self) -> Result<(), Error> {
        for (name, ty) in self.spec.types.iter() {
            if !counterpart::is_compared(self.spec, name, ty) || !self.has(ty) {
                continue;
            }
            let node = counterpart::node_of(self.spec, name);
            if !self.meta_spec.covers(node) {
                self.note(name, &not_pinned(node));
                continue;
            }
            match self.meta_spec.node(node)? {
                // More likely a file cut short than a node that lost them all.
                Some(found) if found.fields.is_empty() => {
                    return Err(Error::Upstream(vec![Defect {
                        file: self.meta_spec.file_of(node),
                        line: (found.line > 1).then_some(found.line),
                        message: format!(
                            "`fields` is empty, and the contract has `{name}`",
                            name = name.value
                        ),
                        fatal: true,
                    }]));
                }
                Some(found) => self.fields(name, ty, node, found),
                // The call that returns a missing node is reported already.
                None if counterpart::is_stated(ty) => self.notes.push(format!(
                    "{} is not compared: Meta's files have no `{node}.json`",
                    name.value
                )),
                None => {}
            }
        }
        Ok(())
    }

    fn fields(&mut self, name: &'a Located<String>, ty: &'a spec::Type, node: &str, found: &Node) {
        let map = Address::new(["types", name.as_str(), "fields"]);
        let edges: Vec<_> = edges(ty).collect();
        let is_field = |name: &str| found.fields.iter().any(|known| known.name == name);
        // A field that takes an edge's parameters is that edge, which Meta's
        // files have among the calls.
        let mut ours = self.params_in(&map, &ty.fields);
        ours.retain(|ours| {
            let edge = edges.contains(&ours.name.as_str()) && !is_field(ours.name);
            let pattern = format!("{node}.{}", ours.name.value);
            let covered = self.meta_spec.covers(&pattern);
            if edge && !covered && ours.entries.iter().any(|entry| entry.holds) {
                let field = format!("{}.{}", name.value, ours.name.value);
                self.note(&field, &not_pinned(&pattern));
            }
            !edge || (covered && found.read(Some(ours.name)).is_none())
        });
        self.members(&Members {
            kind: ElementKind::Field,
            owner: Path::new("types", &name.value),
            owner_name: name,
            place: name.place,
            ours,
            map,
            metas: found.fields.iter().map(Metas::from).collect(),
            file: self.meta_spec.file_of(node),
            line: found.line,
            taken: Vec::new(),
            partial: ty.partial,
        });
    }
}

/// The fields of a type that are edges.
pub(in crate::cli::upstream) fn edges(ty: &spec::Type) -> impl Iterator<Item = &str> {
    let is_edge = |field: &spec::Param| matches!(field.ty.value, TypeExpr::Edge(_));
    let fields = ty.fields.iter();
    let edges = fields.filter(move |(_, entries)| entries.0.iter().any(is_edge));
    edges.map(|(name, _)| name.as_str())
}
