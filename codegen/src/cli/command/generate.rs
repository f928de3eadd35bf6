//! `cargo codegen`: generates the files from the spec.

use std::process::ExitCode;

use crate::cli::expiry::{self, Dates, versions_near_end};
use crate::cli::report::{Format, Problems, markdown};
use crate::cli::upstream::pinned;
use crate::contract::check::{check, placeholders};
use crate::contract::load::Texts;
use crate::contract::origin::Origins;
use crate::contract::resolve;
use crate::contract::spec::Date;
use crate::emit::emit;
use crate::emit::output::interrupted;
use crate::emit::output::lock::spec_folder;
use crate::{Error, output};

use super::last_run::LastRun;
use super::outcome::Outcome;
use super::paths::Paths;
use super::terminal::{print_cleared, print_report, print_stderr};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing, and exit with 1 if files are out of date.
    #[arg(long)]
    pub check: bool,

    /// Format of the report [default: human]
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Date for the messages about versions that expire [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
}

impl Args {
    /// Whether an argument was given.
    pub fn is_given(&self) -> bool {
        self.check || self.today.is_some() || self.format.is_some()
    }
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let format = args.format.unwrap_or_default();
    let result = generate(paths, args);
    let problems = match &result {
        Ok(outcome) => outcome.problems(paths),
        Err(Error::Spec(report)) => Problems::of_spec(report, &paths.spec()),
        Err(error) => {
            let doc = "The bindings cannot be generated.";
            Problems::of_error("generation-failed", doc, error)
        }
    };
    let printed = print_report(&format.problems(&problems, markdown::SUMMARY));
    let outcome = result?;
    if let Err(error) = printed {
        print_stderr(format_args!("error: cannot write the report: {error}\n"));
        return Ok(ExitCode::from(2));
    }
    Ok(match format {
        Format::Human => outcome.print(paths),
        _ => outcome.code(paths),
    })
}

fn generate(paths: &Paths, args: &Args) -> Result<Outcome, Error> {
    let texts = Texts::read(&paths.spec());
    // A check compares everything.
    let last = texts.complete().filter(|_| !args.check);
    let last = last.and_then(|sources| LastRun::of(sources, &paths.out()));
    let (outcome, versions) = match last {
        Some(last) => {
            let outcome = Outcome::new(last.files, last.counts, Vec::new(), true);
            (outcome, last.versions)
        }
        None => generate_all(paths, args, texts)?,
    };
    let today = args.today.unwrap_or_else(expiry::today);
    for version in versions_near_end(&versions, today) {
        print_stderr(format_args!("{:>12} {version}\n", version.verb()));
    }
    Ok(outcome)
}

fn generate_all(paths: &Paths, args: &Args, texts: Texts) -> Result<(Outcome, Vec<Dates>), Error> {
    let (spec, sources) = check(texts.load())?;
    let pins = pinned::compare_all(&spec, &sources)?;
    let (contracts, origins) = (resolve(&spec), Origins::new(&spec, &sources));
    let placeholders = placeholders(&spec, &sources).map(|placeholders| match args.check {
        true => placeholders,
        false => placeholders.as_warnings("`cargo codegen --check` refuses placeholders"),
    });
    let generated = emit(&contracts, &origins, "crate")?;
    let (files, counts) = (generated.files.len(), generated.counts.to_string());
    let out = paths.out();
    let versions = Dates::of(&contracts);
    let pins = pinned::report::lines(&pins, &sources);
    let mut outcome = match args.check {
        true => {
            let changes = output::compare(&out, &generated.files)?;
            let mut outcome = Outcome::new(files, counts, changes, false);
            outcome.left = interrupted::directly_in(spec_folder(&paths.spec()));
            outcome.left.extend(interrupted::below(&out)?);
            outcome
        }
        false => {
            let (changes, cleared) = output::prepare(&out, &generated.files)?.commit()?;
            print_cleared(&cleared);
            if placeholders.is_none() && pins.is_empty() {
                LastRun::record(&sources, &out, &generated, versions.clone());
            }
            Outcome::new(files, counts, changes, true)
        }
    };
    outcome.placeholders = placeholders;
    outcome.pins = pins;
    Ok((outcome, versions))
}
