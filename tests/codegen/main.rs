//! The generator: what it reads, makes, compares and edits.

#![allow(clippy::unwrap_used)]

mod artefacts;
mod cli;
#[cfg(unix)]
mod concurrent;
mod contract_history;
mod diff;
#[cfg(unix)]
mod diff_base;
#[cfg(unix)]
mod diff_links;
#[cfg(unix)]
mod diff_trouble;
#[cfg(unix)]
mod diff_verdicts;
mod diff_versions;
#[cfg(unix)]
mod diff_waivers;
mod editing;
mod expiry;
mod forbidden_parameters;
mod generated;
mod generated_next_version;
mod generated_removals;
#[cfg(unix)]
mod interrupted;
mod last_run;
mod permissions;
mod pinned;
mod placeholders;
mod public_api;
mod rehearsal;
mod reports;
mod reserved_names;
mod support;
mod upstream;
mod upstream_apply;
mod upstream_bad;
mod upstream_drafts;
mod upstream_histories;
mod upstream_merging;
mod version_commands;
mod version_docs;
#[cfg(unix)]
mod workflow;
mod wrong_specs;
mod wrong_specs_mutated;
