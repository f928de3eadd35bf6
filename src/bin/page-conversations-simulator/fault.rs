//! Faults by name, such as `throttle:60s`, or as JSON.

use std::str::FromStr;
use std::time::Duration;

use page_conversations::simulator::{Fault, Poison, faults_from_json};

/// A fault without an argument, or what makes one from its argument.
enum Form {
    Bare(Fault),
    Duration(fn(Duration) -> Fault),
    Id(fn(&str) -> Fault),
    Number(fn(u64) -> Fault),
    Status(fn(u16) -> Fault),
    /// A code, and a subcode after a slash.
    Code,
}

/// Faults by their names.
const FAULTS: [(&str, Form); 19] = [
    ("error", Form::Code),
    ("throttle", Form::Duration(Fault::Throttle)),
    ("delay", Form::Duration(Fault::Delay)),
    ("slow-body", Form::Duration(Fault::SlowBody)),
    ("html", Form::Status(Fault::Html)),
    ("empty-body", Form::Status(Fault::EmptyBody)),
    ("disconnect", Form::Bare(Fault::Disconnect)),
    (
        "wrong-content-length",
        Form::Bare(Fault::WrongContentLength),
    ),
    ("empty-page", Form::Bare(Fault::EmptyPage)),
    ("repeated-cursor", Form::Bare(Fault::RepeatedCursor)),
    ("unknown-fields", Form::Bare(Fault::UnknownFields)),
    ("omit-missing-ids", Form::Bare(Fault::OmitMissingIds)),
    (
        "too-much-data",
        Form::Number(|above| Fault::TooMuchData { above }),
    ),
    (
        "too-much-expanded",
        Form::Number(|above| Fault::TooMuchExpanded { above }),
    ),
    (
        "too-much-nested",
        Form::Number(|above| Fault::TooMuchNested { above }),
    ),
    (
        "unanswered-after",
        Form::Number(|answered| {
            Fault::UnansweredAfter(usize::try_from(answered).unwrap_or(usize::MAX))
        }),
    ),
    ("poison-thread", Form::Id(|id| Poison::thread(id).into())),
    ("poison-message", Form::Id(|id| Poison::message(id).into())),
    ("poison-id", Form::Id(|id| Poison::id(id).into())),
];

/// One or more faults: names with commas or spaces between them, or JSON.
#[derive(Clone, Debug)]
pub struct Faults(pub Vec<Fault>);

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim_start().starts_with(['{', '[']) {
            return faults_from_json(text).map(Self);
        }
        let names = text.split(|one: char| one.is_whitespace() || one == ',');
        let names = names.filter(|name| !name.is_empty());
        names.map(by_name).collect::<Result<_, _>>().map(Self)
    }
}

fn by_name(text: &str) -> Result<Fault, String> {
    let (name, argument) = match text.split_once(':') {
        Some((name, argument)) => (name, Some(argument)),
        None => (text, None),
    };
    let Some((_, form)) = FAULTS.iter().find(|(known, _)| *known == name) else {
        let names = FAULTS.map(|(name, form)| format!("{name}{}", form.example()));
        let names = names.join(", ");
        return Err(format!("there is no fault `{name}`; there are {names}"));
    };
    let fault = match (form, argument) {
        (Form::Bare(_), Some(_)) => return Err(format!("`{name}` takes no argument")),
        (form, argument) => form.fault(argument.unwrap_or_default()),
    };
    fault.ok_or_else(|| format!("expected `{name}{}`", form.example()))
}

impl Form {
    /// Returns the fault with an argument; `None` if the argument is wrong.
    fn fault(&self, argument: &str) -> Option<Fault> {
        Some(match self {
            Self::Bare(fault) => fault.clone(),
            Self::Duration(fault) => fault(humantime::parse_duration(argument).ok()?),
            Self::Id(fault) => fault(Some(argument).filter(|id| !id.is_empty())?),
            Self::Number(fault) => fault(argument.parse().ok()?),
            Self::Status(fault) => {
                let status = argument.parse().ok();
                fault(status.filter(|status| (200..600).contains(status))?)
            }
            Self::Code => {
                let (code, subcode) = match argument.split_once('/') {
                    Some((code, subcode)) => (code, Some(subcode.parse().ok()?)),
                    None => (argument, None),
                };
                Fault::Error {
                    code: code.parse().ok()?,
                    subcode,
                    is_transient: None,
                }
            }
        })
    }

    /// Returns an argument, with the colon before it.
    fn example(&self) -> &'static str {
        match self {
            Self::Bare(_) => "",
            Self::Duration(_) => ":2s",
            Self::Id(_) => ":ID",
            Self::Number(_) => ":10",
            Self::Status(_) => ":502",
            Self::Code => ":190/463",
        }
    }
}
