//! Nodes as the simulator keeps them, and as JSON with the wanted fields.

use std::borrow::Cow;
use std::fmt::Write;

use super::fields::Selection;
use crate::timestamp::Timestamp;

/// What a field of a node holds.
pub(crate) enum Data<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    Bool(bool),
    Time(Timestamp),
    Object(Box<dyn Node + 'a>),
    /// A list within `data`.
    Nodes(Vec<Box<dyn Node + 'a>>),
    /// JSON that is made already.
    Raw(String),
}

/// Something with fields.
pub(crate) trait Node {
    /// What a field holds; `None` where it has no data.
    fn data<'a>(&'a self, field: &str, within: &Within<'_>) -> Option<Data<'a>>;

    /// The fields of a node that nobody chose any of.
    fn default_fields(&self) -> &'static [&'static str];
}

/// What a field may need to know of the call.
pub(crate) struct Within<'a> {
    /// Modifiers of the field.
    pub(crate) modifiers: &'a [(String, String)],
    /// Fields that are wanted of the field.
    pub(crate) fields: Option<&'a Selection>,
    /// Makes the URL of a page of an edge.
    pub(crate) urls: &'a Urls,
}

/// What `next` and `previous` are made of.
pub(crate) struct Urls {
    /// Host and version.
    pub(crate) base: String,
    pub(crate) access_token: String,
}

/// Writes a node with the wanted fields. Its id comes last, as in Graph's
/// answers.
pub(crate) fn write(node: &dyn Node, fields: Option<&Selection>, urls: &Urls, out: &mut String) {
    let mut first = true;
    let mut field = |name: &str, within: &Within<'_>, out: &mut String| {
        let Some(data) = node.data(name, within) else {
            return;
        };
        out.push(if first { '{' } else { ',' });
        first = false;
        text(name, out);
        out.push(':');
        write_data(data, within, out);
    };
    let plain = Within {
        modifiers: &[],
        fields: None,
        urls,
    };
    match fields {
        Some(Selection(choices)) => {
            for choice in choices.iter().filter(|choice| choice.name != "id") {
                let within = Within {
                    modifiers: &choice.modifiers,
                    fields: choice.fields.as_ref(),
                    urls,
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
    out.push_str(if first { "{}" } else { "}" });
}

fn write_data(data: Data<'_>, within: &Within<'_>, out: &mut String) {
    match data {
        Data::Text(value) => text(&value, out),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        Data::Time(time) => time_text(time, out),
        Data::Object(node) => write(&*node, within.fields, within.urls, out),
        Data::Nodes(nodes) => {
            out.push_str("{\"data\":");
            list(&nodes, within, out);
            out.push('}');
        }
        Data::Raw(json) => out.push_str(&json),
    }
}

/// Writes nodes with the wanted fields.
pub(crate) fn list(nodes: &[Box<dyn Node + '_>], within: &Within<'_>, out: &mut String) {
    out.push('[');
    for (index, node) in nodes.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(&**node, within.fields, within.urls, out);
    }
    out.push(']');
}

/// Writes a text as JSON.
pub(crate) fn text(value: &str, out: &mut String) {
    // Nearly all texts, and all names, are written as they are.
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if value.bytes().all(plain) {
        out.extend(["\"", value, "\""]);
    } else {
        // Text always has a JSON form.
        out.push_str(&serde_json::to_string(value).unwrap_or_default());
    }
}

/// Writes a time in Graph's form.
fn time_text(time: Timestamp, out: &mut String) {
    out.push('"');
    // A string takes all that is written to it.
    let _ = write!(out, "{time}");
    if out.ends_with('Z') {
        out.pop();
    }
    out.push_str("+0000\"");
}
