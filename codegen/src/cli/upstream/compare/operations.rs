//! Calls, and the edges that are one call.

use std::collections::BTreeSet;

use super::members::{Members, Metas, Ours};
use super::{Comparer, in_file, not_pinned, plain};
use crate::cli::edit::Address;
use crate::cli::upstream::Error;
use crate::cli::upstream::counterpart::{self, Absent, Calls, Counterpart, META_SPEC, Match};
use crate::cli::upstream::finding::{Entry, Remedy};
use crate::cli::upstream::meta_spec::Param;
use crate::cli::upstream::rules;
use crate::cli::upstream::types::{MetaType, same_spelling};
use crate::contract::diff::{ElementKind, Location};
use crate::contract::path::Path;
use crate::contract::spec::located::Located;
use crate::contract::spec::{Operation, ReadKind};

/// What an edge takes, beside what another one takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    Less,
    Other,
}

impl<'a> Comparer<'a> {
    pub(super) fn operations(&mut self) -> Result<(), Error> {
        for (name, operation) in self.spec.operations.iter() {
            let there = self.has(operation);
            if let Some(pattern) = self.uncovered(operation) {
                if there {
                    self.note(name, &not_pinned(&pattern));
                }
                continue;
            }
            let found = counterpart::of_operation(self.spec, operation, self.meta_spec)?;
            match found {
                Match::Calls(calls) if there => self.operation(name, operation, &calls),
                Match::Calls(calls) => self.operation_missing(name, operation, &calls.first),
                // Meta's files do not list the reads of all nodes.
                Match::Absent(absent) if there && reads_node(operation) => {
                    let absent = names(&absent);
                    self.note(
                        name,
                        &format!("Meta's files do not list the read of {absent}"),
                    );
                }
                Match::Absent(absent) if there => self.operation_stale(name, &absent),
                Match::Unknown(reason) if there => self.note(name, &reason),
                Match::Absent(_) | Match::Unknown(_) => {}
            }
        }
        Ok(())
    }

    /// What the comparison of an operation looks for, and the pinned facts do not
    /// cover.
    fn uncovered(&self, operation: &Operation) -> Option<String> {
        let mut patterns = counterpart::patterns(self.spec, operation).into_iter();
        patterns.find(|pattern| !self.meta_spec.covers(pattern))
    }

    fn operation_missing(
        &mut self,
        name: &Located<String>,
        operation: &Operation,
        call: &Counterpart<'_>,
    ) {
        let predicate = format!(
            "is `{}` of Meta's files, and not in the contract of {}",
            call.name(),
            self.version
        );
        let remedy = Remedy::Restore(Entry {
            address: Address::new(["operations", name.as_str()]),
            alone: operation.source.0.iter().all(|name| name == META_SPEC),
        });
        self.push(
            &rules::OPERATION_MISSING,
            &Path::new("operations", &name.value),
            name.place,
            predicate,
            self.line_of(call),
            remedy,
        );
    }

    fn operation_stale(&mut self, name: &Located<String>, absent: &[Absent]) {
        let Some(first) = absent.first() else { return };
        let predicate = format!(
            "is {} of Meta's files, which those of {} do not have",
            names(absent),
            self.version
        );
        let question = "Was the call removed, and what refers to it?";
        self.push(
            &rules::OPERATION_STALE,
            &Path::new("operations", &name.value),
            name.place,
            predicate,
            in_file(
                self.meta_spec.file_of(&first.node),
                self.meta_spec.line_of(&first.node),
            ),
            Remedy::Judgement(question.to_owned()),
        );
    }

    fn line_of(&self, call: &Counterpart<'_>) -> Location {
        in_file(self.meta_spec.file_of(call.node), call.call.line)
    }

    fn operation(
        &mut self,
        name: &'a Located<String>,
        operation: &'a Operation,
        calls: &Calls<'a>,
    ) {
        let first = calls.first;
        if calls.own_absent {
            self.operation_stale(name, &calls.absent);
        } else if !calls.absent.is_empty() {
            let absent = names(&calls.absent);
            let note = format!("{} is not {absent} too: Meta's files have none", name.value);
            self.notes.push(note);
        }
        self.returns(name, operation, &first);
        let params = self.params(name, operation);
        for other in &calls.others {
            let remedy = format!("take `{}` out of `upstream`", other.name());
            self.disagreement(name, &first, other, &remedy);
        }
        let taken_over = operation
            .params_of
            .as_ref()
            .filter(|_| operation.params.0.is_empty());
        // The entries are those of the other call, which they are compared with.
        if let Some(theirs) = taken_over.and_then(|other| self.calls(other)) {
            let mut others = theirs.others.iter();
            if !others.any(|other| std::ptr::eq(other.call, first.call)) {
                let own = &name.value;
                let remedy = format!("give `{own}` parameters of its own instead of `params_of`");
                self.disagreement(name, &theirs.first, &first, &remedy);
            }
            return;
        }
        let map = taken_over.unwrap_or(name);
        let own = self.own(operation, &first.call.params);
        self.members(&Members {
            kind: ElementKind::Parameter,
            owner: Path::new("operations", &map.value),
            owner_name: map,
            place: name.place,
            ours: params,
            map: Address::new(["operations", map.as_str(), "params"]),
            metas: own.iter().map(Metas::from).collect(),
            file: self.meta_spec.file_of(first.node),
            line: first.call.line,
            taken: self.taken(operation),
            partial: false,
        });
    }

