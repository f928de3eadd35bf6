//! Reactions to a message.

use serde_json::{Value, json};

use super::message::Message;
use super::person::Person;

/// Replaces the reaction of someone to a message. The list has one entry for each
/// emoji, with those who chose it.
pub(super) fn set_reaction(message: &mut Message, who: &Person, reaction: Option<(&str, String)>) {
    let place = message.extras.iter();
    let place = place
        .enumerate()
        .find(|(_, (name, _))| name == "reactions")
        .map(|(place, _)| place);
    let old = place.map(|place| message.extras.remove(place).1);
    let mut reactions = match old {
        Some(Value::Object(mut list)) => match list.remove("data") {
            Some(Value::Array(reactions)) => reactions,
            // One reaction without a list, as on Meta's page.
            _ => vec![Value::Object(list)],
        },
        _ => Vec::new(),
    };
    for one in &mut reactions {
        if let Some(users) = one.get_mut("users").and_then(Value::as_array_mut) {
            users.retain(|user| user["id"] != *who.id);
        }
    }
    reactions.retain(|one| {
        one["users"]
            .as_array()
            .is_none_or(|users| !users.is_empty())
    });
    if let Some((name, emoji)) = reaction {
        let mut user = json!({ "id": who.id });
        if let Some(username) = &who.username {
            user["username"] = username.as_str().into();
        }
        let same = reactions.iter_mut();
        let mut same = same.filter(|one| one[name] == emoji.as_str() && one["users"].is_array());
        match same.next().and_then(|one| one["users"].as_array_mut()) {
            Some(users) => users.push(user),
            None => reactions.push(json!({ name: emoji, "users": [user] })),
        }
    }
    if !reactions.is_empty() {
        let list = json!({ "data": reactions });
        message.extras.push(("reactions".to_owned(), list));
    }
}
