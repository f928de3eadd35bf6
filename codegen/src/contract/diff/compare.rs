//! Two contracts, element by element.
//!
//! What is paired differs in its properties, and each difference has a row in
//! [`rules`]. Code decides only what a row cannot say.

use super::change::Effect;
use super::element::{Element, ElementKind};
use super::findings::{Anchor, Finding, Findings};
use super::pairing::{Paired, Renaming, pair, with_renames};
use super::properties::{Value, nameless};
use super::renames::Renames;
use super::{lifetime, parameters, rules, widening, wording};
use crate::contract::path::Path;
use crate::contract::spec::{TypeExpr, VersionName};
use crate::contract::{Contract, Contracts, ErrorCode, Operation};

/// Two revisions of a contract, or one revision and itself.
#[derive(Clone, Copy)]
pub(super) struct Revisions<'a> {
    pub base: &'a Contracts,
    pub head: &'a Contracts,
    /// Whether the two are one.
    pub same: bool,
}

/// Two versions: of one revision, or one version of two revisions.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub base: &'a Contract,
    pub head: &'a Contract,
}

/// Compares what holds for all versions, and which versions there are.
pub(super) fn whole(revisions: Revisions<'_>, versions: &[VersionName], findings: &mut Findings) {
    let mut comparer = Comparer {
        revisions,
        compared: None,
        versions: versions.to_vec(),
        renames: Renames::default(),
        findings,
    };
    let (base, head) = (Element::Api(revisions.base), Element::Api(revisions.head));
    comparer.find_renames(&base.children(), &head.children());
    comparer.compare(&Path::api(), base, head);
}

/// Compares what each version has of its own.
pub(super) fn versions(revisions: Revisions<'_>, compared: Versions<'_>, findings: &mut Findings) {
    let mut comparer = Comparer {
        revisions,
        compared: Some(compared),
        versions: vec![compared.head.version],
        renames: Renames::default(),
        findings,
    };
    let (base, head) = (Element::Api(revisions.base), Element::Api(revisions.head));
    comparer.find_renames(&base.children(), &head.children());
    let base = Element::of_version(compared.base);
    let head = Element::of_version(compared.head);
    comparer.find_renames(&base, &head);
    for (base, head) in base.iter().zip(&head) {
        comparer.list(&Path::api(), base, head);
    }
}

/// A comparison that is under way.
pub(super) struct Comparer<'a, 'f> {
    pub(super) revisions: Revisions<'a>,
    /// The versions that are compared, unless what holds for all is.
    pub(super) compared: Option<Versions<'a>>,
    /// The versions that a change affects.
    pub(super) versions: Vec<VersionName>,
    renames: Renames<'a>,
    findings: &'f mut Findings,
}

