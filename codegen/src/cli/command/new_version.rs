//! `cargo codegen new-version`: opens a Graph version.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Draft, NewVersion};
use crate::contract::spec::{Date, VersionName};

use super::{Paths, say, write};

/// Opens a Graph version in the contract, and generates its bindings.
///
/// A newer version takes over what holds in the one before it. Of one that is
/// older than all others nothing is taken over: what held from the start gets
/// the version that was the oldest as its `since`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Graph version, such as `v27.0`.
    version: VersionName,

    /// Day on which Meta released it, such as `2027-01-20`.
    #[arg(long, value_name = "DATE")]
    released: Date,

    /// Day on which it expires, once Meta announced it.
    #[arg(long, value_name = "DATE")]
    expires: Option<Date>,

    /// Where the dates come from: a name of the contract's `sources`.
    #[arg(long, value_name = "NAME", default_value = "versions")]
    source: String,

    /// Of a version older than all others: claim that what held in the oldest
    /// one held in it already.
    #[arg(long)]
    assume_same: bool,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let mut draft = Draft::open(&paths.spec())?;
    let opened = edit::new_version(
        &mut draft,
        &NewVersion {
            version: args.version,
            released: args.released,
            expires: args.expires,
            source: args.source.clone(),
            assume_same: args.assume_same,
        },
    )?;
    let outcome = write(paths, &draft)?;
    say(
        "Opened",
        format_args!("{}, released {}", args.version, args.released),
    );
    for file in draft.changed() {
        say("Updated", file);
    }
    if let Some(since) = opened.bounded {
        say(
            "Bounded",
            format_args!("what held from the start, by `since: {since}`"),
        );
    }
    let code = outcome.tell(paths);
    let version = args.version;
    say(
        "Next",
        format_args!(
            "state what {version} changes: edit {}, or",
            paths.spec().display()
        ),
    );
    say(
        "",
        format_args!(
            "cargo codegen upstream <folder of Meta's specs> --graph-version {version} --apply"
        ),
    );
    say("", "cargo codegen");
    for (one, other) in opened.pairs {
        say("", format_args!("cargo codegen diff {one} {other}"));
    }
    Ok(code)
}
