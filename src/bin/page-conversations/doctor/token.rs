//! What Graph states about the token: its kind, its expiry and its permissions.

use std::collections::BTreeSet;

use page_conversations::{Timestamp, hosts};
use serde_json::Value;

use super::check::{Check, State};
use super::debug_token;
use crate::access::Connection;
use crate::contract::{Permission, VersionContract};

const KIND: &str = "Kind of token";
const EXPIRY: &str = "Expiry";

/// Days before its expiry from which on a token is reported.
const SOON: i64 = 14;

const DAY: i64 = 24 * 3_600;

pub async fn checks(app_id: Option<&str>, connection: &Connection) -> Vec<Check> {
    if connection.is_instagram_login {
        return vec![Check::new(
            EXPIRY,
            State::Unknown,
            "Graph does not describe tokens of Instagram Login",
            "they are valid for 60 days: renew it before",
        )];
    }
    match debug_token::description(app_id, connection).await {
        Ok(description) => {
            let mut checks = vec![kind(&description)];
            if description["is_valid"] != false {
                checks.push(expiry(&description));
                checks.extend(permissions(connection, &description));
            }
            checks
        }
        Err(error) => vec![Check::new(
            KIND,
            State::Unknown,
            format!("Graph does not describe the token: {error}"),
            "pass --app-id and set GRAPH_APP_SECRET: an app can describe its tokens",
        )],
    }
}

fn kind(description: &Value) -> Check {
    let kind = description["type"].as_str().unwrap_or("unknown");
    let app = description["application"].as_str().unwrap_or("an app");
    let finding = format!("{kind}, of the app `{app}`");
    match (description["is_valid"].as_bool(), kind) {
        (Some(false), _) => {
            let finding = match &description["error"] {
                Value::Null => "not valid".to_owned(),
                error => format!("not valid: {}", debug_token::codes(error)),
            };
            Check::new(KIND, State::Failed, finding, "get a new access token")
        }
        (_, "PAGE") => Check::passed(KIND, finding),
        _ => Check::new(
            KIND,
            State::Warning,
            finding,
            "use the token of the Page: `GET /me/accounts` with this one lists those of the \
             person's Pages",
        ),
    }
}

fn expiry(description: &Value) -> Check {
    let times = ["expires_at", "data_access_expires_at"];
    let times = times.iter().filter_map(|name| description[*name].as_i64());
    // Zero is never.
    let Some(first) = times.filter(|time| *time > 0).min() else {
        return Check::passed(EXPIRY, "never");
    };
    let days = (first - Timestamp::now().unix_seconds()).div_euclid(DAY);
    let time = Timestamp::from_unix_seconds(first);
    let finding = format!("{time}, in {days} days");
    match days {
        ..0 => {
            let action = "let the person log in again, and get a new token";
            Check::new(
                EXPIRY,
                State::Warning,
                format!("{time}, in the past"),
                action,
            )
        }
        0..SOON => {
            let action = "let the person log in again before: calls fail afterwards";
            Check::new(EXPIRY, State::Warning, finding, action)
        }
        _ => Check::passed(EXPIRY, finding),
    }
}

/// Compares the scopes with those that the contract states for listing conversations.
fn permissions(connection: &Connection, description: &Value) -> Vec<Check> {
    let granted = description["scopes"].as_array().into_iter().flatten();
    let granted: BTreeSet<&str> = granted.filter_map(Value::as_str).collect();
    let contract = VersionContract::of(connection.version.name);
    let list = contract
        .operations
        .iter()
        .find(|one| one.path == "/{page_id}/conversations");
    let needed = list.into_iter().flat_map(|list| &list.permissions);
    let facebook = hosts::FACEBOOK;
    let needed = needed.filter(|permission| {
        permission
            .host
            .as_deref()
            .is_none_or(|host| facebook.contains(host))
    });
    needed
        .map(|permission| one_platform(permission, &granted))
        .collect()
}

fn one_platform(permission: &Permission, granted: &BTreeSet<&str>) -> Check {
    let name = match permission.platform.as_deref() {
        Some(platform) => format!("Scopes, {}", platform.to_lowercase()),
        None => "Scopes".to_owned(),
    };
    let scopes = permission.scopes.iter().map(String::as_str);
    let (granted, missing): (Vec<_>, Vec<_>) = scopes.partition(|scope| granted.contains(scope));
    match &missing[..] {
        [] => Check::passed(name, format!("granted: {}", granted.join(", "))),
        missing => {
            let missing = missing.join(", ");
            let action = format!("request {missing} when the person logs in");
            Check::new(
                name,
                State::Warning,
                format!("not granted: {missing}"),
                action,
            )
        }
    }
}
