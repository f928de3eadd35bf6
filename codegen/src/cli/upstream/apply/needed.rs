//! Types that a version needs because something in it refers to them.

use super::{Run, same};
use crate::Error;
use crate::cli::edit::{Address, spans, versioned};
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{Spec, Versioned};

impl Run<'_> {
    /// Restores the types that calls of the version return, and those that they
    /// hold: Meta's files have no file of some.
    pub(super) fn needed_types(&mut self) -> Result<(), Error> {
        loop {
            let Some(spec) = self.draft.load().spec else {
                return Ok(());
            };
            let lacking = self.lacking(&spec);
            if lacking.is_empty() {
                return Ok(());
            }
            let timeline = Timeline::new(&spec);
            let entries = versioned(&spec);
            for name in lacking {
                let address = Address::new(["types", name]);
                let entry = entries.iter().find(|entry| same(&entry.address, &address));
                let Some(entry) = entry else { continue };
                let spans = spans::with(entry.availability, &timeline, self.version, true);
                self.draft.set_availability(&address, &spans)?;
                self.edited(self.did(true, &spans), name, spans::in_words(&spans));
            }
        }
    }

    /// Types that something in the version refers to, and it does not have.
    fn lacking<'s>(&self, spec: &'s Spec) -> Vec<&'s str> {
        let timeline = Timeline::new(spec);
        let Some(index) = timeline.index(self.version) else {
            return Vec::new();
        };
        let mut lacking = Vec::new();
        let mut note = |name: Option<&str>| {
            let entry = name.and_then(|name| {
                let mut types = spec.types.iter();
                types.find(|(known, _)| known.value == name)
            });
            if let Some((name, entry)) = entry
                && !timeline.set(entry.availability()).contains(index)
                && !lacking.contains(&name.value.as_str())
            {
                lacking.push(&name.value);
            }
        };
        for (_, operation) in spec.operations.iter() {
            if timeline.set(operation.availability()).contains(index) {
                note(operation.returns.name());
            }
        }
        for (_, ty) in spec.types.iter() {
            if !timeline.set(ty.availability()).contains(index) {
                continue;
            }
            for field in ty.fields.iter().flat_map(|(_, fields)| &fields.0) {
                if timeline.set(field.availability()).contains(index) {
                    note(field.ty.name());
                }
            }
        }
        lacking
    }
}
