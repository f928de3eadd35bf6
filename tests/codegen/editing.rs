//! Edits of the spec's YAML: what they write, and that they leave the rest.

mod comments;
mod laying_out;
mod layouts;
mod placement;
mod quoting;
mod round_trips;
mod sequences;
mod specs;
