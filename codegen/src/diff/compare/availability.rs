//! Versions of a thing that are stated in other words.

use super::Walk;
use crate::contract::{Contract, Param, Span};
use crate::diff::rules::versions::AVAILABILITY_RESTATED;
use crate::diff::subject::Subject;
use crate::spec::timeline;
use crate::spec::words::VersionName;

impl Walk<'_> {
    /// What came or went in some version is told of that version. What is left
    /// is told here.
    pub(super) fn availability(&mut self, subject: &Subject, base: &[Span], head: &[Span]) {
        if base == head || self.pair.one_revision {
            return;
        }
        let (old, new) = (self.pair.base.0, self.pair.head.0);
        let told = new.versions.iter().any(|contract| {
            let had = match old.version(contract.version) {
                Some(old) => has(old, subject),
                None => contains(base, contract.version),
            };
            had != has(contract, subject)
        });
        if !told {
            let message = format!("The versions of `{subject}` are stated in another way.");
            let key = if head.len() > 1 { "ranges" } else { "since" };
            self.log.key(&AVAILABILITY_RESTATED, subject, key, message);
        }
    }
}

fn contains(spans: &[Span], version: VersionName) -> bool {
    let mut spans = spans.iter().map(
        |Span {
             since,
             removed_in,
             takes_over: _,
             goes_on: _,
         }| timeline::Span {
            since: *since,
            removed_in: *removed_in,
        },
    );
    spans.len() == 0 || spans.any(|span| span.contains(version))
}

/// Whether a version has a thing.
fn has(contract: &Contract, subject: &Subject) -> bool {
    let find = || match subject.keys().as_slice() {
        ["operations", name] => contract.operation(name).map(|_| ()),
        ["operations", name, "path", param] => {
            let operation = contract.operation(name)?;
            named(&operation.path_params, param)
        }
        ["operations", name, "params", param] => named(&contract.operation(name)?.params, param),
        ["enums", name, "values", value] => {
            let entry = contract.enums.iter().find(|entry| entry.name == *name)?;
            let mut values = entry.values.iter();
            values.find(|one| one.value == *value).map(|_| ())
        }
        ["types", name] => contract.ty(name).map(|_| ()),
        ["types", name, "fields", field] => named(&contract.ty(name)?.fields, field),
        keys => {
            let mut codes = contract.errors.iter();
            codes
                .find(|code| super::errors::subject(code).keys() == keys)
                .map(|_| ())
        }
    };
    find().is_some()
}

fn named(params: &[Param], name: &str) -> Option<()> {
    let mut params = params.iter();
    params.find(|param| param.name == name).map(|_| ())
}
