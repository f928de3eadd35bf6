//! Attachments, shares, reactions and other content of seeded messages.

use serde_json::{Value, json};

use crate::simulator::model::message::Message;
use crate::simulator::model::thread::Platform;

/// Name of an attachment that Graph withholds in the EU.
const WITHHELD: &str = "Media not available due to new privacy rules in Europe";

/// Maximum number of buttons of a card.
const MAX_BUTTONS: u64 = 3;

/// The form of content for which sources differ.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Variants {
    /// Whether a card has one button as an object instead of a list.
    pub(crate) single_button: bool,
    /// Whether a reaction has `emoji` instead of `reaction`.
    pub(crate) emoji: bool,
}

impl Variants {
    /// Returns the name of the emoji of a reaction.
    pub(crate) fn reaction(self) -> &'static str {
        if self.emoji { "emoji" } else { "reaction" }
    }
}

/// Adds the content that a random number selects, which for some is none.
pub(crate) fn with_content(
    message: Message,
    platform: Platform,
    random: u64,
    variants: Variants,
) -> Message {
    let number = random / 12 % 10_000;
    match (random % 12, platform) {
        (0, _) => with_attachment(message, image(number)),
        (1, _) => {
            let share = json!({
                "link": format!("https://example.com/{number}"), "name": "A page",
                "description": "What it is about.",
            });
            message.extra("shares", json!({ "data": [share] }))
        }
        (2, Platform::Messenger) => Message {
            sticker: Some(format!("https://scontent.example/sticker/{number}.png")),
            ..message
        },
        (2, Platform::Instagram) => {
            let kind = ["reply_to", "mention"][usize::from(number % 2 == 1)];
            let link = json!({ "id": number.to_string(), "link": "https://example.com/story" });
            message.extra("story", json!({ kind: link }))
        }
        (3, _) => {
            let reaction = reaction(&message, variants);
            message.extra("reactions", json!({ "data": [reaction] }))
        }
        (4, _) => {
            let reply = json!({ "mid": format!("m_{number}"), "is_self_reply": false });
            message.extra("reply_to", reply)
        }
        (5, _) => with_attachment(message, video(number)),
        (6, _) => with_attachment(message, card(number, variants)),
        // An attachment that is withheld.
        (7, _) => with_attachment(message, json!({ "id": "1234", "name": WITHHELD })),
        (8, _) if number.is_multiple_of(4) => message.extra("is_unsupported", json!(true)),
        _ => message,
    }
}

fn with_attachment(message: Message, attachment: Value) -> Message {
    message.extra("attachments", json!({ "data": [attachment] }))
}

fn image(number: u64) -> Value {
    let image = json!({
        "width": 640, "height": 480, "max_width": 640, "max_height": 480,
        "url": format!("https://scontent.example/{number}.jpg"),
        "preview_url": format!("https://scontent.example/{number}.preview.jpg"),
        "image_type": 0, "render_as_sticker": false,
    });
    json!({
        "id": number.to_string(), "mime_type": "image/jpeg", "name": format!("image-{number}"),
        "size": 1024 + number, "image_data": image,
    })
}

fn video(number: u64) -> Value {
    let url = format!("https://scontent.example/{number}.mp4");
    let video = json!({
        "width": 1280, "height": 720, "length": 12, "video_type": 1, "url": url,
        "preview_url": format!("{url}.jpg"), "rotation": 0,
    });
    json!({
        "id": number.to_string(), "mime_type": "video/mp4", "name": format!("video-{number}"),
        "video_data": video,
    })
}

fn card(number: u64, variants: Variants) -> Value {
    let button = |number: u64| {
        json!({
            "title": format!("Look {number}"), "type": "web_url",
            "url": format!("https://example.com/{number}"),
        })
    };
    let buttons = match variants.single_button {
        true => button(1),
        false => (1..=1 + number % MAX_BUTTONS).map(button).collect(),
    };
    let template = json!({
        "title": "An offer", "subtitle": "Until Sunday",
        "media_url": format!("https://scontent.example/{number}.jpg"), "cta": buttons,
    });
    json!({ "id": number.to_string(), "generic_template": template })
}

fn reaction(message: &Message, variants: Variants) -> Value {
    // Without a username Graph leaves the field out.
    let mut who = json!({ "id": message.from.id });
    if let Some(username) = &message.from.username {
        who["username"] = username.as_str().into();
    }
    let name = variants.reaction();
    json!({ name: "❤", "users": [who] })
}
