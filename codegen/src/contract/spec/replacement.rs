//! Resolves the names in `replaced_by`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::located::Name;
use super::timeline::Timeline;
use super::{Availability, ErrorCase, Operation, Spec, Versioned};

/// The kind of a thing that callers send or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A call.
    Operation,
    /// A parameter of a call.
    Parameter,
    /// An object in responses.
    Type,
    /// A field of a type.
    Field,
    /// A value of an enum.
    Value,
    /// An error code, or what it means in a case.
    ErrorCode,
}

impl ItemKind {
    /// Returns the kind in words, such as "error code".
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Type => "type",
            Self::Field => "field",
            Self::Value => "value",
            Self::ErrorCode => "error code",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The thing that a `replaced_by` names.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// Its kind.
    pub kind: ItemKind,
    /// What it is part of, if that differs from the replaced thing.
    pub of: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// Its key in the spec, whose place identifies the thing.
    pub key: &'a Name,
    owner: Option<Availability<'a>>,
    entries: Vec<Availability<'a>>,
}

impl<'a> Target<'a> {
    fn new(
        kind: ItemKind,
        key: &'a Name,
        owner: Option<&'a impl Versioned>,
        entries: &'a [impl Versioned],
    ) -> Self {
        Self {
            kind,
            of: None,
            name: key,
            key,
            owner: owner.map(Versioned::availability),
            entries: entries.iter().map(Versioned::availability).collect(),
        }
    }

    /// Something that is available in all versions of `owner`.
    fn always(kind: ItemKind, key: &'a Name, owner: &'a impl Versioned) -> Self {
        Self::new(kind, key, None::<&Operation>, std::slice::from_ref(owner))
    }

    /// Returns whether the version at an index has it.
    pub fn is_in(&self, timeline: &Timeline, index: usize) -> bool {
        let has = |availability: &Availability<'_>| timeline.set(*availability).contains(index);
        self.owner.as_ref().is_none_or(has) && self.entries.iter().any(has)
    }
}

impl Spec {
    /// Resolves the `replaced_by` of a thing of this kind that is part of
    /// `owner`.
    pub fn target<'a>(
        &'a self,
        kind: ItemKind,
        owner: Option<&str>,
        written: &str,
    ) -> Option<Target<'a>> {
        let beside = || self.part(kind, owner, written);
        let call = || self.part(ItemKind::Operation, None, written);
        beside().or_else(call).or_else(|| {
            let (of, name) = written.split_once('.')?;
            let parts = [ItemKind::Parameter, ItemKind::Field, ItemKind::Value];
            let mut found = parts
                .into_iter()
                .find_map(|part| self.part(part, Some(of), name))?;
            let elsewhere = found.kind != kind || owner != Some(of);
            found.of = self.owner(of).filter(|_| elsewhere);
            Some(found)
        })
    }

    fn owner(&self, name: &str) -> Option<&str> {
        let operations = self.operations.names();
        let mut names = operations
            .chain(self.types.names())
            .chain(self.enums.names());
        names
            .find(|known| known.value == name)
            .map(|known| known.value.as_str())
    }

    fn part<'a>(&'a self, kind: ItemKind, owner: Option<&str>, name: &str) -> Option<Target<'a>> {
        match kind {
            ItemKind::Operation => {
                let (key, operation) = self.operations.find(name)?;
                Some(Target::always(kind, key, operation))
            }
            ItemKind::Parameter => self.parameter(self.operations.get(owner?)?, name),
            ItemKind::Type => {
                let (key, ty) = self.types.find(name)?;
                Some(Target::always(kind, key, ty))
            }
            ItemKind::Field => {
                let ty = self.types.get(owner?)?;
                let (key, fields) = ty.fields.find(name)?;
                Some(Target::new(kind, key, Some(ty), &fields.0))
            }
            ItemKind::Value => {
                let (key, values) = self.enums.get(owner?)?.values.find(name)?;
                Some(Target::new(kind, key, None::<&Operation>, &values.0))
            }
            ItemKind::ErrorCode => self.error_code(name),
        }
    }

    fn parameter<'a>(&'a self, operation: &'a Operation, name: &str) -> Option<Target<'a>> {
        let other = operation.params_of.as_ref();
        let other = other.and_then(|other| self.operations.get(other));
        let own = [Some(operation), other].into_iter().flatten();
        let stated = own.filter_map(|one| one.params.find(name)).next();
        if let Some((key, params)) = stated {
            return Some(Target::new(
                ItemKind::Parameter,
                key,
                Some(operation),
                &params.0,
            ));
        }
        let path = operation.path.find(name).map(|(key, _)| key);
        let common = self.common_params.find(name);
        let common = common.filter(|(_, param)| param.on.contains(&operation.kind()));
        let key = path.or(common.map(|(key, _)| key))?;
        Some(Target::always(ItemKind::Parameter, key, operation))
    }

    fn error_code<'a>(&'a self, name: &str) -> Option<Target<'a>> {
        let codes = self.errors.iter();
        let mut codes = codes.flat_map(|(key, codes)| codes.0.iter().map(move |code| (key, code)));
        codes.find_map(|(key, code)| {
            let kind = ItemKind::ErrorCode;
            if code.name.value == name {
                return Some(Target {
                    name: &code.name,
                    ..Target::always(kind, key, code)
                });
            }
            let cases = code.cases().into_iter().flat_map(|(_, cases)| cases.iter());
            let mut cases =
                cases.flat_map(|(key, cases)| cases.0.iter().map(move |case| (key, case)));
            let (key, case) = cases.find(|(_, case): &(_, &ErrorCase)| case.name.value == name)?;
            Some(Target {
                name: &case.name,
                ..Target::new(kind, key, Some(code), std::slice::from_ref(case))
            })
        })
    }
}

/// Returns the index of the version that removes the entry at `index` for good:
/// no entry of its name is available from there on.
pub fn removed_for_good(
    timeline: &Timeline,
    entries: &[Availability<'_>],
    index: usize,
) -> Option<usize> {
    let last = entries[index].spans().pop()?;
    let removed = timeline.index(last.removed_in?)?;
    let mut sets = entries.iter().map(|entry| timeline.set(*entry));
    let later = removed..timeline.versions().len();
    let still = sets.any(|set| later.clone().any(|index| set.contains(index)));
    (!still).then_some(removed)
}
