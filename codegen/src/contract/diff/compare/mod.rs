//! Two contracts, thing by thing.
//!
//! Whatever a contract holds is taken apart by name: a field that is added to
//! it does not compile here until a rule compares it.

mod api;
mod enums;
mod errors;
mod kinds;
mod lifetime;
mod log;
mod operations;
mod pairing;
mod params;
mod permissions;
mod renames;
mod types;

use self::log::Log;
use self::renames::Renames;
use super::findings::Findings;
use crate::contract::{Contract, Contracts};

pub(super) use self::api::whole;

/// Two versions: of one revision, or one version of two revisions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub base: (&'a Contracts, &'a Contract),
    pub head: (&'a Contracts, &'a Contract),
    /// Whether the two are of one revision.
    pub one_revision: bool,
}

/// Compares what each version has of its own.
pub(super) fn versions(pair: Pair<'_>, findings: &mut Findings) {
    let ((base, _), (head, new)) = (pair.base, pair.head);
    // The dates and where they come from are compared with those of all
    // versions.
    let Contract {
        version,
        released: _,
        expires: _,
        source: _,
        operations: _,
        enums: _,
        types: _,
        errors: _,
    } = new;
    let log = Log {
        findings,
        versions: vec![*version],
        renames: Renames::of_all(base, head).and_of(pair),
    };
    let mut walk = Walk { pair, log };
    walk.operations();
    walk.enums();
    walk.types();
    walk.errors();
}

/// A way through two versions.
struct Walk<'a> {
    pair: Pair<'a>,
    log: Log<'a>,
}

impl<'a> Walk<'a> {
    fn base(&self) -> &'a Contract {
        self.pair.base.1
    }

    fn head(&self) -> &'a Contract {
        self.pair.head.1
    }
}
