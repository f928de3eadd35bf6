//! What Graph says when it refuses a call, or fails.

use std::fmt;
use std::time::Duration;

use crate::client::response::ResponseInfo;
use crate::client::session::Session;
use crate::client::usage::Usage;
use crate::error::advice::{self, Advice, AdviceKind, Concern, ErrorCase, ErrorEntry};
use crate::error::body::Said;
use crate::error::permission::{self, Permission};
use crate::request::Request;
use crate::version::GraphVersion;

/// Rest of a throttled token where Graph does not say how long. Its estimates
/// are in minutes, and this is the shortest.
const REST: Duration = Duration::from_secs(60);

/// Wait for what passes, where Graph does not say how long.
const PAUSE: Duration = Duration::from_secs(1);

/// Graph's own words for what went wrong.
///
/// Classify by [`code`](Self::code), not by [`status`](Self::status): Meta
/// documents no status for any code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GraphError {
    /// HTTP status. It may be 200.
    pub status: u16,
    /// What kind of error it is; see [`errors`](crate::errors) for the codes.
    /// Some errors of Graph's have none.
    pub code: Option<i64>,
    /// What kind of error of that code it is.
    pub subcode: Option<i64>,
    /// Class of the error, such as `OAuthException`.
    pub error_type: Option<String>,
    /// What went wrong, in English.
    pub message: String,
    /// Title to show to a person, in their language.
    pub user_title: Option<String>,
    /// Text to show to a person, in their language.
    pub user_message: Option<String>,
    /// More of what went wrong, mostly as JSON.
    pub error_data: Option<String>,
    /// Whether Graph says that the error will pass.
    pub is_transient: Option<bool>,
    /// Id to give to Meta's support. It is forgotten after a while.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// What the contract says of the code.
    pub entry: Option<&'static ErrorEntry>,
    /// What the call needs.
    permissions: Vec<Permission>,
    /// The parameter or the field of the request that the message names.
    parameter: Option<String>,
    /// Whether the call failed more than once.
    persists: bool,
}

impl GraphError {
    /// Reads Graph's words from a body, which may come with any status.
    pub(crate) fn read<R: Request>(
        request: &R,
        body: &[u8],
        info: &ResponseInfo,
        session: &Session,
    ) -> Option<Self> {
        let said = Said::read(body, (200..300).contains(&info.status))?;
        let message = said.message.unwrap_or_default();
        let table = R::Version::errors();
        let find = |code| advice::find(table, code, said.subcode, &message);
        let hosts = R::Version::hosts();
        // What is kept is redacted once everything is read from it.
        let text = |text: Option<String>| text.map(|text| session.redact(&text));
        let name = |name: Option<String>| name.map(|name| session.redact_name(&name));
        Some(Self {
            status: info.status,
            code: said.code,
            subcode: said.subcode,
            error_type: name(said.error_type),
            user_title: text(said.user_title),
            user_message: text(said.user_message),
            error_data: text(said.error_data),
            is_transient: said.is_transient,
            trace_id: name(said.trace_id).or_else(|| info.trace_id.clone()),
            usage: info.usage.clone(),
            entry: said.code.and_then(find),
            permissions: permission::for_call(
                R::PERMISSIONS,
                hosts,
                session.host(),
                request.platform(),
            ),
            parameter: named_parameter(&message, |name| request.names(name)),
            persists: false,
            message: session.redact(&message),
        })
    }

    /// What to do.
    pub fn advice(&self) -> Advice {
        match self.kind() {
            AdviceKind::Wait => Advice::Wait(self.usage.regain_access().unwrap_or(PAUSE)),
            AdviceKind::SlowDown => Advice::Wait(self.usage.regain_access().unwrap_or(REST)),
            AdviceKind::ShrinkPage => Advice::ShrinkPage,
            AdviceKind::LogIn => Advice::LogIn,
            AdviceKind::UseToken => Advice::UseToken {
                any_of: self.tokens(),
            },
            AdviceKind::GetPermission => Advice::GetPermission {
                any_of: self.permissions.clone(),
            },
            AdviceKind::FixRequest => Advice::FixRequest {
                parameter: self.parameter.clone(),
            },
            AdviceKind::GiveUp => Advice::GiveUp,
        }
    }

    /// Kinds of access token that the call takes.
    fn tokens(&self) -> Vec<&'static str> {
        if let Some(token) = self.entry.and_then(|entry| entry.token) {
            return vec![token];
        }
        let mut tokens: Vec<_> = self.permissions.iter().map(|one| one.token).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// What the contract advises, with Graph's word on whether the error passes.
    pub(crate) fn kind(&self) -> AdviceKind {
        self.kind_where(self.persists)
    }

