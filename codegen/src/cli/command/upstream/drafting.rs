//! `cargo codegen upstream --draft`: first entries for calls of Meta's files.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::{Args, print};
use crate::Error;
use crate::cli::command::paths::Paths;
use crate::cli::command::terminal::print_status;
use crate::cli::edit::{self, Editor};
use crate::cli::upstream;
use crate::cli::upstream::draft::merge::merge;
use crate::cli::upstream::draft::{Catalogue, Draft, Wanted, draft};
use crate::cli::upstream::meta_spec::MetaSpec;
use crate::contract::load::load;
use crate::contract::spec::{Spec, VersionName};
use crate::emit::output;
use crate::emit::output::lock::{Access, Locks};

/// Prints a draft, or writes it to a folder.
pub fn print_or_write(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let meta_spec = MetaSpec::load(args.folder())?;
    // A draft does not need a spec.
    let spec = load(&paths.spec()).spec;
    let wanted = wanted(args, spec.as_ref())?;
    let first = draft(&Catalogue::new(&meta_spec), &wanted)?;
    let Some(folder) = paths.given_out() else {
        print(&first.whole())?;
        return Ok(ExitCode::SUCCESS);
    };
    let one_call = matches!(&args.draft[..], [one] if !one.contains('*'));
    let files = first.files(one_call).into_iter();
    let files: Vec<_> = files
        .map(|(name, text)| (folder.join(name), text))
        .collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(edit::EditError::Refused(format!(
            "`{}` already exists; name another folder with `--out`, or merge with `--into`",
            path.display()
        ))
        .into());
    }
    let mut locks = Locks::default();
    locks.output(folder, Access::Write);
    let texts = files.iter();
    output::stage(texts.map(|(path, text)| (path.clone(), text.as_str())))?.commit()?;
    for (path, _) in &files {
        print_status("Drafted", path.display());
    }
    list("Unstated", &first.unstated);
    list("Left out", &first.notes.left_out);
    Ok(ExitCode::SUCCESS)
}

fn wanted(args: &Args, spec: Option<&Spec>) -> Result<Wanted, Error> {
    let version = version_of(args, spec)?;
    let stated = spec.and_then(|spec| spec.versions.get(&version.to_string()));
    let released = stated.map(|stated| stated.released.value);
    Ok(Wanted {
        targets: args.draft.clone(),
        depth: args.depth,
        version,
        released: args.released.or(released),
        assume_same: args.assume_same,
    })
}

/// Merges drafts with a contract. What is generated from it is not touched.
pub fn merge_with(paths: &Paths, args: &Args, into: &Path) -> Result<ExitCode, Error> {
    if paths.given_out().is_some() {
        let message = "`--out` and `--into` are two places for a draft; give one of them";
        return Err(edit::EditError::Refused(message.to_owned()).into());
    }
    let mut editor = Editor::open(into)?;
    let meta_spec = MetaSpec::load(args.folder())?;
    let spec = editor.load().spec;
    let wanted = wanted(args, spec.as_ref())?;
    let file = into.is_file().then(|| into.file_name()).flatten();
    let file = file.map(|name| name.to_string_lossy().into_owned());
    let catalogue = Catalogue::new(&meta_spec);
    let merged = merge(&mut editor, &catalogue, &wanted, file.as_deref())?;
    let changed: Vec<_> = editor.changed().map(str::to_owned).collect();
    editor.stage()?.commit()?;
    print_merged(&merged, &changed);
    Ok(ExitCode::SUCCESS)
}

fn print_merged(merged: &Draft, changed: &[String]) {
    for file in changed {
        print_status("Updated", file);
    }
    list("Reused", &merged.notes.reused);
    list("Completed", &merged.completed());
    list("Differs", &merged.notes.differs);
    list("Left out", &merged.notes.left_out);
    if changed.is_empty() {
        print_status("Up to date", "the contract has all of it");
        return;
    }
    list("Unstated", &merged.unstated);
    print_status("Merged", merged.summary());
    print_status(
        "Next",
        "replace the placeholders, which `To be written` marks, review the diff of the spec, and",
    );
    print_status("", "run cargo codegen");
}

fn list<'i>(verb: &str, items: impl IntoIterator<Item = &'i String>) {
    for (index, item) in items.into_iter().enumerate() {
        print_status(if index == 0 { verb } else { "" }, item);
    }
}

/// Returns the version of the arguments, of the folder's name, or the newest one.
fn version_of(args: &Args, spec: Option<&Spec>) -> Result<VersionName, Error> {
    let of_folder = || {
        let folder = fs::canonicalize(args.folder.as_ref()?).ok()?;
        let mut parts = folder.ancestors().filter_map(Path::file_name);
        parts.find_map(|part| part.to_str()?.parse().ok())
    };
    let newest = || {
        let names = spec?.versions.names();
        names.filter_map(|name| name.parse().ok()).max()
    };
    let version = args.graph_version.or_else(of_folder).or_else(newest);
    version.ok_or_else(|| upstream::Error::VersionUnknown.into())
}
