//! A first YAML for an edge that the contract does not have.
//!
//! It says what Meta's files say, and lists what they do not.

pub(crate) mod names;
mod refused;
mod write;

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use self::names::{Members, Names, Values, camel};
use super::Error;
use super::meta_spec::{Call, MetaSpec, Param};
use super::types::MetaType;
use crate::contract::spec::{Date, TypeExpr, VersionName};

/// What to draft.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `Page.conversations`, or `Page` for the node itself.
    pub target: String,
    /// How far nodes that others refer to are drafted too.
    pub depth: usize,
    /// The Graph version of Meta's files.
    pub version: VersionName,
    /// The day of its release, if somebody knows it.
    pub released: Option<Date>,
}

/// A first YAML.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Name of a file for it.
    pub file: String,
    /// Sections that a spec has once: they go where a spec has none yet.
    pub common: String,
    /// What is drafted.
    pub text: String,
    /// What was left out, and why.
    pub left_out: Vec<String>,
    /// What Meta's files do not say.
    pub unsaid: Vec<String>,
}

impl Draft {
    /// All of it in one document.
    pub fn whole(&self) -> String {
        let common = self.common.trim_start_matches("format: 1\n");
        format!("{}{common}", self.text)
    }
}

/// Drafts an edge or a node.
///
/// # Errors
///
/// Meta's files do not have it, or the contract cannot express it.
pub fn draft(meta_spec: &MetaSpec, wanted: &Wanted) -> Result<Draft, Error> {
    let (node, endpoint) = match wanted.target.split_once('.') {
        Some((node, endpoint)) => (node, Some(endpoint)),
        None => (wanted.target.as_str(), None),
    };
    let Some(found) = meta_spec.node(node)? else {
        return Err(refused::no_node(meta_spec, node));
    };
    let Some(call) = found.read(endpoint) else {
        return Err(refused::no_call(wanted, found, node, endpoint));
    };
    let mut drafter = Drafter {
        meta_spec,
        names: Names::default(),
        types: BTreeMap::new(),
        enums: BTreeMap::new(),
        order: Vec::new(),
        left_out: Vec::new(),
        undrafted: Vec::new(),
    };
    let sketch = drafter.sketch(node, call, wanted.depth)?;
    Ok(write::write(&sketch, &drafter, wanted))
}

/// A draft before it is written.
struct Sketch<'c> {
    node: String,
    call: &'c Call,
    operation: String,
    id: String,
    id_param: String,
    returns: String,
    params: Vec<Member>,
}

/// A parameter or a field.
struct Member {
    name: String,
    ty: TypeExpr,
    required: bool,
    /// Meta's type, where the draft has another.
    corrects: Option<String>,
}

/// A node that is drafted.
struct DraftedType {
    name: String,
    fields: Vec<Member>,
    partial: bool,
    /// Whether Meta's files have no file for it.
    guessed: bool,
}

/// An enum that is drafted.
struct DraftedEnum {
    name: String,
    values: Vec<String>,
}

struct Drafter<'c> {
    meta_spec: &'c MetaSpec,
    names: Names,
    /// By their names in Meta's files.
    types: BTreeMap<String, Option<DraftedType>>,
    enums: BTreeMap<String, Option<DraftedEnum>>,
    /// Nodes in the order in which they were met.
    order: Vec<String>,
    left_out: Vec<String>,
    /// Nodes that are `Object` because they are too deep.
    undrafted: Vec<String>,
}

