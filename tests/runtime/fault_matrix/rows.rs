//! The faults, a row each, or several where the client has to treat them in different ways.

use std::time::Duration;

use page_conversations::simulator::{Fault, Platform, Poison};
use page_conversations::{AdviceKind, ErrorCase, ErrorEntry};
use serde_json::json;

use super::outcome::Category;
use super::subject::Reads;
use super::world;

/// A fault of the matrix.
pub struct Row {
    /// The kind of fault, as the simulator's admin API names it.
    pub kind: &'static str,
    /// The fault as Rust code, without the ids that it is about.
    pub name: String,
    pub fault: Box<dyn Fn(Platform, Reads) -> Fault + Send + Sync>,
    pub nature: Nature,
    /// Calls before the fault occurs once.
    pub passes: usize,
    /// Whether it outlasts its calls, or may not occur in all.
    pub leaves_traces: bool,
}

/// What a fault means for the client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nature {
    /// A Graph error, whose advice the contract states.
    Error {
        code: i64,
        is_transient: Option<bool>,
    },
    /// The token is rate limited, for as long as a call waits or for longer.
    Throttle { is_waited_for: bool },
    /// A failure that is not Graph's, and passes.
    Passing(Category),
    /// A failure that is not Graph's, and stays.
    Final(Category),
    /// Lists are too large.
    TooMuch(Lists),
    /// Calls that read a node fail.
    Poison(Node),
    /// A page without nodes.
    EmptyPage,
    /// A page with the cursor of the one before it.
    RepeatedCursor,
    /// A batch of which so many requests are answered.
    Unanswered(usize),
    /// The answer is right all the same.
    Harmless(Effect),
}

/// Which lists are too large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lists {
    Pages,
    Nested,
}

/// Which node is poisoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Node {
    Thread,
    Message,
    Id,
}

/// What else a right answer shows of a fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    Nothing,
    /// A value is left out, and reported.
    Mismatch,
    /// An id is reported as missing.
    MissingId,
    /// Nodes move down, so that some are delivered twice.
    Moved,
}

fn row(kind: &'static str, name: &str, fault: Fault, nature: Nature) -> Row {
    Row {
        kind,
        name: name.to_owned(),
        fault: Box::new(move |_, _| fault.clone()),
        nature,
        passes: 0,
        leaves_traces: false,
    }
}

/// A row whose fault is about nodes of the platform.
fn about(
    kind: &'static str,
    name: &str,
    fault: fn(Platform, Reads) -> Fault,
    nature: Nature,
) -> Row {
    Row {
        fault: Box::new(fault),
        ..row(kind, name, Fault::UnknownFields, nature)
    }
}

/// All rows, with errors of a table.
pub fn rows(errors: &[ErrorEntry]) -> Vec<Row> {
    let mut rows = errors_of(errors);
    rows.extend(limits());
    rows.extend(nodes());
    rows.extend(pages());
    rows.extend(responses());
    rows
}

/// An error of each kind of advice, and one that the table does not have.
fn errors_of(errors: &[ErrorEntry]) -> Vec<Row> {
    const UNKNOWN: i64 = 123_456;
    let kinds = [
        AdviceKind::Wait,
        AdviceKind::SlowDown,
        AdviceKind::ShrinkPage,
        AdviceKind::LogIn,
        AdviceKind::UseToken,
        AdviceKind::GetPermission,
        AdviceKind::FixRequest,
        AdviceKind::GiveUp,
    ];
    let first = |kind: AdviceKind| {
        let mut entries = errors.iter().filter(|entry| entry.case == ErrorCase::Any);
        let entry = entries.find(|entry| entry.advice == kind).unwrap();
        (entry.code, format!("{} {}", entry.code, entry.name))
    };
    let listed = kinds.map(|kind| (first(kind), None));
    let permanent = (first(AdviceKind::Wait), Some(false));
    let unlisted = (UNKNOWN, format!("{UNKNOWN}, not in the contract"));
    let unlisted = [None, Some(true)].map(|is_transient| (unlisted.clone(), is_transient));
    let all = listed.into_iter().chain([permanent]).chain(unlisted);
    let rows = all.map(|((code, name), is_transient)| {
        let fault = Fault::Error {
            code,
            subcode: None,
            is_transient,
        };
        let name = match is_transient {
            None => format!("Error: {name}"),
            Some(is_transient) => format!("Error: {name}, `is_transient: {is_transient}`"),
        };
        row("error", &name, fault, Nature::Error { code, is_transient })
    });
    rows.collect()
}

