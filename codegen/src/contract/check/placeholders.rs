//! What a person has still to decide.

use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::facts as messages;
use crate::contract::placeholder::{GUESS, RELEASED, is_unwritten};
use crate::contract::spec::{Provenance, Spec};

/// Returns a diagnostic for each placeholder in a spec.
pub(super) fn placeholders(spec: &Spec) -> Vec<Diagnostic> {
    let facts = spec.facts();
    let docs = facts.iter().map(|fact| fact.doc);
    let docs = docs.chain(spec.api.iter().flat_map(|api| [&api.title, &api.doc]));
    let docs = docs.chain(spec.waivers.iter().map(|waiver| &waiver.reason));
    let docs = docs.filter(|doc| is_unwritten(doc));
    let docs = docs.map(messages::unwritten_doc);

    let versions = || spec.versions.iter().map(|(_, version)| version);
    let dates = versions().map(|version| &version.released);
    let dates = dates.filter(|released| released.value.to_string() == RELEASED);
    let dates = dates.map(messages::unknown_release);

    let sources = facts.iter().filter_map(|fact| fact.source);
    let sources = sources.chain(versions().map(|version| &version.source));
    let guesses = sources.flat_map(|source: &Provenance| &source.0);
    let guesses = guesses
        .filter(|name| **name == *GUESS)
        .map(messages::guessed);

    docs.chain(dates).chain(guesses).collect()
}
