//! Runs a local Graph until it is stopped, for clients in any language.

#[path = "server.rs"]
mod server;

use std::process::ExitCode;

use clap::Parser as _;

use crate::server::settings::Settings;

#[tokio::main]
async fn main() -> ExitCode {
    server::main(&Settings::parse()).await
}
