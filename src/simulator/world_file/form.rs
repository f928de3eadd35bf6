//! A file of a world.
//!
//! The doc comments here are the descriptions in its schema.

use page_conversations_codegen::contract::document::Located;
use schemars::JsonSchema;
use serde::Deserialize;

use super::list::{List, Text};
use super::node::ThreadForm;
use super::script::ScriptForm;
use super::token::TokenForm;
use super::traffic::TrafficForm;

/// A world for the simulator.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `pages` or `seed`")]
#[schemars(title = "World of the simulator")]
pub(crate) struct WorldForm {
    /// Adds generated conversations to each Page. The same seed generates the same
    /// ones.
    #[serde(default)]
    #[schemars(with = "Option<u64>")]
    pub(crate) seed: Option<Located<u64>>,
    /// Number of generated conversations of each Page and platform; 60 by default.
    #[serde(default)]
    #[schemars(with = "Option<u32>")]
    pub(crate) count: Option<Located<u32>>,
    /// The Pages. Without them, a seed generates two.
    #[serde(default)]
    pub(crate) pages: Vec<PageForm>,
    /// Further access tokens, which may read all Pages.
    #[serde(default)]
    pub(crate) tokens: Vec<Located<TokenForm>>,
    /// Changes at times since the start, in any order.
    #[serde(default)]
    pub(crate) script: Vec<ScriptForm>,
    /// Changes at random.
    #[serde(default)]
    pub(crate) traffic: Option<TrafficForm>,
}

/// A Page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `id` and `name`")]
#[schemars(rename = "Page")]
pub(crate) struct PageForm {
    /// Id.
    #[schemars(with = "Text")]
    pub(crate) id: Located<String>,
    /// Name.
    #[schemars(with = "Text")]
    pub(crate) name: String,
    /// The linked Instagram account.
    #[serde(default)]
    pub(crate) instagram: Option<AccountForm>,
    /// Conversations, as Graph lists them.
    #[serde(default)]
    pub(crate) conversations: List<ThreadForm>,
}

/// An Instagram account. Its id follows from that of the Page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `username`")]
#[schemars(rename = "Account")]
pub(crate) struct AccountForm {
    /// Username.
    #[schemars(with = "Text")]
    pub(crate) username: String,
}
