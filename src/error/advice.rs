//! What to do about an error.

use std::time::Duration;

use crate::error::permission::Permission;

/// What to do about an error, returned by [`Error::advice`](crate::Error::advice).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// Wait at least this long, then retry. Calls that are sent earlier prolong the wait.
    Wait(Duration),
    /// Request fewer nodes, or fewer fields of each.
    ShrinkPage,
    /// Get a new access token: this one is no longer valid.
    LogIn,
    /// Use an access token of another kind.
    UseToken {
        /// Kinds of access token that the call accepts, such as `Page`. Empty if the
        /// contract states none.
        any_of: Vec<&'static str>,
    },
    /// Get a permission, a task on the Page, or consent.
    GetPermission {
        /// The permissions for the host and the platform, of which the call needs one,
        /// depending on how the person logged in. Empty if the contract states none.
        any_of: Vec<Permission>,
    },
    /// Change the request: it fails whenever it is sent.
    FixRequest {
        /// The parameter or the field of the request that Graph names, if any.
        parameter: Option<String>,
    },
    /// Fix the connection, such as root certificates, the clock or a proxy: it fails
    /// whenever it is used.
    FixConnection,
    /// Continue after the nodes that cannot be read.
    SkipNodes,
    /// Stop: a person has to investigate.
    GiveUp,
}

impl Advice {
    /// Returns the name of the variant in lower case, such as `log_in`: for metrics and traces.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Wait(_) => "wait",
            Self::ShrinkPage => "shrink_page",
            Self::LogIn => "log_in",
            Self::UseToken { .. } => "use_token",
            Self::GetPermission { .. } => "get_permission",
            Self::FixRequest { .. } => "fix_request",
            Self::FixConnection => "fix_connection",
            Self::SkipNodes => "skip_nodes",
            Self::GiveUp => "give_up",
        }
    }
}

/// What the contract advises for an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdviceKind {
    /// Retry a little later: the error is transient.
    Wait,
    /// Wait as long as Graph states: the token is rate limited.
    SlowDown,
    /// Request less data in one call.
    ShrinkPage,
    /// Get a new access token.
    LogIn,
    /// Use an access token of another kind.
    UseToken,
    /// Get a permission, a task or consent.
    GetPermission,
    /// Change the request.
    FixRequest,
    /// Stop: a person has to investigate.
    GiveUp,
}

/// An error code that the contract describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The code, or the first of a range of codes.
    pub code: i64,
    /// The last code of the range, or the code itself.
    pub through: i64,
    /// What distinguishes the error from others with the code.
    pub case: ErrorCase,
    /// Name, such as `InvalidAccessToken`.
    pub name: &'static str,
    /// What a client should do.
    pub advice: AdviceKind,
    /// Kind of access token that the call requires, such as `Page`, if the error is
    /// about that.
    pub token: Option<&'static str>,
    /// What the error is about.
    pub concerns: Concern,
    /// Description.
    pub doc: &'static str,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// The whole call.
    Call,
    /// One node of the call, without which the call may succeed.
    Node,
}

/// What distinguishes errors with the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCase {
    /// Nothing: the general meaning of the code.
    Any,
    /// A subcode.
    Subcode(i64),
    /// A part of the message, in lower case. It is compared case-insensitively.
    Message(&'static str),
}

impl ErrorEntry {
    /// Creates an entry of the error table.
    #[doc(hidden)]
    pub const fn new(
        (code, through): (i64, i64),
        case: ErrorCase,
        name: &'static str,
        advice: AdviceKind,
        doc: &'static str,
    ) -> Self {
        Self {
            code,
            through,
            case,
            name,
            advice,
            token: None,
            concerns: Concern::Call,
            doc,
        }
    }

    /// Sets the kind of access token that the call requires.
    #[doc(hidden)]
    pub const fn token(mut self, token: &'static str) -> Self {
        self.token = Some(token);
        self
    }

    /// Marks the error as one about a single node.
    #[doc(hidden)]
    pub const fn concerning_a_node(mut self) -> Self {
        self.concerns = Concern::Node;
        self
    }

    /// Returns how specific the entry is for an error, or `None` if it does not match.
    /// A longer part of the message is more specific.
    fn specificity(
        &self,
        code: i64,
        subcode: Option<i64>,
        message: &str,
    ) -> Option<(u8, bool, usize)> {
        if !(self.code..=self.through).contains(&code) {
            return None;
        }
        let exact = self.code == self.through;
        match self.case {
            ErrorCase::Message(words) => message.contains(words).then_some((2, exact, words.len())),
            ErrorCase::Subcode(own) => (subcode == Some(own)).then_some((1, exact, 0)),
            ErrorCase::Any => Some((0, exact, 0)),
        }
    }
}

/// Returns the entry for an error: by a part of its message, else by its subcode, its
/// code, or a range of codes. The message comes first because a subcode such as 99 is
/// used for several kinds of errors.
pub(crate) fn find(
    table: &'static [ErrorEntry],
    code: i64,
    subcode: Option<i64>,
    message: &str,
) -> Option<&'static ErrorEntry> {
    let message = message.to_lowercase();
    let entries = table.iter().filter_map(|entry| {
        let specificity = entry.specificity(code, subcode, &message)?;
        Some((specificity, entry))
    });
    let best = entries.max_by_key(|(specificity, _)| *specificity);
    best.map(|(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use super::{AdviceKind, ErrorCase, ErrorEntry, find};

    const fn entry(codes: (i64, i64), case: ErrorCase, name: &'static str) -> ErrorEntry {
        ErrorEntry::new(codes, case, name, AdviceKind::GiveUp, "")
    }

    /// In both orders, because the order of a table does not matter.
    static TABLES: [[ErrorEntry; 6]; 2] = {
        let range = entry((1, 9), ErrorCase::Any, "Range");
        let of_range = entry((1, 9), ErrorCase::Subcode(3), "OfRange");
        let code = entry((5, 5), ErrorCase::Any, "Code");
        let subcode = entry((5, 5), ErrorCase::Subcode(2), "Subcode");
        let words = entry((5, 5), ErrorCase::Message("too much"), "Words");
        let more = entry((5, 5), ErrorCase::Message("too much data"), "MoreWords");
        [
            [range, of_range, code, subcode, words, more],
            [more, words, subcode, code, of_range, range],
        ]
    };

    #[test]
    fn the_most_specific_entry_is_found_in_any_order() {
        for table in &TABLES {
            for (code, subcode, message, expected) in [
                (5, Some(2), "Too much data.", Some("MoreWords")),
                (5, Some(2), "Too much.", Some("Words")),
                (5, Some(2), "much", Some("Subcode")),
                (5, Some(3), "", Some("OfRange")),
                (5, Some(4), "", Some("Code")),
                (4, None, "too much data", Some("Range")),
                (0, Some(2), "too much", None),
            ] {
                let found = find(table, code, subcode, message);
                assert_eq!(found.map(|entry| entry.name), expected, "{code} {message}");
            }
        }
    }
}