impl<'c> Drafter<'c> {
    fn sketch(&mut self, node: &str, call: &'c Call, depth: usize) -> Result<Sketch<'c>, Error> {
        let endpoint = call.endpoint.as_deref();
        let verb = if endpoint.is_some() { "List" } else { "Get" };
        // What `#get` returns is the node, whatever name Meta's files give it.
        let is_node = endpoint.is_none() && self.meta_spec.nodes[node].fields.is_empty();
        let returned = match endpoint {
            None if !is_node => node,
            _ => &call.returns,
        };
        if endpoint.is_none() && returned != call.returns {
            self.left_out.push(format!(
                "Meta's files say that the node returns `{}`; drafted is the node itself",
                call.returns
            ));
        }
        let returns = self.root(returned, call)?;
        let edge = endpoint.unwrap_or_default();
        let operation = self.names.claim(&[format!("{verb}{node}{}", camel(edge))]);
        let id = self.names.claim(&[format!("{node}Id")]);
        self.fields(returned, depth);
        let mut members = Members::of(["fields", "limit", "after", "before"]);
        let query: Vec<_> = call
            .params
            .iter()
            .map(|param| param.name.as_str())
            .collect();
        let id_param = [format!("{}_id", node.to_snake_case())]
            .into_iter()
            .chain(["id", "node_id", "the_node_id"].map(str::to_owned))
            .find(|name| !query.contains(&name.as_str()) && members.claim(name).is_ok());
        let id_param = id_param.unwrap_or_else(|| "id".to_owned());
        let params = self.params(node, call, depth, &mut members);
        Ok(Sketch {
            node: node.to_owned(),
            call,
            operation,
            id,
            id_param,
            returns,
            params,
        })
    }

    /// The type that the call returns, without its fields yet.
    fn root(&mut self, returned: &str, call: &Call) -> Result<String, Error> {
        let known = self.meta_spec.node(returned)?;
        if known.is_some_and(|node| node.fields.is_empty()) {
            return Err(Error::NotExpressible(format!(
                "the call returns `{returned}`, which has no fields in Meta's files: there is \
                 nothing to read",
            )));
        }
        if known.is_none() && MetaType::parse(returned).name() != Some(returned) {
            return Err(Error::NotExpressible(format!(
                "the call returns `{}`, which is not a node",
                call.returns
            )));
        }
        let name = self.names.claim(&[returned.to_owned()]);
        let drafted = DraftedType {
            name: name.clone(),
            fields: Vec::new(),
            partial: false,
            guessed: known.is_none(),
        };
        self.order.push(returned.to_owned());
        self.types.insert(returned.to_owned(), Some(drafted));
        Ok(name)
    }

    fn params(
        &mut self,
        node: &str,
        call: &Call,
        depth: usize,
        members: &mut Members,
    ) -> Vec<Member> {
        let mut params = Vec::new();
        let edge = call.endpoint.as_deref().unwrap_or_default();
        for param in &call.params {
            let what = format!("the parameter `{}`", param.name);
            match param.name.as_str() {
                "fields" | "limit" | "after" | "before" => {
                    self.left_out
                        .push(format!("{what}: a common parameter is it"));
                    continue;
                }
                "access_token" => {
                    self.left_out
                        .push(format!("{what}: the library sends the token"));
                    continue;
                }
                _ => {}
            }
            if let Err(reason) = members.claim_param(&param.name) {
                self.left_out.push(format!("{what}: {reason}"));
                continue;
            }
            let names = [
                camel(&param.name),
                format!("{node}{}{}", camel(edge), camel(&param.name)),
            ];
            params.push(self.member(param, &names, depth, true));
        }
        params
    }

    /// Fills the fields of a node that is known already, and drafts the nodes
    /// that they refer to, `depth` further.
    fn fields(&mut self, node: &str, depth: usize) {
        let Some(found) = self.meta_spec.nodes.get(node) else {
            return;
        };
        let name = match self.types.get(node) {
            Some(Some(drafted)) => drafted.name.clone(),
            _ => return,
        };
        for defect in &found.defects {
            self.left_out.push(defect.to_string());
        }
        let mut members = Members::default();
        let mut fields = Vec::new();
        let mut partial = !found.defects.is_empty();
        for field in &found.fields {
            if let Err(reason) = members.claim(&field.name) {
                let what = format!("the field `{}` of `{name}`", field.name);
                self.left_out.push(format!("{what}: {reason}"));
                partial = true;
                continue;
            }
            let names = [format!("{name}{}", camel(&field.name))];
            fields.push(self.member(field, &names, depth, false));
        }
        if let Some(Some(drafted)) = self.types.get_mut(node) {
            drafted.fields = fields;
            drafted.partial = partial;
        }
    }

    fn member(&mut self, param: &Param, names: &[String], depth: usize, in_query: bool) -> Member {
        let metas = MetaType::parse(&param.ty);
        let named = metas.name().map(str::to_owned);
        let named = named.map(|named| self.named(&named, names, depth, in_query));
        let (ty, same) = match (named, &metas) {
            (Some(Some(ty)), metas) => (metas.in_contract(&|_| Some(ty.clone())), true),
            (Some(None), metas) => (metas.in_contract(&|_| Some(TypeExpr::Object)), false),
            (None, metas) => (metas.in_contract(&|_| None), true),
        };
        // A string that is an enum without values stays one.
        let is_enum = metas
            .name()
            .is_some_and(|name| self.meta_spec.enums.contains_key(name));
        let ty = match (ty, is_enum && !same) {
            (Some(TypeExpr::Object), true) => TypeExpr::String,
            (ty, _) => ty.unwrap_or(TypeExpr::Object),
        };
        Member {
            name: param.name.clone(),
            ty,
            required: param.required,
            corrects: (!same).then(|| param.ty.clone()),
        }
    }

    /// What a name of Meta's files becomes, if the draft has it.
    fn named(
        &mut self,
        name: &str,
        names: &[String],
        depth: usize,
        in_query: bool,
    ) -> Option<TypeExpr> {
        if self.meta_spec.enums.contains_key(name) {
            return self.enumeration(name, names).map(TypeExpr::Named);
        }
        let known = self.meta_spec.nodes.get(name);
        if in_query || known.is_none_or(|node| node.fields.is_empty()) {
            return None;
        }
        if let Some(drafted) = self.types.get(name) {
            return drafted
                .as_ref()
                .map(|drafted| TypeExpr::Named(drafted.name.clone()));
        }
        let Some(depth) = depth.checked_sub(1) else {
            if !self.undrafted.iter().any(|other| other == name) {
                self.undrafted.push(name.to_owned());
            }
            return None;
        };
        let usable = |field: &Param| Members::default().claim(&field.name).is_ok();
        if !known.is_some_and(|node| node.fields.iter().any(usable)) {
            self.left_out.push(format!(
                "the node `{name}`: none of its fields can be named"
            ));
            self.types.insert(name.to_owned(), None);
            return None;
        }
        let rust = self.names.claim(&[name.to_owned()]);
        let drafted = DraftedType {
            name: rust.clone(),
            fields: Vec::new(),
            partial: false,
            guessed: false,
        };
        self.order.push(name.to_owned());
        self.types.insert(name.to_owned(), Some(drafted));
        self.fields(name, depth);
        Some(TypeExpr::Named(rust))
    }

    fn enumeration(&mut self, name: &str, names: &[String]) -> Option<String> {
        if let Some(drafted) = self.enums.get(name) {
            return drafted.as_ref().map(|drafted| drafted.name.clone());
        }
        let entry = &self.meta_spec.enums[name];
        let mut known = Values::default();
        let mut values = Vec::new();
        for defect in &entry.defects {
            self.left_out.push(defect.to_string());
        }
        for (value, _) in &entry.values {
            match known.claim(value) {
                Ok(()) => values.push(value.clone()),
                Err(reason) => self.left_out.push(format!(
                    "the value `{}` of `{name}`: {reason}",
                    value.escape_debug()
                )),
            }
        }
        let drafted = (!values.is_empty()).then(|| DraftedEnum {
            name: self.names.claim(names),
            values,
        });
        let given = drafted.as_ref().map(|drafted| drafted.name.clone());
        self.enums.insert(name.to_owned(), drafted);
        given
    }
}
