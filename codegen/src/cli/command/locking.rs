//! Locks on the folders that a command uses.

use crate::Error;
use crate::emit::output::interrupted;
use crate::emit::output::lock::{Access, Locks, spec_folder};

use super::terminal::print_cleared;
use super::{Action, Paths};

/// Locks the folders that a command uses, and removes from the spec what
/// interrupted runs left there, if the command writes.
///
/// # Errors
///
/// A file cannot be removed.
pub fn lock(paths: &Paths, action: &Action) -> Result<Locks, Error> {
    let spec = paths.spec();
    let folder = spec_folder(&spec);
    let (mut access, output) = uses(action);
    let writes = access == Access::Write || output == Some(Access::Write);
    // Only a run that is alone can tell what was interrupted.
    if writes && !interrupted::directly_in(folder).is_empty() {
        access = Access::Write;
    }
    let mut locks = Locks::default();
    locks.spec(&spec, access);
    if writes && access == Access::Write {
        let left = interrupted::directly_in(folder);
        print_cleared(&interrupted::clear(folder, &left)?);
    }
    if let Some(access) = output {
        locks.output(&paths.out(), access);
    }
    Ok(locks)
}

/// What a command does with the spec, and with the output folder.
fn uses(action: &Action) -> (Access, Option<Access>) {
    use Access::{Read, Write};
    match action {
        Action::Generate(args) if args.check => (Read, Some(Read)),
        Action::Generate(_) => (Read, Some(Write)),
        Action::Diff(_) => (Read, None),
        Action::NewVersion(_) | Action::DropVersion(_) => (Write, Some(Write)),
        Action::Upstream(args) if args.edits() => (Write, Some(Write)),
        Action::Upstream(_) => (Read, None),
        Action::Format(_) => (Write, None),
    }
}
