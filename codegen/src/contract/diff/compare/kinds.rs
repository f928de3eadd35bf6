//! Which type takes what another does.

use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts};

/// What became of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It takes all that it took, and more.
    Wider,
    /// It takes a part of what it took.
    Narrower,
    /// Neither.
    Other,
}

/// A type, and the contract that says what its names are.
#[derive(Clone, Copy)]
pub(super) struct Kind<'a> {
    pub ty: &'a TypeExpr,
    pub contract: &'a Contract,
    pub contracts: &'a Contracts,
}

/// What became of a type that is another now.
pub(super) fn turn(base: Kind<'_>, head: Kind<'_>) -> Turn {
    if head.takes(base) {
        Turn::Wider
    } else if base.takes(head) {
        Turn::Narrower
    } else {
        Turn::Other
    }
}

impl<'a> Kind<'a> {
    /// Whether all of another type is right for this one, on the wire.
    fn takes(self, other: Self) -> bool {
        use TypeExpr::{Datetime, Edge, Float, Int, List, Map, Named, String, UnsignedInt};
        match (self.ty, other.ty) {
            (one, other) if one == other => true,
            (String, Datetime) | (Int | Float, UnsignedInt) | (Float, Int) => true,
            (String, Named(name)) => other.values(name).is_some() || other.is_id(name),
            (List(this), List(that)) | (Map(this), Map(that)) | (Edge(this), Edge(that)) => {
                self.of(this).takes(other.of(that))
            }
            (Named(this), Named(that)) => match (self.values(this), other.values(that)) {
                (Some(these), Some(those)) => those.iter().all(|value| these.contains(value)),
                _ => false,
            },
            _ => false,
        }
    }

    fn of(self, ty: &'a TypeExpr) -> Self {
        Self { ty, ..self }
    }

    /// The values, where the name is an enum's.
    fn values(self, name: &str) -> Option<Vec<&'a str>> {
        let entry = self.contract.enumeration(name)?;
        Some(
            entry
                .values
                .iter()
                .map(|value| value.value.as_str())
                .collect(),
        )
    }

    fn is_id(self, name: &str) -> bool {
        self.contracts.ids.iter().any(|id| id.name == name)
    }
}
