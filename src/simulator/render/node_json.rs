//! Nodes and pages as JSON.

use super::Context;
use super::date_format::FormattedTime;
use super::edge::EdgePage;
use super::field_plan::{FieldPlan, PlannedField};
use super::field_value::FieldValue;
use super::json::JsonWriter;
use super::node::Node;
use super::people_json::PersonJson;
use super::selected_json::SelectedJson;
use crate::simulator::contract::{CONTRACT, Field};
use crate::simulator::error_response::ErrorResponse;

/// The keys of members that many objects have.
pub(crate) const ID: &str = "\"id\":";
const DATA: &str = "\"data\":";
const PAGING: &str = "\"paging\":";

/// Renders a node with the fields of a plan.
pub(crate) struct NodeJson<'a> {
    pub(crate) node: &'a Node<'a>,
    pub(crate) plan: &'a FieldPlan,
    pub(crate) context: &'a Context<'a>,
}

impl NodeJson<'_> {
    /// Refuses a node whose edges cannot be rendered.
    pub(crate) fn check(&self) -> Result<(), ErrorResponse> {
        self.plan.fields.iter().try_for_each(|field| {
            let edge = EdgePage::nested(self.node, field, self.context)?;
            edge.map_or(Ok(()), |edge| edge.check_size())
        })
    }

    /// Writes the id after the other fields, as Graph does.
    pub(crate) fn write(&self, json: &mut JsonWriter) {
        let plan = self.plan;
        match *self.node {
            Node::Json { value, ty } => SelectedJson { value, plan, ty }.write(json),
            Node::Person(person) => PersonJson { person, plan }.write(json),
            _ => self.write_object(json),
        }
    }

    fn write_object(&self, json: &mut JsonWriter) {
        json.object(|json| {
            for field in &self.plan.fields {
                self.write_field(field, json);
            }
            match self.node.extra("id") {
                Some(id) => json.key(ID).value(id),
                None => json.key(ID).string(&self.node.id()),
            }
            // A call cannot select fields that the contract does not have.
            for (name, value) in self.node.extras() {
                if CONTRACT.field(self.node.ty(), name).is_none() {
                    json.member(name).value(value);
                }
            }
        });
    }

    fn write_field(&self, planned: &PlannedField, json: &mut JsonWriter) {
        let Self { node, context, .. } = self;
        let Field {
            name,
            key,
            of_model,
            ..
        } = planned.field;
        // An edge that cannot be read was refused before.
        if planned.edge.is_some()
            && let Ok(Some(page)) = EdgePage::nested(node, planned, context)
        {
            return PageJson { page, context }.write(json.key(key));
        }
        if let Some(value) = node.extra(name) {
            return SelectedJson::new(value, planned).write(json.key(key));
        }
        let value = of_model.and_then(|field| node.value(field, context.world));
        if let Some(value) = value {
            let field = FieldJson {
                value,
                planned,
                context,
            };
            field.write(json);
        }
    }
}

/// Writes nodes as the members of an object, by id.
pub(crate) fn write_members(nodes: &[(&str, NodeJson<'_>)], json: &mut JsonWriter) {
    json.object(|json| {
        for (id, node) in nodes {
            node.write(json.member(id));
        }
    });
}

/// Renders a page of an edge.
pub(crate) struct PageJson<'a> {
    pub(crate) page: EdgePage<'a>,
    pub(crate) context: &'a Context<'a>,
}

impl PageJson<'_> {
    pub(crate) fn write(&self, json: &mut JsonWriter) {
        let Self { page, context } = self;
        json.object(|json| {
            write_nodes(page.nodes(), page.plan, context, json.key(DATA));
            if let Some(paging) = page.paging(context) {
                paging.write(json.key(PAGING));
            }
        });
    }
}

/// Renders a field with its value.
struct FieldJson<'a> {
    value: FieldValue<'a>,
    planned: &'a PlannedField,
    context: &'a Context<'a>,
}

impl FieldJson<'_> {
    fn write(&self, json: &mut JsonWriter) {
        let Self {
            planned, context, ..
        } = *self;
        let plan = &planned.plan;
        let json = json.key(&planned.field.key);
        match &self.value {
            FieldValue::Text(text) => json.string(text),
            FieldValue::Integer(number) => json.literal(number),
            FieldValue::Bool(value) => json.literal(value),
            FieldValue::Time(time) => {
                let (time, format) = (*time, &context.dates);
                FormattedTime { time, format }.write(json);
            }
            FieldValue::Person(person) => PersonJson { person, plan }.write(json),
            FieldValue::Account(page) => {
                let is_scoped = false;
                self.write_node(&Node::Account { page, is_scoped }, json);
            }
            FieldValue::People(people) => {
                let writer = &context.people;
                json.object(|json| writer.write(people, plan, json.key(DATA)));
            }
            FieldValue::Json(value) => SelectedJson::new(value, planned).write(json),
        }
    }

    fn write_node(&self, node: &Node<'_>, json: &mut JsonWriter) {
        let node = NodeJson {
            node,
            plan: &self.planned.plan,
            context: self.context,
        };
        node.write(json);
    }
}

/// Writes nodes as an array.
fn write_nodes<'a>(
    nodes: impl Iterator<Item = Node<'a>>,
    plan: &FieldPlan,
    context: &Context<'_>,
    json: &mut JsonWriter,
) {
    json.array(nodes, |json, node| {
        let node = NodeJson {
            node: &node,
            plan,
            context,
        };
        node.write(json);
    });
}
