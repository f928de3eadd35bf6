//! What a person has still to decide.

use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::facts as messages;
use crate::contract::placeholder::{GUESS, RELEASED, is_unwritten};
use crate::contract::spec::{ErrorCode, Provenance, Spec};

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

    let permissions = spec.operations.iter();
    let permissions = permissions.flat_map(|(_, operation)| operation.permissions.iter());
    let words = permissions.flat_map(|(_, permission)| {
        let lists = permission.scopes.iter().chain(&permission.tasks);
        lists.chain([&permission.token])
    });
    let errors = spec.errors.iter().flat_map(|(_, entries)| &entries.0);
    let tokens = errors.flat_map(ErrorCode::tokens);
    let words = words.chain(tokens).filter(|word| is_unwritten(word));
    let words = words.map(messages::unwritten_name);

    docs.chain(dates).chain(guesses).chain(words).collect()
}
