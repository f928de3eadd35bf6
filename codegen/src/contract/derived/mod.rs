//! What follows for the Rust bindings of a version from several facts together.
//!
//! `emit` writes it, and `diff` reports where it changes: a fact that is added may
//! break code through it.

mod cycles;
mod reads;
mod traits;

use self::cycles::Cycles;
use self::traits::Holders;
use super::{Contract, Field, Operation, Type};
use crate::contract::spec::TypeExpr;

pub(crate) use self::reads::{by_id, continued_edges, continues, ids, reads_node};
pub(crate) use self::traits::Traits;

/// What follows from the contract of a version.
pub(crate) struct Derived<'a> {
    cycles: Cycles<'a>,
    holders: Holders<'a>,
}

impl<'a> Derived<'a> {
    /// Finds what follows from a contract.
    pub(crate) fn new(contract: &'a Contract) -> Self {
        Self {
            cycles: Cycles::new(contract),
            holders: Holders::new(contract),
        }
    }

    /// Whether a field is in a `Box`: an optional one that holds the type which it is
    /// a field of.
    pub(crate) fn is_boxed(&self, ty: &Type, field: &Field) -> bool {
        match &field.ty {
            TypeExpr::Named(name) => !field.required && self.cycles.lead_back(&ty.name, name),
            _ => false,
        }
    }

    /// The traits of a type.
    pub(crate) fn of_type(&self, ty: &Type) -> Traits {
        self.of(ty.fields.iter().map(|field| &field.ty))
    }

    /// The traits of a request.
    pub(crate) fn of_request(&self, operation: &Operation) -> Traits {
        let params = operation.path_params.iter().chain(operation.query());
        self.of(params.map(|param| &param.ty))
    }

    /// The traits of a struct whose members have these types.
    pub(crate) fn of<'t>(&self, types: impl Iterator<Item = &'t TypeExpr>) -> Traits {
        self.holders.traits(types)
    }
}
