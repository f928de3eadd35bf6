//! Calls, and the edges that are one call.

use super::super::Error;
use super::super::catalogue::Param;
use super::super::counterpart::{self, Counterpart, Found};
use super::super::finding::Remedy;
use super::super::rules;
use super::super::types::{MetaType, same_spelling};
use super::parts::Parts;
use super::{Comparer, entry, named, params_in};
use crate::spec::located::{Located, OneOrMany};
use crate::spec::{self, Operation};

impl<'a> Comparer<'a> {
    pub(super) fn operations(&mut self) -> Result<(), Error> {
        for (name, operation) in self.spec.operations.iter() {
            let found = counterpart::of_operation(self.spec, operation, self.catalogue)?;
            let there = self.has(operation);
            match found {
                Found::Calls(calls) if there => self.operation(name, operation, &calls),
                Found::Calls(calls) => self.operation_missing(name, operation, &calls[0]),
                Found::Gone(nodes) if there => self.operation_stale(name, operation, &nodes),
                Found::Unknown(reason) if there => {
                    self.notes
                        .push(format!("{} is not compared: {reason}", name.value));
                }
                Found::Gone(_) | Found::Unknown(_) => {}
            }
        }
        Ok(())
    }

    fn operation_missing(
        &mut self,
        name: &Located<String>,
        operation: &Operation,
        call: &Counterpart<'_>,
    ) {
        let message = format!(
            "Meta's files have `{}`, and the contract of {} does not have the call.",
            call.name(),
            self.version
        );
        let entry = entry(
            vec!["operations".to_owned(), name.value.clone()],
            0,
            &operation.source,
        );
        let upstream = self.in_file(self.catalogue.file_of(call.node), call.call.line);
        let place = Some(name.place);
        let remedy = Remedy::Restore(entry);
        self.push(
            &rules::OPERATION_MISSING,
            &name.value,
            place,
            message,
            upstream,
            remedy,
        );
    }

    fn operation_stale(&mut self, name: &Located<String>, operation: &Operation, nodes: &[String]) {
        let upstream = self.in_file(self.catalogue.file_of(&nodes[0]), 1);
        let message = format!(
            "Meta's files of {} have no such call of {}.",
            self.version,
            nodes.join(" or ")
        );
        let remedy = if named(&operation.source) {
            let path = vec!["operations".to_owned(), name.value.clone()];
            Remedy::Withdraw(entry(path, 0, &operation.source))
        } else {
            Remedy::Judgement("whether the call is gone, and what refers to it".to_owned())
        };
        let place = Some(name.place);
        self.push(
            &rules::OPERATION_STALE,
            &name.value,
            place,
            message,
            upstream,
            remedy,
        );
    }

