//! `cargo codegen diff`: what changes for callers.

use std::io::Write;
use std::process::ExitCode;

use crate::cli::base::{Base, BaseError};
use crate::cli::report::{Comparison, github, human, json, markdown};
use crate::cli::review::{self, Head};
use crate::contract::Contract;
use crate::contract::diagnostic::Report;
use crate::contract::diff::At;
use crate::contract::spec::VersionName;
use clap::ValueEnum;

use super::{Paths, complain};

/// Says what changes for callers: between two Graph versions, or between the
/// spec at a git revision and the one in the working tree.
///
/// Exit codes: 0, nothing breaks a caller; 1, something does, and no waiver
/// excuses it; 2, the comparison was not possible.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Graph version that callers are on, such as `v25.0`.
    #[arg(value_name = "OLD", required_unless_present = "base", requires = "new")]
    old: Option<VersionName>,

    /// Graph version that they move to.
    #[arg(value_name = "NEW")]
    new: Option<VersionName>,

    /// Compare the working tree with this branch, tag or commit itself. For a
    /// pull request name the merge base: `git merge-base origin/main HEAD`.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["old", "new"])]
    base: Option<String>,

    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Forms of the report.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal.
    Human,
    /// For a pull request.
    Markdown,
    /// For programs: one object.
    Json,
    /// For GitHub's workflows: annotations of lines.
    Github,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Head(#[from] Report),
    #[error(transparent)]
    Base(#[from] BaseError),
    #[error("the spec has no version `{wanted}`; it has {known}")]
    NoVersion { wanted: VersionName, known: String },
    #[error("cannot write the report: {0}")]
    Output(#[from] std::io::Error),
}

pub fn run(paths: &Paths, args: &Args) -> ExitCode {
    match args.compare(paths) {
        Ok(true) => ExitCode::from(1),
        Ok(false) => ExitCode::SUCCESS,
        Err(trouble) => {
            tell(&trouble);
            ExitCode::from(2)
        }
    }
}

impl Args {
    /// Whether something breaks a caller.
    fn compare(&self, paths: &Paths) -> Result<bool, Trouble> {
        let side = match self.base {
            Some(_) => "the spec in the working tree (head)",
            None => "the spec",
        };
        let spec = paths.spec();
        let head = Head::read(&spec).map_err(|report| report.compared(side))?;
        let (comparison, base) = match (&self.base, self.old, self.new) {
            (Some(revision), ..) => {
                let base = Base::read(&spec, &paths.out(), revision)?;
                (review::of_change(&base, &head), Some(base))
            }
            (None, Some(old), Some(new)) => {
                let (old, new) = (version(&head, old)?, version(&head, new)?);
                (review::of_versions(&head, old, new), None)
            }
            // clap asks for one of the two.
            _ => return Ok(false),
        };
        let place = |at: &At| match &base {
            Some(base) => base.annotated(at, &head.sources),
            None => Some((at.file.clone(), at.line)),
        };
        self.print(&comparison, place)?;
        Ok(comparison.breaks())
    }

    fn print(
        &self,
        comparison: &Comparison,
        place: impl Fn(&At) -> Option<(String, usize)>,
    ) -> std::io::Result<()> {
        let report = match self.format {
            Format::Human => human::render(comparison, true),
            Format::Markdown => markdown::render(comparison),
            Format::Json => json::render(comparison),
            Format::Github => github::render(comparison, place),
        };
        // Takes the colours out where nobody sees them.
        let mut out = anstream::stdout();
        out.write_all(report.as_bytes())?;
        out.flush()
    }
}

fn version(head: &Head, wanted: VersionName) -> Result<&Contract, Trouble> {
    head.version(wanted).ok_or_else(|| {
        let versions = head.contracts.versions.iter();
        let known: Vec<_> = versions.map(|one| format!("`{}`", one.version)).collect();
        Trouble::NoVersion {
            wanted,
            known: known.join(", "),
        }
    })
}

fn tell(trouble: &Trouble) {
    match trouble {
        Trouble::Head(report) => complain(report.render(true)),
        Trouble::Base(BaseError::Wrong { report, why }) => {
            complain(format_args!("{}{why}", report.render(true)));
        }
        other => complain(format_args!("error: {other}\n")),
    }
}