impl<'a> Comparer<'a, '_> {
    /// Finds the types and sources that were renamed: those are one change, not
    /// one for each element that names them.
    fn find_renames(&mut self, base: &[Vec<Element<'a>>], head: &[Vec<Element<'a>>]) {
        for (base, head) in base.iter().zip(head) {
            if base.first().is_some_and(|one| Renames::concern(*one)) {
                let pairs = self.paired(&Path::api(), base, head);
                self.renames.add(&pairs);
            }
        }
    }

    /// Pairs two lists of elements of one kind.
    fn paired(
        &self,
        owner: &Path,
        base: &[Element<'a>],
        head: &[Element<'a>],
    ) -> Vec<Paired<Element<'a>>> {
        if let Some(Element::PathParameter(_)) = base.first().or(head.first()) {
            return parameters::by_position(base, head);
        }
        let pairs = pair(base, head, Element::key, Element::key);
        let contracts = self.revisions.head;
        let how = Renaming {
            name: Element::name,
            replaced_by: |old: Element<'a>| lifetime::replacement(contracts, &old.path(owner), old),
            base: |old: Element<'a>| old.likeness(|ty| self.renames.ty(ty)),
            head: |new: Element<'a>| new.likeness(TypeExpr::clone),
        };
        // Only what has a likeness is ever renamed.
        match base.first().and_then(|one| one.likeness(TypeExpr::clone)) {
            Some(_) => with_renames(pairs, how),
            None => pairs,
        }
    }

    /// Compares two lists of elements of one kind.
    pub(super) fn list(&mut self, owner: &Path, base: &[Element<'a>], head: &[Element<'a>]) {
        for pair in self.paired(owner, base, head) {
            match pair {
                Paired::Both(old, new) if old == new => {}
                Paired::Both(old, new) => self.compare(&new.path(owner), old, new),
                Paired::Added(new) => self.added(&new.path(owner), new),
                Paired::Removed(old) => self.removed(&old.path(owner), old),
                Paired::Renamed(old, new) => {
                    let (item, path) = (old.path(owner), new.path(owner));
                    self.renamed(&item, &path, new);
                    self.compare(&path, old, new);
                }
            }
        }
    }

    fn added(&mut self, path: &Path, new: Element<'a>) {
        let kind = match new {
            Element::Version(contract) => {
                self.versions = vec![contract.version];
                new.kind()
            }
            Element::Parameter(param) | Element::CommonParameter(param) if param.required => {
                ElementKind::RequiredParameter
            }
            Element::ErrorCode(code) if self.is_case_of_new_code(code, true) => return,
            _ => new.kind(),
        };
        let predicate = wording::added(new);
        self.whole_element(kind, Effect::Added, path, Anchor::Item, predicate);
    }

    fn removed(&mut self, path: &Path, old: Element<'a>) {
        let kind = match old {
            Element::Version(contract) => {
                self.versions = vec![contract.version];
                old.kind()
            }
            Element::Value(..) if self.is_only_read(path) => ElementKind::ReadValue,
            Element::ErrorCode(code) if self.is_case_of_new_code(code, false) => return,
            _ => old.kind(),
        };
        let replacement = lifetime::replacement(self.revisions.head, path, old);
        let predicate = wording::removed(old, replacement);
        self.whole_element(kind, Effect::Removed, path, Anchor::End, predicate);
    }

    fn renamed(&mut self, item: &Path, path: &Path, new: Element<'a>) {
        if let Some(rule) = rules::find(new.kind(), Effect::Renamed, None) {
            let predicate = wording::renamed(new.name());
            self.add(Finding::new(rule, path, Anchor::Item, predicate).about(item));
        }
    }

    fn whole_element(
        &mut self,
        kind: ElementKind,
        effect: Effect,
        path: &Path,
        anchor: Anchor,
        predicate: String,
    ) {
        if let Some(rule) = rules::find(kind, effect, None) {
            self.add(Finding::new(rule, path, anchor, predicate));
        }
    }

    /// Compares the properties of an element, then its elements.
    fn compare(&mut self, path: &Path, old: Element<'a>, new: Element<'a>) {
        if let Element::Version(contract) = new {
            self.versions = vec![contract.version];
        }
        for ((key, before), (_, now)) in old.properties().into_iter().zip(new.properties()) {
            self.property(path, (old, new), key, (before, now));
        }
        if let (Element::Operation(base), Element::Operation(head)) = (old, new) {
            return self.parts_of_operation(path, base, head);
        }
        for (base, head) in old.children().into_iter().zip(new.children()) {
            self.list(path, &base, &head);
        }
    }

    fn parts_of_operation(&mut self, path: &Path, base: &'a Operation, head: &'a Operation) {
        let lists = Element::Operation(base).children().into_iter();
        for (base_list, head_list) in lists.zip(Element::Operation(head).children()) {
            let (base_list, head_list) = match head_list.first().or(base_list.first()) {
                Some(Element::Parameter(_)) => {
                    self.own_parameters((base, head), (base_list, head_list))
                }
                Some(Element::CommonParameter(_)) => {
                    self.common_parameters((base, head), (base_list, head_list))
                }
                _ => (base_list, head_list),
            };
            self.list(path, &base_list, &head_list);
        }
    }

    fn property(
        &mut self,
        path: &Path,
        (old, new): (Element<'a>, Element<'a>),
        key: &'static str,
        values: (Value<'a>, Value<'a>),
    ) {
        let kind = new.kind();
        match values {
            (Value::Prose(before), Value::Prose(now)) => {
                if is_reworded((old, before), (new, now)) {
                    let predicate = wording::reworded(key, before, now);
                    self.changed(kind, Effect::Changed, path, key, predicate);
                }
            }
            (Value::Sources(before, inherited), Value::Sources(now, inherits)) => {
                let before: Vec<_> = before.iter().map(|one| self.renames.source(one)).collect();
                if !(inherited && inherits) && !before.iter().eq(now) {
                    let now: Vec<_> = now.iter().map(String::as_str).collect();
                    let predicate = wording::relisted(key, &before, &now);
                    self.changed(kind, Effect::Changed, path, key, predicate);
                }
            }
            (Value::UrlPath(before), Value::UrlPath(now)) => {
                if !parameters::is_same_path(old, new) {
                    let predicate = wording::changed(key, Some(before), Some(now));
                    self.changed(kind, Effect::Changed, path, key, predicate);
                }
            }
            (Value::Type(before), Value::Type(now)) => {
                self.type_changed(path, (old, new), key, (before, now));
            }
            (Value::Word(before), Value::Word(now)) if before != now => {
                let (before, now) = (before.as_deref(), now.as_deref());
                if parameters::is_restated(key, (old, new), &self.renames) {
                    return;
                }
                let effect = match (before, now) {
                    (None, _) => Effect::Gained,
                    (_, None) => Effect::Lost,
                    _ => Effect::Changed,
                };
                self.changed(kind, effect, path, key, wording::changed(key, before, now));
            }
            (Value::Limit(before), Value::Limit(now)) => {
                if before != now && !self.is_of_code(key, (old, new)) {
                    let limit = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
                    let effect = match limit(now) < limit(before) {
                        true => Effect::Narrowed,
                        false => Effect::Widened,
                    };
                    let predicate = wording::limited(key, before, now);
                    self.changed(kind, effect, path, key, predicate);
                }
            }
            (Value::Flag(before), Value::Flag(now)) if before != now => {
                let effect = if now { Effect::Set } else { Effect::Unset };
                self.changed(kind, effect, path, key, wording::switched(kind, key, now));
            }
            (Value::Each(before), Value::Each(now)) => {
                self.entries(path, (old, new), key, (&before, &now));
            }
            (Value::AnyOf(before), Value::AnyOf(now)) => {
                let added = now.iter().any(|one| !before.contains(one));
                let removed = before.iter().any(|one| !now.contains(one));
                if added || removed {
                    let narrowed = !now.is_empty() && (removed || before.is_empty());
                    let effect = match narrowed {
                        true => Effect::Narrowed,
                        false => Effect::Widened,
                    };
                    let predicate = wording::relisted(key, before, now);
                    self.changed(kind, effect, path, key, predicate);
                }
            }
            (Value::Lifetime(before), Value::Lifetime(now)) => {
                self.lifetime(path, before, now);
            }
            _ => {}
        }
    }

    /// Reports a change of a property.
    pub(super) fn changed(
        &mut self,
        kind: ElementKind,
        effect: Effect,
        path: &Path,
        key: &'static str,
        predicate: String,
    ) {
        if let Some(rule) = rules::find(kind, effect, Some(key)) {
            self.add(Finding::new(rule, path, Anchor::Property(key), predicate));
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        self.findings.add(&self.versions, finding);
    }

    /// A type that is stated as a correction of that of the base is waived.
    fn type_changed(
        &mut self,
        path: &Path,
        (old, new): (Element<'a>, Element<'a>),
        key: &'static str,
        (before, now): (&TypeExpr, &TypeExpr),
    ) {
        let renamed = self.renames.ty(before);
        if renamed == *now {
            return;
        }
        let scoped = |ty, contract, contracts| widening::Scoped {
            ty,
            contract,
            contracts,
        };
        let effect = match (self.compared, new.kind()) {
            (Some(compared), ElementKind::Parameter | ElementKind::PathParameter) => {
                widening::effect(
                    scoped(&renamed, compared.base, self.revisions.base),
                    scoped(now, compared.head, self.revisions.head),
                )
            }
            _ => Effect::Changed,
        };
        let Some(rule) = rules::find(new.kind(), effect, Some(key)) else {
            return;
        };
        let predicate = wording::retyped(key, &before.to_string(), &now.to_string(), effect);
        let waiver = parameters::corrected_type((old, new), &self.renames);
        let waiver = waiver.map(|ty| format!("a stated correction of `{ty}`"));
        let finding = Finding::new(rule, path, Anchor::Property(key), predicate);
        self.add(finding.waived(waiver));
    }

    /// Compares lists entry by entry. An entry that names something which was
    /// itself added or removed is not reported again.
    fn entries(
        &mut self,
        path: &Path,
        (old, new): (Element<'a>, Element<'a>),
        key: &'static str,
        (before, now): (&[String], &[String]),
    ) {
        let (base, head) = (self.revisions.base, self.revisions.head);
        let versions = self.compared;
        let is_known = |in_base: bool, name: &String| match key {
            "hosts" => {
                let hosts = if in_base { &base.hosts } else { &head.hosts };
                hosts.iter().any(|host| host.name == *name)
            }
            "errors" => versions.is_some_and(|versions| {
                let version = if in_base {
                    versions.base
                } else {
                    versions.head
                };
                let mut errors = version.errors.iter();
                errors.any(|error| error.code.to_string() == *name)
            }),
            _ => {
                let element = if in_base { old } else { new };
                let Element::Type(ty) = element else {
                    return true;
                };
                ty.fields.iter().any(|field| field.name == *name)
            }
        };
        let gained = now.iter().filter(|name| !before.contains(name));
        let gained = gained.filter(|name| is_known(true, name));
        let lost = before.iter().filter(|name| !now.contains(name));
        let lost = lost.filter(|name| is_known(false, name));
        let gained = gained.map(|name| (name, Effect::Gained));
        let all: Vec<_> = gained
            .chain(lost.map(|name| (name, Effect::Lost)))
            .collect();
        for (name, effect) in all {
            let Some(rule) = rules::find(new.kind(), effect, Some(key)) else {
                continue;
            };
            let predicate = wording::entry(key, name, effect == Effect::Gained);
            let item = match key {
                "default_fields" => path.child("fields", name),
                _ => path.clone(),
            };
            let finding = Finding::new(rule, path, Anchor::Property(key), predicate);
            self.add(finding.about(&item));
        }
    }

    /// Whether responses have the enum of a value and no parameter does.
    fn is_only_read(&self, value: &Path) -> bool {
        let Some(Versions { base, .. }) = self.compared else {
            return false;
        };
        let keys = value.keys();
        let is = |ty: &TypeExpr| ty.name() == keys.get(1).copied();
        let sent = base.operations.iter().any(|operation| {
            let mut params = operation.path_params.iter().chain(operation.query());
            params.any(|param| is(&param.ty))
        });
        let mut fields = base.types.iter().flat_map(|ty| &ty.fields);
        !sent && fields.any(|field| is(&field.ty))
    }

    /// Whether an error is a case of a code that is added or removed with all
    /// its cases.
    fn is_case_of_new_code(&self, case: &ErrorCode, added: bool) -> bool {
        let Some(Versions { base, head }) = self.compared else {
            return false;
        };
        let other = if added { base } else { head };
        case.is_case() && code_of(other, case).is_none()
    }

    /// Whether the range of an error changed as that of the code which it is a
    /// case of.
    fn is_of_code(&self, key: &str, elements: (Element<'_>, Element<'_>)) -> bool {
        let (Some(versions), (Element::ErrorCode(old), Element::ErrorCode(new))) =
            (self.compared, elements)
        else {
            return false;
        };
        let through = |contract, case| code_of(contract, case).map(|code| code.through);
        key == "through"
            && new.is_case()
            && through(versions.base, old) == Some(old.through)
            && through(versions.head, new) == Some(new.through)
    }
}

/// The code that an error is a case of.
fn code_of<'a>(contract: &'a Contract, case: &ErrorCode) -> Option<&'a ErrorCode> {
    let path = Path::new("errors", case.code);
    match Element::find(contract, &path)? {
        Element::ErrorCode(code) => Some(code),
        _ => None,
    }
}

/// Whether prose differs. That of a renamed element does with its name; only a
/// placeholder is renamed whatever its doc says.
fn is_reworded((old, before): (Element<'_>, &str), (new, now): (Element<'_>, &str)) -> bool {
    match new {
        _ if old.name() == new.name() => before != now,
        Element::PathParameter(_) => nameless(before, old.name()) != nameless(now, new.name()),
        _ => false,
    }
}
