//! Calls of the contract.

use serde::Deserialize;

use crate::simulator::own_types::{ACCOUNT, PAGE};

/// A call that the contract describes.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) name: String,
    /// Such as `/{page_id}/conversations`.
    pub(super) path: String,
    /// Such as `edge<UnifiedThread>`.
    pub(crate) returns: String,
    path_params: Vec<Param>,
    pub(crate) params: Vec<Param>,
    pub(super) permissions: Vec<Permission>,
}

/// What a token needs for a call.
#[derive(Debug, Deserialize)]
pub(crate) struct Permission {
    /// The only host that it applies to, if not to all.
    host: Option<String>,
    pub(super) scopes: Vec<String>,
}

impl Permission {
    /// Returns whether it applies to calls of a host.
    pub(super) fn is_for(&self, host: &str) -> bool {
        self.host.as_deref().is_none_or(|only| only == host)
    }
}

/// A parameter of a path or of a query.
#[derive(Debug, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(super) max_items: Option<usize>,
}

impl Operation {
    /// Returns whether it has a query parameter of its own with a name.
    pub(crate) fn has_param(&self, name: &str) -> bool {
        self.params.iter().any(|param| param.name == name)
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|segment| !segment.is_empty())
    }

    /// Returns the name of the edge in the path; `None` if it ends with the node.
    pub(super) fn edge(&self) -> Option<&str> {
        self.segments().nth(1)
    }

    /// Returns the type of the node in the path, if it is one of the simulator's own types: a
    /// Page, or the account that is `me` for a token of Instagram.
    pub(super) fn own_type(&self) -> Option<&'static str> {
        match &self.path_params[..] {
            [] => self
                .segments()
                .next()
                .filter(|node| *node == "me")
                .map(|_| ACCOUNT),
            [param] => (param.ty == "PageId").then_some(PAGE),
            _ => None,
        }
    }
}
