//! Sketches of calls.

use super::drafter::Drafter;
use super::names::{Members, refused_param};
use super::sketch::{Member, NewCall};
use super::targets::Target;
use super::times::{Set, both};
use crate::contract::check::file_ident;
use crate::contract::spec::ReadKind;

impl<'c> Drafter<'_, 'c> {
    /// Sketches a call, or what one of the contract lacks.
    pub(super) fn call(&mut self, target: &Target<'c>, root: &'c str) {
        if let Some((name, operation)) = self.known.operation(target) {
            self.known_call(target, name, operation);
            return;
        }
        let (returns, set) = self.returned(root);
        let set = both(&self.times.read(), &set);
        let mut members = Members::of(self.common_params(kind(target)).iter().map(String::as_str));
        let id = match target.call.base_path {
            Some(_) => None,
            None => Some(self.id(target, &mut members)),
        };
        let path = match (&target.call.base_path, &id, target.endpoint()) {
            (Some(path), _, _) => format!("/{path}"),
            (None, Some((id, _)), Some(endpoint)) => format!("/{{{id}}}/{endpoint}"),
            (None, Some((id, _)), None) => format!("/{{{id}}}"),
            (None, None, _) => return,
        };
        if let Some(other) = self.taken(&path, target) {
            self.leave_out(format!(
                "`{}`: `{other}` reads the same path `{path}`",
                target.name()
            ));
            return;
        }
        let own = self.catalogue.operation(target);
        let name = self.name(own);
        self.paths.insert(path.clone(), name.clone());
        let params = self.params(target, &set, &mut members);
        if let Some((_, id)) = &id
            && self.known.spec.ids.get(id).is_none()
        {
            self.sketch.ids.insert(target.node, id.clone());
        }
        let upstream = self.upstream(target, root, id.as_ref().map(|(_, ty)| ty.as_str()));
        self.sketch.calls.push(NewCall {
            node: target.node,
            call: target.call,
            name,
            path,
            id,
            returns,
            spans: self.times.spans(&set, &self.times.all()),
            upstream,
            params,
        });
    }

    /// The type of a node, and the versions that have it.
    fn returned(&self, root: &str) -> (String, Set) {
        if let Some((name, ty)) = self.known.ty(root, self.catalogue) {
            return (name.value.clone(), self.times.of(ty));
        }
        let name = self.sketch.types.get(root).map(|ty| ty.name.clone());
        (name.unwrap_or_default(), self.times.all())
    }

    /// The name and the type of the id in a path. No two nodes share a name, so
    /// that their edges of one name differ in their paths.
    fn id(&mut self, target: &Target<'c>, members: &mut Members) -> (String, String) {
        let known = self.known.id(target.node).map(str::to_owned);
        let drafted = self.sketch.ids.get(target.node).cloned();
        let ty = match known.or(drafted) {
            Some(ty) => ty,
            None => {
                let ty = self.name(self.catalogue.id(target.node));
                self.sketch.ids.insert(target.node, ty.clone());
                ty
            }
        };
        let node = file_ident(&ty);
        let node = node.trim_end_matches("_id");
        let query = &target.call.params;
        let names = ["", "node_", "the_"].map(|of| format!("{node}_{of}id"));
        let numbered = (2..).map(|number| format!("{node}_id_{number}"));
        let name = names.into_iter().chain(numbered).find(|name| {
            !query.iter().any(|param| param.name == *name) && members.claim(name).is_ok()
        });
        (name.unwrap_or_default(), ty)
    }

    /// The call that keeps another one from its path.
    fn taken(&self, path: &str, target: &Target<'_>) -> Option<String> {
        let known = self.known.taken(path, kind(target)).map(str::to_owned);
        known.or_else(|| self.paths.get(path).cloned())
    }

    fn params(&mut self, target: &Target<'c>, set: &Set, members: &mut Members) -> Vec<Member> {
        let common = self.common_params(kind(target));
        let mut params = Vec::new();
        for param in &target.call.params {
            let refused = refused_param(&param.name, &common).map(str::to_owned);
            let refused = refused.or_else(|| members.claim(&param.name).err());
            if let Some(reason) = refused {
                let what = format!("the parameter `{}` of `{}`", param.name, target.name());
                self.leave_out(format!("{what}: {reason}"));
                continue;
            }
            params.push(self.member(param, set, true));
        }
        params
    }

    /// The name of a call in Meta's files, where its path does not state it.
    fn upstream(&self, target: &Target<'c>, root: &str, id: Option<&str>) -> Option<String> {
        let derived = match (target.endpoint(), id) {
            (_, None) => false,
            (None, Some(_)) => root == target.node,
            (Some(_), Some(id)) => self.is_after_node(target, id),
        };
        (!derived).then(|| target.name())
    }

    /// Whether an id is taken for the node that it is named after, whatever other
    /// calls the contract has or gets.
    fn is_after_node(&self, target: &Target<'c>, id: &str) -> bool {
        let own = self.catalogue.meta_spec.nodes.get(target.node);
        // What reads the node by the id may return another one.
        let other = own.is_none_or(|own| own.fields.is_empty() && own.read(None).is_some());
        let known = self.known.read_by(id);
        let named = id.strip_suffix("Id") == Some(target.node);
        named && !other && known.is_none_or(|node| node == target.node)
    }
}

pub(super) fn kind(target: &Target<'_>) -> ReadKind {
    match target.endpoint() {
        Some(_) => ReadKind::Edge,
        None => ReadKind::Node,
    }
}