    /// Whether the same call may succeed a little later.
    pub(crate) fn passes(&self) -> bool {
        let kind = self.kind_where(false);
        matches!(kind, AdviceKind::Wait | AdviceKind::SlowDown)
    }

    /// The call failed again.
    pub(crate) fn persist(&mut self) {
        self.persists = true;
    }

    /// Graph's word on whether the error passes counts where the contract advises
    /// to wait, to change the request, or nothing. A login, a permission or a
    /// person is not waited for; but what can come of a missing permission and is
    /// said to pass, or has the status of a failed server, is tried again first.
    fn kind_where(&self, persists: bool) -> AdviceKind {
        let may_pass = self.is_transient.unwrap_or(self.status >= 500);
        let known = self.entry.map(|entry| entry.advice);
        match (known, self.is_transient) {
            (Some(AdviceKind::GetPermission), _) if may_pass && !persists => AdviceKind::Wait,
            (Some(AdviceKind::FixRequest) | None, Some(true)) => AdviceKind::Wait,
            (Some(AdviceKind::Wait), Some(false)) => AdviceKind::GiveUp,
            (Some(kind), _) => kind,
            (None, word) => match self.kind_by_status() {
                AdviceKind::Wait if word == Some(false) => AdviceKind::GiveUp,
                kind => kind,
            },
        }
    }

    /// What the status alone advises, where the contract does not know the error.
    fn kind_by_status(&self) -> AdviceKind {
        // OAuth's endpoints repeat the status as a code.
        let has_code = self.code.is_some_and(|code| code != i64::from(self.status));
        match self.status {
            429 | 500.. => AdviceKind::Wait,
            401 if !has_code => AdviceKind::LogIn,
            403 if !has_code => AdviceKind::GetPermission,
            _ => AdviceKind::GiveUp,
        }
    }

    /// Whether the server failed, or could not cope with what was asked for.
    pub(crate) fn is_server_failure(&self) -> bool {
        let known = self.entry.map(|entry| entry.advice);
        match self.kind_where(false) {
            AdviceKind::ShrinkPage => true,
            // Too many calls are not the server's failure.
            AdviceKind::Wait => self.status != 429,
            // A failure that Graph says will not pass is one.
            AdviceKind::GiveUp => known == Some(AdviceKind::Wait),
            _ => false,
        }
    }

    /// Whether the error is about one node of the call, as far as can be told:
    /// the rest of the call may succeed without it.
    pub(crate) fn concerns_node(&self) -> bool {
        let fails_always = matches!(
            self.kind_where(false),
            AdviceKind::FixRequest | AdviceKind::GiveUp
        );
        let untold = match self.entry {
            Some(entry) if entry.concerns == Concern::Node => return true,
            // What the code means by itself may be said of anything.
            Some(entry) => {
                entry.advice == AdviceKind::FixRequest
                    && entry.case == ErrorCase::Any
                    && entry.code == crate::errors::INVALID_PARAMETER
            }
            None => (400..429).contains(&self.status) && ![401, 403].contains(&self.status),
        };
        untold && fails_always && self.parameter.is_none()
    }
}

/// Words that the name of a parameter or of a field follows.
const BEFORE_NAMES: [&str; 3] = ["field ", "param ", "parameter "];

/// The parameter of `Param limit must be …`, and the field of `Tried accessing
/// nonexisting field (subject)`, where the request has it.
fn named_parameter(message: &str, has: impl Fn(&str) -> bool) -> Option<String> {
    // The places in the text stay the same.
    let lower = message.to_ascii_lowercase();
    let places = BEFORE_NAMES
        .iter()
        .flat_map(|words| lower.match_indices(words).map(|(at, _)| at + words.len()));
    let names = places.filter_map(|place| {
        let rest = message.get(place..)?;
        let rest = rest.trim_start_matches(|c: char| "\"'`([{<:".contains(c));
        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
    });
    let mut names = names.filter(|name| !name.is_empty());
    names.find(|name| has(name)).map(str::to_owned)
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Graph error")?;
        if let Some(code) = self.code {
            write!(f, " {code}")?;
        }
        if let Some(subcode) = self.subcode {
            write!(f, "/{subcode}")?;
        }
        match (self.entry, self.code, &self.error_type) {
            (Some(entry), ..) => write!(f, " ({})", entry.name)?,
            (None, None, Some(error_type)) => write!(f, " ({error_type})")?,
            _ => {}
        }
        write!(f, ", HTTP {}: {}", self.status, self.message)?;
        match &self.trace_id {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GraphError {}

#[cfg(test)]
mod tests;
