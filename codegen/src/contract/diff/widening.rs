//! Whether a type accepts all values of another.

use super::change::Effect;
use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts};

/// A type, and the contract that defines its names.
#[derive(Clone, Copy)]
pub(super) struct Scoped<'a> {
    pub ty: &'a TypeExpr,
    pub contract: &'a Contract,
    pub contracts: &'a Contracts,
}

/// What happened to a type that a parameter takes.
pub(super) fn effect(base: Scoped<'_>, head: Scoped<'_>) -> Effect {
    if head.accepts(base) {
        Effect::Widened
    } else if base.accepts(head) {
        Effect::Narrowed
    } else {
        Effect::Changed
    }
}

impl<'a> Scoped<'a> {
    /// Whether every value of another type is valid, on the wire.
    fn accepts(self, other: Self) -> bool {
        use TypeExpr::{
            Datetime, Edge, Float, Int, List, Map, Named, String, TimestampMs, UnsignedInt,
        };
        match (self.ty, other.ty) {
            (one, other) if one == other => true,
            (String, Datetime) | (Int | Float, UnsignedInt) | (Float, Int) => true,
            (Int | Float | UnsignedInt, TimestampMs) | (TimestampMs, UnsignedInt) => true,
            (String, Named(name)) => other.values(name).is_some() || other.is_id(name),
            (List(this), List(that)) | (Map(this), Map(that)) | (Edge(this), Edge(that)) => {
                self.of(this).accepts(other.of(that))
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

    /// The values, if the name is that of an enum.
    fn values(self, name: &str) -> Option<Vec<&'a str>> {
        let values = &self.contract.enumeration(name)?.values;
        Some(values.iter().map(|value| value.value.as_str()).collect())
    }

    fn is_id(self, name: &str) -> bool {
        self.contracts.is_id(name)
    }
}
