//! Our own bindings, in each version of the contract that the tests know.

#![allow(clippy::unwrap_used)]

// Defines `each_version!` and the module `oldest`.
include!(concat!(env!("OUT_DIR"), "/each_version.rs"));

mod errors;
mod inbox;
#[path = "../../../runtime/loopback.rs"]
mod loopback;
mod simulator;
mod versions;
