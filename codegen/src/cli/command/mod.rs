//! The command line: arguments and output.

pub mod diff;
pub mod drop_version;
pub mod format;
pub mod generate;
pub mod new_version;
pub mod upstream;

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::edit::Editor;
use crate::{Error, generate_loaded, output};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use self::generate::Outcome;

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
            Some(_) if generate.check || generate.today.is_some() => {
                let message = "`--check` and `--today` cannot be used with a subcommand";
                Self::command()
                    .error(ErrorKind::ArgumentConflict, message)
                    .exit()
            }
            Some(action) => (paths, action),
            None => (paths, Action::Generate(generate)),
        }
    }
}

/// The paths of the contract and of the generated files.
#[derive(Debug, clap::Args)]
pub struct Paths {
    /// Folder of the contract, or its only file [default: spec]
    #[arg(long, value_name = "PATH", global = true)]
    spec: Option<PathBuf>,

    /// Folder of the generated files [default: generated]
    #[arg(long, value_name = "FOLDER", global = true)]
    out: Option<PathBuf>,
}

impl Paths {
    /// Returns the path of the contract.
    pub fn spec(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| in_workspace("spec"))
    }

    /// Returns the folder given with `--out`.
    pub fn given_out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Returns the folder of the generated files.
    pub fn out(&self) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| in_workspace("generated"))
    }
}

/// Returns a path in the workspace, whatever the working directory is.
fn in_workspace(name: &str) -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match package.as_deref().and_then(|package| package.parent()) {
        Some(workspace) => workspace.join(name),
        None => PathBuf::from(name),
    }
}

/// Writes an edited contract and its generated files, both or neither.
fn write(paths: &Paths, editor: &Editor) -> Result<Outcome, Error> {
    let generated = generate_loaded(editor.load(), "crate")?;
    let changes = output::compare(&paths.out(), &generated.files)?;
    let spec = editor.stage()?;
    output::apply(&paths.out(), &generated.files, &changes)?;
    spec.commit()?;
    Ok(Outcome::new(generated, changes, true))
}

/// Prints a line to stdout after a status word, as Cargo does. Errors, such as
/// from a closed pipe, are ignored.
fn print_status(verb: &str, what: impl Display) {
    let _ = writeln!(anstream::stdout(), "{verb:>12} {what}");
}

/// Prints to stderr.
fn print_stderr(what: impl Display) {
    let _ = write!(anstream::stderr(), "{what}");
}

/// Prints an error, and returns its exit code.
pub fn print_error(error: &Error) -> ExitCode {
    match error {
        Error::Spec(report) => print_stderr(report.render(true)),
        other => print_stderr(format_args!("error: {other}\n")),
    }
    ExitCode::from(2)
}
