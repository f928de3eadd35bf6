//! Whether a page of an inbox can be read.

use page_conversations::{Edge, Error, PathRequest, errors};
use serde_json::Value;

use super::check::{Check, State};
use crate::access::Connection;
use crate::advice;
use crate::arguments::Platform;
use crate::failure::with_causes;
use crate::node::text;

pub async fn check(id: &str, platform: Platform, connection: &Connection) -> Check {
    let name = format!("{} inbox", platform.name());
    let request: PathRequest<Edge<Value>> = PathRequest::new([id, "conversations"])
        .fields("id,updated_time")
        .limit(5)
        .query("platform", platform.parameter());
    match connection.page(request).await {
        Ok(page) => match page.items.first() {
            Some(newest) => {
                let time = text(newest, "updated_time");
                Check::passed(name, format!("can be read; newest change {time}"))
            }
            None => {
                let (finding, action) =
                    ("can be read, and has no conversation", if_empty(platform));
                Check::new(name, State::Warning, finding, action)
            }
        },
        // A Page need not have one.
        Err(error) if is_not_linked(&error) => Check::new(
            name,
            State::Warning,
            with_causes(&error),
            advice::of(&error),
        ),
        Err(error) => Check::failed(name, &error),
    }
}

fn is_not_linked(error: &Error) -> bool {
    let subcode = error.graph().and_then(|error| error.subcode);
    subcode == Some(errors::PAGE_NOT_LINKED_TO_INSTAGRAM)
}

fn if_empty(platform: Platform) -> &'static str {
    match platform {
        Platform::Messenger => {
            "if that is wrong, check that the token is that of the Page, and its Advanced Access"
        }
        Platform::Instagram => {
            "if that is wrong, link a professional account to the Page, and allow access to \
             messages in its settings under Connected Tools"
        }
    }
}
