//! The simulator as other programs see it: the admin API, and worlds in YAML.

#![allow(clippy::unwrap_used)]

mod admin;
#[path = "../runtime/simulator/plain.rs"]
mod plain;
mod world_secrets;
mod worlds;
mod wrong_worlds;
