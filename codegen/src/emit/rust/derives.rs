//! Which types can be compared and hashed in full: those whose parts all can.

use std::collections::HashMap;

use crate::contract::Contract;
use crate::contract::spec::TypeExpr;

/// The types of a version that are not `Eq`, and those that are not `Hash`.
pub(super) struct Derives<'a>(HashMap<&'a str, Parts>);

/// The parts of a type that rule traits out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Parts {
    /// Floating-point numbers, which are not equal to themselves if not a number.
    has_float: bool,
    /// Maps, which have no order to hash them in.
    has_map: bool,
}

impl Parts {
    fn or(self, other: Self) -> Self {
        Self {
            has_float: self.has_float || other.has_float,
            has_map: self.has_map || other.has_map,
        }
    }
}

impl<'a> Derives<'a> {
    /// Finds the types that hold such a part, themselves or through others.
    pub(super) fn new(contract: &'a Contract) -> Self {
        let mut held_by: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut found: Vec<(&str, Parts)> = Vec::new();
        for ty in contract.generated_types() {
            for field in &ty.fields {
                found.push((&ty.name, own(&field.ty)));
                if let Some(named) = field.ty.name() {
                    held_by.entry(named).or_default().push(&ty.name);
                }
            }
        }
        let mut all: HashMap<&str, Parts> = HashMap::new();
        while let Some((name, parts)) = found.pop() {
            let known = all.entry(name).or_default();
            let more = known.or(parts);
            if more != *known {
                *known = more;
                let holders = held_by.get(name).into_iter().flatten();
                found.extend(holders.map(|holder| (*holder, more)));
            }
        }
        Self(all)
    }

    /// The traits that a struct with parts of the types derives after `PartialEq`.
    pub(super) fn of<'t>(&self, types: impl Iterator<Item = &'t TypeExpr>) -> &'static str {
        let named = |ty: &TypeExpr| ty.name().and_then(|name| self.0.get(name).copied());
        let parts = types.map(|ty| own(ty).or(named(ty).unwrap_or_default()));
        match parts.fold(Parts::default(), Parts::or) {
            Parts {
                has_float: true, ..
            } => "PartialEq",
            Parts { has_map: true, .. } => "PartialEq, Eq",
            _ => "PartialEq, Eq, Hash",
        }
    }
}

/// The parts that a type has without those of a type it names.
fn own(ty: &TypeExpr) -> Parts {
    match ty {
        TypeExpr::Float => Parts {
            has_float: true,
            has_map: false,
        },
        TypeExpr::Map(of) => own(of).or(Parts {
            has_float: false,
            has_map: true,
        }),
        TypeExpr::List(of) | TypeExpr::OneOrMany(of) | TypeExpr::Edge(of) => own(of),
        _ => Parts::default(),
    }
}
