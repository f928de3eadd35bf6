//! Nodes as the simulator keeps them, and as JSON with the wanted fields.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::simulator::model::person::Person;
use crate::simulator::render::fields::Selection;
use crate::simulator::render::json;
use crate::simulator::render::times::Times;
use crate::types::timestamp::Timestamp;

/// What a field of a node holds.
pub(crate) enum Data<'a> {
    Text(Cow<'a, str>),
    /// Two texts, as one.
    Joined(&'a str, &'static str),
    Number(i64),
    Bool(bool),
    Time(Timestamp),
    Object(Box<dyn Node + 'a>),
    /// A list within `data`.
    People(&'a [Person]),
    /// JSON that is made already.
    Raw(String),
}

/// Something with fields.
pub(crate) trait Node {
    /// What a field holds; `None` where it has no data.
    fn data<'a>(&'a self, field: &str, within: &Within<'_>) -> Option<Data<'a>>;

    /// The fields of a node that nobody chose any of.
    fn default_fields(&self) -> &'static [&'static str];

    /// Members that the contract does not know. Nobody can ask for them, so that
    /// they come in any case.
    fn unknown(&self) -> Vec<&(String, Value)> {
        Vec::new()
    }
}

/// What a field may need to know of the call.
pub(crate) struct Within<'a> {
    /// Modifiers of the field.
    pub(crate) modifiers: &'a [(String, String)],
    /// Fields that are wanted of the field.
    pub(crate) fields: Option<&'a Selection>,
    pub(crate) style: &'a Style,
}

/// How URLs and times are written in the answer to a call.
pub(crate) struct Style {
    /// Host and version.
    pub(crate) base: String,
    /// Graph has it in `next` and `previous`.
    pub(crate) access_token: String,
    pub(crate) times: Times,
}

/// What stays as it is in a path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Style {
    /// The URL of a path.
    pub(crate) fn url(&self, path: &[&str]) -> String {
        let mut url = self.base.clone();
        for part in path {
            url.push('/');
            url.extend(utf8_percent_encode(part, PATH));
        }
        url
    }
}

/// Writes a node with the wanted fields. Its id comes last, as in Graph's
/// answers.
pub(crate) fn write<N: Node + ?Sized>(
    node: &N,
    fields: Option<&Selection>,
    style: &Style,
    out: &mut String,
) {
    let mut first = true;
    let mut field = |name: &str, within: &Within<'_>, out: &mut String| {
        let Some(data) = node.data(name, within) else {
            return;
        };
        out.push(if first { '{' } else { ',' });
        first = false;
        json::quoted(name, out);
        out.push(':');
        write_data(data, within, out);
    };
    let plain = Within {
        modifiers: &[],
        fields: None,
        style,
    };
    match fields {
        Some(Selection(choices)) => {
            for choice in choices.iter().filter(|choice| choice.name != "id") {
                let within = Within {
                    modifiers: &choice.modifiers,
                    fields: choice.fields.as_ref(),
                    style,
                };
                field(&choice.name, &within, out);
            }
        }
        None => {
            for name in node.default_fields() {
                field(name, &plain, out);
            }
        }
    }
    field("id", &plain, out);
    for (name, value) in node.unknown() {
        out.push(if first { '{' } else { ',' });
        first = false;
        json::text(name, out);
        out.push(':');
        json::write(value, out);
    }
    out.push_str(if first { "{}" } else { "}" });
}

fn write_data(data: Data<'_>, within: &Within<'_>, out: &mut String) {
    match data {
        Data::Text(value) => json::text(&value, out),
        Data::Joined(one, other) => {
            json::text(one, out);
            out.pop();
            out.push_str(other);
            out.push('"');
        }
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        Data::Time(time) => within.style.times.write(time, out),
        Data::Object(node) => write(&*node, within.fields, within.style, out),
        Data::People(people) => {
            out.push_str("{\"data\":");
            list(people.iter(), within, out);
            out.push('}');
        }
        Data::Raw(json) => out.push_str(&json),
    }
}

/// Writes nodes with the wanted fields.
pub(crate) fn list<N: Node>(nodes: impl Iterator<Item = N>, within: &Within<'_>, out: &mut String) {
    out.push('[');
    for (index, node) in nodes.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(&node, within.fields, within.style, out);
    }
    out.push(']');
}
