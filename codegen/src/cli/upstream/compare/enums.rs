//! Values of enums.

use super::{Comparer, entry, extra, named};
use crate::cli::edit::Address;
use crate::cli::upstream::Error;
use crate::cli::upstream::catalogue::ENUMS;
use crate::cli::upstream::finding::{Addition, Remedy};
use crate::cli::upstream::rules;
use crate::contract::diff::At;
use crate::contract::spec;
use crate::contract::spec::located::{Located, OneOrMany};

impl<'a> Comparer<'a> {
    pub(super) fn enums(&mut self) -> Result<(), Error> {
        let file = self.catalogue.file_of(ENUMS);
        for (name, metas) in self.enums.clone() {
            let Some((place, ours)) = self.spec.enums.iter().find(|(key, _)| key.value == name)
            else {
                continue;
            };
            let mut values: Vec<(&str, usize)> = Vec::new();
            let mut line = 1;
            for metas in &metas {
                let Some(found) = self.catalogue.enumeration(metas)? else {
                    continue;
                };
                line = found.line;
                for (value, line) in &found.values {
                    if !values.iter().any(|(known, _)| known == value) {
                        values.push((value, *line));
                    }
                }
            }
            for (value, line) in &values {
                let upstream = self.in_file(file.clone(), *line);
                self.value_missing(place, ours, value, upstream);
            }
            for (value, entries) in ours.values.iter() {
                let is_it = |known: &str| known == value.value || is_other_case(value, known);
                if values.iter().any(|(known, _)| is_it(known)) {
                    continue;
                }
                let upstream = self.in_file(file.clone(), line);
                self.value_unknown_to_meta(place, ours, value, entries, upstream);
            }
        }
        Ok(())
    }

    fn value_missing(
        &mut self,
        name: &Located<String>,
        ours: &spec::Enum,
        value: &str,
        upstream: Option<At>,
    ) {
        let entries = ours.values.iter().find(|(key, _)| key.value == value);
        let here = entries.is_some_and(|(_, entries)| entries.0.iter().any(|one| self.has(one)));
        if here {
            return;
        }
        let message = format!(
            "Meta's files have the value `{value}`, and the contract of {} does not.",
            self.version
        );
        let other_case = ours.values.iter().find(|(key, entries)| {
            is_other_case(key, value) && entries.0.iter().any(|one| self.has(one))
        });
        let (remedy, place) = match entries {
            _ if let Some((key, _)) = other_case => {
                let question = format!("The contract has `{}`. Which of the two is it?", key.value);
                (Remedy::Judgement(question), key.place)
            }
            Some((key, entries)) => {
                let index = entries.0.len().saturating_sub(1);
                let address = Address::new(["enums", &name.value, "values", value]);
                let source = entries.0.last().and_then(|entry| entry.0.source.as_ref());
                let source = source.unwrap_or(&ours.source);
                (
                    Remedy::Restore(entry(address.item(index), source)),
                    key.place,
                )
            }
            None => {
                let addition = Addition::Value {
                    name: name.value.clone(),
                    value: value.to_owned(),
                };
                (Remedy::Add(addition), name.place)
            }
        };
        let item = format!("{}.{value}", name.value);
        self.push(
            &rules::VALUE_MISSING,
            &item,
            Some(place),
            message,
            upstream,
            remedy,
        );
    }

    fn value_unknown_to_meta(
        &mut self,
        name: &Located<String>,
        ours: &spec::Enum,
        value: &Located<String>,
        entries: &OneOrMany<spec::EnumValue>,
        upstream: Option<At>,
    ) {
        let mut entries = entries.0.iter().enumerate();
        let Some((index, found)) = entries.find(|(_, entry)| self.has(*entry)) else {
            return;
        };
        let source = found.0.source.as_ref().unwrap_or(&ours.source);
        let item = format!("{}.{}", name.value, value.value);
        let address = Address::new(["enums", &name.value, "values", &value.value]);
        let entry = entry(address.item(index), source);
        let (rule, message, remedy) = if named(source) {
            let message = self.withdrawn(source);
            (&rules::VALUE_STALE, message, Remedy::Withdraw(entry))
        } else {
            (&rules::VALUE_EXTRA, extra(source), Remedy::Unstated(entry))
        };
        self.push(rule, &item, Some(value.place), message, upstream, remedy);
    }
}

/// Whether two values differ in nothing but case, which Graph passes over.
fn is_other_case(one: &str, other: &str) -> bool {
    one != other && one.eq_ignore_ascii_case(other)
}
