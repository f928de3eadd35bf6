//! `cargo codegen upstream`: Meta's files beside the contract.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Draft};
use crate::cli::report::{human, markdown};
use crate::cli::upstream::apply::{Applied, Did, apply};
use crate::cli::upstream::catalogue::Catalogue;
use crate::cli::upstream::compare::{Comparison, compare};
use crate::cli::upstream::draft::{Wanted, draft};
use crate::cli::upstream::{self, report};
use crate::contract::check::check;
use crate::contract::load::load;
use crate::contract::spec::Spec;
use crate::contract::spec::{Date, VersionName};
use crate::emit::output;
use clap::ValueEnum;

use super::{Paths, say, write};

/// Compares the contract of a Graph version with Meta's machine-readable spec,
/// and exits with 1 where they differ and no entry of the contract says why.
///
/// Meta publishes the files with each release of its SDKs, in `api_specs`.
/// With `--apply` the contract is edited until it says what they say, and the
/// bindings are generated. With `--draft` a first YAML is made of an edge that
/// the contract does not have.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of Meta's files of one release, such as `v25.0` or `api_specs`.
    folder: PathBuf,

    /// Graph version of the files, such as `v25.0`.
    #[arg(long, value_name = "VERSION", required_unless_present = "draft")]
    graph_version: Option<VersionName>,

    /// How the comparison is shown.
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "apply")]
    format: Format,

    /// Edit the contract: what is new gets the version as its `since`, what is
    /// gone as its `removed_in`. A version that the contract lacks is opened.
    #[arg(long, conflicts_with = "draft")]
    apply: bool,

    /// Day on which Meta released the version, where it has to be opened.
    #[arg(long, value_name = "DATE")]
    released: Option<Date>,

    /// Draft this edge, such as `Page.feed`, or a node, such as `Page`. It is
    /// printed, or goes into the folder that `--out` names.
    #[arg(long, value_name = "NODE.EDGE")]
    draft: Option<String>,

    /// How far a draft follows nodes that others refer to.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "draft")]
    depth: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For a terminal.
    Human,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    if let Some(target) = &args.draft {
        return first_yaml(paths, args, target);
    }
    let Some(version) = args.graph_version else {
        return Err(upstream::Error::NoVersionSaid.into());
    };
    if args.apply {
        return mend(paths, args, version);
    }
    let (spec, sources) = check(load(&paths.spec()))?;
    let catalogue = Catalogue::load(&args.folder)?;
    let found = compare(&spec, &sources, &catalogue, version)?;
    print(&shown(args, &found))?;
    Ok(code(&found))
}

/// 1 where something differs that no entry of the contract explains.
fn code(found: &Comparison) -> ExitCode {
    match found.drift().next() {
        Some(_) => ExitCode::from(1),
        None => ExitCode::SUCCESS,
    }
}

/// Writes to where the call was made, which may listen no more.
fn print(text: &str) -> Result<(), upstream::Error> {
    let written = std::io::stdout().write_all(text.as_bytes());
    written.map_err(upstream::Error::Output)
}

fn shown(args: &Args, found: &Comparison) -> String {
    let folder = args.folder.display().to_string();
    let report = report::report(found, &folder);
    match args.format {
        Format::Human => human::render(&report, std::io::stdout().is_terminal()),
        Format::Markdown => markdown::render(&report),
        Format::Json => report::json(found, &folder),
    }
}

/// Edits the contract, and generates the bindings.
fn mend(paths: &Paths, args: &Args, version: VersionName) -> Result<ExitCode, Error> {
    let mut draft = Draft::open(&paths.spec())?;
    let catalogue = Catalogue::load(&args.folder)?;
    let applied = apply(&mut draft, &catalogue, version, args.released)?;
    let changed: Vec<_> = draft.changed().map(str::to_owned).collect();
    let outcome = match changed.is_empty() {
        true => None,
        false => Some(write(paths, &draft)?),
    };
    tell(&applied, version, args.released);
    for file in &changed {
        say("Updated", file);
    }
    if let Some(outcome) = outcome {
        outcome.tell(paths);
    }
    for finding in applied.left.drift() {
        let at = finding.change.at.as_ref();
        let at = at.map_or(String::new(), |at| format!("{}:{}: ", at.file, at.line));
        say("Decide", format_args!("{at}{}", finding.change.item));
        say("", &finding.change.message);
        if let Some(question) = finding.question() {
            say("", question);
        }
    }
    say("Compared", report::summary(&applied.left));
    if !changed.is_empty() {
        say(
            "Next",
            "write the docs that begin with `To be written`, read the diff of the spec, and run",
        );
        say("", "cargo codegen");
        let pairs = applied.opened.iter().flat_map(|opened| &opened.pairs);
        for (one, other) in pairs {
            say("", format_args!("cargo codegen diff {one} {other}"));
        }
    }
    Ok(code(&applied.left))
}

fn tell(applied: &Applied, version: VersionName, released: Option<Date>) {
    if let (Some(opened), Some(released)) = (&applied.opened, released) {
        say("Opened", format_args!("{version}, released {released}"));
        if let Some(since) = opened.bounded {
            let what = "what held from the start, and Meta's files do not have";
            say("Bounded", format_args!("{what}, by `since: {since}`"));
        }
    }
    let (kept, edits): (Vec<_>, Vec<_>) =
        applied.edits.iter().partition(|edit| edit.did == Did::Kept);
    if !kept.is_empty() {
        let what = "calls and types, as Meta's files have them or they are needed";
        say("Kept", format_args!("{} {what}", kept.len()));
    }
    for edit in edits {
        say(
            verb(edit.did),
            format_args!("{}: {}", edit.item, edit.detail),
        );
    }
    if applied.edits.is_empty() && applied.opened.is_none() {
        say("Up to date", "nothing to edit");
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

fn first_yaml(paths: &Paths, args: &Args, target: &str) -> Result<ExitCode, Error> {
    let catalogue = Catalogue::load(&args.folder)?;
    // A draft stands by itself: a spec that is not there is no obstacle.
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
    let first = draft(&catalogue, &wanted)?;
    let Some(folder) = paths.given_out() else {
        print(&first.whole())?;
        return Ok(ExitCode::SUCCESS);
    };
    let common = folder.join("graph.yaml");
    let own = folder.join(&first.file);
    for path in [&common, &own] {
        if path.exists() {
            return Err(edit::EditError::Refused(format!(
                "`{}` is already there; name another folder with `--out`",
                path.display()
            ))
            .into());
        }
    }
    let files = [(common, first.common.as_str()), (own, first.text.as_str())];
    output::stage(files.clone())?.commit()?;
    for (path, _) in &files {
        say("Drafted", path.display());
    }
    list("Not said", &first.unsaid);
    list("Left out", &first.left_out);
    Ok(ExitCode::SUCCESS)
}

fn list(verb: &str, items: &[String]) {
    for (index, item) in items.iter().enumerate() {
        say(if index == 0 { verb } else { "" }, item);
    }
}

/// The version that is named, that of the folder's name, or the newest one.
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
