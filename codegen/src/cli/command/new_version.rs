//! `cargo codegen new-version`: adds a Graph version.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Editor, NewVersion};
use crate::contract::spec::{Date, VersionName};

use super::paths::Paths;
use super::terminal::print_status;
use super::write;

/// Adds a Graph version to the contract, and generates its bindings.
///
/// A newer version inherits from the one before it. A version older than all
/// others inherits nothing: entries without a `since` get the previously oldest
/// version.
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

    /// Source of the dates: a name of the contract's `sources`.
    #[arg(long, value_name = "NAME", default_value = "versions")]
    source: String,

    /// For a version older than all others: inherit from the oldest one.
    #[arg(long)]
    assume_same: bool,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let mut editor = Editor::open(&paths.spec())?;
    let opened = edit::new_version(
        &mut editor,
        &NewVersion {
            version: args.version,
            released: args.released,
            expires: args.expires,
            source: args.source.clone(),
            assume_same: args.assume_same,
        },
    )?;
    let outcome = write(paths, &editor)?;
    print_status(
        "Opened",
        format_args!("{}, released {}", args.version, args.released),
    );
    for file in editor.changed() {
        print_status("Updated", file);
    }
    if let Some(since) = opened.bounded {
        print_status(
            "Bounded",
            format_args!("entries without a `since`, by `since: {since}`"),
        );
    }
    let code = outcome.print(paths);
    let version = args.version;
    print_status(
        "Next",
        format_args!(
            "state the changes in {version}: edit {}, or run",
            paths.spec().display()
        ),
    );
    print_status(
        "",
        format_args!(
            "cargo codegen upstream <folder of Meta's specs> --graph-version {version} --apply"
        ),
    );
    print_status("", "cargo codegen");
    for (one, other) in opened.pairs {
        print_status("", format_args!("cargo codegen diff {one} {other}"));
    }
    Ok(code)
}
