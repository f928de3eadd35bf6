//! The parameter `fields`.

use std::borrow::Cow;
use std::fmt::{self, Display};

use crate::error::Invalid;
use crate::request::expansion::{Expansion, LIMIT, Modifiers};
use crate::request::field_name::{check_modifier, check_other, is_name};
use crate::request::forbidden::is_secret;

/// Nodes of a page for which no limit is set.
pub(crate) const DEFAULT_LIMIT: u64 = 25;

/// The modifier that renames a field in the response.
const ALIAS: &str = "as";

/// A selection of fields, each once, in the order in which they were selected.
///
/// The selectors of the version modules, such as `UnifiedThreadFields`, build it.
/// It is displayed in the syntax of Graph, such as `id,messages.limit(5){message}`.
///
/// Text in that syntax converts into it. A call with an invalid text is refused with
/// [`Error::Invalid`](crate::Error::Invalid).
///
/// ```
/// use page_conversations::FieldSet;
///
/// let fields = FieldSet::from("id, comments.limit(5){ id, message }");
/// assert_eq!(fields.to_string(), "id,comments.limit(5){id,message}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(Vec<Field>);

/// A field with its modifiers and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Field {
    pub(super) name: Cow<'static, str>,
    pub(super) modifiers: Modifiers,
    pub(super) fields: FieldSet,
    /// Whether the field is an edge that a request of its own reads too.
    is_paged: bool,
    /// Whether its value is kept as a member that the contract does not list.
    is_other: bool,
    /// Why it cannot be sent.
    refusal: Option<Invalid>,
}

/// The fields that the contract lists for a type, and the edges among them that a request of
/// its own reads too.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ListedFields {
    /// All fields.
    pub fields: &'static [&'static str],
    /// The edges.
    pub paged: &'static [&'static str],
}

impl FieldSet {
    /// Returns an empty selection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a selection of fields without modifiers.
    pub(crate) fn of(names: &[&'static str]) -> Self {
        names
            .iter()
            .fold(Self::default(), |set, name| set.field(name))
    }

    /// Adds a field.
    #[doc(hidden)]
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        self.add_plain(Field::named(name.into()));
        self
    }

    /// Adds a field by its name, such as one that the contract does not list. Unlike text,
    /// the name is a single one: it may come from users.
    ///
    /// A call with an invalid name is refused with [`Error::Invalid`](crate::Error::Invalid).
    #[must_use]
    pub fn other(mut self, name: impl Into<String>) -> Self {
        self.add_plain(Field::other(name.into()));
        self
    }

    /// Adds a field by its name, with modifiers and fields of its own.
    ///
    /// ```
    /// use page_conversations::{Expansion, FieldSet};
    ///
    /// let labels = Expansion::new("id,page_label_name").limit(5);
    /// let fields = FieldSet::new().other_with("custom_labels", labels);
    /// assert_eq!(fields.to_string(), "custom_labels.limit(5){id,page_label_name}");
    /// ```
    #[must_use]
    pub fn other_with<F: Into<Self>>(
        mut self,
        name: impl Into<String>,
        expansion: Expansion<F>,
    ) -> Self {
        self.add(Field::other(name.into()).expanded(expansion));
        self
    }

    /// Adds a field by its name, as its own method does if the contract lists it.
    #[doc(hidden)]
    #[must_use]
    pub fn other_of(self, listed: ListedFields, name: String) -> Self {
        match listed.find(&name) {
            Some(name) => self.field(name),
            None => self.other(name),
        }
    }

    /// Adds a field by its name as [`other_with`](Self::other_with) does, and as its own
    /// method does if the contract lists it.
    #[doc(hidden)]
    #[must_use]
    pub fn other_of_with<F: Into<Self>>(
        self,
        listed: ListedFields,
        name: String,
        expansion: Expansion<F>,
    ) -> Self {
        match listed.find(&name) {
            Some(name) if listed.paged.contains(&name) => self.paged(name, kept(expansion)),
            Some(name) => self.expanded(name, kept(expansion)),
            None => self.other_with(name, expansion),
        }
    }

    /// Marks the fields of text as ones whose values are kept: they may not be listed.
    fn kept(mut self) -> Self {
        for field in &mut self.0 {
            field.is_other |= matches!(&field.name, Cow::Owned(name) if is_name(name));
            field.fields = std::mem::take(&mut field.fields).kept();
        }
        self
    }

    /// Adds a field with modifiers and fields of its own.
    #[doc(hidden)]
    #[must_use]
    pub fn expanded<F: Into<Self>>(mut self, name: &'static str, expansion: Expansion<F>) -> Self {
        self.add(Field::named(name.into()).expanded(expansion));
        self
    }

    /// Adds an edge that a request of its own reads too, page by page.
    #[doc(hidden)]
    #[must_use]
    pub fn paged<F: Into<Self>>(mut self, name: &'static str, expansion: Expansion<F>) -> Self {
        self.add(Field {
            is_paged: true,
            ..Field::named(name.into()).expanded(expansion)
        });
        self
    }

    /// Adds a field without modifiers, unless it is selected.
    fn add_plain(&mut self, field: Field) {
        if !self.0.iter().any(|known| known.member() == field.member()) {
            self.0.push(field);
        }
    }

    /// Adds a field, or replaces it.
    pub(super) fn add(&mut self, field: Field) {
        let mut known = self.0.iter_mut();
        match known.find(|known| known.member() == field.member()) {
            Some(known) => *known = field,
            None => self.0.push(field),
        }
    }

