//! `cargo codegen upstream`: compares the contract with Meta's files.

mod drafting;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::Editor;
use crate::cli::expiry;
use crate::cli::report::{ChangeReport, Format, Problems, Root, markdown};
use crate::cli::upstream::apply::{Applied, Did, apply};
use crate::cli::upstream::compare::{Comparison, compare};
use crate::cli::upstream::meta_spec::MetaSpec;
use crate::cli::upstream::{self, pinned, report};
use crate::contract::characters::is_name_part;
use crate::contract::check::check;
use crate::contract::diff::Location;
use crate::contract::load::load;
use crate::contract::messages::count;
use crate::contract::spec::{Date, VersionName};
use crate::emit::output::lock::spec_folder;

use super::paths::Paths;
use super::terminal::{print_report, print_status, print_stderr};
use super::write;

/// Compares the contract of a Graph version with Meta's machine-readable spec,
/// and exits with 1 if they differ and no entry of the contract explains it.
///
/// Meta publishes the files with each release of its SDKs, in `api_specs`.
/// `--apply` edits the contract to match them, and generates the bindings.
/// `--pin` keeps the names and types that the contract covers in the contract:
/// every run of `cargo codegen` compares with them, as does this command without a
/// folder.
/// `--draft` writes first entries for calls that the contract does not have.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of Meta's files of a release, such as `v25.0` or `api_specs`
    /// [default: the pinned facts]
    folder: Option<PathBuf>,

    /// Graph version of the files, such as `v25.0`.
    #[arg(long, value_name = "VERSION")]
    graph_version: Option<VersionName>,

    /// Format of the report.
    #[arg(long, value_enum, default_value_t, conflicts_with_all = ["apply", "pin"])]
    format: Format,

    /// Edit the contract: new entries get the version as their `since`, removed
    /// ones as their `removed_in`. A version that is missing is added.
    #[arg(long, requires = "folder", conflicts_with = "draft")]
    apply: bool,

    /// Pin the names and types of the files in the contract.
    #[arg(long, requires = "folder", conflicts_with = "draft")]
    pin: bool,

    /// Release of Meta's spec that the files are from, for `--pin`; the pinned one
    /// if the facts are the same.
    #[arg(long, value_name = "TEXT", requires = "pin", value_parser = in_ascii)]
    origin: Option<String>,

    /// Day on which the files were read, for `--pin` [default: today, in UTC]
    #[arg(long, value_name = "DATE", requires = "pin")]
    read: Option<Date>,

    /// Day on which Meta released the version, if it has to be added.
    #[arg(long, value_name = "DATE")]
    released: Option<Date>,

    /// Draft these calls: edges such as `Page.feed`, nodes such as `Page`, or
    /// patterns such as `Page.*` and `*.insights`; `*` is all of them. The draft is
    /// printed, written to the folder `--out`, or merged with `--into`.
    #[arg(long, value_name = "NODE.EDGE", num_args = 1.., requires = "folder")]
    draft: Vec<String>,

    /// Merge the draft with this contract, a folder or its only file.
    #[arg(long, value_name = "PATH", requires = "draft")]
    pub into: Option<PathBuf>,

    /// State what is drafted for all versions of the contract, not from that of
    /// the files on.
    #[arg(long, requires = "into")]
    assume_same: bool,

    /// Number of levels of nodes that a draft includes.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "draft")]
    depth: usize,
}

impl Args {
    /// Whether the command edits the contract of `--spec`.
    pub fn edits(&self) -> bool {
        self.apply || self.pin
    }

    /// The folder of Meta's files.
    fn folder(&self) -> &Path {
        self.folder.as_deref().unwrap_or(Path::new("."))
    }
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let result = run_mode(paths, args);
    if let Err(error) = &result {
        let problems = match error {
            Error::Spec(report) => Problems::of_spec(report, &paths.spec()),
            error => {
                let doc = "The contract cannot be compared with Meta's files.";
                Problems::of_error("comparison-failed", doc, error)
            }
        };
        print(&args.format.problems(&problems, markdown::SUMMARY))?;
    }
    result
}

fn run_mode(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    if let Some(into) = &args.into {
        return drafting::merge_with(paths, args, into);
    }
    if !args.draft.is_empty() {
        return drafting::print_or_write(paths, args);
    }
    let Some(folder) = &args.folder else {
        return compare_pinned(paths, args);
    };
    let Some(version) = args.graph_version else {
        return Err(upstream::Error::VersionUnknown.into());
    };
    if args.apply {
        return edit_contract(paths, args, folder, version);
    }
    let meta_spec = MetaSpec::load(folder)?;
    let mut editor = Editor::open(&paths.spec())?;
    let (spec, sources) = (editor.spec()?, editor.sources());
    let found = compare(&spec, &sources, &meta_spec, version)?;
    if args.pin {
        pin_facts(&mut editor, args, &meta_spec, version)?;
        editor.stage()?.commit()?;
        print_changed(&editor);
    }
    let folder = folder.display().to_string();
    print(&match args.format {
        Format::Json => report::json(&found, &folder),
        format => rendered(paths, format, &report::report(&found, &folder)),
    })?;
    Ok(code(&found))
}