    /// The query parameters of an operation and of the one that it points to.
    fn params(&self, name: &'a Located<String>, operation: &'a Operation) -> Vec<Ours<'a>> {
        let other = operation.params_of.as_ref();
        let other = other.and_then(|other| Some((other, self.spec.operations.get(other)?)));
        let mut all = Vec::new();
        for (name, operation) in [(name, operation)].into_iter().chain(other) {
            let map = Address::new(["operations", name.as_str(), "params"]);
            all.extend(self.params_in(&map, &operation.params));
        }
        all
    }

    /// Names that no parameter of the operation's own can have.
    fn taken(&self, operation: &Operation) -> Vec<String> {
        let kind = operation.kind();
        let common = self.spec.common_params.iter();
        let common = common.filter(|(_, param)| param.on.contains(&kind));
        let names = common.map(|(name, _)| name).chain(operation.path.names());
        names.map(|name| name.value.clone()).collect()
    }

    /// Meta's parameters without those that every read takes, those in the
    /// path, and the token, which the runtime sends.
    fn own(&self, operation: &Operation, params: &[Param]) -> Vec<Param> {
        let taken = self.taken(operation);
        let own = |param: &&Param| param.name != "access_token" && !taken.contains(&param.name);
        params.iter().filter(own).cloned().collect()
    }

    fn returns(&mut self, name: &Located<String>, operation: &Operation, call: &Counterpart<'_>) {
        let ours = operation.returns.name().unwrap_or_default();
        let ours = counterpart::node_of(self.spec, ours);
        if call.call.endpoint.is_none() || call.call.returns == ours {
            return;
        }
        let metas = &call.call.returns;
        let predicate = format!(
            "returns `{}` in the contract, and `{metas}` in Meta's files, as `{}`",
            operation.returns.value,
            call.name()
        );
        self.push(
            &rules::TYPE_DIFFERS,
            &Path::new("operations", &name.value),
            operation.returns.place,
            predicate,
            self.line_of(call),
            Remedy::Judgement("What does the call return?".to_owned()),
        );
    }

    /// What an operation of the version is in Meta's files.
    fn calls(&self, name: &str) -> Option<Calls<'a>> {
        let operation = self.spec.operations.get(name)?;
        if self.uncovered(operation).is_some() {
            return None;
        }
        match counterpart::of_operation(self.spec, operation, self.meta_spec) {
            Ok(Match::Calls(calls)) if self.has(operation) => Some(calls),
            _ => None,
        }
    }

    /// Several edges that the contract describes as one take one set of
    /// parameters.
    fn disagreement(
        &mut self,
        name: &Located<String>,
        first: &Counterpart<'_>,
        other: &Counterpart<'_>,
        apart: &str,
    ) {
        let mut names: Vec<&str> = Vec::new();
        let both = first.call.params.iter().chain(&other.call.params);
        for param in both {
            if !names.contains(&param.name.as_str()) {
                names.push(&param.name);
            }
        }
        for param in names {
            let [one, two] = [first.call, other.call]
                .map(|call| call.params.iter().find(|known| known.name == param));
            let relation = self.relation(one, two);
            if relation == Relation::Same {
                continue;
            }
            let predicate = format!(
                "is {} on `{}` in Meta's files, and {} on `{}`",
                describe(one),
                first.name(),
                describe(two),
                other.name()
            );
            let line = two.map_or(other.call.line, |param| param.line);
            let upstream = in_file(self.meta_spec.file_of(other.node), line);
            let item = Path::new("operations", &name.value).child("params", plain(param));
            let (rule, remedy) = match relation {
                Relation::Less => (&rules::EDGE_TAKES_LESS, Remedy::Explained),
                _ => {
                    let question =
                        format!("Which of the two is right? If they are separate calls, {apart}.");
                    (&rules::EDGES_DISAGREE, Remedy::Judgement(question))
                }
            };
            self.push(rule, &item, name.place, predicate, upstream, remedy);
        }
    }

    /// Compares a parameter of another edge with that of the first one. Each edge
    /// has enums of its own, so values are compared.
    fn relation(&self, first: Option<&Param>, other: Option<&Param>) -> Relation {
        let (Some(first), Some(other)) = (first, other) else {
            return match (first, other) {
                (Some(_), None) => Relation::Less,
                (None, Some(_)) => Relation::Other,
                _ => Relation::Same,
            };
        };
        if first.required != other.required {
            return Relation::Other;
        }
        let [one, two] = [first, other].map(|param| {
            let ty = MetaType::parse(&param.ty);
            let entry = ty.name().and_then(|name| self.meta_spec.enums.get(name));
            entry.map(|entry| {
                let values = entry.values.iter().map(|(value, _)| value.as_str());
                values.collect::<BTreeSet<_>>()
            })
        });
        match (one, two) {
            (Some(one), Some(two)) if one == two => Relation::Same,
            (Some(one), Some(two)) if two.is_subset(&one) => Relation::Less,
            (None, None) if same_spelling(&first.ty, &other.ty) => Relation::Same,
            _ => Relation::Other,
        }
    }
}

/// What Meta's files have for a parameter.
fn describe(param: Option<&Param>) -> String {
    match param {
        Some(param) if param.required => format!("`{}`, required", param.ty),
        Some(param) => format!("`{}`", param.ty),
        None => "absent".to_owned(),
    }
}

fn names(absent: &[Absent]) -> String {
    let names: Vec<_> = absent
        .iter()
        .map(|absent| format!("`{}`", absent.name()))
        .collect();
    names.join(" and ")
}

/// Whether the call reads one node, and no edge of it.
fn reads_node(operation: &Operation) -> bool {
    operation.kind() == ReadKind::Node
}
