//! What a caller must be allowed to do.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    PERMISSION_ADDED = "permission-added", Added, BreakingSend, Major:
        "A call asks for permissions where it asked for none. Who lacks them is refused.";
    PERMISSION_REMOVED = "permission-removed", Removed, Compatible, Minor:
        "A call asks for no permissions where it asked for some.";
    PERMISSION_SCOPE_ADDED = "permission-scope-added", Added, BreakingSend, Major:
        "The token of a call must carry one more permission.";
    PERMISSION_SCOPE_REMOVED = "permission-scope-removed", Removed, Compatible, Minor:
        "The token of a call need not carry a permission any more.";
    PERMISSION_TASKS_NARROWED = "permission-tasks-narrowed", Changed, BreakingSend, Major:
        "A task on the Page that sufficed for a call does so no more.";
    PERMISSION_TASKS_WIDENED = "permission-tasks-widened", Changed, Compatible, Minor:
        "One more task on the Page suffices for a call, or none is needed.";
    PERMISSION_TOKEN_CHANGED = "permission-token-changed", Changed, BreakingSend, Major:
        "A call takes another kind of access token.";
    PERMISSION_CALLS_CHANGED = "permission-calls-changed", Changed, Compatible, Minor:
        "Permissions are stated for calls of another host or platform. Errors name them for those.";
}