    /// Refuses names that are not those of fields and modifiers.
    #[doc(hidden)]
    pub fn check(&self) -> Result<(), Invalid> {
        self.0.iter().try_for_each(Field::check)
    }

    /// Checks fields of a member that a node keeps as a whole: none of them may be a secret.
    fn check_kept(&self) -> Result<(), Invalid> {
        self.0.iter().try_for_each(|field| {
            if is_secret(&field.name) {
                check_other(&field.name)?;
            }
            field.fields.check_kept()
        })
    }

    /// Returns whether a name is that of a selected field, at any depth, or of a modifier.
    #[doc(hidden)]
    pub fn names_field(&self, name: &str) -> bool {
        self.0.iter().any(|field| {
            let mut modifiers = field.modifiers.iter();
            field.name == name
                || modifiers.any(|(modifier, _)| modifier == name)
                || field.fields.names_field(name)
        })
    }

    /// Returns the value of the parameter, or `None` if no field is selected.
    #[doc(hidden)]
    pub fn value(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.to_string())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names of the selected fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|field| &*field.name)
    }

    /// Returns a selected field by its name.
    pub(super) fn find(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.name == name)
    }

    /// Returns whether a member of a response is to be kept if the contract does not list it.
    pub(crate) fn keeps(&self, member: &str) -> bool {
        let mut fields = self.0.iter();
        fields.any(|field| field.is_other && field.member() == member)
    }

    /// Returns whether members are to be kept, at any depth.
    pub(crate) fn keeps_any(&self) -> bool {
        let mut fields = self.0.iter();
        fields.any(|field| field.is_other || field.fields.keeps_any())
    }

    /// Returns the fields of a member of a response, if it is selected.
    pub(crate) fn within(&self, member: &str) -> Option<&Self> {
        let mut fields = self.0.iter();
        let field = fields.find(|field| field.member() == member);
        field.map(|field| &field.fields)
    }

    /// Sets the limit of a selected edge.
    pub(crate) fn with_limit(&self, name: &str, limit: u64) -> Self {
        let mut limited = self.clone();
        if let Some(field) = limited.0.iter_mut().find(|field| field.name == name) {
            field.modifiers.retain(|(modifier, _)| *modifier != LIMIT);
            field.modifiers.push((LIMIT.into(), limit.to_string()));
        }
        limited
    }

    /// Halves the limits of all nested edges. Returns `None` if none can be smaller.
    pub(crate) fn with_smaller_pages(&self) -> Option<Self> {
        let mut smaller = self.clone();
        smaller.halve_pages().then_some(smaller)
    }

    fn halve_pages(&mut self) -> bool {
        self.0.iter_mut().fold(false, |halved, field| {
            let within = field.fields.halve_pages();
            field.halve_page() || within || halved
        })
    }
}

/// Marks the fields of text in an expansion as ones whose values are kept.
fn kept<F: Into<FieldSet>>(expansion: Expansion<F>) -> Expansion<FieldSet> {
    Expansion {
        modifiers: expansion.modifiers,
        fields: expansion.fields.into().kept(),
    }
}

impl ListedFields {
    fn find(self, name: &str) -> Option<&'static str> {
        self.fields.iter().copied().find(|field| *field == name)
    }
}

impl Field {
    pub(super) fn named(name: Cow<'static, str>) -> Self {
        Self {
            name,
            modifiers: Modifiers::new(),
            fields: FieldSet::default(),
            is_paged: false,
            is_other: false,
            refusal: None,
        }
    }

    /// Returns a field that cannot be sent.
    pub(super) fn refused(text: String, refusal: Invalid) -> Self {
        Self {
            refusal: Some(refusal),
            ..Self::named(Cow::Owned(text))
        }
    }

    fn other(name: String) -> Self {
        Self {
            is_other: true,
            ..Self::named(Cow::Owned(name))
        }
    }

    pub(super) fn expanded<F: Into<FieldSet>>(self, expansion: Expansion<F>) -> Self {
        Self {
            modifiers: expansion.modifiers,
            fields: expansion.fields.into(),
            ..self
        }
    }

    /// Returns the name of the member in a response.
    fn member(&self) -> &str {
        let mut modifiers = self.modifiers.iter();
        let alias = modifiers.find(|(name, _)| name == ALIAS);
        alias.map_or(&*self.name, |(_, alias)| alias)
    }

    fn check(&self) -> Result<(), Invalid> {
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        if self.is_other {
            check_other(&self.name)?;
            self.fields.check_kept()?;
        }
        for (name, _) in &self.modifiers {
            if let Cow::Owned(name) = name {
                check_modifier(name)?;
            }
        }
        self.fields.check()
    }

    /// Halves the limit. Returns `false` if it is not a number, or 1.
    fn halve_page(&mut self) -> bool {
        let limit = self.modifiers.iter_mut().find(|(name, _)| *name == LIMIT);
        let nodes = match &limit {
            Some((_, limit)) => limit.parse().unwrap_or(0),
            None if self.is_paged => DEFAULT_LIMIT,
            None => 0,
        };
        if nodes < 2 {
            return false;
        }
        let half = (nodes / 2).to_string();
        match limit {
            Some((_, limit)) => *limit = half,
            None => self.modifiers.push((LIMIT.into(), half)),
        }
        true
    }
}

/// Writes the field in the syntax of Graph.
impl Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (name, value) in &self.modifiers {
            write!(f, ".{name}({value})")?;
        }
        match self.fields.0.is_empty() {
            true => Ok(()),
            false => write!(f, "{{{}}}", self.fields),
        }
    }
}

/// Writes the selection in the syntax of Graph.
impl Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, field) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            field.fmt(f)?;
        }
        Ok(())
    }
}
