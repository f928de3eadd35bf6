//! The endpoint that describes the simulator.

use schemars::JsonSchema;
use serde::Serialize;

use super::clock;
use super::error::AdminError;
use super::route::Request;
use crate::simulator::model::page::Page;
use crate::simulator::model::token;
use crate::simulator::render::node::APP_ID;
use crate::simulator::server::state::lock;
use crate::versions::VERSIONS;

/// What a client needs to know of the simulator.
#[derive(Serialize, JsonSchema)]
pub(super) struct Status {
    /// Base URL, without a version.
    url: String,
    /// The time of the simulator.
    now: String,
    /// What sets the time.
    clock: &'static str,
    app_id: &'static str,
    /// Secret of the app, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    app_secret: Option<String>,
    tokens: Tokens,
    pages: Vec<PageStatus>,
    /// About how many changes of traffic were left out, because too many were due after
    /// a pause.
    left_out_changes: u64,
    newest_version: &'static str,
    /// Graph versions of the contract, the oldest first.
    versions: Vec<&'static str>,
}

/// Access tokens that are not of one Page.
#[derive(Serialize, JsonSchema)]
struct Tokens {
    /// Reads everything; Graph has no such token.
    all_pages: String,
    /// The token of the person who manages all Pages.
    user: &'static str,
    /// The token of the app, if it has a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<String>,
}

/// A Page.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Page")]
struct PageStatus {
    id: String,
    name: String,
    /// Access token of the Page.
    token: String,
    /// The linked Instagram account.
    instagram: Option<Account>,
}

/// An Instagram account.
#[derive(Serialize, JsonSchema)]
struct Account {
    id: String,
    username: String,
    /// Access token of Instagram Login.
    token: String,
}

impl PageStatus {
    fn new(page: &Page) -> Self {
        Self {
            id: page.id.to_string(),
            name: page.name.to_string(),
            token: token::of_page(page),
            instagram: page.username.as_ref().map(|username| Account {
                id: page.account_id(),
                username: username.clone(),
                token: token::of_account(page),
            }),
        }
    }
}

pub(super) fn read(request: &Request<'_>) -> Result<Status, AdminError> {
    let state = request.state;
    let access = &state.access;
    let versions: Vec<_> = VERSIONS.iter().map(|version| version.name).collect();
    Ok(Status {
        url: state.url.clone(),
        now: clock::now(state).to_string(),
        clock: clock::kind(state),
        app_id: APP_ID,
        app_secret: access.app_secret.clone(),
        tokens: Tokens {
            all_pages: access.access_token.clone(),
            user: token::USER_TOKEN,
            app: access.app_token(),
        },
        pages: state.world().pages().iter().map(PageStatus::new).collect(),
        left_out_changes: lock(&state.living).left_out(),
        newest_version: versions.last().copied().unwrap_or_default(),
        versions,
    })
}
