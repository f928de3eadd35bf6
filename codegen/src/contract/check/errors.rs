//! Error codes.

use std::collections::HashMap;

use super::Checker;
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::Located;
use crate::contract::spec::{Advice, Versioned};

impl Checker<'_> {
    pub(super) fn check_errors(&mut self) {
        let mut names: HashMap<String, &Located<String>> = HashMap::new();
        let spec = self.spec;
        self.check_ranges();
        self.check_codes_and_subcodes();
        for (code, entries) in spec.errors.iter() {
            self.check_number(code);
            for entry in &entries.0 {
                self.check_error_name(code, &entry.name, &mut names);
                self.check_token(entry.advice, entry.token.as_ref());
                for (subcode, _) in entry.subcodes.iter() {
                    self.check_number(subcode);
                }
                for (words, _) in entry.messages.iter() {
                    self.check_words(words);
                }
                for (_, cases) in entry.cases() {
                    for (case, entries) in cases.iter() {
                        for entry in &entries.0 {
                            self.check_error_name(case, &entry.name, &mut names);
                            self.check_token(entry.advice, entry.token.as_ref());
                        }
                    }
                }
            }
        }
    }

    fn check_number(&mut self, code: &Located<String>) {
        let number = code.value.parse::<i64>().ok().filter(|number| *number != 0);
        if number.is_none_or(|number| number.to_string() != code.value) {
            self.found.push(
                Diagnostic::new(message!("`{}` is not an error code", code.value))
                    .at(code.place, "")
                    .help(format!(
                        "write a whole number other than 0, up to {}",
                        i64::MAX
                    )),
            );
        }
    }

    /// Graph sends a number as a code or as a subcode. As the wrong one of the
    /// two it describes no error at all.
    fn check_codes_and_subcodes(&mut self) {
        let spec = self.spec;
        let entries = spec.errors.iter().flat_map(|(_, entries)| &entries.0);
        for (subcode, cases) in entries.flat_map(|entry| entry.subcodes.iter()) {
            let Some((code, codes)) = spec.errors.find(&subcode.value) else {
                continue;
            };
            let mut pairs = codes.0.iter().flat_map(|code| {
                let code = self.timeline.set(code.availability());
                cases.0.iter().map(move |case| (code.clone(), case))
            });
            let at_once = pairs.any(|(code, case)| {
                let case = self.timeline.set(case.availability());
                self.timeline.overlap(&code, &case).is_some()
            });
            if at_once {
                self.found.push(
                    Diagnostic::new(format!("`{}` is a code and a subcode", subcode.value))
                        .at(subcode.place, "a subcode here")
                        .at(code.place, "a code here")
                        .help("Graph sends it as one of the two: remove the other"),
                );
            }
        }
    }

    /// Only `use_token` is about kinds of tokens.
    fn check_token(&mut self, advice: Advice, token: Option<&Located<String>>) {
        let Some(token) = token else { return };
        self.check_line("token", token, token);
        if advice != Advice::UseToken {
            self.found.push(
                Diagnostic::new("`token` stands beside an advice that names no token")
                    .at(token.place, "")
                    .help("write `advice: use_token`, or remove `token`"),
            );
        }
    }

    /// Which range a code is in must be plain.
    fn check_ranges(&mut self) {
        let mut ranges: Vec<(i64, &Located<i64>)> = Vec::new();
        for (code, entries) in self.spec.errors.iter() {
            let first = code.value.parse::<i64>().unwrap_or(i64::MAX);
            let last = entries.0.iter().find_map(|entry| entry.through.as_ref());
            let Some(last) = last else {
                continue;
            };
            if last.value <= first {
                self.found.push(
                    Diagnostic::new(message!("the range of `{}` is empty", code.value))
                        .at(last.place, "not larger than the first code")
                        .help("write the last code of the range, or remove `through`"),
                );
            }
            let other = ranges
                .iter()
                .find(|(other, through)| first <= through.value && *other <= last.value);
            if let Some((other, through)) = other {
                self.found.push(
                    Diagnostic::new(message!(
                        "the ranges of `{}` and `{}` overlap",
                        other,
                        first
                    ))
                    .at(last.place, "this one")
                    .at(through.place, "and this one")
                    .help("end one before the other begins"),
                );
            }
            ranges.push((first, last));
        }
    }

    /// Messages are compared in lower case.
    fn check_words(&mut self, words: &Located<String>) {
        if words.value.trim().is_empty() || words.value != words.value.to_lowercase() {
            self.found.push(
                Diagnostic::new(message!("no message can have the words `{}`", words.value))
                    .at(words.place, "")
                    .help("write words of the message, in lower case"),
            );
        }
    }

    /// Names become constants, so one name stands for one number.
    fn check_error_name<'n>(
        &mut self,
        code: &'n Located<String>,
        name: &Located<String>,
        names: &mut HashMap<String, &'n Located<String>>,
    ) {
        self.check_type_name(name);
        let constant = heck::ToShoutySnakeCase::to_shouty_snake_case(name.as_str());
        let first = *names.entry(constant).or_insert(code);
        if first.value != code.value {
            self.found.push(
                Diagnostic::new(message!(
                    "the codes `{}` and `{}` have one name",
                    first.value,
                    code.value
                ))
                .at(name.place, "this one")
                .at(first.place, "and this one")
                .help("name each code after what it says"),
            );
        }
    }
}
