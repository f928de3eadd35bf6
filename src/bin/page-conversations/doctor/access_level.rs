//! Whether the app has Advanced Access, as far as it can be seen.

use page_conversations::{Edge, PathRequest};
use serde_json::Value;

use super::check::{Check, State};
use crate::access::Connection;
use crate::arguments::Platform;

const NAME: &str = "Advanced Access";

/// Graph does not state the level of access. With Standard Access, an inbox has conversations
/// with people who have a role on the app alone.
pub async fn check(id: &str, connection: &Connection) -> Check {
    let platform = connection.platform(Platform::Messenger);
    let request: PathRequest<Edge<Value>> = PathRequest::new([id, "conversations"])
        .fields("id")
        .limit(25)
        .query("platform", platform.parameter());
    let finding = match connection.page(request).await {
        Ok(page) if page.next_cursor().is_some() => {
            return Check::passed(NAME, "likely: the inbox has more than one page");
        }
        Ok(page) => format!(
            "not shown by Graph; {} conversations are listed",
            page.items.len()
        ),
        Err(_) => "not shown by Graph, and the inbox cannot be read".to_owned(),
    };
    let action = "compare with the inbox on Meta's site: with Standard Access, only people with a \
                  role on the app are listed; Advanced Access takes an app review";
    Check::new(NAME, State::Unknown, finding, action)
}
