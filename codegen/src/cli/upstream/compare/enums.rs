//! Values of enums.

use super::Comparer;
use super::members::{Members, Metas, OurEntry, Ours};
use crate::cli::edit::Address;
use crate::cli::upstream::Error;
use crate::cli::upstream::meta_spec::ENUMS;
use crate::contract::diff::ElementKind;
use crate::contract::path::Path;
use crate::contract::spec;

impl<'a> Comparer<'a> {
    pub(super) fn enums(&mut self) -> Result<(), Error> {
        for (name, metas) in self.enums.clone() {
            let mut enums = self.spec.enums.iter();
            let Some((key, ours)) = enums.find(|(key, _)| key.value == name) else {
                continue;
            };
            let mut values: Vec<Metas<'_>> = Vec::new();
            let mut line = 1;
            for metas in &metas {
                let Some(found) = self.meta_spec.enumeration(metas)? else {
                    continue;
                };
                line = found.line;
                for (value, line) in &found.values {
                    if !values.iter().any(|known| known.name == value) {
                        values.push(Metas {
                            name: value,
                            line: *line,
                            param: None,
                        });
                    }
                }
            }
            let map = Address::new(["enums", &name, "values"]);
            self.members(&Members {
                kind: ElementKind::Value,
                owner: Path::new("enums", &name),
                owner_name: &name,
                place: key.place,
                ours: self.values_in(&map, ours),
                map,
                metas: values,
                file: self.meta_spec.file_of(ENUMS),
                line,
                taken: Vec::new(),
                partial: false,
            });
        }
        Ok(())
    }

    /// The values of an enum. One that states no source has that of its enum.
    fn values_in(&self, map: &Address, ours: &'a spec::Enum) -> Vec<Ours<'a>> {
        let values = ours.values.iter().map(|(value, entries)| {
            let entries = entries.0.iter().map(|entry| OurEntry {
                holds: self.has(entry),
                source: entry.0.source.as_ref().unwrap_or(&ours.source),
                param: None,
            });
            Ours {
                address: map.key(value.as_str()),
                name: value,
                entries: entries.collect(),
            }
        });
        values.collect()
    }
}