    fn operation(
        &mut self,
        name: &'a Located<String>,
        operation: &'a Operation,
        calls: &[Counterpart<'a>],
    ) {
        let first = calls[0];
        self.returns(name, operation, &first);
        let params = self.params(name, operation);
        self.disagreements(name, calls);
        let taken_over = operation
            .params_of
            .as_ref()
            .filter(|_| operation.params.0.is_empty());
        let map = taken_over.unwrap_or(name);
        self.parts(&Parts {
            rules: [
                &rules::PARAMETER_MISSING,
                &rules::PARAMETER_STALE,
                &rules::PARAMETER_EXTRA,
            ],
            owner: map,
            place: name.place,
            ours: params,
            map: vec![
                "operations".to_owned(),
                map.value.clone(),
                "params".to_owned(),
            ],
            metas: &self.own(operation, &first.call.params),
            file: self.catalogue.file_of(first.node),
            line: first.call.line,
            partial: false,
        });
    }

    /// The query parameters of an operation and of the one that it points to.
    fn params(
        &self,
        name: &'a Located<String>,
        operation: &'a Operation,
    ) -> Vec<(Vec<String>, &'a Located<String>, &'a OneOrMany<spec::Param>)> {
        let other = operation.params_of.as_ref();
        let other = other.and_then(|other| Some((other, self.spec.operations.get(other)?)));
        let mut all = Vec::new();
        for (name, operation) in [(name, operation)].into_iter().chain(other) {
            let map = ["operations", &name.value, "params"]
                .map(str::to_owned)
                .to_vec();
            all.extend(params_in(&map, &operation.params));
        }
        all
    }

    /// Meta's parameters without those that every read takes, those in the
    /// path, and the token, which the runtime sends.
    fn own(&self, operation: &Operation, params: &[Param]) -> Vec<Param> {
        let kind = operation.kind();
        let common = self.spec.common_params.iter();
        let common: Vec<_> = common
            .filter(|(_, param)| param.on.contains(&kind))
            .map(|(name, _)| name.value.as_str())
            .chain(["access_token"])
            .collect();
        let own = |param: &&Param| {
            !common.contains(&param.name.as_str()) && operation.path.get(&param.name).is_none()
        };
        params.iter().filter(own).cloned().collect()
    }

    fn returns(&mut self, name: &Located<String>, operation: &Operation, call: &Counterpart<'_>) {
        let ours = operation.returns.name().unwrap_or_default();
        let ours = counterpart::node_of(self.spec, ours);
        if call.call.endpoint.is_none() || call.call.returns == ours {
            return;
        }
        let metas = &call.call.returns;
        let message = format!(
            "`{}` returns `{metas}` in Meta's files, and `{}` in the contract.",
            call.name(),
            operation.returns.value
        );
        let upstream = self.in_file(self.catalogue.file_of(call.node), call.call.line);
        let remedy = Remedy::Judgement("what the call returns".to_owned());
        let place = Some(operation.returns.place);
        self.push(
            &rules::TYPE_DIFFERS,
            &name.value,
            place,
            message,
            upstream,
            remedy,
        );
    }

    /// Several edges that the contract describes as one take one set of
    /// parameters.
    fn disagreements(&mut self, name: &Located<String>, calls: &[Counterpart<'a>]) {
        let first = calls[0];
        for other in &calls[1..] {
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
                if self.alike(one, two) {
                    continue;
                }
                let says = |param: Option<&Param>| match param {
                    Some(param) if param.required => format!("`{}`, required", param.ty),
                    Some(param) => format!("`{}`", param.ty),
                    None => "nothing".to_owned(),
                };
                let message = format!(
                    "Meta's files have {} for it on `{}`, and {} on `{}`.",
                    says(one),
                    first.name(),
                    says(two),
                    other.name()
                );
                let line = two.map_or(other.call.line, |param| param.line);
                let upstream = self.in_file(self.catalogue.file_of(other.node), line);
                let item = format!("{}.{param}", name.value);
                let place = Some(name.place);
                let remedy = Remedy::Judgement("which of the two holds".to_owned());
                self.push(
                    &rules::EDGES_DISAGREE,
                    &item,
                    place,
                    message,
                    upstream,
                    remedy,
                );
            }
        }
    }

    /// Whether two edges say the same of a parameter. Each has an enum of its
    /// own, so values are compared.
    fn alike(&self, one: Option<&Param>, other: Option<&Param>) -> bool {
        let (Some(one), Some(other)) = (one, other) else {
            return one.is_none() && other.is_none();
        };
        let [first, second] = [one, other].map(|param| {
            let ty = MetaType::parse(&param.ty);
            let entry = ty.name().and_then(|name| self.catalogue.enums.get(name));
            entry.map(|entry| {
                let mut values: Vec<_> = entry.values.iter().map(|(value, _)| value).collect();
                values.sort();
                values
            })
        });
        let same = match (first, second) {
            (Some(one), Some(other)) => one == other,
            _ => same_spelling(&one.ty, &other.ty),
        };
        same && one.required == other.required
    }
}
