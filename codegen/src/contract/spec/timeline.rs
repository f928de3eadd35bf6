//! Which versions an entry is available in.

use super::located::Located;
use super::words::VersionName;
use super::{EnumValue, ErrorCase, ErrorCode, Operation, Param, Range, Spec, Type, ValueEntry};

/// The versions of the spec, oldest first.
#[derive(Clone, Debug)]
pub struct Timeline(Vec<VersionName>);

/// For each version of a [`Timeline`], whether it is in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionSet(Vec<bool>);

impl Timeline {
    /// The versions of the spec whose names can be read.
    pub fn new(spec: &Spec) -> Self {
        let names = spec.versions.iter().map(|(name, _)| name.value.parse());
        let mut versions: Vec<VersionName> = names.filter_map(Result::ok).collect();
        versions.sort();
        Self(versions)
    }

    /// The versions, oldest first.
    pub fn versions(&self) -> &[VersionName] {
        &self.0
    }

    /// Where a version stands.
    pub fn index(&self, version: VersionName) -> Option<usize> {
        self.0.iter().position(|known| *known == version)
    }

    /// The versions that an entry is available in.
    pub fn set(&self, availability: Availability<'_>) -> VersionSet {
        let mut set = VersionSet(vec![false; self.0.len()]);
        for range in availability.spans() {
            for (version, member) in self.0.iter().zip(&mut set.0) {
                *member |= range.contains(*version);
            }
        }
        set
    }

    /// The first version that is in both sets.
    pub fn overlap(&self, one: &VersionSet, other: &VersionSet) -> Option<VersionName> {
        self.find(|index| one.0[index] && other.0[index])
    }

    fn find(&self, wanted: impl Fn(usize) -> bool) -> Option<VersionName> {
        (0..self.0.len())
            .find(|index| wanted(*index))
            .map(|index| self.0[index])
    }
}

impl VersionSet {
    /// Whether the version at an index is in the set.
    pub fn contains(&self, index: usize) -> bool {
        self.0[index]
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
    /// Whether the version is in it.
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

impl Availability<'_> {
    /// The spans that the entry states; one that holds everything where it
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

/// An entry that not every version has to have.
pub trait Versioned {
    /// `since`, `removed_in` and `ranges` as the entry has them.
    fn availability(&self) -> Availability<'_>;

    /// What the entry names to use instead.
    fn replaced_by(&self) -> Option<&Located<String>>;
}

/// What an entry without `since`, `removed_in` and `ranges` has.
pub const ALWAYS: Availability<'static> = Availability {
    since: None,
    removed_in: None,
    ranges: None,
};

/// The versions that an entry states, unchecked.
#[derive(Clone, Copy, Debug)]
pub struct Availability<'a> {
    /// First version.
    pub since: Option<&'a Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<&'a Located<VersionName>>,
    /// Spans, instead of the two above.
    pub ranges: Option<&'a [Range]>,
}

macro_rules! versioned {
    ($($entry:ty),*) => {$(
        impl Versioned for $entry {
            fn availability(&self) -> Availability<'_> {
                Availability {
                    since: self.since.as_ref(),
                    removed_in: self.removed_in.as_ref(),
                    ranges: self.ranges.as_deref(),
                }
            }

            fn replaced_by(&self) -> Option<&Located<String>> {
                self.replaced_by.as_ref()
            }
        }
    )*};
}

versioned!(Operation, Param, ValueEntry, Type, ErrorCode, ErrorCase);

impl Versioned for EnumValue {
    fn availability(&self) -> Availability<'_> {
        self.0.availability()
    }

    fn replaced_by(&self) -> Option<&Located<String>> {
        self.0.replaced_by()
    }
}
