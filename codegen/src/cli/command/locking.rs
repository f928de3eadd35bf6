//! Locks on the folders that a command uses.

use std::path::PathBuf;

use crate::Error;
use crate::emit::output::lock::{Access, Locks, spec_folder};
use crate::emit::output::{OutputError, interrupted, journal};

use super::terminal::{print_cleared, print_stderr};
use super::{Action, Paths};

/// Locks the folders that a command uses. If the command writes, it first finishes
/// an interrupted edit of the spec, and removes what interrupted runs left there.
///
/// # Errors
///
/// A file cannot be replaced or removed.
pub fn lock(paths: &Paths, action: &Action) -> Result<Locks, Error> {
    let spec = spec(paths, action);
    let folder = spec_folder(&spec);
    let (mut access, output) = uses(action);
    let writes = access == Access::Write || output == Some(Access::Write);
    // Only a run that is alone can tell what was interrupted.
    if writes && !interrupted::directly_in(folder).is_empty() {
        access = Access::Write;
    }
    let mut locks = Locks::default();
    locks.spec(&spec, access);
    if !writes && journal::path(folder).exists() {
        let spec = spec.display();
        print_stderr(format_args!(
            "{:>12} an edit of `{spec}` was interrupted; run `cargo codegen` to finish it\n",
            "Note"
        ));
    }
    if writes && access == Access::Write {
        let finished = journal::finish(folder).map_err(|source| OutputError::Io {
            what: "finish the interrupted edit of",
            path: folder.to_owned(),
            source,
        })?;
        if finished {
            let spec = spec.display();
            let what = format!("the edit of `{spec}`, which was interrupted");
            print_stderr(format_args!("{:>12} {what}\n", "Finished"));
        }
        let left = interrupted::directly_in(folder);
        print_cleared(&interrupted::clear(folder, &left)?);
    }
    if let Some(access) = output {
        locks.output(&paths.out(), access);
    }
    Ok(locks)
}

/// Returns the spec that a command uses.
fn spec(paths: &Paths, action: &Action) -> PathBuf {
    match action {
        Action::Upstream(args) => args.into.clone().unwrap_or_else(|| paths.spec()),
        _ => paths.spec(),
    }
}

/// What a command does with the spec, and with the output folder.
fn uses(action: &Action) -> (Access, Option<Access>) {
    use Access::{Read, Write};
    match action {
        Action::Generate(args) if args.check => (Read, Some(Read)),
        Action::Generate(_) => (Read, Some(Write)),
        Action::Diff(_) => (Read, None),
        Action::NewVersion(_) | Action::DropVersion(_) => (Write, Some(Write)),
        // What is generated from the contract is not touched.
        Action::Upstream(args) if args.into.is_some() => (Write, None),
        Action::Upstream(args) if args.edits() => (Write, Some(Write)),
        Action::Upstream(_) => (Read, None),
        Action::Format(_) => (Write, None),
    }
}