/// Compares with the pinned facts of a version, or of all.
fn compare_pinned(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let (spec, sources) = check(load(&paths.spec()))?;
    let mut pins = pinned::compare_all(&spec, &sources)?;
    if let Some(version) = args.graph_version {
        pins.comparisons.retain(|found| found.version == version);
    }
    if pins.comparisons.is_empty() {
        let version = args.graph_version;
        return Err(upstream::Error::NotPinned { version }.into());
    }
    let shown = pins.comparisons.iter();
    let shown = shown.map(|found| match args.format {
        Format::Json => report::json(found, &paths.spec().display().to_string()),
        format => rendered(paths, format, &report::of_pinned(found)),
    });
    let shown: Vec<_> = shown.collect();
    print(&match args.format {
        Format::Json if args.graph_version.is_none() => format!("[{}]\n", shown.join(",")),
        _ => shown.join("\n"),
    })?;
    let lines = pinned::report::lines(&pins, &sources);
    for line in lines.iter().filter(|line| !line.drift) {
        print_stderr(format_args!("warning: {line}\n"));
    }
    Ok(ExitCode::from(u8::from(
        lines.iter().any(|line| line.drift),
    )))
}

/// Checks a text that the contract will have as a value.
fn in_ascii(text: &str) -> Result<String, &'static str> {
    match text.chars().all(is_name_part) {
        true => Ok(text.to_owned()),
        false => Err("write it in ASCII"),
    }
}

/// Pins the facts of Meta's files.
fn pin_facts(
    editor: &mut Editor,
    args: &Args,
    meta_spec: &MetaSpec,
    version: VersionName,
) -> Result<(), Error> {
    let origin = pinned::Origin {
        named: args.origin.clone(),
        read: args.read.unwrap_or_else(expiry::today),
    };
    match pinned::pin(editor, meta_spec, version, &origin)? {
        true => print_status("Pinned", format_args!("the facts of {version}")),
        false => print_status("Up to date", format_args!("the pinned facts of {version}")),
    }
    Ok(())
}

fn print_changed(editor: &Editor) {
    for file in editor.changed() {
        print_status("Updated", file);
    }
}

/// Returns 1 if there is a difference that no entry of the contract explains.
fn code(found: &Comparison) -> ExitCode {
    match found.drift().next() {
        Some(_) => ExitCode::from(1),
        None => ExitCode::SUCCESS,
    }
}

/// Prints to stdout, which may be closed.
fn print(text: &str) -> Result<(), upstream::Error> {
    print_report(text).map_err(upstream::Error::Output)
}

fn rendered(paths: &Paths, format: Format, report: &ChangeReport) -> String {
    let root = Root::of(spec_folder(&paths.spec()));
    let place = |at: &Location| Some((root.spec_file(&at.file), at.line));
    format.changes(report, place, markdown::SUMMARY)
}

/// Edits the contract, and generates the bindings.
fn edit_contract(
    paths: &Paths,
    args: &Args,
    folder: &Path,
    version: VersionName,
) -> Result<ExitCode, Error> {
    let mut draft = Editor::open(&paths.spec())?;
    let meta_spec = MetaSpec::load(folder)?;
    let applied = apply(&mut draft, &meta_spec, version, args.released)?;
    let edited = draft.changed().next().is_some();
    if args.pin {
        pin_facts(&mut draft, args, &meta_spec, version)?;
    }
    let outcome = match draft.changed().next() {
        None => None,
        Some(_) => Some(write(paths, &draft)?),
    };
    print_edits(&applied, version, args.released);
    print_changed(&draft);
    if let Some(outcome) = outcome {
        outcome.print(paths);
    }
    for finding in applied.left.drift() {
        let at = finding.change.location.as_ref();
        let at = at.map_or(String::new(), |at| format!("{}:{}: ", at.file, at.line));
        print_status("Decide", format_args!("{at}{}", finding.change.item));
        print_status("", finding.change.message());
        if let Some(question) = finding.question() {
            print_status("", question);
        }
    }
    print_status("Compared", report::summary(&applied.left));
    if edited {
        let review = "review the diff of the spec, and run";
        match applied.edits.iter().any(|edit| edit.did == Did::Added) {
            true => print_status(
                "Next",
                format_args!("write the docs that begin with `To be written`, {review}"),
            ),
            false => print_status("Next", review),
        }
        print_status("", "cargo codegen");
        let pairs = applied.opened.iter().flat_map(|opened| &opened.pairs);
        for (one, other) in pairs {
            print_status("", format_args!("cargo codegen diff {one} {other}"));
        }
    }
    Ok(code(&applied.left))
}

fn print_edits(applied: &Applied, version: VersionName, released: Option<Date>) {
    if let (Some(opened), Some(released)) = (&applied.opened, released) {
        print_status("Opened", format_args!("{version}, released {released}"));
        if opened.is_older {
            let what = "calls and types that Meta's files do not have and that nothing needs";
            print_status("Bounded", what);
        }
    }
    let (kept, edits): (Vec<_>, Vec<_>) =
        applied.edits.iter().partition(|edit| edit.did == Did::Kept);
    if !kept.is_empty() {
        let kept = count(kept.len(), "call or type", "calls and types");
        print_status(
            "Kept",
            format_args!("{kept} that Meta's files have or that are needed"),
        );
    }
    for edit in edits {
        print_status(
            verb(edit.did),
            format_args!("{}: {}", edit.item, edit.detail),
        );
    }
    if applied.edits.is_empty() && applied.opened.is_none() {
        print_status("Up to date", "nothing to edit");
    }
}

fn verb(did: Did) -> &'static str {
    match did {
        Did::Added => "Added",
        Did::Bounded => "Bounded",
        Did::Restored => "Restored",
        Did::Kept => "Kept",
        Did::Removed => "Removed",
    }
}
