//! The command line.

use std::env;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand, ValueEnum};

use crate::doctor::Doctor;
use crate::export::Export;
use crate::get::Get;
use crate::list::List;
use crate::messages::Read;
use crate::mirror::privacy::{Expire, Forget};
use crate::mirror::status::Status;
use crate::mirror::sync::Sync;
use crate::mirror::watch::Watch;
use crate::server::settings::Settings;

/// Where the environment has the id of the Page, as for `examples/smoke.rs`.
const PAGE_ID: &str = "GRAPH_PAGE_ID";

const AFTER_HELP: &str = "\
Examples:
  page-conversations list --simulator             needs no account
  page-conversations doctor                       what works, and what to do about the rest
  page-conversations sync --store inbox.db        again and again: each run reads what is new
  page-conversations export --format csv --out inbox.csv
  page-conversations get list-conversations --page-id me --platform instagram

The access token is read from GRAPH_ACCESS_TOKEN, from the file of --token-file, or from a prompt,
and never from an argument, which others on this machine could see.

Exit codes:
  0    complete
  1    something cannot be read, or a check of `doctor` failed; it is listed
  2    the arguments or the settings are wrong
  3    a call failed
  4    a file or the store failed
  130  interrupted";

/// Read the conversations of a Page, on Messenger and Instagram
#[derive(Parser)]
#[command(name = "page-conversations", version, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Check token, permissions, Page, inboxes, version and clock, and show what to do
    Doctor(Doctor),
    /// List conversations, newest first
    List(List),
    /// Print the messages of a conversation, oldest first
    Read(Read),
    /// Send any query of the contract
    Get(Get),
    /// Write all conversations with their messages to a file
    Export(Export),
    /// Bring a mirror of the inbox up to date, in a SQLite file
    Sync(Sync),
    /// Print new messages as they arrive
    Watch(Watch),
    /// Show what a mirror has, its gaps, what is unreadable, and the last runs
    Status(Status),
    /// Remove all that a mirror has of a person, for good
    Forget(Forget),
    /// Remove old messages from a mirror, for good
    Expire(Expire),
    /// Run a local Graph until it is stopped, for clients in any language
    Simulate(Box<Settings>),
    /// Print completions for a shell
    ///
    /// For bash: page-conversations completions bash >
    /// ~/.local/share/bash-completion/completions/page-conversations
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command
    Man {
        /// Folder to write to, which is created if it does not exist
        folder: Option<PathBuf>,
    },
}

/// A platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Platform {
    Messenger,
    Instagram,
}

impl Platform {
    /// Both platforms.
    pub const ALL: [Self; 2] = [Self::Messenger, Self::Instagram];

    /// Returns the value of the parameter `platform`.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Messenger => "MESSENGER",
            Self::Instagram => "INSTAGRAM",
        }
    }

    /// Returns the name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messenger => "Messenger",
            Self::Instagram => "Instagram",
        }
    }
}

/// Whose inbox to read.
#[derive(clap::Args)]
pub struct Account {
    /// Id of the Page, or with --instagram-login of the account [default: from GRAPH_PAGE_ID, or
    /// that of the token]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    page_id: Option<String>,
}

impl Account {
    /// Returns the id, if there is one. A variable that is empty is one that is not set.
    pub fn page_id(&self) -> Option<String> {
        let variable = || env::var(PAGE_ID).ok().filter(|id| !id.is_empty());
        self.page_id.clone().or_else(variable)
    }

    /// Returns the id in the path of a call.
    pub fn id(&self) -> String {
        self.page_id().unwrap_or_else(|| "me".to_owned())
    }
}
