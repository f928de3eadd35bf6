//! The command line: what is asked, and what is said.

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

use crate::cli::edit::Draft;
use crate::{Error, generate_loaded, output};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use self::generate::Outcome;

/// Generates the bindings from the contract.
///
/// Exit codes: 0, all is as it should be; 1, there is something to say, such as
/// files that `--check` found stale; 2, the spec or the call is wrong, or
/// something could not be read or written.
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

/// What to do.
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
    /// What is asked; without a word for it, to generate.
    pub fn read() -> (Paths, Action) {
        let Self {
            paths,
            generate,
            action,
        } = Self::parse();
        match action {
            Some(_) if generate.check || generate.today.is_some() => {
                let message = "`--check` and `--today` are for generating, without a subcommand";
                Self::command()
                    .error(ErrorKind::ArgumentConflict, message)
                    .exit()
            }
            Some(action) => (paths, action),
            None => (paths, Action::Generate(generate)),
        }
    }
}

/// Where the contract and what is generated from it are.
#[derive(Debug, clap::Args)]
pub struct Paths {
    /// Folder of the contract, or its one file. [default: spec]
    #[arg(long, value_name = "PATH", global = true)]
    spec: Option<PathBuf>,

    /// Folder of the generated files. [default: generated]
    #[arg(long, value_name = "FOLDER", global = true)]
    out: Option<PathBuf>,
}

impl Paths {
    /// Where the contract is.
    pub fn spec(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| in_workspace("spec"))
    }

    /// The folder that is named for what is written.
    pub fn given_out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Where the generated files go.
    pub fn out(&self) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| in_workspace("generated"))
    }
}

/// A folder of the workspace, whichever folder of it cargo was called in.
fn in_workspace(name: &str) -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match package.as_deref().and_then(|package| package.parent()) {
        Some(workspace) => workspace.join(name),
        None => PathBuf::from(name),
    }
}

/// Writes an edited contract and what is generated from it, both or none.
fn write(paths: &Paths, draft: &Draft) -> Result<Outcome, Error> {
    let generated = generate_loaded(draft.load(), "crate")?;
    let changes = output::compare(&paths.out(), &generated.files)?;
    let spec = draft.stage()?;
    output::apply(&paths.out(), &generated.files, &changes)?;
    spec.commit()?;
    Ok(Outcome::new(generated, changes, true))
}

/// Says one thing, under a verb. Whoever stopped listening is not told.
fn say(verb: &str, what: impl Display) {
    let _ = writeln!(anstream::stdout(), "{verb:>12} {what}");
}

/// Says what went wrong, or should be known beside the output.
fn complain(what: impl Display) {
    let _ = write!(anstream::stderr(), "{what}");
}

/// Says why nothing was written.
pub fn tell(error: &Error) -> ExitCode {
    match error {
        Error::Spec(report) => complain(report.render(true)),
        other => complain(format_args!("error: {other}\n")),
    }
    ExitCode::from(2)
}
