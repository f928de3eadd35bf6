//! What a person reads of a node.

use serde_json::Value;

/// Stands for what a node does not have.
pub const NOTHING: &str = "-";

/// Returns a text of a node.
pub fn text(node: &Value, name: &str) -> String {
    match &node[name] {
        Value::Null => NOTHING.to_owned(),
        Value::String(text) if text.is_empty() => NOTHING.to_owned(),
        Value::String(text) => one_line(text),
        other => other.to_string(),
    }
}

/// Returns the names of people, such as the participants of a conversation.
pub fn people(people: &Value) -> String {
    let people = people["data"].as_array().into_iter().flatten();
    let names: Vec<_> = people.map(person).collect();
    match names[..] {
        [] => NOTHING.to_owned(),
        _ => names.join(", "),
    }
}

/// Returns the name of a person.
pub fn person(person: &Value) -> String {
    let mut names = ["name", "username", "id"].iter();
    let name = names.find_map(|name| person[*name].as_str().filter(|name| !name.is_empty()));
    name.map_or_else(|| NOTHING.to_owned(), one_line)
}

/// Returns the text of a message, or what it has in place of a text.
pub fn content(message: &Value) -> String {
    match &message["message"] {
        Value::String(text) if !text.is_empty() => one_line(text),
        // Of no type that a text has.
        other if !other.is_null() && !other.is_string() => one_line(&other.to_string()),
        _ => match message["attachments"]["data"].as_array() {
            Some(attachments) if !attachments.is_empty() => {
                format!("[attachments: {}]", attachments.len())
            }
            _ => NOTHING.to_owned(),
        },
    }
}

/// Returns a text without line breaks, and without what could change the rest of a terminal.
pub fn one_line(text: &str) -> String {
    let visible = |c: char| if is_control(c) { ' ' } else { c };
    text.chars().map(visible).collect()
}

/// Returns lines of text without what could change the rest of a terminal.
pub fn printable(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(one_line).collect();
    lines.join("\n")
}

/// Control characters, those that end a line, and those that change the direction of text.
pub fn is_control(c: char) -> bool {
    let changes_lines = '\u{2028}'..='\u{202e}';
    let changes_direction = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}'
    );
    c.is_control() || changes_lines.contains(&c) || changes_direction
}
