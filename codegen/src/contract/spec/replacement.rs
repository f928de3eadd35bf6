//! What to use instead of a thing that is gone: the names of `replaced_by`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::located::Located;
use super::timeline::Timeline;
use super::{Availability, ErrorCase, Operation, Spec, Versioned};

/// What kind of thing is asked for or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
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

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Type => "type",
            Self::Field => "field",
            Self::Value => "value",
            Self::ErrorCode => "error code",
        })
    }
}

/// What a `replaced_by` names.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// What kind of thing it is.
    pub kind: Kind,
    /// What it is part of, where that is not what the replaced thing is part of.
    pub of: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// Its key in the spec, which is that of one thing alone.
    pub key: &'a Located<String>,
    owner: Option<Availability<'a>>,
    entries: Vec<Availability<'a>>,
}

impl<'a> Target<'a> {
    fn new(
        kind: Kind,
        key: &'a Located<String>,
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

    /// What every version has that has its owner.
    fn always(kind: Kind, key: &'a Located<String>, owner: &'a impl Versioned) -> Self {
        Self::new(kind, key, None::<&Operation>, std::slice::from_ref(owner))
    }

    /// Whether the version at an index has it.
    pub fn is_in(&self, timeline: &Timeline, index: usize) -> bool {
        let has = |availability: &Availability<'_>| timeline.set(*availability).contains(index);
        self.owner.as_ref().is_none_or(has) && self.entries.iter().any(has)
    }
}

impl Spec {
    /// The thing that a `replaced_by` names, of a thing of this kind that is
    /// part of `owner`.
    pub fn target<'a>(
        &'a self,
        kind: Kind,
        owner: Option<&str>,
        written: &str,
    ) -> Option<Target<'a>> {
        let beside = || self.part(kind, owner, written);
        let call = || self.part(Kind::Operation, None, written);
        beside().or_else(call).or_else(|| {
            let (of, name) = written.split_once('.')?;
            let parts = [Kind::Parameter, Kind::Field, Kind::Value];
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

    fn part<'a>(&'a self, kind: Kind, owner: Option<&str>, name: &str) -> Option<Target<'a>> {
        match kind {
            Kind::Operation => {
                let (key, operation) = self.operations.find(name)?;
                Some(Target::always(kind, key, operation))
            }
            Kind::Parameter => self.parameter(self.operations.get(owner?)?, name),
            Kind::Type => {
                let (key, ty) = self.types.find(name)?;
                Some(Target::always(kind, key, ty))
            }
            Kind::Field => {
                let ty = self.types.get(owner?)?;
                let (key, fields) = ty.fields.find(name)?;
                Some(Target::new(kind, key, Some(ty), &fields.0))
            }
            Kind::Value => {
                let (key, values) = self.enums.get(owner?)?.values.find(name)?;
                Some(Target::new(kind, key, None::<&Operation>, &values.0))
            }
            Kind::ErrorCode => self.error_code(name),
        }
    }

    fn parameter<'a>(&'a self, operation: &'a Operation, name: &str) -> Option<Target<'a>> {
        let other = operation.params_of.as_ref();
        let other = other.and_then(|other| self.operations.get(other));
        let own = [Some(operation), other].into_iter().flatten();
        let stated = own.filter_map(|one| one.params.find(name)).next();
        if let Some((key, params)) = stated {
            return Some(Target::new(
                Kind::Parameter,
                key,
                Some(operation),
                &params.0,
            ));
        }
        let path = operation.path.find(name).map(|(key, _)| key);
        let common = self.common_params.find(name);
        let common = common.filter(|(_, param)| param.on.contains(&operation.kind()));
        let key = path.or(common.map(|(key, _)| key))?;
        Some(Target::always(Kind::Parameter, key, operation))
    }

    fn error_code<'a>(&'a self, name: &str) -> Option<Target<'a>> {
        let codes = self.errors.iter();
        let mut codes = codes.flat_map(|(key, codes)| codes.0.iter().map(move |code| (key, code)));
        codes.find_map(|(key, code)| {
            let kind = Kind::ErrorCode;
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

/// Index of the version from which on the entry at `place` is gone, and no other
/// entry of its name is there.
pub fn gone<T: Versioned>(timeline: &Timeline, entries: &[T], place: usize) -> Option<usize> {
    let last = entries[place].availability().spans().pop()?;
    let gone = timeline.index(last.removed_in?)?;
    let mut sets = entries
        .iter()
        .map(|entry| timeline.set(entry.availability()));
    let still = sets.any(|set| (gone..timeline.versions().len()).any(|index| set.contains(index)));
    (!still).then_some(gone)
}
