//! New names of types, sources and operations.

use std::collections::HashMap;

use super::element::Element;
use super::pairing::Paired;
use crate::contract::spec::TypeExpr;

/// New names by old ones.
#[derive(Debug, Default)]
pub(super) struct Renames<'a> {
    types: HashMap<&'a str, &'a str>,
    sources: HashMap<&'a str, &'a str>,
    operations: HashMap<&'a str, &'a str>,
}

impl<'a> Renames<'a> {
    /// Whether other elements refer to this one by name.
    pub(super) fn concern(element: Element<'_>) -> bool {
        matches!(
            element,
            Element::Source(_)
                | Element::Id(_)
                | Element::Enum(_)
                | Element::Type(_)
                | Element::Operation(_)
        )
    }

    /// Adds what was renamed.
    pub(super) fn add(&mut self, pairs: &[Paired<Element<'a>>]) {
        for pair in pairs {
            if let Paired::Renamed(old, new) = pair {
                let names = match old {
                    Element::Source(_) => &mut self.sources,
                    Element::Operation(_) => &mut self.operations,
                    _ => &mut self.types,
                };
                names.insert(old.name(), new.name());
            }
        }
    }

    /// A type of the base, as the head names it.
    pub(super) fn ty(&self, ty: &TypeExpr) -> TypeExpr {
        let boxed = |of| Box::new(self.ty(of));
        match ty {
            TypeExpr::Named(name) => {
                let name = self.types.get(name.as_str()).copied().unwrap_or(name);
                TypeExpr::Named(name.to_owned())
            }
            TypeExpr::List(of) => TypeExpr::List(boxed(of)),
            TypeExpr::Map(of) => TypeExpr::Map(boxed(of)),
            TypeExpr::OneOrMany(of) => TypeExpr::OneOrMany(boxed(of)),
            TypeExpr::Edge(of) => TypeExpr::Edge(boxed(of)),
            simple => simple.clone(),
        }
    }

    /// An operation of the base, as the head names it.
    pub(super) fn operation<'s>(&'s self, name: &'s str) -> &'s str {
        self.operations.get(name).copied().unwrap_or(name)
    }

    /// A source of the base, as the head names it.
    pub(super) fn source<'s>(&'s self, name: &'s str) -> &'s str {
        self.sources.get(name).copied().unwrap_or(name)
    }
}
