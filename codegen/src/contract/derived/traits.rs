//! Which structs can be compared and hashed in full: those whose parts all can.

use std::collections::HashMap;
use std::fmt;

use crate::contract::Contract;
use crate::contract::spec::TypeExpr;

/// The traits that a struct has in addition to `PartialEq`, the most last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Traits {
    /// None.
    None,
    /// `Eq`.
    Eq,
    /// `Eq` and `Hash`.
    EqHash,
}

impl Traits {
    /// The names of those that the other struct lacks.
    pub(crate) fn beyond(self, other: Self) -> &'static [&'static str] {
        match (self, other) {
            (Self::EqHash, Self::None) => &["Eq", "Hash"],
            (Self::EqHash, Self::Eq) => &["Hash"],
            (Self::Eq, Self::None) => &["Eq"],
            _ => &[],
        }
    }
}

/// As in `derive`, with `PartialEq`.
impl fmt::Display for Traits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "PartialEq",
            Self::Eq => "PartialEq, Eq",
            Self::EqHash => "PartialEq, Eq, Hash",
        })
    }
}

/// The types that hold a part which is not `Eq`, or not `Hash`.
pub(super) struct Holders<'a>(HashMap<&'a str, Parts>);

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

impl<'a> Holders<'a> {
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

    /// The traits of a struct whose members have these types.
    pub(super) fn traits<'t>(&self, types: impl Iterator<Item = &'t TypeExpr>) -> Traits {
        let named = |ty: &TypeExpr| ty.name().and_then(|name| self.0.get(name).copied());
        let parts = types.map(|ty| own(ty).or(named(ty).unwrap_or_default()));
        match parts.fold(Parts::default(), Parts::or) {
            Parts {
                has_float: true, ..
            } => Traits::None,
            Parts { has_map: true, .. } => Traits::Eq,
            _ => Traits::EqHash,
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
