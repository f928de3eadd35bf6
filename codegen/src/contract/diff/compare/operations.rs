//! Calls.

use std::collections::BTreeSet;

use super::Walk;
use super::lifetime::replacement;
use super::pairing::{Paired, Renaming, by_key, nameless, with_renames};
use super::params::Role;
use crate::contract::check::path_form;
use crate::contract::diff::Rule;
use crate::contract::diff::rules::operations::{
    LIMITATION_ADDED, LIMITATION_LIFTED, NOTE_ADDED, NOTE_REMOVED, OPERATION_ADDED,
    OPERATION_ERROR_ADDED, OPERATION_ERROR_REMOVED, OPERATION_HOST_ADDED, OPERATION_HOST_REMOVED,
    OPERATION_PARAMETERS_MOVED, OPERATION_PATH_CHANGED, OPERATION_REMOVED, OPERATION_RENAMED,
    OPERATION_RETURNS_CHANGED, UNSUPPORTED_ADDED, UNSUPPORTED_REMOVED,
};
use crate::contract::diff::rules::parameters::{PARAMETER_REMOVED, PATH_PARAMETER_RENAMED};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::ReadKind;
use crate::contract::{Contract, Note, Operation, Param};

impl Walk<'_> {
    pub(super) fn operations(&mut self) {
        let subject = |operation: &Operation| Subject::new("operations", &operation.name);
        for pair in self.paired_operations() {
            match pair {
                Paired::New(new) => {
                    let subject = subject(new);
                    let message = format!("`{subject}` is new.");
                    self.log.came(&OPERATION_ADDED, &subject, message);
                }
                Paired::Gone(old) => {
                    let subject = subject(old);
                    let message = format!("`{subject}` is gone");
                    self.ended(&OPERATION_REMOVED, &subject, old, message);
                }
                Paired::Renamed(old, new) => {
                    let rule = &OPERATION_RENAMED;
                    self.log
                        .renamed(rule, &subject(old), &subject(new), &new.name);
                    self.operation(&subject(new), old, new);
                }
                Paired::Both(old, new) if old == new => {}
                Paired::Both(old, new) => {
                    self.log.doc(&subject(new), &old.doc, &new.doc);
                    self.operation(&subject(new), old, new);
                }
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn paired_operations(&self) -> Vec<Paired<'a, Operation>> {
        let (base, head) = (&self.base().operations, &self.head().operations);
        let pairs = by_key(base, head, |operation| operation.name.as_str());
        let like = |operation: &Operation, returns| {
            let doc = nameless(&operation.doc, &operation.name);
            (operation.path.clone(), returns, doc)
        };
        let contracts = self.pair.head.0;
        let subject = |operation: &Operation| Subject::new("operations", &operation.name);
        let how = Renaming {
            name: |operation: &'a Operation| operation.name.as_str(),
            replaced_by: |old: &'a Operation| replacement(contracts, &subject(old), old),
            base: |old: &Operation| like(old, self.log.renames.ty(&old.returns)),
            head: |new: &Operation| like(new, new.returns.clone()),
        };
        with_renames(pairs, how)
    }

    /// What else than its name and its doc differs.
    fn operation(&mut self, subject: &Subject, base: &Operation, head: &Operation) {
        let Operation {
            name: _,
            path: _,
            returns,
            doc: _,
            source,
            available: _,
            replaced_by: _,
            hosts: _,
            path_params: _,
            params_of: _,
            params: _,
            common_params: _,
            permissions,
            limitations,
            notes,
            unsupported,
            errors: _,
        } = base;
        self.path(subject, base, head);
        if self.log.renames.ty(returns) != head.returns {
            let message = format!(
                "`{subject}` returns `{}`, it returned `{returns}`.",
                head.returns
            );
            self.log
                .key(&OPERATION_RETURNS_CHANGED, subject, "returns", message);
        }
        self.log.source(subject, source, &head.source);
        self.lifetime(subject, base, head);
        self.hosts(subject, base, head);
        self.query(subject, base, head);
        self.common_params(base, head);
        self.permissions(subject, permissions, &head.permissions);
        let limitations = (limitations.as_slice(), head.limitations.as_slice());
        self.notes(
            subject,
            "limitations",
            limitations,
            (&LIMITATION_ADDED, &LIMITATION_LIFTED),
        );
        let notes = (notes.as_slice(), head.notes.as_slice());
        self.notes(subject, "notes", notes, (&NOTE_ADDED, &NOTE_REMOVED));
        let unsupported = (unsupported.as_slice(), head.unsupported.as_slice());
        self.notes(
            subject,
            "unsupported",
            unsupported,
            (&UNSUPPORTED_ADDED, &UNSUPPORTED_REMOVED),
        );
        self.named_errors(subject, base, head);
    }

    /// The path and what stands in for its braces, which comes and goes with
    /// them.
    fn path(&mut self, subject: &Subject, base: &Operation, head: &Operation) {
        let mut renamed = false;
        for (old, new) in base.path_params.iter().zip(&head.path_params) {
            let param = |param: &Param| subject.of("path", &param.name);
            if old.name == new.name {
                self.log.doc(&param(new), &old.doc, &new.doc);
            } else {
                renamed = true;
                self.log
                    .renamed(&PATH_PARAMETER_RENAMED, &param(old), &param(new), &new.name);
                if nameless(&old.doc, &old.name) != nameless(&new.doc, &new.name) {
                    self.log.doc(&param(new), &old.doc, &new.doc);
                }
            }
            self.param(Role::Sent, &param(new), old, new);
        }
        let same = if renamed {
            path_form(&base.path) == path_form(&head.path)
        } else {
            base.path == head.path
        };
        if !same || base.path_params.len() != head.path_params.len() {
            let message = format!(
                "`{subject}` reads `{}`, it read `{}`.",
                head.path, base.path
            );
            self.log
                .key(&OPERATION_PATH_CHANGED, subject, "get", message);
        }
    }

    /// A host that came or went altogether is told by itself.
    fn hosts(&mut self, subject: &Subject, base: &Operation, head: &Operation) {
        let (old, new) = (&self.pair.base.0.hosts, &self.pair.head.0.hosts);
        let was = |name: &str| old.iter().any(|host| host.name == name);
        let is = |name: &str| new.iter().any(|host| host.name == name);
        let came = head.hosts.iter().filter(|host| !base.hosts.contains(host));
        for host in came.filter(|host| was(host)) {
            let message = format!("`{subject}` is taken by the host `{host}` too.");
            self.log
                .key(&OPERATION_HOST_ADDED, subject, "hosts", message);
        }
        let went = base.hosts.iter().filter(|host| !head.hosts.contains(host));
        for host in went.filter(|host| is(host)) {
            let message = format!("`{subject}` is no longer taken by the host `{host}`.");
            self.log
                .key(&OPERATION_HOST_REMOVED, subject, "hosts", message);
        }
    }

    /// Its own parameters. What an operation takes from another one is told of
    /// that one.
    fn query(&mut self, subject: &Subject, base: &Operation, head: &Operation) {
        let other = head.params_of.as_ref().or(base.params_of.as_ref());
        let others = other
            .and_then(|other| Some((self.base().operation(other)?, self.head().operation(other)?)));
        let told = |param: &Param| {
            others.is_some_and(|(old, new)| {
                find(&base.params, &param.name) == find(&old.params, &param.name)
                    && find(&head.params, &param.name) == find(&new.params, &param.name)
            })
        };
        let own = |params: &[Param]| -> Vec<_> {
            params
                .iter()
                .filter(|param| !told(param))
                .cloned()
                .collect()
        };
        let (old, new) = (own(&base.params), own(&head.params));
        self.params(Role::Sent, &old, &new, |param| {
            subject.of("params", &param.name)
        });
        if base.params_of != head.params_of && base.params == head.params {
            let from = |other: &Option<String>| {
                other
                    .as_ref()
                    .map_or("itself".to_owned(), |other| format!("`{other}`"))
            };
            let (now, before) = (from(&head.params_of), from(&base.params_of));
            let message =
                format!("`{subject}` states its parameters by {now}, it did by {before}.");
            self.log
                .key(&OPERATION_PARAMETERS_MOVED, subject, "params_of", message);
        }
    }

    /// What every read of a kind takes is stated once, so the same difference
    /// in several operations is one.
    fn common_params(&mut self, base: &Operation, head: &Operation) {
        if base.kind() != head.kind() {
            return;
        }
        let subject = |param: &Param| Subject::new("common_params", &param.name);
        let elsewhere = |contract: &Contract, param: &Param| {
            let mut operations = contract.operations.iter();
            operations.any(|one| find(&one.common_params, &param.name).is_some())
        };
        let (before, now) = (self.base(), self.head());
        let (mut old, mut new) = (base.common_params.clone(), head.common_params.clone());
        old.retain(|param| {
            let stays = find(&head.common_params, &param.name).is_some() || !elsewhere(now, param);
            if !stays {
                let subject = subject(param);
                let message = format!("`{subject}` is gone from reads of {}.", reads(head));
                self.log.key(&PARAMETER_REMOVED, &subject, "on", message);
            }
            stays
        });
        new.retain(|param| {
            let was = find(&base.common_params, &param.name).is_some() || !elsewhere(before, param);
            if !was {
                let subject = subject(param);
                let message = format!("`{subject}` is new for reads of {}.", reads(head));
                self.log
                    .key(Role::Sent.added(param), &subject, "on", message);
            }
            was
        });
        self.params(Role::Sent, &old, &new, subject);
    }

    fn notes(
        &mut self,
        subject: &Subject,
        section: &str,
        (base, head): (&[Note], &[Note]),
        (added, removed): (&'static Rule, &'static Rule),
    ) {
        for pair in by_key(base, head, |note| note.name.as_str()) {
            match pair {
                Paired::New(new) => {
                    let note = subject.of(section, &new.name);
                    self.log.came(
                        added,
                        &note,
                        format!("`{note}` is new: {}", first_sentence(&new.doc)),
                    );
                }
                Paired::Gone(old) => {
                    let note = subject.of(section, &old.name);
                    self.log.gone(
                        removed,
                        &note,
                        format!("`{note}` is gone: {}", first_sentence(&old.doc)),
                    );
                }
                Paired::Both(old, new) | Paired::Renamed(old, new) => {
                    let Note { name, doc, source } = old;
                    let note = subject.of(section, name);
                    self.log.doc(&note, doc, &new.doc);
                    self.log.source(&note, source, &new.source);
                }
            }
        }
    }

    /// A code that came or went altogether is told by itself.
    fn named_errors(&mut self, subject: &Subject, base: &Operation, head: &Operation) {
        if base.errors == head.errors {
            return;
        }
        let codes = |contract: &Contract| -> BTreeSet<i64> {
            contract.errors.iter().map(|code| code.code).collect()
        };
        let (known, stated) = (codes(self.base()), codes(self.head()));
        let came = head
            .errors
            .iter()
            .filter(|code| !base.errors.contains(code));
        for code in came.filter(|code| known.contains(code)) {
            let message = format!("The docs of `{subject}` name the error code {code}.");
            self.log
                .key(&OPERATION_ERROR_ADDED, subject, "errors", message);
        }
        let went = base
            .errors
            .iter()
            .filter(|code| !head.errors.contains(code));
        for code in went.filter(|code| stated.contains(code)) {
            let message = format!("The docs of `{subject}` name the error code {code} no more.");
            self.log
                .key(&OPERATION_ERROR_REMOVED, subject, "errors", message);
        }
    }
}

fn find<'a>(params: &'a [Param], name: &str) -> Option<&'a Param> {
    params.iter().find(|param| param.name == name)
}

/// What a note begins with: the rest explains it.
fn first_sentence(doc: &str) -> &str {
    let end = doc.find(". ").map_or(doc.len(), |end| end + 1);
    &doc[..end]
}

fn reads(operation: &Operation) -> &'static str {
    match operation.kind() {
        ReadKind::Node => "a node",
        ReadKind::Edge => "an edge",
    }
}
