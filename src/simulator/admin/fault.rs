//! The JSON form of faults.

use page_conversations_codegen::contract::document::{self, Tagged};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::values::HttpStatus;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::faults::fault::Fault;
use crate::simulator::faults::poison::{NodeKind, Poison};
use crate::simulator::world_file::list::{OptionalText, Text};
use crate::simulator::world_file::values::{Seconds, Several};

/// A fault, as requests and responses have it.
pub(super) type FaultJson = Tagged<FaultForm>;

/// Something that goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(tag = "type", rename = "Fault")]
pub(super) enum FaultForm {
    /// Returns a Graph error, with the description in the contract as its message.
    Error {
        /// The code.
        code: i64,
        /// The subcode.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subcode: Option<i64>,
        /// The member `is_transient`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_transient: Option<bool>,
    },
    /// Returns "reduce the amount of data" for lists of more nodes.
    TooMuchData {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Returns "reduce the amount of data" for lists of more nodes whose `fields`
    /// expand them.
    TooMuchExpanded {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Returns "reduce the amount of data" for nodes with a nested list of more nodes.
    TooMuchNested {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Fails the calls that read a node.
    Poison {
        /// Id of the node.
        #[schemars(with = "Text")]
        id: String,
        /// What the node is. `id` fails the calls that name the id, whatever it is.
        of: Kind,
        /// HTTP status of the error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<HttpStatus>,
        /// Code of the error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        /// Subcode of the error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subcode: Option<i64>,
        /// `is_transient` of the error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_transient: Option<bool>,
        /// Message of the error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "OptionalText")]
        message: Option<String>,
        /// Whether the node can be read by its id.
        #[serde(default)]
        readable_by_id: bool,
    },
    /// Replaces a value of a node wherever the node is returned.
    WrongValue {
        /// Id of the node.
        #[schemars(with = "Text")]
        id: String,
        /// JSON pointer to the value within the node, without the leading slash.
        #[schemars(with = "Text")]
        path: String,
        /// The new value.
        value: Value,
    },
    /// Adds a message to a conversation before the call is answered.
    NewMessage {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
    },
    /// Omits missing ids from the response to an `ids` call.
    OmitMissingIds,
    /// Answers only so many requests of a batch.
    UnansweredAfter {
        /// Number of requests that are answered.
        answered: u64,
    },
    /// Rate limits the token for a duration.
    Throttle {
        /// The duration.
        seconds: Seconds,
    },
    /// Returns an HTML page.
    Html {
        /// HTTP status of the response.
        status: HttpStatus,
    },
    /// Returns an empty body.
    EmptyBody {
        /// HTTP status of the response.
        status: HttpStatus,
    },
    /// Closes the connection in the middle of the body.
    Disconnect,
    /// States a `content-length` above that of the body.
    WrongContentLength,
    /// Delays the response.
    Delay {
        /// The delay.
        seconds: Seconds,
    },
    /// Sends the body byte by byte.
    SlowBody {
        /// The delay before each byte.
        seconds: Seconds,
    },
    /// Returns an empty page whose nodes are on the next one.
    EmptyPage,
    /// Returns the cursor of the call as that of the next page, from the second page on.
    RepeatedCursor,
    /// Adds fields and enum values that the contract does not have.
    UnknownFields,
}

/// What a poisoned id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PoisonKind")]
pub(super) enum Kind {
    /// A conversation.
    Thread,
    /// A message.
    Message,
    /// Any node.
    Id,
}

/// Returns the JSON form of a fault.
pub(super) fn form(fault: &Fault) -> FaultJson {
    Tagged(match fault {
        Fault::Error {
            code,
            subcode,
            is_transient,
        } => FaultForm::Error {
            code: *code,
            subcode: *subcode,
            is_transient: *is_transient,
        },
        Fault::TooMuchData { above } => FaultForm::TooMuchData { above: *above },
        Fault::TooMuchExpanded { above } => FaultForm::TooMuchExpanded { above: *above },
        Fault::TooMuchNested { above } => FaultForm::TooMuchNested { above: *above },
        Fault::Poison(poison) => of_poison(poison),
        Fault::WrongValue { id, path, value } => FaultForm::WrongValue {
            id: id.clone(),
            path: path.clone(),
            value: value.clone(),
        },
        Fault::NewMessage { thread_id } => FaultForm::NewMessage {
            thread: thread_id.clone(),
        },
        Fault::OmitMissingIds => FaultForm::OmitMissingIds,
        Fault::UnansweredAfter(answered) => FaultForm::UnansweredAfter {
            answered: *answered as u64,
        },
        Fault::Throttle(duration) => FaultForm::Throttle {
            seconds: Seconds(*duration),
        },
        Fault::Html(status) => FaultForm::Html {
            status: HttpStatus(*status),
        },
        Fault::EmptyBody(status) => FaultForm::EmptyBody {
            status: HttpStatus(*status),
        },
        Fault::Disconnect => FaultForm::Disconnect,
        Fault::WrongContentLength => FaultForm::WrongContentLength,
        Fault::Delay(delay) => FaultForm::Delay {
            seconds: Seconds(*delay),
        },
        Fault::SlowBody(delay) => FaultForm::SlowBody {
            seconds: Seconds(*delay),
        },
        Fault::EmptyPage => FaultForm::EmptyPage,
        Fault::RepeatedCursor => FaultForm::RepeatedCursor,
        Fault::UnknownFields => FaultForm::UnknownFields,
    })
}

fn of_poison(poison: &Poison) -> FaultForm {
    let error: &ErrorResponse = &poison.error;
    FaultForm::Poison {
        id: poison.id.clone(),
        of: match poison.kind {
            Some(NodeKind::Thread) => Kind::Thread,
            Some(NodeKind::Message) => Kind::Message,
            None => Kind::Id,
        },
        status: Some(HttpStatus(error.status)),
        code: error.code,
        subcode: error.subcode,
        is_transient: error.is_transient,
        message: Some(error.message.clone()),
        readable_by_id: poison.readable_by_id,
    }
}

/// Reads a fault or a list of faults in their JSON form, for the program. An error has what
/// is wrong, as a compiler shows it.
pub fn faults_from_json(text: &str) -> Result<Vec<Fault>, String> {
    let document = document::read_text::<Several<FaultJson>>("faults", text);
    let forms = document.into_value("the faults", "none of them is set");
    let forms = forms.map_err(|report| report.render(false))?;
    Ok(forms.0.into_iter().map(fault).collect())
}

/// Returns the fault of a JSON form.
pub(super) fn fault(form: FaultJson) -> Fault {
    match form.0 {
        FaultForm::Error {
            code,
            subcode,
            is_transient,
        } => Fault::Error {
            code,
            subcode,
            is_transient,
        },
        FaultForm::TooMuchData { above } => Fault::TooMuchData { above },
        FaultForm::TooMuchExpanded { above } => Fault::TooMuchExpanded { above },
        FaultForm::TooMuchNested { above } => Fault::TooMuchNested { above },
        FaultForm::Poison {
            id,
            of,
            status,
            code,
            subcode,
            is_transient,
            message,
            readable_by_id,
        } => {
            let mut poison = match of {
                Kind::Thread => Poison::thread(id),
                Kind::Message => Poison::message(id),
                Kind::Id => Poison::id(id),
            };
            let error = &mut poison.error;
            error.status = status.map_or(error.status, |status| status.0);
            error.code = code.or(error.code);
            error.subcode = subcode.or(error.subcode);
            error.is_transient = is_transient;
            error.message = message.unwrap_or_else(|| error.message.clone());
            poison.readable_by_id = readable_by_id;
            Fault::Poison(poison)
        }
        FaultForm::WrongValue { id, path, value } => Fault::WrongValue { id, path, value },
        FaultForm::NewMessage { thread } => Fault::NewMessage { thread_id: thread },
        FaultForm::OmitMissingIds => Fault::OmitMissingIds,
        FaultForm::UnansweredAfter { answered } => {
            Fault::UnansweredAfter(usize::try_from(answered).unwrap_or(usize::MAX))
        }
        FaultForm::Throttle { seconds } => Fault::Throttle(seconds.0),
        FaultForm::Html { status } => Fault::Html(status.0),
        FaultForm::EmptyBody { status } => Fault::EmptyBody(status.0),
        FaultForm::Disconnect => Fault::Disconnect,
        FaultForm::WrongContentLength => Fault::WrongContentLength,
        FaultForm::Delay { seconds } => Fault::Delay(seconds.0),
        FaultForm::SlowBody { seconds } => Fault::SlowBody(seconds.0),
        FaultForm::EmptyPage => Fault::EmptyPage,
        FaultForm::RepeatedCursor => Fault::RepeatedCursor,
        FaultForm::UnknownFields => Fault::UnknownFields,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use page_conversations_codegen::contract::document::read_json;
    use schemars::schema_for;
    use serde_json::json;

    use super::*;

    fn all() -> Vec<Fault> {
        vec![
            Fault::Error {
                code: -3,
                subcode: Some(99),
                is_transient: Some(false),
            },
            Fault::Error {
                code: 190,
                subcode: None,
                is_transient: None,
            },
            Fault::TooMuchData { above: 0 },
            Fault::TooMuchExpanded { above: u64::MAX },
            Fault::TooMuchNested { above: 5 },
            Poison::thread("t_1").into(),
            Poison::message("m_1")
                .status(503)
                .code(2)
                .subcode(33)
                .transient(true)
                .error_message("a \"text\" 🌻")
                .readable_by_id()
                .into(),
            Poison::id("1").into(),
            Fault::WrongValue {
                id: "t_1".to_owned(),
                path: "participants/data/0".to_owned(),
                value: Value::Null,
            },
            Fault::WrongValue {
                id: "t_1".to_owned(),
                path: String::new(),
                value: json!({ "type": [1, -2, 0.5, true, "x", { "type": null }] }),
            },
            Fault::NewMessage {
                thread_id: "t_1".to_owned(),
            },
            Fault::OmitMissingIds,
            Fault::UnansweredAfter(3),
            Fault::Throttle(Duration::from_millis(1_500)),
            Fault::Throttle(Duration::from_secs(u64::MAX)),
            Fault::Html(200),
            Fault::EmptyBody(599),
            Fault::Disconnect,
            Fault::WrongContentLength,
            Fault::Delay(Duration::ZERO),
            Fault::SlowBody(Duration::from_nanos(1)),
            Fault::EmptyPage,
            Fault::RepeatedCursor,
            Fault::UnknownFields,
        ]
    }

    /// `form` does not compile without a form of a new fault, and the schema has it.
    #[test]
    fn each_fault_has_a_form_that_leads_back_to_it() {
        let mut types = BTreeSet::new();
        for expected in all() {
            let written = serde_json::to_value(form(&expected)).unwrap();
            types.insert(written["type"].as_str().unwrap().to_owned());
            let document = read_json::<FaultJson>(&written);
            assert!(document.diagnostics.is_empty(), "{document:?}");
            assert_eq!(fault(document.value.unwrap()), expected, "{written}");
        }
        let schema = schema_for!(FaultForm).to_value();
        let known = schema["oneOf"].as_array().unwrap().iter();
        let known = known.map(|one| one["properties"]["type"]["const"].as_str().unwrap());
        let known: BTreeSet<_> = known.map(str::to_owned).collect();
        assert_eq!(types, known);
    }
}
