//! Error codes, and what they mean with a subcode or with words of the message.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    ERROR_CODE_ADDED = "error-code-added", Added, Compatible, Minor:
        "A code, or a case of one, is new. Graph could always send it.";
    ERROR_CODE_REMOVED = "error-code-removed", Removed, BreakingRead, Major:
        "A code, or a case of one, is gone: its errors have no name and no advice of their own.";
    ERROR_CODE_RENAMED = "error-code-renamed", Changed, BreakingRead, Major:
        "A code, or a case of one, has another name.";
    ERROR_ADVICE_CHANGED = "error-advice-changed", Changed, Compatible, Minor:
        "Something else is to be done about an error, and retries do it.";
    ERROR_TOKEN_CHANGED = "error-token-changed", Changed, Compatible, Minor:
        "Another kind of access token is named for an error.";
    ERROR_CONCERN_CHANGED = "error-concern-changed", Changed, Compatible, Minor:
        "An error is about one node where it was about the whole call, or the other way round.";
    ERROR_RANGE_WIDENED = "error-range-widened", Changed, Compatible, Minor:
        "An entry stands for more codes.";
    ERROR_RANGE_NARROWED = "error-range-narrowed", Changed, BreakingRead, Major:
        "An entry stands for fewer codes: the others have no name and no advice of their own.";
}
