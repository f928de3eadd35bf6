//! Where in a spec an edit is made.

use std::fmt;

/// The way to something in a spec, such as `types.UnifiedThread.fields.subject`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

impl Address {
    /// The way along keys, from a section on.
    pub fn new<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self(keys.into_iter().map(|key| Step::Key(key.into())).collect())
    }

    /// A key in it.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.then(Step::Key(key.into()))
    }

    /// An entry of it, where a list tells what differs between versions; the
    /// first one is also what stands without a list.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.then(Step::Item(index))
    }

    /// What it is in.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Sections and names in turn.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        })
    }

    /// The section and the name in it.
    pub(super) fn names(&self) -> [&str; 2] {
        let name = |index: usize| match self.0.get(index) {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        [name(0), name(1)]
    }

    /// Whether it is a value of an enum, which may be its doc alone.
    pub(super) fn is_enum_value(&self) -> bool {
        let key = |step: &Step, name: &str| matches!(step, Step::Key(key) if key == name);
        match self.0.as_slice() {
            [section, _, values, Step::Key(_), rest @ ..] => {
                key(section, "enums") && key(values, "values") && rest.len() < 2
            }
            _ => false,
        }
    }

    /// The last key.
    pub(super) fn name(&self) -> &str {
        self.keys().last().unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
            }
        }
        Ok(())
    }
}
