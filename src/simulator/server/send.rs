//! The simplest form of the Send API: a Page or an account writes a text to a person
//! who wrote to it.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::exchange::Exchange;
use super::state::lock;
use crate::simulator::call::Call;
use crate::simulator::contract::VersionContract;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::change::{Change, NewMessage, Sender};
use crate::simulator::model::page::Page;
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::json;
use crate::simulator::render::node::Node;
use crate::types::timestamp::Timestamp;

/// For how long after a person's message a Page may write.
const WINDOW: Duration = Duration::from_secs(24 * 3600);

/// Tags of messages that a Page may write later, and for how long; `None` is without
/// an end.
const TAGS: [(&str, Option<Duration>); 4] = [
    ("HUMAN_AGENT", Some(Duration::from_secs(7 * 24 * 3600))),
    ("ACCOUNT_UPDATE", None),
    ("CONFIRMED_EVENT_UPDATE", None),
    ("POST_PURCHASE_UPDATE", None),
];

/// What differs between platforms.
struct Rules {
    max_text: usize,
    /// Returns the length of a text, as it counts.
    length: fn(&str) -> usize,
    /// Subcode of the error for an unknown recipient.
    unknown: i64,
    /// HTTP status, subcode and message of the error for a message that is too late.
    late: (u16, i64, &'static str),
}

const MESSENGER: Rules = Rules {
    max_text: 2_000,
    length: |text| text.chars().count(),
    unknown: 2_018_001,
    late: (
        400,
        2_018_278,
        "(#10) This message is sent outside of allowed window. Learn more about the new policy \
         here: https://developers.facebook.com/docs/messenger-platform/policy-overview",
    ),
};

const INSTAGRAM: Rules = Rules {
    max_text: 1_000,
    length: str::len,
    unknown: 2_534_014,
    late: (
        403,
        2_534_022,
        "This message is sent outside of allowed window.",
    ),
};

impl Rules {
    fn of(platform: Platform) -> Self {
        match platform {
            Platform::Messenger => MESSENGER,
            Platform::Instagram => INSTAGRAM,
        }
    }
}

/// Returns whether a call sends a message.
pub(crate) fn is_called(call: &Call) -> bool {
    call.method == Method::POST && matches!(call.path.as_slice(), [_, edge] if edge == "messages")
}

/// Sends a message, and returns the body of the response.
pub(crate) fn answer(
    exchange: &Exchange<'_>,
    call: &Call,
    contract: &VersionContract,
    viewer: Viewer<'_>,
) -> Result<String, ErrorResponse> {
    let (world, now) = (exchange.world, exchange.time);
    let result = sender(call, contract, viewer, world)
        .and_then(|sender| message(call, sender, world, now))
        .and_then(|(recipient, change)| {
            let changed = lock(&exchange.state.living).change(change);
            // The conversation was deleted meanwhile.
            let changed = changed.map_err(|_| ErrorResponse::missing(&recipient))?;
            Ok(json!({ "recipient_id": recipient, "message_id": changed.message_id }))
        });
    match result {
        Ok(body) => Ok(json::to_string(&body)),
        Err(error) if viewer.is_on_instagram() => Err(error.on_instagram()),
        Err(error) => Err(error),
    }
}

/// Who writes: a Page, and the platforms on which it can.
type From<'a> = (&'a Page, &'static [Platform]);

const BOTH: &[Platform] = &[Platform::Messenger, Platform::Instagram];
const INSTAGRAM_ALONE: &[Platform] = &[Platform::Instagram];

/// Returns who writes, if the token is allowed to.
fn sender<'a>(
    call: &Call,
    contract: &VersionContract,
    viewer: Viewer<'a>,
    world: &'a World,
) -> Result<From<'a>, ErrorResponse> {
    let id = call.path.first().map_or("", String::as_str);
    let page = match id {
        "me" => match viewer {
            Viewer::AllPages => world.first_page(),
            viewer => viewer.page().filter(|_| !viewer.is_on_instagram()),
        },
        id => world.find_page(id),
    };
    let account = match id {
        "me" => viewer.page().filter(|_| viewer.is_on_instagram()),
        id => world.find_account(id),
    };
    if let Some(page) = page {
        viewer.check(&Node::Page(page))?;
        viewer.check_conversations()?;
        return Ok((page, BOTH));
    }
    let Some(page) = account else {
        // `me` is a person or an app.
        viewer.check_conversations()?;
        return Err(ErrorResponse::unsupported("post", id));
    };
    let node = Node::Account {
        page,
        is_scoped: viewer.is_on_instagram(),
    };
    viewer.check(&node)?;
    viewer.check_conversations()?;
    match viewer.is_on_instagram() || contract.has_accounts_on_facebook() {
        true => Ok((page, INSTAGRAM_ALONE)),
        false => Err(ErrorResponse::field("messages", node.ty())),
    }
}

