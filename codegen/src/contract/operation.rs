//! Calls, and what they take and ask for.

use serde::{Deserialize, Serialize};

use super::{Replacement, Span};
use crate::contract::spec::TypeExpr;
use crate::contract::spec::{ReadKind, Round, Style};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Operation {
    /// Name of its request.
    pub name: String,
    /// Path below the version.
    pub path: String,
    /// Type of a successful answer.
    pub returns: TypeExpr,
    /// What it does.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
    /// Versions; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<Span>,
    /// What to use instead once it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
    /// Hosts that take it, by their short names.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What stands in for the braces, in their order.
    #[serde(default)]
    pub path_params: Vec<Param>,
    /// The operation whose query parameters this one takes too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params_of: Option<String>,
    /// Query parameters that not every read takes, by name.
    #[serde(default)]
    pub params: Vec<Param>,
    /// Query parameters that every read of this kind takes, by name.
    #[serde(default)]
    pub common_params: Vec<Param>,
    /// What a caller must be allowed to do.
    #[serde(default)]
    pub permissions: Vec<Permission>,
    /// What the call cannot do.
    #[serde(default)]
    pub limitations: Vec<Note>,
    /// What else is said of it.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Kinds of call that the edge refuses.
    #[serde(default)]
    pub unsupported: Vec<Note>,
    /// Codes that its documentation names.
    #[serde(default)]
    pub errors: Vec<i64>,
}

impl Operation {
    /// Whether it returns one node or pages of them.
    pub fn kind(&self) -> ReadKind {
        match self.returns {
            TypeExpr::Edge(_) => ReadKind::Edge,
            _ => ReadKind::Node,
        }
    }

    /// The query parameters that a field which is the same edge takes as
    /// modifiers: the choice of fields stands in braces there.
    pub fn modifiers(&self) -> impl Iterator<Item = &Param> {
        self.query().filter(|param| param.name != "fields")
    }

    /// All query parameters, its own first.
    pub fn query(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().chain(&self.common_params)
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Param {
    /// Name on the wire.
    pub name: String,
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: TypeExpr,
    /// Whether the call fails without it.
    pub required: bool,
    /// What it does.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
    /// Versions; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<Span>,
    /// What to use instead once it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
    /// The type in Meta's machine-readable spec, where this corrects it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// How a list goes into a query, where not as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    /// Entries that a list in a query has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i64>,
    /// How a time is rounded to milliseconds, where not down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// The operation whose query parameters the field takes as modifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params_of: Option<String>,
}

/// What a caller must be allowed to do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Permission {
    /// Short name.
    pub name: String,
    /// Who needs it.
    pub doc: String,
    /// Kind of access token.
    pub token: String,
    /// Host that it is for, by its short name; all of the call where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Value of the parameter `platform` that it is for; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Whether it is the one for a call without the parameter `platform`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
    /// Tasks on the Page, any of which suffices.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Permissions of the token, all of them.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Sources.
    pub source: Vec<String>,
}

impl Permission {
    /// Returns those of some permissions that apply to a call of a host, with or without
    /// the parameter `platform`. Any of them suffices.
    ///
    /// The runtime finds them in the same way, in `src/error/permission.rs`. Both are tested
    /// with the same cases.
    pub fn for_call<'p>(all: &'p [Self], host: &str, platform: Option<&str>) -> Vec<&'p Self> {
        let of_host = |one: &&Self| one.host.as_deref().is_none_or(|own| own == host);
        let mut left: Vec<_> = all.iter().filter(of_host).collect();
        let has_default = left.iter().any(|one| one.default);
        left.retain(|one| match (&one.platform, platform) {
            (None, _) => true,
            (Some(_), None) => one.default || !has_default,
            (Some(own), Some(asked)) => own.eq_ignore_ascii_case(asked),
        });
        left
    }
}

/// Something the documentation says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Note {
    /// Short name.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
}
