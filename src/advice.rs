//! What to do about an error.

use std::time::Duration;

use crate::permission::Permission;

/// What to do about an error, as [`Error::advice`](crate::Error::advice) gives
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// Wait at least so long, then send the same call again. Calls sent
    /// meanwhile lengthen the wait.
    Wait(Duration),
    /// Ask for fewer nodes, or for fewer fields of each.
    ShrinkPage,
    /// Get a new access token: this one is not taken any more.
    LogIn,
    /// Get a permission, a task on the Page or the person's consent.
    GetPermission {
        /// What the call needs: one of these, by how the person logged in.
        any_of: &'static [Permission],
    },
    /// Change the call: it fails however often it is sent.
    FixRequest {
        /// The parameter or the field that Graph names, where it names one.
        parameter: Option<String>,
    },
    /// Go on behind the nodes that cannot be read.
    SkipNodes,
    /// Stop, and have a person look.
    GiveUp,
}

/// What the contract advises for an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdviceKind {
    /// It passes: send the same call again, a little later.
    Wait,
    /// Too many calls: let the token rest, as long as Graph states.
    SlowDown,
    /// Ask for less in one call.
    ShrinkPage,
    /// Get a new access token.
    LogIn,
    /// Get a permission, a task or the person's consent.
    GetPermission,
    /// Change the call.
    FixRequest,
    /// Stop, and have a person look.
    GiveUp,
}

/// An error code that the contract describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The code, or the first of a range of codes.
    pub code: i64,
    /// The last code of the range; the code itself where there is no range.
    pub through: i64,
    /// What tells it from others of the code.
    pub case: ErrorCase,
    /// Name, such as `InvalidAccessToken`.
    pub name: &'static str,
    /// What a client should do.
    pub advice: AdviceKind,
    /// What it says.
    pub doc: &'static str,
}

/// What tells errors of one code from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCase {
    /// Nothing: what the code means by itself.
    Any,
    /// A subcode.
    Subcode(i64),
    /// Words in the message, in any case.
    Message(&'static str),
}

impl ErrorEntry {
    /// Makes an entry of the error table.
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
            doc,
        }
    }

    /// How closely it describes an error; `None` where it does not.
    fn closeness(&self, code: i64, subcode: Option<i64>, message: &str) -> Option<u8> {
        if !(self.code..=self.through).contains(&code) {
            return None;
        }
        let exact = u8::from(self.code == self.through);
        match self.case {
            ErrorCase::Subcode(own) => (subcode == Some(own)).then_some(4 + exact),
            ErrorCase::Message(words) => message.contains(words).then_some(2 + exact),
            ErrorCase::Any => Some(exact),
        }
    }
}

/// What a table says of an error: of its subcode, of its message, of its code,
/// or of the range that the code is in.
pub(crate) fn find(
    table: &'static [ErrorEntry],
    code: i64,
    subcode: Option<i64>,
    message: &str,
) -> Option<&'static ErrorEntry> {
    let message = message.to_lowercase();
    let entries = table.iter().filter_map(|entry| {
        let closeness = entry.closeness(code, subcode, &message)?;
        Some((closeness, entry))
    });
    let closest = entries.max_by_key(|(closeness, _)| *closeness);
    closest.map(|(_, entry)| entry)
}