fn limits() -> Vec<Row> {
    let throttle = |seconds, name, is_waited_for| {
        let fault = Fault::Throttle(Duration::from_secs(seconds));
        row("throttle", name, fault, Nature::Throttle { is_waited_for })
    };
    let above = 1;
    vec![
        throttle(30, "Throttle: 30 s", true),
        throttle(3600, "Throttle: 1 h", false),
        row(
            "too_much_data",
            "TooMuchData",
            Fault::TooMuchData { above },
            Nature::TooMuch(Lists::Pages),
        ),
        row(
            "too_much_expanded",
            "TooMuchExpanded",
            Fault::TooMuchExpanded { above },
            Nature::TooMuch(Lists::Pages),
        ),
        row(
            "too_much_nested",
            "TooMuchNested",
            Fault::TooMuchNested { above },
            Nature::TooMuch(Lists::Nested),
        ),
    ]
}

fn target(platform: Platform, reads: Reads) -> String {
    match reads {
        Reads::Threads => world::target_thread(platform),
        Reads::Messages => world::target_message(platform),
    }
}

fn nodes() -> Vec<Row> {
    let wrong_value = |platform, reads| Fault::WrongValue {
        id: target(platform, reads),
        path: match reads {
            Reads::Threads => "updated_time".to_owned(),
            Reads::Messages => "created_time".to_owned(),
        },
        value: json!([1]),
    };
    let new_message = |platform, _| Fault::NewMessage {
        thread_id: world::target_thread(platform),
    };
    vec![
        about(
            "poison",
            "Poison: conversation",
            |platform, _| Poison::thread(world::target_thread(platform)).into(),
            Nature::Poison(Node::Thread),
        ),
        about(
            "poison",
            "Poison: message",
            |platform, _| Poison::message(world::target_message(platform)).into(),
            Nature::Poison(Node::Message),
        ),
        about(
            "poison",
            "Poison: id",
            |platform, reads| Poison::id(target(platform, reads)).into(),
            Nature::Poison(Node::Id),
        ),
        about(
            "wrong_value",
            "WrongValue",
            wrong_value,
            Nature::Harmless(Effect::Mismatch),
        ),
        row(
            "unknown_fields",
            "UnknownFields",
            Fault::UnknownFields,
            Nature::Harmless(Effect::Nothing),
        ),
        Row {
            passes: 1,
            leaves_traces: true,
            ..about(
                "new_message",
                "NewMessage",
                new_message,
                Nature::Harmless(Effect::Moved),
            )
        },
        row(
            "omit_missing_ids",
            "OmitMissingIds",
            Fault::OmitMissingIds,
            Nature::Harmless(Effect::MissingId),
        ),
    ]
}

fn pages() -> Vec<Row> {
    let unanswered = |answered| {
        let name = format!("UnansweredAfter: {answered}");
        let fault = Fault::UnansweredAfter(answered);
        row(
            "unanswered_after",
            &name,
            fault,
            Nature::Unanswered(answered),
        )
    };
    vec![
        row(
            "empty_page",
            "EmptyPage",
            Fault::EmptyPage,
            Nature::EmptyPage,
        ),
        Row {
            passes: 1,
            leaves_traces: true,
            ..row(
                "repeated_cursor",
                "RepeatedCursor",
                Fault::RepeatedCursor,
                Nature::RepeatedCursor,
            )
        },
        unanswered(1),
        unanswered(0),
    ]
}

fn responses() -> Vec<Row> {
    use Category::{Decode, Http, Timeout, Transport};
    let passing = |kind, name, fault, category| row(kind, name, fault, Nature::Passing(category));
    let lasting = |kind, name, fault, category| row(kind, name, fault, Nature::Final(category));
    let minute = Duration::from_secs(60);
    vec![
        passing("html", "Html: 502", Fault::Html(502), Http),
        lasting("html", "Html: 404", Fault::Html(404), Http),
        lasting("html", "Html: 200", Fault::Html(200), Decode),
        passing("empty_body", "EmptyBody: 503", Fault::EmptyBody(503), Http),
        lasting(
            "empty_body",
            "EmptyBody: 200",
            Fault::EmptyBody(200),
            Decode,
        ),
        passing("disconnect", "Disconnect", Fault::Disconnect, Transport),
        passing(
            "wrong_content_length",
            "WrongContentLength",
            Fault::WrongContentLength,
            Transport,
        ),
        row(
            "delay",
            "Delay: 1 s",
            Fault::Delay(Duration::from_secs(1)),
            Nature::Harmless(Effect::Nothing),
        ),
        passing("delay", "Delay: 60 s", Fault::Delay(minute), Timeout),
        passing(
            "slow_body",
            "SlowBody: 60 s",
            Fault::SlowBody(minute),
            Timeout,
        ),
    ]
}
