//! Errors that Graph reports.

use std::fmt;
use std::time::Duration;

use crate::client::redact::{Redactor, cut};
use crate::client::response_info::ResponseInfo;
use crate::error::advice::{self, Advice, AdviceKind, Concern, ErrorCase, ErrorEntry};
use crate::error::body::ErrorBody;
use crate::error::permission::Permission;

/// Wait of a rate-limited token if Graph states none. Graph's estimates are in
/// minutes, and this is the shortest.
const DEFAULT_RATE_LIMIT_WAIT: Duration = Duration::from_secs(60);

/// Wait after a transient error if Graph states none.
const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// The most bytes of a text of an error. Those of Graph have some hundred.
const MAX_TEXT: usize = 8 * 1024;

/// An error that Graph reports.
///
/// Classify errors by [`code`](Self::code), not by HTTP status: Meta documents no
/// status for any code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GraphError {
    /// Status, version, trace id and usage.
    pub info: ResponseInfo,
    /// The error code; see [`errors`](crate::errors). Some errors have none.
    pub code: Option<i64>,
    /// The subcode, which narrows the code down.
    pub subcode: Option<i64>,
    /// Class of the error, such as `OAuthException`.
    pub error_type: Option<String>,
    /// Description for developers, in English. This and the following texts are cut at 8 KiB.
    pub message: String,
    /// Title to show to a person, in their language.
    pub user_title: Option<String>,
    /// Text to show to a person, in their language.
    pub user_message: Option<String>,
    /// Further details, usually as JSON.
    pub error_data: Option<String>,
    /// Whether Graph states that the error is transient.
    pub is_transient: Option<bool>,
    /// The entry of the contract for this error, if there is one.
    pub entry: Option<&'static ErrorEntry>,
    /// The permissions of which the call needs one.
    permissions: Vec<Permission>,
    /// The parameter or the field of the request that the message names.
    parameter: Option<String>,
    /// Whether the call failed more than once.
    is_repeated: bool,
}

/// The facts about a call that its error is interpreted with.
pub(crate) struct ErrorContext<'a> {
    /// The error codes of the version.
    pub(crate) table: &'static [ErrorEntry],
    /// The permissions of which the call needs one.
    pub(crate) permissions: Vec<Permission>,
    /// Returns whether the call has a parameter or a selected field of this name.
    pub(crate) has_name: &'a dyn Fn(&str) -> bool,
}

impl GraphError {
    pub(crate) fn new(
        body: ErrorBody,
        info: &ResponseInfo,
        call: ErrorContext<'_>,
        redactor: &Redactor,
    ) -> Self {
        let message = body.message.unwrap_or_default();
        let find = |code| advice::find(call.table, code, body.subcode, &message);
        // Texts are redacted only after they were interpreted.
        let redacted = |text: String| cut(redactor.text(&text), MAX_TEXT);
        let text = |text: Option<String>| text.map(redacted);
        let name = |name: Option<String>| name.map(|name| redactor.name(&name));
        let trace_id = name(body.trace_id).or_else(|| info.trace_id.clone());
        Self {
            info: ResponseInfo {
                trace_id,
                ..info.clone()
            },
            code: body.code,
            subcode: body.subcode,
            error_type: name(body.error_type),
            user_title: text(body.user_title),
            user_message: text(body.user_message),
            error_data: text(body.error_data),
            is_transient: body.is_transient,
            entry: body.code.and_then(find),
            permissions: call.permissions,
            parameter: named_parameter(&message, call.has_name),
            is_repeated: false,
            message: redacted(message),
        }
    }