/// Returns the recipient, and the change that the message is.
fn message(
    call: &Call,
    (page, platforms): From<'_>,
    world: &World,
    now: Timestamp,
) -> Result<(String, Change), ErrorResponse> {
    if call.get("sender_action").is_some() {
        let message = "Param sender_action is not simulated: send a text";
        return Err(ErrorResponse::parameter(message));
    }
    let recipient = member(call, "recipient", "id")?;
    let Some(recipient) = recipient.filter(|id| !id.is_empty()) else {
        let message = "Param recipient must be an object with the id of a person";
        return Err(ErrorResponse::parameter(message));
    };
    let text = member(call, "message", "text")?.unwrap_or_default();
    let lifetime = lifetime(call)?;
    let mut threads = platforms
        .iter()
        .filter_map(|platform| world.find_thread_of_person(page, *platform, &recipient));
    let Some(thread) = threads.next() else {
        let platform = platforms.first().copied().unwrap_or(Platform::Messenger);
        let error = ErrorResponse::parameter("No matching user found");
        return Err(error.subcode(Rules::of(platform).unknown));
    };
    let rules = Rules::of(thread.platform);
    if let Some(other) = other_content(call) {
        return Err(ErrorResponse::parameter(&format!(
            "Param {other} is not simulated: send a text"
        )));
    }
    if text.is_empty() {
        let message = "Message cannot be empty, must provide valid attachment or text";
        return Err(ErrorResponse::parameter(message).subcode(2_018_034));
    }
    if (rules.length)(&text) > rules.max_text {
        return Err(ErrorResponse::parameter(&format!(
            "Length of param message[text] must be less than or equal to {}",
            rules.max_text
        )));
    }
    if !thread.can_reply {
        let message = "(#551) This person isn't available right now.";
        return Err(ErrorResponse::new(400, 551, message).subcode(1_545_041));
    }
    if let Some(lifetime) = lifetime
        && !was_written_within(lifetime, now, (page, &thread), world)
    {
        let (status, subcode, message) = rules.late;
        return Err(ErrorResponse::new(status, 10, message).subcode(subcode));
    }
    let change = Change::NewMessage {
        thread_id: thread.id.clone(),
        message: NewMessage::new(Sender::Page, text),
    };
    Ok((recipient, change))
}

/// Returns what a message has that is no text and cannot be sent here.
fn other_content(call: &Call) -> Option<&'static str> {
    let message = call.get("message").unwrap_or_default();
    let message: Map<_, _> = serde_json::from_str(message).unwrap_or_default();
    let names = ["attachment", "attachments", "sticker_id"].into_iter();
    let is_given = |name: &&str| {
        let prefix = format!("message[{name}]");
        let mut params = call.params.iter();
        message.contains_key(*name) || params.any(|(param, _)| param.starts_with(&prefix))
    };
    let mut names = names.filter(is_given);
    names.next()
}

/// Returns a member of a parameter that is an object: as JSON, or as one parameter for
/// each member, such as `recipient[id]`.
fn member(call: &Call, param: &str, name: &str) -> Result<Option<String>, ErrorResponse> {
    let Some(object) = call.get(param).filter(|text| !text.is_empty()) else {
        let value = call.get(&format!("{param}[{name}]"));
        let value = value.ok_or_else(|| ErrorResponse::required(param))?;
        return Ok(Some(value.to_owned()));
    };
    let Ok(object) = serde_json::from_str::<Map<_, _>>(object) else {
        let message = format!("Param {param} must be an object");
        return Err(ErrorResponse::parameter(&message));
    };
    Ok(match object.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

/// Returns for how long after a person's message this one is allowed; `None` if it
/// always is.
fn lifetime(call: &Call) -> Result<Option<Duration>, ErrorResponse> {
    let invalid = |name: &str, values: &str| {
        let message = format!("Param {name} must be one of {{{values}}}");
        ErrorResponse::parameter(&message)
    };
    match call.get("messaging_type") {
        None | Some("" | "RESPONSE" | "UPDATE") => Ok(Some(WINDOW)),
        Some("MESSAGE_TAG") => {
            let tag = call
                .get("tag")
                .ok_or_else(|| ErrorResponse::required("tag"))?;
            let known = TAGS.iter().find(|(name, _)| *name == tag);
            let (_, lifetime) = known.ok_or_else(|| {
                let names: Vec<_> = TAGS.iter().map(|(name, _)| *name).collect();
                invalid("tag", &names.join(", "))
            })?;
            Ok(*lifetime)
        }
        Some(_) => Err(invalid("messaging_type", "RESPONSE, UPDATE, MESSAGE_TAG")),
    }
}

/// Returns whether the person of a conversation wrote within a time.
fn was_written_within(
    lifetime: Duration,
    now: Timestamp,
    (page, thread): (&Page, &Thread),
    world: &World,
) -> bool {
    let messages = world.messages(&thread.id);
    let mut recent =
        messages.take_while(|message| message.created_time.saturating_add(lifetime) >= now);
    recent.any(|message| !page.has_id(&message.from.id))
}
