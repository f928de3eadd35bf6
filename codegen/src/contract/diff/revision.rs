//! A revision of the contract, as it is compared with another one.

use super::places::Places;
use crate::contract::Contracts;

/// A revision of the contract.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The contract.
    pub contracts: &'a Contracts,
    /// The lines of its YAML; `None` if there is no YAML.
    pub places: Option<&'a Places>,
}
