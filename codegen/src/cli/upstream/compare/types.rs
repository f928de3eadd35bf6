//! Nodes.

use super::Comparer;
use super::members::{Members, Metas, Ours};
use crate::cli::edit::Address;
use crate::cli::upstream::Error;
use crate::cli::upstream::counterpart::{self, META_SPEC};
use crate::cli::upstream::meta_spec::{Defect, Node};
use crate::contract::diff::ElementKind;
use crate::contract::path::Path;
use crate::contract::spec;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::located::Located;

impl<'a> Comparer<'a> {
    pub(super) fn types(&mut self) -> Result<(), Error> {
        for (name, ty) in self.spec.types.iter() {
            let mut operations = self.spec.operations.iter();
            let returned = operations
                .any(|(_, operation)| operation.returns.name() == Some(name.value.as_str()));
            let stated = ty.source.0.iter().any(|name| name == META_SPEC);
            if ty.runtime || !(stated || returned) || !self.has(ty) {
                continue;
            }
            let node = counterpart::node_of(self.spec, name);
            match self.meta_spec.node(node)? {
                // More likely a file cut short than a node that lost them all.
                Some(found) if found.fields.is_empty() => {
                    return Err(Error::Upstream(vec![Defect {
                        file: self.meta_spec.file_of(node),
                        line: None,
                        message: format!(
                            "`fields` is empty, and the contract has `{name}`",
                            name = name.value
                        ),
                        fatal: true,
                    }]));
                }
                Some(found) => self.fields(name, ty, node, found),
                // The call that returns a missing node is reported already.
                None if stated => self.notes.push(format!(
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
        // A field that takes an edge's parameters is that edge, which Meta's
        // files have among the calls.
        let is_edge = |ours: &Ours<'_>| {
            let mut entries = ours.entries.iter();
            let edge = entries.any(|entry| {
                let ty = entry.param.map(|param| &param.ty.value);
                matches!(ty, Some(TypeExpr::Edge(_)))
            });
            let stated = found
                .fields
                .iter()
                .any(|known| known.name == ours.name.value);
            edge && !stated && found.read(Some(ours.name)).is_some()
        };
        let mut ours = self.params_in(&map, &ty.fields);
        ours.retain(|ours| !is_edge(ours));
        self.members(&Members {
            kind: ElementKind::Field,
            owner: Path::new("types", &name.value),
            owner_name: name,
            place: name.place,
            ours,
            map,
            metas: found.fields.iter().map(Metas::from).collect(),
            file: self.meta_spec.file_of(node),
            line: 1,
            taken: Vec::new(),
            partial: ty.partial,
        });
    }
}
