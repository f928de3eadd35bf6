//! Enums.

use super::Walk;
use super::lifetime::replacement;
use super::pairing::{Paired, Renaming, by_key, nameless, with_renames};
use super::renames;
use crate::contract::diff::rules::enums::{
    ENUM_ADDED, ENUM_REMOVED, ENUM_RENAMED, ENUM_VALUE_ADDED, ENUM_VALUE_REMOVED,
    ENUM_VALUE_RENAMED, READ_ENUM_VALUE_REMOVED,
};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::TypeExpr;
use crate::contract::{Enum, EnumValue};

impl Walk<'_> {
    pub(super) fn enums(&mut self) {
        let subject = |entry: &Enum| Subject::new("enums", &entry.name);
        for pair in renames::enums(self.pair) {
            match pair {
                Paired::New(new) => {
                    let subject = subject(new);
                    let message = format!("`{subject}` is new.");
                    self.log.came(&ENUM_ADDED, &subject, message);
                }
                Paired::Gone(old) => {
                    let subject = subject(old);
                    let message = format!("`{subject}` is gone.");
                    self.log.gone(&ENUM_REMOVED, &subject, message);
                }
                Paired::Renamed(old, new) => {
                    self.log
                        .renamed(&ENUM_RENAMED, &subject(old), &subject(new), &new.name);
                    self.enumeration(&subject(new), old, new);
                }
                Paired::Both(old, new) if old == new => {}
                Paired::Both(old, new) => {
                    self.log.doc(&subject(new), &old.doc, &new.doc);
                    self.enumeration(&subject(new), old, new);
                }
            }
        }
    }

    fn enumeration<'v>(&mut self, subject: &Subject, base: &'v Enum, head: &'v Enum) {
        let Enum {
            name: _,
            doc: _,
            source,
            values,
        } = base;
        self.log.source(subject, source, &head.source);
        let pairs = by_key(values, &head.values, |value| value.value.as_str());
        let value = |value: &EnumValue| subject.of("values", &value.value);
        let like = |value: &EnumValue| nameless(&value.doc, &value.value);
        let contracts = self.pair.head.0;
        let how = Renaming {
            name: |value: &'v EnumValue| value.value.as_str(),
            replaced_by: |old: &'v EnumValue| replacement(contracts, &value(old), old),
            base: like,
            head: like,
        };
        for pair in with_renames(pairs, how) {
            match pair {
                Paired::New(new) => {
                    let value = value(new);
                    self.log
                        .came(&ENUM_VALUE_ADDED, &value, format!("`{value}` is new."));
                }
                Paired::Gone(old) => {
                    let value = value(old);
                    let rule = if self.is_only_read(base) {
                        &READ_ENUM_VALUE_REMOVED
                    } else {
                        &ENUM_VALUE_REMOVED
                    };
                    self.ended(rule, &value, old, format!("`{value}` is gone"));
                }
                Paired::Renamed(old, new) => {
                    self.log
                        .renamed(&ENUM_VALUE_RENAMED, &value(old), &value(new), &new.value);
                    self.value(&value(new), (base, old), (head, new));
                }
                Paired::Both(old, new) => {
                    self.log.doc(&value(new), &old.doc, &new.doc);
                    self.value(&value(new), (base, old), (head, new));
                }
            }
        }
    }

    fn value(
        &mut self,
        subject: &Subject,
        (base, old): (&Enum, &EnumValue),
        (head, new): (&Enum, &EnumValue),
    ) {
        let EnumValue {
            value: _,
            doc: _,
            source,
            available: _,
            replaced_by: _,
        } = old;
        // A value that states no source has that of its enum.
        let inherited = *source == base.source && new.source == head.source;
        if !inherited {
            self.log.source(subject, source, &new.source);
        }
        self.lifetime(subject, old, new);
    }

    /// Whether responses have the enum and no parameter does.
    fn is_only_read(&self, entry: &Enum) -> bool {
        let contract = self.base();
        let is = |ty: &TypeExpr| ty.name() == Some(&entry.name);
        let sent = contract.operations.iter().any(|operation| {
            let mut params = operation.path_params.iter().chain(operation.query());
            params.any(|param| is(&param.ty))
        });
        let fields = || contract.types.iter().flat_map(|ty| &ty.fields);
        !sent && fields().any(|field| is(&field.ty))
    }
}
