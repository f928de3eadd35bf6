//! What to do about an error.

use std::time::Duration;

use crate::error::permission::Permission;

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
    /// Send the call with an access token of another kind.
    UseToken {
        /// Kinds of access token, such as `Page`, of which the call takes any.
        /// Empty where the contract does not say.
        any_of: Vec<&'static str>,
    },
    /// Get a permission, a task on the Page or the person's consent.
    GetPermission {
        /// What the call needs on its host and its platform: one of these, by how
        /// the person logged in. Empty where the contract does not say.
        any_of: Vec<Permission>,
    },
    /// Change the call: it fails however often it is sent.
    FixRequest {
        /// The parameter or the field of the request that Graph names, where it
        /// names one.
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
    /// Send the call with an access token of another kind.
    UseToken,
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
    /// Kind of access token that the call takes, such as `Page`, where the error
    /// means one.
    pub token: Option<&'static str>,
    /// What the error is about.
    pub concerns: Concern,
    /// What it says.
    pub doc: &'static str,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// The whole call: it fails for every node that it asks for.
    Call,
    /// One node of the call: without it the call may succeed.
    Node,
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
            token: None,
            concerns: Concern::Call,
            doc,
        }
    }

    /// Joins two tables. Their entries are as many as the whole has.
    #[doc(hidden)]
    pub const fn joined<const N: usize>(codes: &[Self], cases: &[Self]) -> [Self; N] {
        let mut whole = [codes[0]; N];
        let mut index = 0;
        while index < N {
            whole[index] = match index < codes.len() {
                true => codes[index],
                false => cases[index - codes.len()],
            };
            index += 1;
        }
        whole
    }

    /// Names the kind of access token that the call takes.
    #[doc(hidden)]
    pub const fn token(mut self, token: &'static str) -> Self {
        self.token = Some(token);
        self
    }

    /// Says that the error is about one node of the call.
    #[doc(hidden)]
    pub const fn concerning_a_node(mut self) -> Self {
        self.concerns = Concern::Node;
        self
    }

    /// How closely it describes an error; `None` where it does not. Longer words
    /// of the message are closer than shorter ones.
    fn closeness(
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

/// What a table says of an error: of words of its message, else of its subcode,
/// of its code, or of the range that the code is in. A subcode may come with
/// errors of several kinds, such as 99, and the words say which it is.
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

#[cfg(test)]
mod tests {
    use super::{AdviceKind, ErrorCase, ErrorEntry, find};

    const fn entry(codes: (i64, i64), case: ErrorCase, name: &'static str) -> ErrorEntry {
        ErrorEntry::new(codes, case, name, AdviceKind::GiveUp, "")
    }

    /// In this order and the other way round: the place in the table says nothing.
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
    fn the_closest_entry_is_found_wherever_it_stands() {
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
