//! `cargo codegen upstream`: compares the contract with Meta's files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Editor};
use crate::cli::report::{Format, Root, markdown};
use crate::cli::upstream::apply::{Applied, Did, apply};
use crate::cli::upstream::compare::{Comparison, compare};
use crate::cli::upstream::draft::{Wanted, draft};
use crate::cli::upstream::meta_spec::MetaSpec;
use crate::cli::upstream::{self, report};
use crate::contract::check::check;
use crate::contract::diff::Location;
use crate::contract::load::load;
use crate::contract::spec::Spec;
use crate::contract::spec::{Date, VersionName};
use crate::emit::output;
use crate::emit::output::lock::{Access, Locks, spec_folder};

use super::paths::Paths;
use super::terminal::{print_report, print_status};
use super::write;

/// Compares the contract of a Graph version with Meta's machine-readable spec,
/// and exits with 1 if they differ and no entry of the contract explains it.
///
/// Meta publishes the files with each release of its SDKs, in `api_specs`.
/// `--apply` edits the contract to match them, and generates the bindings.
/// `--draft` prints a first YAML for an edge that the contract does not have.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of Meta's files of a release, such as `v25.0` or `api_specs`.
    folder: PathBuf,

    /// Graph version of the files, such as `v25.0`.
    #[arg(long, value_name = "VERSION", required_unless_present = "draft")]
    graph_version: Option<VersionName>,

    /// Format of the report.
    #[arg(long, value_enum, default_value_t, conflicts_with = "apply")]
    format: Format,

    /// Edit the contract: new entries get the version as their `since`, removed
    /// ones as their `removed_in`. A version that is missing is added.
    #[arg(long, conflicts_with = "draft")]
    apply: bool,

    /// Day on which Meta released the version, if it has to be added.
    #[arg(long, value_name = "DATE")]
    released: Option<Date>,

    /// Draft this edge, such as `Page.feed`, or a node, such as `Page`. It is
    /// printed, or written to the folder `--out`.
    #[arg(long, value_name = "NODE.EDGE")]
    draft: Option<String>,

    /// Number of levels of nodes that a draft includes.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "draft")]
    depth: usize,
}

impl Args {
    /// Whether the command edits the contract.
    pub fn edits(&self) -> bool {
        self.apply
    }
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    if let Some(target) = &args.draft {
        return draft_yaml(paths, args, target);
    }
    let Some(version) = args.graph_version else {
        return Err(upstream::Error::NoVersionSaid.into());
    };
    if args.apply {
        return edit_contract(paths, args, version);
    }
    let (spec, sources) = check(load(&paths.spec()))?;
    let meta_spec = MetaSpec::load(&args.folder)?;
    let found = compare(&spec, &sources, &meta_spec, version)?;
    print(&shown(paths, args, &found))?;
    Ok(code(&found))
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

fn shown(paths: &Paths, args: &Args, found: &Comparison) -> String {
    let folder = args.folder.display().to_string();
    if args.format == Format::Json {
        return report::json(found, &folder);
    }
    let root = Root::of(spec_folder(&paths.spec()));
    let place = |at: &Location| Some((root.spec_file(&at.file), at.line));
    let report = report::report(found, &folder);
    args.format.changes(&report, place, markdown::SUMMARY)
}

/// Edits the contract, and generates the bindings.
fn edit_contract(paths: &Paths, args: &Args, version: VersionName) -> Result<ExitCode, Error> {
    let mut draft = Editor::open(&paths.spec())?;
    let meta_spec = MetaSpec::load(&args.folder)?;
    let applied = apply(&mut draft, &meta_spec, version, args.released)?;
    let changed: Vec<_> = draft.changed().map(str::to_owned).collect();
    let outcome = match changed.is_empty() {
        true => None,
        false => Some(write(paths, &draft)?),
    };
    print_edits(&applied, version, args.released);
    for file in &changed {
        print_status("Updated", file);
    }
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
    if !changed.is_empty() {
        print_status(
            "Next",
            "write the docs that begin with `To be written`, review the diff of the spec, and run",
        );
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
        if let Some(since) = opened.bounded {
            let what = "entries without a `since` that Meta's files do not have";
            print_status("Bounded", format_args!("{what}, by `since: {since}`"));
        }
    }
    let (kept, edits): (Vec<_>, Vec<_>) =
        applied.edits.iter().partition(|edit| edit.did == Did::Kept);
    if !kept.is_empty() {
        let what = "operations and types that Meta's files have or that are needed";
        print_status("Kept", format_args!("{} {what}", kept.len()));
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

fn draft_yaml(paths: &Paths, args: &Args, target: &str) -> Result<ExitCode, Error> {
    let meta_spec = MetaSpec::load(&args.folder)?;
    // A draft does not need a spec.
    let spec = load(&paths.spec()).spec;
    let version = version_of(args, spec.as_ref())?;
    let stated = spec
        .as_ref()
        .and_then(|spec| spec.versions.get(&version.to_string()));
    let released = stated.map(|stated| stated.released.value);
    let wanted = Wanted {
        target: target.to_owned(),
        depth: args.depth,
        version,
        released: args.released.or(released),
    };
    let first = draft(&meta_spec, &wanted)?;
    let Some(folder) = paths.given_out() else {
        print(&first.whole())?;
        return Ok(ExitCode::SUCCESS);
    };
    let common = folder.join("graph.yaml");
    let own = folder.join(&first.file);
    for path in [&common, &own] {
        if path.exists() {
            return Err(edit::EditError::Refused(format!(
                "`{}` already exists; name another folder with `--out`",
                path.display()
            ))
            .into());
        }
    }
    let files = [(common, first.common.as_str()), (own, first.text.as_str())];
    let mut locks = Locks::default();
    locks.output(folder, Access::Write);
    output::stage(files.clone())?.commit()?;
    for (path, _) in &files {
        print_status("Drafted", path.display());
    }
    list("Not said", &first.unsaid);
    list("Left out", &first.left_out);
    Ok(ExitCode::SUCCESS)
}

fn list(verb: &str, items: &[String]) {
    for (index, item) in items.iter().enumerate() {
        print_status(if index == 0 { verb } else { "" }, item);
    }
}

/// Returns the version of the arguments, of the folder's name, or the newest one.
fn version_of(args: &Args, spec: Option<&Spec>) -> Result<VersionName, Error> {
    let of_folder = || {
        let folder = fs::canonicalize(&args.folder).ok()?;
        let mut parts = folder.ancestors().filter_map(Path::file_name);
        parts.find_map(|part| part.to_str()?.parse().ok())
    };
    let newest = || {
        let names = spec?.versions.names();
        names.filter_map(|name| name.parse().ok()).max()
    };
    let version = args.graph_version.or_else(of_folder).or_else(newest);
    version.ok_or_else(|| upstream::Error::NoVersionSaid.into())
}
