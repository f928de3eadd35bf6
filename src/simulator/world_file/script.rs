//! The script of a world file: what happens, and when.

use std::time::Duration;

use page_conversations_codegen::contract::diagnostic::Diagnostic;
use page_conversations_codegen::contract::document::Located;
use schemars::JsonSchema;
use serde::Deserialize;

use super::change::{self, Action, ChangeJson};
use super::values::{Seconds, Several};
use crate::simulator::model::change::{Change, ChangeError};
use crate::simulator::model::world::World;
use crate::types::timestamp::Timestamp;

/// Changes at a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `after` and `changes`")]
#[schemars(rename = "Scripted")]
pub(crate) struct ScriptForm {
    /// The time since the start.
    after: Seconds,
    /// What happens then, in this order: a change, or a list of them.
    changes: Several<Located<ChangeJson>>,
}

/// Returns the changes of a script with their times. Reports those that a script cannot
/// have and, unless there is traffic, the first that the world refuses: traffic may get in
/// the way of a script.
pub(super) fn build(
    script: &[ScriptForm],
    world: &World,
    has_traffic: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Duration, Change)> {
    let mut changes = Vec::new();
    for form in script {
        for change in &form.changes.0 {
            match change::action(change.value.clone()) {
                Action::Change(built) => changes.push((form.after.0, built, change.place)),
                Action::AddToken(_) | Action::ExpireToken(..) => {
                    let diagnostic = Diagnostic::new("a script cannot change access tokens");
                    let diagnostic = diagnostic.at(change.place, "");
                    let help = "write the token under `tokens`; `expires_after` states when it \
                                expires";
                    diagnostics.push(diagnostic.help(help));
                }
            }
        }
    }
    changes.sort_by_key(|(after, ..)| *after);
    let mut world = world.clone();
    let refused = changes.iter().find_map(|(after, change, place)| {
        let at = Timestamp::from_unix_seconds(0).saturating_add(*after);
        let error = world.change(change.clone(), at).err()?;
        Some((error, *place))
    });
    if let Some((error, place)) = refused.filter(|_| !has_traffic && diagnostics.is_empty()) {
        let diagnostic = Diagnostic::new(message(&error)).at(place, "is refused at its time");
        diagnostics.push(diagnostic.help(help(&error)));
    }
    let changes = changes.into_iter();
    changes.map(|(after, change, _)| (after, change)).collect()
}

fn message(error: &ChangeError) -> String {
    match error {
        ChangeError::UnknownPage(id) => format!("the world has no Page `{id}`"),
        ChangeError::NoAccount(id) => format!("the Page `{id}` has no account on Instagram"),
        ChangeError::UnknownThread(id) => format!("there is no conversation `{id}` then"),
        ChangeError::UnknownMessage(id) => format!("there is no message `{id}` then"),
        ChangeError::NoPerson(id) => format!("nobody is in the conversation `{id}` but its Page"),
        ChangeError::HasThread {
            person_id,
            thread_id,
        } => format!("the person `{person_id}` has the conversation `{thread_id}` then"),
        ChangeError::ThreadExists(id) => format!("there is a conversation `{id}` then"),
        ChangeError::MessageExists(id) => format!("there is a message `{id}` then"),
        ChangeError::InvalidId(id) => format!("no node can have the id `{id}` then"),
    }
}

fn help(error: &ChangeError) -> &'static str {
    match error {
        ChangeError::UnknownPage(_) => "write the id of a Page under `pages`",
        ChangeError::NoAccount(_) => "add `instagram: { username: … }` to the Page",
        ChangeError::UnknownThread(_) | ChangeError::UnknownMessage(_) => {
            "write the id of one that the world has at that time, not deleted before"
        }
        ChangeError::NoPerson(_) => "add a person to its `participants`",
        ChangeError::HasThread { .. } => "use `new_message` with that conversation",
        ChangeError::ThreadExists(_)
        | ChangeError::MessageExists(_)
        | ChangeError::InvalidId(_) => "write another id",
    }
}
