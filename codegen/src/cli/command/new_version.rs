//! `cargo codegen new-version`: adds a Graph version.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Claim, Editor, NewVersion, claimed};
use crate::contract::messages::count;
use crate::contract::spec::{Date, Spec, VersionName};

use super::paths::Paths;
use super::terminal::print_status;
use super::write;

/// Adds a Graph version to the contract, and generates its bindings.
///
/// A newest version inherits from the one before it. Of an older one, only what the
/// versions before and after it both have is claimed: other calls and types are
/// bounded. What is claimed without a source is listed.
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

    /// For a version that is not the newest: claim what the next newer version with
    /// calls has.
    #[arg(long)]
    assume_same: bool,

    /// With `--assume-same`: claim only these calls and types, and the types that
    /// they need.
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "assume_same"
    )]
    only: Option<Vec<String>>,

    /// With `--assume-same`: do not claim these calls, types, or parts of them, such
    /// as `UnifiedThread.subject`.
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "assume_same",
        conflicts_with = "only"
    )]
    except: Option<Vec<String>>,
}

impl Args {
    fn claim(&self) -> Claim {
        match (&self.only, &self.except) {
            (Some(names), _) => Claim::Only(names.clone()),
            (_, Some(names)) => Claim::Except(names.clone()),
            _ if self.assume_same => Claim::Same,
            _ => Claim::Nothing,
        }
    }
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
            claim: args.claim(),
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
    if opened.is_older {
        let spec = editor.spec()?;
        print_claims(&spec, args.version, opened.same_as);
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

/// Prints what an older version is claimed to have without a source.
pub(super) fn print_claims(spec: &Spec, version: VersionName, same_as: Option<VersionName>) {
    let all = claimed(spec, version);
    let (bound, unbound): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.is_bound);
    let what = count(bound.len(), "call or type", "calls and types");
    let reason = match same_as {
        Some(same_as) => format!("as in {same_as}"),
        None => "which the versions before and after it have".to_owned(),
    };
    match bound.len() {
        0 => print_status("Claimed", format_args!("no call and no type of {version}")),
        _ => print_status(
            "Claimed",
            format_args!("{what} of {version} without a source, {reason}:"),
        ),
    }
    for one in bound {
        print_status("", one);
    }
    print_status("Claimed", "what does not depend on versions:");
    for one in unbound {
        print_status("", one);
    }
}
