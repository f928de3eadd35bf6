//! The command line: arguments and output.

pub mod diff;
pub mod drop_version;
pub mod format;
pub mod generate;
mod last_run;
mod locking;
pub mod new_version;
mod outcome;
mod paths;
mod terminal;
pub mod upstream;

use crate::cli::edit::Editor;
use crate::{Error, generate_loaded, output};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

pub use self::locking::lock;
use self::outcome::Outcome;
pub use self::paths::Paths;
use self::terminal::print_cleared;
pub use self::terminal::print_error;

/// Generates the bindings from the contract.
///
/// Exit codes: 0, nothing to report; 1, findings, such as files that `--check`
/// found out of date; 2, an invalid spec or invalid arguments, or something
/// could not be read or written.
#[derive(Debug, Parser)]
#[command(name = "cargo codegen", bin_name = "cargo codegen", version)]
pub struct Cli {
    #[command(flatten)]
    pub paths: Paths,

    #[command(flatten)]
    generate: generate::Args,

    #[command(subcommand)]
    action: Option<Action>,
}

/// The command.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Generates the bindings.
    #[command(skip)]
    Generate(generate::Args),
    Diff(diff::Args),
    NewVersion(new_version::Args),
    DropVersion(drop_version::Args),
    Upstream(upstream::Args),
    Format(format::Args),
}

impl Cli {
    /// Parses the arguments; without a subcommand, the command is to generate.
    pub fn read() -> (Paths, Action) {
        let Self {
            paths,
            generate,
            action,
        } = Self::parse();
        match action {
            Some(_) if generate.is_given() => {
                let message = "`--check`, `--today` and `--format` before a subcommand cannot be \
                               used with it";
                Self::command()
                    .error(ErrorKind::ArgumentConflict, message)
                    .exit()
            }
            Some(action) => (paths, action),
            None => (paths, Action::Generate(generate)),
        }
    }
}

/// Writes an edited contract and its generated files. All are written before the
/// first is replaced. The contract comes first: a run that is interrupted then
/// leaves generated files that the next run updates.
fn write(paths: &Paths, editor: &Editor) -> Result<Outcome, Error> {
    let generated = generate_loaded(editor.load(), "crate")?;
    let out = paths.out();
    let update = output::prepare(&out, &generated.files)?;
    editor.stage()?.commit_together()?;
    let (changes, cleared) = update.commit()?;
    print_cleared(&cleared);
    let (files, counts) = (generated.files.len(), generated.counts.to_string());
    Ok(Outcome::new(files, counts, changes, true))
}
