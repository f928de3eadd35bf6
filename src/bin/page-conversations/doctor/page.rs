//! Whose token it is, and whether the Page has an Instagram account.

use page_conversations::{PathRequest, ResponseInfo};
use serde_json::Value;

use super::check::{Check, State};
use crate::access::Connection;
use crate::node::text;

/// Whom the token is for, and the metadata of the answer.
pub struct Identity {
    pub check: Check,
    pub info: Option<ResponseInfo>,
}

pub async fn identity(id: &str, connection: &Connection) -> Identity {
    const NAME: &str = "Token";
    let (fields, name) = match connection.is_instagram_login {
        true => ("id,username", "username"),
        false => ("id,name", "name"),
    };
    let request: PathRequest<Value> = PathRequest::new([id]).fields(fields);
    match connection.send(request).await {
        Ok(answer) => {
            let check = match &answer.body["id"] {
                Value::String(_) | Value::Number(_) => {
                    let (name, id) = (text(&answer.body, name), text(&answer.body, "id"));
                    Check::passed(NAME, format!("reads `{name}` ({id})"))
                }
                _ => Check::new(
                    NAME,
                    State::Failed,
                    "the answer has no id",
                    "check that the host is Graph's, and no proxy answers in its place",
                ),
            };
            Identity {
                check,
                info: Some(answer.info),
            }
        }
        Err(error) => Identity {
            info: error.info().cloned(),
            check: Check::failed(NAME, &error),
        },
    }
}

pub async fn instagram_account(id: &str, connection: &Connection) -> Check {
    const NAME: &str = "Instagram account";
    let request: PathRequest<Value> =
        PathRequest::new([id]).fields("instagram_business_account{id,username}");
    match connection.send(request).await {
        Ok(answer) => match &answer.body["instagram_business_account"] {
            account if account.is_object() => {
                let username = text(account, "username");
                Check::passed(NAME, format!("`{username}` is linked to the Page"))
            }
            _ => Check::new(
                NAME,
                State::Warning,
                "none is linked to the Page, or the token may not see it",
                "to read its inbox, link a professional account in the settings of the Page, and \
                 request instagram_basic",
            ),
        },
        Err(error) => Check::failed(NAME, &error),
    }
}
