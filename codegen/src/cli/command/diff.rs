//! `cargo codegen diff`: reports what changes for callers.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::base::{Base, BaseError};
use crate::cli::report::{Format, Problems, Root, markdown};
use crate::cli::review::{self, Head};
use crate::contract::Contract;
use crate::contract::diagnostic::Report;
use crate::contract::diff::Location;
use crate::contract::messages::list;
use crate::contract::spec::VersionName;
use crate::emit::output::lock::spec_folder;

use super::paths::Paths;
use super::terminal::{print_report, print_stderr};

/// Reports what changes for callers between two Graph versions, or between the
/// spec at a git revision and in the working tree.
///
/// Exit codes: 0, no breaking change; 1, a breaking change without a waiver; 2,
/// the comparison failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Graph version that callers use, such as `v25.0`.
    #[arg(value_name = "OLD", required_unless_present = "base", requires = "new")]
    old: Option<VersionName>,

    /// Graph version that they move to.
    #[arg(value_name = "NEW")]
    new: Option<VersionName>,

    /// Compare the working tree with this branch, tag or commit. For a pull
    /// request, give the merge base: `git merge-base origin/main HEAD`.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["old", "new"])]
    base: Option<String>,

    /// Format of the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Size limit of a report in Markdown.
    #[arg(long, value_name = "BYTES", default_value_t = markdown::SUMMARY)]
    max_bytes: usize,
}

/// An error from the comparison.
#[derive(Debug, thiserror::Error)]
enum DiffError {
    #[error(transparent)]
    Head(#[from] Report),
    #[error(transparent)]
    Base(#[from] BaseError),
    #[error("unknown version `{wanted}`; the versions are {known}")]
    NoVersion { wanted: VersionName, known: String },
    #[error("cannot write the report: {0}")]
    Output(#[from] std::io::Error),
}

pub fn run(paths: &Paths, args: &Args) -> ExitCode {
    match args.compare(paths) {
        Ok(true) => ExitCode::from(1),
        Ok(false) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&error);
            let problems = error.problems(&paths.spec());
            let text = args.format.problems(&problems, args.max_bytes);
            if let Err(error) = print_report(&text) {
                print_error(&DiffError::Output(error));
            }
            ExitCode::from(2)
        }
    }
}

impl Args {
    /// Prints the report, and returns whether there is a breaking change.
    fn compare(&self, paths: &Paths) -> Result<bool, DiffError> {
        let side = match self.base {
            Some(_) => "the spec in the working tree (head)",
            None => "the spec",
        };
        let spec = paths.spec();
        let head = Head::read(&spec).map_err(|report| report.compared(side))?;
        let (report, base) = match (&self.base, self.old, self.new) {
            (Some(revision), ..) => {
                let base = Base::read(&spec, &paths.out(), revision)?;
                (review::of_change(&base, &head), Some(base))
            }
            (None, Some(old), Some(new)) => {
                let (old, new) = (version(&head, old)?, version(&head, new)?);
                (review::of_versions(&head, old, new), None)
            }
            // clap requires one of the two.
            _ => return Ok(false),
        };
        let root = Root::of(spec_folder(&spec));
        let place = |at: &Location| match &base {
            Some(base) => base.annotated(at, &head.sources),
            None => Some((root.spec_file(&at.file), at.line)),
        };
        print_report(&self.format.changes(&report, place, self.max_bytes))?;
        Ok(report.breaks())
    }
}

impl DiffError {
    /// The error as a report.
    fn problems(&self, spec: &Path) -> Problems {
        match self {
            Self::Head(report) => Problems::of_spec(report, spec),
            Self::Base(BaseError::Wrong { report, note }) => Problems {
                next: (!note.is_empty()).then(|| note.trim_end().to_owned()),
                ..Problems::of_other_spec(report)
            },
            other => Problems::of_error(
                "comparison-failed",
                "The contracts cannot be compared.",
                other,
            ),
        }
    }
}

fn version(head: &Head, wanted: VersionName) -> Result<&Contract, DiffError> {
    head.version(wanted).ok_or_else(|| {
        let versions = head.contracts.versions.iter();
        let known = list(versions.map(|contract| contract.version));
        DiffError::NoVersion { wanted, known }
    })
}

fn print_error(error: &DiffError) {
    match error {
        DiffError::Head(report) => print_stderr(report.render(true)),
        DiffError::Base(BaseError::Wrong { report, note }) => {
            print_stderr(format_args!("{}{note}", report.render(true)));
        }
        other => print_stderr(format_args!("error: {other}\n")),
    }
}
