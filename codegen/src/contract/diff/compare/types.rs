//! Objects in responses.

use super::Walk;
use super::pairing::Paired;
use super::params::Role;
use super::renames;
use crate::contract::Type;
use crate::contract::diff::findings::{Anchor, Finding};
use crate::contract::diff::rules::fields::{DEFAULT_FIELD_ADDED, DEFAULT_FIELD_REMOVED};
use crate::contract::diff::rules::types::{
    TYPE_ADDED, TYPE_LEFT_TO_RUNTIME, TYPE_NOW_GENERATED, TYPE_REMOVED, TYPE_RENAMED,
};
use crate::contract::diff::subject::Subject;

impl Walk<'_> {
    pub(super) fn types(&mut self) {
        let subject = |ty: &Type| Subject::new("types", &ty.name);
        for pair in renames::types(self.pair) {
            match pair {
                Paired::New(new) => {
                    let subject = subject(new);
                    self.log
                        .came(&TYPE_ADDED, &subject, format!("`{subject}` is new."));
                }
                Paired::Gone(old) => {
                    let subject = subject(old);
                    let message = format!("`{subject}` is gone");
                    self.ended(&TYPE_REMOVED, &subject, old, message);
                }
                Paired::Renamed(old, new) => {
                    self.log
                        .renamed(&TYPE_RENAMED, &subject(old), &subject(new), &new.name);
                    self.object(&subject(new), old, new);
                }
                Paired::Both(old, new) if old == new => {}
                Paired::Both(old, new) => {
                    self.log.doc(&subject(new), &old.doc, &new.doc);
                    self.object(&subject(new), old, new);
                }
            }
        }
    }

    fn object(&mut self, subject: &Subject, base: &Type, head: &Type) {
        let Type {
            name: _,
            doc: _,
            source,
            available: _,
            replaced_by: _,
            runtime,
            default_fields: _,
            fields,
        } = base;
        self.log.source(subject, source, &head.source);
        self.lifetime(subject, base, head);
        if *runtime != head.runtime {
            let (rule, message) = if head.runtime {
                (
                    &TYPE_LEFT_TO_RUNTIME,
                    "has no Rust type any more: the runtime reads it by hand",
                )
            } else {
                (
                    &TYPE_NOW_GENERATED,
                    "has a Rust type, which the runtime read by hand",
                )
            };
            self.log
                .key(rule, subject, "runtime", format!("`{subject}` {message}."));
        }
        self.default_fields(subject, base, head);
        self.params(Role::Read, fields, &head.fields, |field| {
            subject.of("fields", &field.name)
        });
    }

    /// A field that came or went altogether is told by itself.
    fn default_fields(&mut self, subject: &Subject, base: &Type, head: &Type) {
        let has = |ty: &Type, name: &str| ty.fields.iter().any(|field| field.name == name);
        let (old, new) = (&base.default_fields, &head.default_fields);
        let came = new.iter().filter(|name| !old.contains(name));
        let came = came.filter(|name| has(base, name));
        let went = old.iter().filter(|name| !new.contains(name));
        let went = went.filter(|name| has(head, name));
        let came = came.map(|name| (&DEFAULT_FIELD_ADDED, name, "comes unasked, it did not"));
        let went = went.map(|name| (&DEFAULT_FIELD_REMOVED, name, "no longer comes unasked"));
        for (rule, name, what) in came.chain(went) {
            let field = subject.of("fields", name);
            let message = format!("`{field}` {what}.");
            let finding = Finding::new(rule, subject, Anchor::Key("default_fields"), message);
            self.log.add(finding.named(&field));
        }
    }
}
