//! Which versions an entry is available in.

use super::located::{Located, Name};
use super::{
    EnumValue, ErrorCase, ErrorCode, Operation, Param, Provenance, Range, Spec, Type, ValueEntry,
    VersionName,
};
use crate::contract::diagnostic::Place;

/// The versions of the spec, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Timeline(Vec<VersionName>);

/// For each version of a [`Timeline`], whether it is in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionSet(Vec<bool>);

impl Timeline {
    /// Creates the timeline of a spec; versions with an invalid name are left
    /// out.
    pub fn new(spec: &Spec) -> Self {
        let names = spec.versions.names().map(|name| name.parse());
        let mut versions: Vec<VersionName> = names.filter_map(Result::ok).collect();
        versions.sort();
        Self(versions)
    }

    /// Returns the timeline with another version.
    #[cfg(feature = "cli")]
    pub(crate) fn with(&self, version: VersionName) -> Self {
        let mut versions = self.0.clone();
        versions.push(version);
        versions.sort();
        Self(versions)
    }

    /// Returns the versions, oldest first.
    pub fn versions(&self) -> &[VersionName] {
        &self.0
    }

    /// Returns the index of a version.
    pub fn index(&self, version: VersionName) -> Option<usize> {
        self.0.iter().position(|known| *known == version)
    }

    /// Returns the versions that an entry is available in.
    pub fn set(&self, availability: Availability<'_>) -> VersionSet {
        let spans = availability.spans();
        let contains = |version: &VersionName| spans.iter().any(|span| span.contains(*version));
        VersionSet(self.0.iter().map(contains).collect())
    }

    /// Returns the oldest version in a set.
    pub fn first(&self, set: &VersionSet) -> Option<VersionName> {
        let index = set.0.iter().position(|member| *member)?;
        Some(self.0[index])
    }
}

impl VersionSet {
    /// Returns whether the version at an index is in the set.
    pub fn contains(&self, index: usize) -> bool {
        self.0[index]
    }

    /// Returns the versions in both sets.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.combine(other, |one, other| one && other)
    }

    /// Returns the versions in either set.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.combine(other, |one, other| one || other)
    }

    /// Returns the versions that are not in the other set.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.combine(other, |one, other| one && !other)
    }

    fn combine(&self, other: &Self, member: fn(bool, bool) -> bool) -> Self {
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|(one, other)| member(*one, *other)).collect())
    }
}

/// Versions from `since` to before `removed_in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First version; from the oldest where absent.
    pub since: Option<VersionName>,
    /// First version after it.
    pub removed_in: Option<VersionName>,
}

impl Span {
    /// Returns whether the version is in the span.
    pub fn contains(&self, version: VersionName) -> bool {
        self.since.is_none_or(|since| since <= version)
            && self.removed_in.is_none_or(|removed| version < removed)
    }
}

impl From<&Range> for Span {
    fn from(range: &Range) -> Self {
        Self {
            since: range.since.as_deref().copied(),
            removed_in: range.removed_in.as_deref().copied(),
        }
    }
}

/// The versions that an entry states, unchecked.
#[derive(Clone, Copy, Debug)]
pub struct Availability<'a> {
    /// First version.
    pub since: Option<&'a Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<&'a Located<VersionName>>,
    /// Spans, instead of the two above.
    pub ranges: Option<&'a Located<Vec<Range>>>,
}

/// The availability of an entry without `since`, `removed_in` and `ranges`.
pub const ALWAYS: Availability<'static> = Availability {
    since: None,
    removed_in: None,
    ranges: None,
};

impl Availability<'_> {
    /// Returns the place of what it states, if it states anything.
    pub fn place(&self) -> Option<Place> {
        let bound = self.since.or(self.removed_in).map(|bound| bound.place);
        bound.or_else(|| self.ranges.map(|ranges| ranges.place))
    }

    /// Returns the spans that the entry states; one of all versions where it
    /// states none.
    pub fn spans(&self) -> Vec<Span> {
        match self.ranges {
            Some(ranges) => ranges.iter().map(Span::from).collect(),
            None => vec![Span {
                since: self.since.map(|since| since.value),
                removed_in: self.removed_in.map(|removed| removed.value),
            }],
        }
    }
}

/// An entry that may be limited to some versions.
pub trait Versioned {
    /// Returns `since`, `removed_in` and `ranges` of the entry.
    fn availability(&self) -> Availability<'_>;

    /// Returns what the entry names as its replacement.
    fn replaced_by(&self) -> Option<&Name>;

    /// Returns the doc.
    fn doc(&self) -> &Name;

    /// Returns the sources; `None` where they are those of the owner.
    fn source(&self) -> Option<&Provenance>;
}

macro_rules! versioned {
    ($($entry:ty),*) => {$(
        impl Versioned for $entry {
            fn availability(&self) -> Availability<'_> {
                Availability {
                    since: self.since.as_ref(),
                    removed_in: self.removed_in.as_ref(),
                    ranges: self.ranges.as_ref(),
                }
            }

            fn replaced_by(&self) -> Option<&Name> {
                self.replaced_by.as_ref()
            }

            fn doc(&self) -> &Name {
                &self.doc
            }

            fn source(&self) -> Option<&Provenance> {
                (&self.source).into()
            }
        }
    )*};
}

versioned!(Operation, Param, ValueEntry, Type, ErrorCode, ErrorCase);

impl Versioned for EnumValue {
    fn availability(&self) -> Availability<'_> {
        self.0.availability()
    }

    fn replaced_by(&self) -> Option<&Name> {
        self.0.replaced_by()
    }

    fn doc(&self) -> &Name {
        self.0.doc()
    }

    fn source(&self) -> Option<&Provenance> {
        self.0.source()
    }
}
