//! New names of types, sources, hosts, operations and values.

use std::collections::HashMap;

use super::element::Element;
use super::pairing::Paired;
use crate::contract::Operation;
use crate::contract::spec::TypeExpr;

/// New names by old ones.
#[derive(Debug, Default)]
pub(super) struct Renames<'a> {
    types: HashMap<&'a str, &'a str>,
    sources: HashMap<&'a str, &'a str>,
    operations: HashMap<&'a str, &'a str>,
    hosts: HashMap<&'a str, &'a str>,
    /// Values by the enum of the base.
    values: HashMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Renames<'a> {
    /// Whether other elements refer to this one by name.
    pub(super) fn concern(element: Element<'_>) -> bool {
        matches!(
            element,
            Element::Source(_)
                | Element::Host(_)
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
                    Element::Host(_) => &mut self.hosts,
                    _ => &mut self.types,
                };
                names.insert(old.name(), new.name());
            }
        }
    }

    /// Adds what was renamed of the values of an enum of the base.
    pub(super) fn add_values(&mut self, of: &'a str, pairs: &[Paired<Element<'a>>]) {
        for pair in pairs {
            if let Paired::Renamed(old, new) = pair {
                self.values.insert((of, old.name()), new.name());
            }
        }
    }

    /// A type of the base, as the head names it.
    pub(super) fn ty(&self, ty: &TypeExpr) -> TypeExpr {
        let boxed = |of| Box::new(self.ty(of));
        match ty {
            TypeExpr::Named(name) => TypeExpr::Named(self.type_name(name).to_owned()),
            TypeExpr::List(of) => TypeExpr::List(boxed(of)),
            TypeExpr::Map(of) => TypeExpr::Map(boxed(of)),
            TypeExpr::OneOrMany(of) => TypeExpr::OneOrMany(boxed(of)),
            TypeExpr::Edge(of) => TypeExpr::Edge(boxed(of)),
            simple => simple.clone(),
        }
    }

    /// The name of a type of the base, as the head names it.
    pub(super) fn type_name<'s>(&'s self, name: &'s str) -> &'s str {
        self.types.get(name).copied().unwrap_or(name)
    }

    /// An operation of the base, as the head names it.
    pub(super) fn operation<'s>(&'s self, name: &'s str) -> &'s str {
        self.operations.get(name).copied().unwrap_or(name)
    }

    /// A host of the base, as the head names it.
    pub(super) fn host<'s>(&'s self, name: &'s str) -> &'s str {
        self.hosts.get(name).copied().unwrap_or(name)
    }

    /// A value of the parameter `platform` of an operation of the base, as the head names
    /// it.
    pub(super) fn platform<'s>(&'s self, operation: &Operation, value: &'s str) -> &'s str {
        let mut params = operation.query();
        let platform = params.find(|param| param.name == "platform");
        let of = platform.and_then(|platform| platform.ty.name());
        let renamed = of.and_then(|of| self.values.get(&(of, value)));
        renamed.copied().unwrap_or(value)
    }

    /// A source of the base, as the head names it.
    pub(super) fn source<'s>(&'s self, name: &'s str) -> &'s str {
        self.sources.get(name).copied().unwrap_or(name)
    }
}
