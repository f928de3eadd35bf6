//! The versions that a draft states something for.

use crate::cli::edit::spans::shortest;
use crate::contract::spec::timeline::{Span, Timeline};
use crate::contract::spec::{Spec, VersionName, Versioned};

/// For each version of the contract, whether something holds in it.
pub(super) type Set = Vec<bool>;

/// The versions of the contract, and the one whose files are read.
pub(super) struct Times {
    versions: Vec<VersionName>,
    version: VersionName,
    assume_same: bool,
}

impl Times {
    pub(super) fn new(spec: &Spec, version: VersionName, assume_same: bool) -> Self {
        let mut versions = Timeline::new(spec).versions().to_vec();
        if versions.is_empty() {
            versions.push(version);
        }
        Self {
            versions,
            version,
            assume_same,
        }
    }

    /// The versions that the files are taken for: theirs and later ones, which
    /// have what none of their own files removes.
    pub(super) fn read(&self) -> Set {
        let versions = self.versions.iter();
        versions
            .map(|version| self.assume_same || *version >= self.version)
            .collect()
    }

    /// The versions that have an entry.
    pub(super) fn of(&self, entry: &(impl Versioned + ?Sized)) -> Set {
        let spans = entry.availability().spans();
        let versions = self.versions.iter();
        versions
            .map(|version| spans.iter().any(|span| span.contains(*version)))
            .collect()
    }

    /// Whether the version whose files are read is in a set.
    pub(super) fn has(&self, set: &Set) -> bool {
        let mut versions = self.versions.iter().zip(set);
        versions.any(|(version, there)| *there && *version == self.version)
    }

    /// What an entry of an owner states of its versions; nothing where it has
    /// those of the owner.
    pub(super) fn spans(&self, set: &Set, owner: &Set) -> Vec<Span> {
        if owner.iter().zip(set).all(|(owner, set)| *set || !owner) {
            return Vec::new();
        }
        let versions = self.versions.iter().copied();
        let set: Vec<_> = versions.zip(set.iter().copied()).collect();
        shortest(&set)
    }

    /// The newer versions, which the files say nothing of.
    pub(super) fn newer(&self) -> Vec<String> {
        let versions = self.versions.iter();
        let newer = versions.filter(|version| **version > self.version);
        newer.map(ToString::to_string).collect()
    }

    pub(super) fn all(&self) -> Set {
        vec![true; self.versions.len()]
    }
}

/// The versions in both sets.
pub(super) fn both(one: &Set, other: &Set) -> Set {
    one.iter()
        .zip(other)
        .map(|(one, other)| *one && *other)
        .collect()
}
