//! A comparison in progress.

use super::errors::Effects;
use super::findings::Findings;
use super::renames::Renames;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts};

/// Two revisions of a contract, or one revision and itself.
#[derive(Clone, Copy)]
pub(super) struct Revisions<'a> {
    pub base: &'a Contracts,
    pub head: &'a Contracts,
    /// Whether the two are one.
    pub same: bool,
}

/// Two versions: of one revision, or one version of two revisions.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub base: &'a Contract,
    pub head: &'a Contract,
}

/// A comparison in progress.
pub(super) struct Comparer<'a, 'f> {
    pub(super) revisions: Revisions<'a>,
    /// The versions that are compared; `None` for what applies to all.
    pub(super) compared: Option<Versions<'a>>,
    /// The versions that a change affects.
    pub(super) versions: Vec<VersionName>,
    pub(super) renames: Renames<'a>,
    /// How errors are handled because of the error tables.
    pub(super) effects: Effects<'a>,
    pub(super) findings: &'f mut Findings,
}