    /// Returns what to do about the error.
    pub fn advice(&self) -> Advice {
        match self.kind() {
            AdviceKind::Wait => Advice::Wait(self.info.advised_wait(DEFAULT_WAIT)),
            AdviceKind::SlowDown => Advice::Wait(self.info.advised_wait(DEFAULT_RATE_LIMIT_WAIT)),
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

    /// Returns how long the token has to pause, if it is rate limited.
    pub(crate) fn rate_limit_wait(&self) -> Option<Duration> {
        match self.kind() {
            AdviceKind::SlowDown => {
                Some(self.info.stated_wait().unwrap_or(DEFAULT_RATE_LIMIT_WAIT))
            }
            _ => self.info.usage.regain_access(),
        }
    }

    /// Returns the kinds of access token that the call accepts.
    fn tokens(&self) -> Vec<&'static str> {
        if let Some(token) = self.entry.and_then(|entry| entry.token) {
            return vec![token];
        }
        let mut tokens: Vec<_> = self.permissions.iter().map(|one| one.token).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// Returns the advice of the contract, adjusted by `is_transient`.
    pub(crate) fn kind(&self) -> AdviceKind {
        self.kind_if(self.is_repeated)
    }

    /// Returns whether the same call may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        let kind = self.kind_if(false);
        matches!(kind, AdviceKind::Wait | AdviceKind::SlowDown)
    }

    /// Marks the error as one of a call that failed before.
    pub(crate) fn mark_repeated(&mut self) {
        self.is_repeated = true;
    }

    /// Returns the advice for an error that occurred once or repeatedly.
    ///
    /// `is_transient` counts if the contract advises to wait, to change the request,
    /// or nothing. A login, a permission or a person is not waited for. An error that
    /// a missing permission can cause is retried first if it is transient or has the
    /// status of a server failure.
    fn kind_if(&self, is_repeated: bool) -> AdviceKind {
        let may_be_transient = self.is_transient.unwrap_or(self.info.status >= 500);
        let known = self.entry.map(|entry| entry.advice);
        match (known, self.is_transient) {
            (Some(AdviceKind::GetPermission), _) if may_be_transient && !is_repeated => {
                AdviceKind::Wait
            }
            (Some(AdviceKind::FixRequest) | None, Some(true)) => AdviceKind::Wait,
            (Some(AdviceKind::Wait), Some(false)) => AdviceKind::GiveUp,
            (Some(kind), _) => kind,
            (None, is_transient) => match self.kind_by_status() {
                AdviceKind::Wait if is_transient == Some(false) => AdviceKind::GiveUp,
                kind => kind,
            },
        }
    }

    /// Returns the advice for an error that the contract does not describe.
    fn kind_by_status(&self) -> AdviceKind {
        let status = self.info.status;
        // OAuth endpoints repeat the status as a code.
        let has_code = self.code.is_some_and(|code| code != i64::from(status));
        match status {
            429 | 500.. => AdviceKind::Wait,
            401 if !has_code => AdviceKind::LogIn,
            403 if !has_code => AdviceKind::GetPermission,
            _ => AdviceKind::GiveUp,
        }
    }

    /// Returns whether the server failed, or was asked for too much data.
    pub(crate) fn is_server_failure(&self) -> bool {
        let known = self.entry.map(|entry| entry.advice);
        match self.kind_if(false) {
            AdviceKind::ShrinkPage => true,
            // A rate limit is not a server failure.
            AdviceKind::Wait => self.info.status != 429,
            // A server failure that Graph states to be permanent.
            AdviceKind::GiveUp => known == Some(AdviceKind::Wait),
            _ => false,
        }
    }

    /// Returns whether the error seems to be about one node of the call, without
    /// which the call may succeed.
    pub(crate) fn is_about_a_node(&self) -> bool {
        let is_permanent = matches!(
            self.kind_if(false),
            AdviceKind::FixRequest | AdviceKind::GiveUp
        );
        let may_be_of_node = match self.entry {
            Some(entry) if entry.concerns == Concern::Node => return true,
            // The generic meaning of the code applies to nodes and to calls.
            Some(entry) => {
                entry.advice == AdviceKind::FixRequest
                    && entry.case == ErrorCase::Any
                    && entry.code == crate::errors::INVALID_PARAMETER
            }
            None => matches!(self.info.status, 400 | 402 | 404..429),
        };
        may_be_of_node && is_permanent && self.parameter.is_none()
    }
}

/// Words before the name of a parameter or a field in a message.
const BEFORE_NAMES: [&str; 3] = ["field ", "param ", "parameter "];

/// Returns the parameter in `Param limit must be …` or the field in `Tried accessing
/// nonexisting field (subject)`, if the request has it.
fn named_parameter(message: &str, has: impl Fn(&str) -> bool) -> Option<String> {
    // Unlike `to_lowercase`, this keeps byte offsets.
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
        write!(f, ", HTTP {}: {}", self.info.status, self.message)?;
        match &self.info.trace_id {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GraphError {}

#[cfg(test)]
mod tests;
