//! What a person has to look up.

use super::sketch::Sketch;
use super::wanted::Wanted;

/// What Meta's files do not state.
pub(super) fn unstated(sketch: &Sketch<'_>, newer: &[String], wanted: &Wanted) -> Vec<String> {
    let mut unstated: Vec<String> = [
        "What anything means: each doc that says `To be written.`",
        "Which fields every response has: none is `required` here.",
        "Which fields Graph returns where `fields` names none.",
        "What a parameter's default is, which values it takes, and which go together.",
        "Which strings are ids, URLs or have known values.",
        "Which permissions, tasks and access tokens the call needs: there are no `permissions`.",
        "Which hosts take the call: all of them do here.",
        "Which error codes it documents: there are no `errors`.",
        "What it cannot do, and how often it may be called: there are no `limitations`.",
    ]
    .map(str::to_owned)
    .to_vec();
    if sketch.calls.iter().any(|call| call.call.endpoint.is_some()) {
        unstated.push("Whether it returns pages, as is stated here, and how long they are.".into());
    }
    if wanted.released.is_none() {
        unstated.push(format!("When {} was released.", wanted.version));
    }
    if !newer.is_empty() {
        unstated.push(format!(
            "What {} changed: taken for unchanged since {}.",
            newer.join(", "),
            wanted.version
        ));
    }
    for node in &sketch.notes.guessed {
        unstated.push(format!(
            "What `{node}` is: there is no file for it, and its `id` is a guess."
        ));
    }
    let undrafted = &sketch.notes.undrafted;
    if !undrafted.is_empty() {
        let names: Vec<_> = undrafted.iter().map(|name| format!("`{name}`")).collect();
        unstated.push(format!(
            "Not drafted, and `Object` here: {}. `--depth {}` drafts them too.",
            names.join(", "),
            wanted.depth + 1
        ));
    }
    unstated
}
