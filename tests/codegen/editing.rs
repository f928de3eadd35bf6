//! Edits of the spec's YAML: what they write, and that they leave the rest.

#![allow(clippy::unwrap_used)]

#[path = "editing/specs.rs"]
mod specs;

#[path = "editing/round_trips.rs"]
mod round_trips;

#[path = "editing/sequences.rs"]
mod sequences;

#[path = "editing/layouts.rs"]
mod layouts;

#[path = "editing/quoting.rs"]
mod quoting;

#[path = "editing/placement.rs"]
mod placement;

#[path = "editing/laying_out.rs"]
mod laying_out;
