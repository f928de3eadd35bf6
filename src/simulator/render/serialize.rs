//! Nodes and pages as JSON.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Context;
use super::date_format::FormattedTime;
use super::edge::EdgePage;
use super::field_plan::{FieldPlan, PlannedField};
use super::field_value::FieldValue;
use super::node::Node;
use super::selected_json::SelectedJson;
use crate::simulator::contract::CONTRACT;
use crate::simulator::error_response::ErrorResponse;

/// Renders a node with the fields of a plan.
pub(crate) struct NodeJson<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) plan: &'a FieldPlan,
    pub(crate) context: &'a Context<'a>,
}

impl NodeJson<'_> {
    /// Refuses a node whose edges cannot be rendered.
    pub(crate) fn check(&self) -> Result<(), ErrorResponse> {
        self.plan.fields.iter().try_for_each(|field| {
            let edge = EdgePage::nested(&self.node, field, self.context)?;
            edge.map_or(Ok(()), |edge| edge.check_size())
        })
    }

    fn field<M: SerializeMap>(&self, field: &PlannedField, map: &mut M) -> Result<(), M::Error> {
        let Self { node, context, .. } = self;
        // An edge that cannot be read was refused before.
        if let Ok(Some(page)) = EdgePage::nested(node, field, context) {
            return map.serialize_entry(&field.name, &PageJson { page, context });
        }
        if let Some(value) = node.extra(&field.name) {
            return map.serialize_entry(&field.name, &SelectedJson::new(value, field));
        }
        match node.value(&field.name, context.world) {
            Some(value) => {
                let json = FieldJson {
                    value,
                    field,
                    context,
                };
                map.serialize_entry(&field.name, &json)
            }
            None => Ok(()),
        }
    }
}

impl Serialize for NodeJson<'_> {
    /// Writes the id after the other fields, as Graph does.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Node::Json { value, ty } = self.node {
            let plan = self.plan;
            return SelectedJson { value, plan, ty }.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        for field in &self.plan.fields {
            self.field(field, &mut map)?;
        }
        match self.node.extra("id") {
            Some(id) => map.serialize_entry("id", id)?,
            None => map.serialize_entry("id", &self.node.id())?,
        }
        // A call cannot select fields that the contract does not have.
        for (name, value) in self.node.extras() {
            if CONTRACT.field(self.node.ty(), name).is_none() {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

/// Renders nodes as the members of an object, by id.
pub(crate) struct NodesById<'a>(pub(crate) Vec<(&'a str, NodeJson<'a>)>);

impl Serialize for NodesById<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, node)| (id, node)))
    }
}

/// Renders a page of an edge.
pub(crate) struct PageJson<'a> {
    pub(crate) page: EdgePage<'a>,
    pub(crate) context: &'a Context<'a>,
}

impl Serialize for PageJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { page, context } = self;
        let data = Nodes {
            nodes: || page.nodes(),
            plan: page.plan,
            context,
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("data", &data)?;
        if let Some(paging) = page.paging(context) {
            map.serialize_entry("paging", &paging)?;
        }
        map.end()
    }
}

/// Renders the value of a field.
struct FieldJson<'a> {
    value: FieldValue<'a>,
    field: &'a PlannedField,
    context: &'a Context<'a>,
}

impl Serialize for FieldJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { field, context, .. } = *self;
        let plan = &field.plan;
        match &self.value {
            FieldValue::Text(text) => serializer.serialize_str(text),
            FieldValue::Joined(start, end) => serializer.collect_str(&format_args!("{start}{end}")),
            FieldValue::Integer(number) => serializer.serialize_i64(*number),
            FieldValue::Bool(value) => serializer.serialize_bool(*value),
            FieldValue::Time(time) => {
                let (time, format) = (*time, &context.dates);
                FormattedTime { time, format }.serialize(serializer)
            }
            FieldValue::Person(person) => {
                let node = Node::Person(person);
                NodeJson {
                    node,
                    plan,
                    context,
                }
                .serialize(serializer)
            }
            FieldValue::Account(page) => {
                let node = Node::Account {
                    page,
                    is_scoped: false,
                };
                NodeJson {
                    node,
                    plan,
                    context,
                }
                .serialize(serializer)
            }
            FieldValue::People(people) => {
                let nodes = || people.iter().map(Node::Person);
                let data = Nodes {
                    nodes,
                    plan,
                    context,
                };
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("data", &data)?;
                map.end()
            }
            FieldValue::Json(value) => SelectedJson::new(value, field).serialize(serializer),
        }
    }
}

/// Renders nodes as an array.
struct Nodes<'a, F> {
    nodes: F,
    plan: &'a FieldPlan,
    context: &'a Context<'a>,
}

impl<'a, F: Fn() -> I, I: Iterator<Item = Node<'a>>> Serialize for Nodes<'a, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { plan, context, .. } = *self;
        serializer.collect_seq((self.nodes)().map(|node| NodeJson {
            node,
            plan,
            context,
        }))
    }
}
