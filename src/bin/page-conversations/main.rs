//! Reads the conversations of a Page from the command line.

mod access;
mod advice;
mod arguments;
mod contract;
mod doctor;
mod export;
mod failure;
mod files;
mod get;
mod interrupt;
mod list;
mod listing;
mod manual;
mod messages;
mod mirror;
mod node;
mod output;
mod query;
mod request;
#[path = "../page-conversations-simulator/server.rs"]
mod server;
mod times;
mod version_notice;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::failure::{Failure, Outcome};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(outcome) => outcome.into(),
        Err(failure) => failure.report(),
    }
}

async fn run(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Doctor(doctor) => doctor::run(&doctor).await,
        Command::List(list) => list::run(&list).await,
        Command::Read(read) => messages::run(&read).await,
        Command::Get(get) => get::run(&get).await,
        Command::Export(export) => export::run(&export).await,
        Command::Sync(sync) => mirror::sync::run(&sync).await,
        Command::Watch(watch) => mirror::watch::run(&watch).await,
        Command::Status(status) => mirror::status::run(&status).await,
        Command::Forget(forget) => mirror::privacy::forget(&forget).await,
        Command::Expire(expire) => mirror::privacy::expire(&expire).await,
        Command::Simulate(settings) => Ok(Outcome::Ended(server::main(&settings).await)),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::man(folder.as_deref()),
    }
}
