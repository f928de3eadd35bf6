//! Calls about access tokens: which one a client gets, and what it is good for.

use serde_json::{Value, json};

use super::access::Access;
use crate::simulator::call::Call;
use crate::simulator::contract::VersionContract;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::token::USER_TOKEN;
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::json;
use crate::simulator::render::node::{APP_ID, APP_NAME, USER_ID};
use crate::types::timestamp::Timestamp;

/// For how long a new token of a person is valid, in seconds: 60 days.
const LIFETIME: u64 = 60 * 24 * 3600;

/// Parameters of these calls whose values are secrets.
pub(crate) const SECRETS: [&str; 4] = ["client_secret", "code", "fb_exchange_token", "input_token"];

/// Returns whether a call asks for a token, for which it needs none.
pub(crate) fn asks_for_token(path: &[&str]) -> bool {
    path == ["oauth", "access_token"]
}

/// Returns a token: that of the app, or one of a person for a code or for a token
/// that lives shorter.
pub(crate) fn new_token(access: &Access, call: &Call) -> Result<String, ErrorResponse> {
    let missing = |name: &str| {
        let message = format!("Missing {name} parameter.");
        ErrorResponse::new(400, 101, message)
    };
    let required = |name: &str| call.get(name).ok_or_else(|| missing(name));
    if required("client_id")? != APP_ID {
        let message = "Error validating application. Cannot get application info due to a \
                       system error.";
        return Err(ErrorResponse::new(400, 101, message));
    }
    let secret = required("client_secret")?;
    let app_token = access
        .app_token()
        .filter(|_| access.app_secret.as_deref() == Some(secret));
    let Some(app_token) = app_token else {
        return Err(ErrorResponse::new(
            400,
            1,
            "Error validating client secret.",
        ));
    };
    let is_app = call.get("grant_type") == Some("client_credentials");
    let answer = match is_app {
        true => json!({ "access_token": app_token, "token_type": "bearer" }),
        false => {
            let proof = match call.get("grant_type") {
                Some("fb_exchange_token") => "fb_exchange_token",
                _ => "code",
            };
            required(proof)?;
            json!({
                "access_token": USER_TOKEN, "token_type": "bearer", "expires_in": LIFETIME,
            })
        }
    };
    Ok(json::to_string(&answer))
}

/// Returns what a token is good for.
pub(crate) fn debug_token(
    access: &Access,
    call: &Call,
    contract: &VersionContract,
    (viewer, world): (Viewer<'_>, &World),
    now: Timestamp,
) -> Result<String, ErrorResponse> {
    if viewer.is_on_instagram() {
        let message = "You must provide an app access token, or a user access token that is an \
                       owner or developer of the app";
        return Err(ErrorResponse::parameter(message));
    }
    let Some(token) = call.get("input_token").filter(|token| !token.is_empty()) else {
        return Err(ErrorResponse::parameter(
            "The parameter input_token is required",
        ));
    };
    let data = match access.viewer_of(token, world, now) {
        Some(owner) => {
            let expiry = access.expiry(token).map_or(0, Timestamp::unix_seconds);
            description(owner, contract, world, expiry)
        }
        None if access.is_expired(token, now) => {
            let owner = access.owner(token, world).unwrap_or(Viewer::AllPages);
            let expiry = access.expiry(token).map_or(0, Timestamp::unix_seconds);
            let mut data = description(owner, contract, world, expiry);
            data["error"] = json!({
                "code": 190,
                "message": "Error validating access token: Session has expired.",
                "subcode": 463,
            });
            data["is_valid"] = false.into();
            data
        }
        None => json!({
            "error": { "code": 190, "message": "Invalid OAuth access token." },
            "is_valid": false,
            "scopes": [],
        }),
    };
    Ok(json::to_string(&json!({ "data": data })))
}

/// Describes a token. `expiry` is a Unix time in seconds, or zero for none.
fn description(owner: Viewer<'_>, contract: &VersionContract, world: &World, expiry: i64) -> Value {
    let page = match owner {
        Viewer::AllPages => world.first_page(),
        owner => owner.page(),
    };
    let (kind, host, id) = match owner {
        Viewer::App => ("APP", None, None),
        Viewer::User => ("USER", Some("facebook"), None),
        Viewer::Account(page) => ("USER", Some("instagram"), Some(page.account_id())),
        Viewer::AllPages | Viewer::Page(_) => {
            let id = page.map(|page| page.id.to_string());
            ("PAGE", Some("facebook"), id)
        }
    };
    let mut data = json!({
        "app_id": APP_ID, "type": kind, "application": APP_NAME, "is_valid": true,
    });
    let Some(host) = host else {
        return data;
    };
    let targets: Vec<_> = match id {
        Some(id) => vec![id],
        None => world.page_ids().map(str::to_owned).collect(),
    };
    let scopes = contract.scopes(host);
    let granular = scopes
        .iter()
        .map(|scope| json!({ "scope": scope, "target_ids": targets }));
    data["granular_scopes"] = granular.collect();
    data["scopes"] = json!(scopes);
    data["expires_at"] = json!(expiry);
    data["data_access_expires_at"] = json!(0);
    data["user_id"] = match owner {
        Viewer::Account(page) => page.account_id().into(),
        _ => USER_ID.into(),
    };
    if kind == "PAGE" {
        data["profile_id"] = json!(targets.first());
    }
    data
}
