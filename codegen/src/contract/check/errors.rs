//! Error codes.

use std::collections::HashMap;

use super::Checker;
use super::names::constant_ident;
use crate::contract::messages::errors as messages;
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::timeline::VersionSet;
use crate::contract::spec::{Advice, Versioned};

/// Kinds of access tokens in Meta's guide to them. A contract may name others.
const TOKENS: [&str; 6] = [
    "App",
    "Client",
    "Instagram User",
    "Page",
    "System User",
    "User",
];

/// The kind of access token that a text may have been meant as, if it is not exactly that.
fn misspelt_token(token: &str) -> Option<&'static str> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let is_meant = |kind: &str| strsim::osa_distance(&letters(kind), &letters(token)) <= 1;
    let mut kinds = TOKENS.into_iter();
    kinds
        .find(|kind| is_meant(kind))
        .filter(|_| !TOKENS.contains(&token))
}

impl Checker<'_> {
    pub(super) fn check_errors(&mut self) {
        let mut constants = HashMap::new();
        let spec = self.spec;
        self.check_code_ranges();
        self.check_codes_and_subcodes();
        for (code, entries) in spec.errors.iter() {
            self.check_number(code);
            for entry in &entries.0 {
                self.check_error_name(code, &entry.name, &mut constants);
                self.check_token(entry.advice, entry.token.as_ref());
                for subcode in entry.subcodes.names() {
                    self.check_number(subcode);
                }
                for text in entry.messages.names() {
                    self.check_message_text(text);
                }
                for (case, entries) in entry
                    .cases()
                    .into_iter()
                    .flat_map(|(_, cases)| cases.iter())
                {
                    for entry in &entries.0 {
                        self.check_error_name(case, &entry.name, &mut constants);
                        self.check_token(entry.advice, entry.token.as_ref());
                    }
                }
            }
        }
    }

    fn check_number(&mut self, code: &Name) {
        let number = code.parse::<i64>().ok().filter(|number| *number != 0);
        if number.is_none_or(|number| number.to_string() != code.value) {
            self.report(messages::invalid_code(code));
        }
    }

    /// Graph sends a number as a code or as a subcode. An entry for the wrong
    /// one of the two describes no error.
    fn check_codes_and_subcodes(&mut self) {
        let spec = self.spec;
        let entries = spec.errors.iter().flat_map(|(_, entries)| &entries.0);
        let subcodes = entries.flat_map(|entry| {
            let subcodes = entry.subcodes.iter();
            subcodes.map(move |(subcode, cases)| (entry, subcode, cases))
        });
        for (entry, subcode, cases) in subcodes {
            let Some((code, codes)) = spec.errors.find(subcode) else {
                continue;
            };
            let owner = self.timeline.set(entry.availability());
            let as_subcode = self.sets(&cases.0).map(|set| set.and(&owner));
            let as_code: Vec<_> = self.sets(&codes.0).collect();
            let at_once = |subcode: VersionSet| {
                let mut both = as_code.iter().map(|code| code.and(&subcode));
                both.any(|both| self.timeline.first(&both).is_some())
            };
            if as_subcode.into_iter().any(at_once) {
                self.report(messages::code_and_subcode(code, subcode));
            }
        }
    }

    fn sets<'e>(&'e self, entries: &'e [impl Versioned]) -> impl Iterator<Item = VersionSet> + 'e {
        let availabilities = entries.iter().map(Versioned::availability);
        availabilities.map(|availability| self.timeline.set(availability))
    }

    /// Only `use_token` is about kinds of tokens.
    fn check_token(&mut self, advice: Advice, token: Option<&Name>) {
        let Some(token) = token else { return };
        if advice != Advice::UseToken {
            self.report(messages::useless_token(token.place));
        }
        self.check_kind_of_token(token);
    }

    pub(super) fn check_kind_of_token(&mut self, token: &Name) {
        if token.trim().is_empty() {
            self.report(messages::empty_token(token.place));
        } else if let Some(meant) = misspelt_token(token) {
            self.report(messages::misspelt_token(token, meant));
        }
    }

    /// A code is in at most one range.
    fn check_code_ranges(&mut self) {
        let mut ranges: Vec<(i64, &Located<i64>)> = Vec::new();
        for (code, entries) in self.spec.errors.iter() {
            let first = code.parse::<i64>().unwrap_or(i64::MAX);
            let last = entries.0.iter().find_map(|entry| entry.through.as_ref());
            let Some(last) = last else {
                continue;
            };
            if last.value <= first {
                self.report(messages::empty_range(code, last));
            }
            let overlaps = |(other, other_last): &&(i64, &Located<i64>)| {
                first <= other_last.value && *other <= last.value
            };
            if let Some(other) = ranges.iter().find(overlaps) {
                self.report(messages::ranges_overlap((first, last), *other));
            }
            ranges.push((first, last));
        }
    }

    /// Messages are compared in lower case.
    fn check_message_text(&mut self, text: &Name) {
        if text.trim().is_empty() || text.value != text.to_lowercase() || text.contains('`') {
            self.report(messages::invalid_message_text(text));
        }
    }

    /// Names become constants, so a name is that of one number.
    fn check_error_name<'n>(
        &mut self,
        code: &'n Name,
        name: &'n Name,
        constants: &mut HashMap<String, (&'n Name, &'n Name)>,
    ) {
        self.check_type_name(name);
        let constant = constant_ident(name);
        let (first, first_name) = *constants.entry(constant).or_insert((code, name));
        if first.value != code.value {
            self.report(messages::same_name(name, code, first));
        } else if first_name.value != name.value {
            self.report(messages::same_constant(name, first_name));
        }
    }
}
