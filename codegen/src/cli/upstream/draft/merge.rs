//! Merges drafts with a contract.

use super::catalogue::Catalogue;
use super::draft_for;
use super::wanted::Wanted;
use super::write::Draft;
use crate::Error;
use crate::cli::edit::spec_file::SECTIONS;
use crate::cli::edit::{Address, Editor};
use crate::cli::upstream;
use crate::contract::placeholder::GUESS;
use crate::contract::spec::Spec;
use crate::contract::spec::timeline::Timeline;

/// Adds drafts to a contract: new entries to the files of their nodes, and to
/// entries of the contract what they lack. With `one_file`, all go there.
///
/// # Errors
///
/// The contract is invalid or does not have the version, or a call cannot be
/// drafted.
pub fn merge(
    editor: &mut Editor,
    catalogue: &Catalogue<'_>,
    wanted: &Wanted,
    one_file: Option<&str>,
) -> Result<Draft, Error> {
    let (spec, sources) = (editor.spec()?, editor.sources());
    let known = Timeline::new(&spec).versions().to_vec();
    let version = wanted.version;
    if !known.contains(&version) {
        return Err(upstream::Error::NoVersion { version, known }.into());
    }
    let draft = draft_for(catalogue, wanted, &spec, &sources)?;
    add_common(editor, &spec, &draft)?;
    for (file, part) in &draft.parts {
        for section in SECTIONS {
            if let Some(entries) = part.sections.get(section) {
                editor.add_to_file(one_file.unwrap_or(file), section, entries)?;
            }
        }
    }
    for (map, entries) in &draft.additions {
        editor.add_all(map, entries)?;
    }
    for (field, ty) in &draft.completed {
        editor.set(field, "type", ty.as_str())?;
        editor.unset(field, "corrects")?;
    }
    editor.spec()?;
    Ok(draft)
}

/// Adds the sources and the common parameters that the contract lacks.
fn add_common(editor: &mut Editor, spec: &Spec, draft: &Draft) -> Result<(), Error> {
    if draft.parts.is_empty() && draft.additions.is_empty() {
        return Ok(());
    }
    let mut guessed = !draft.notes.guessed.is_empty();
    for (section, entries) in draft.common.iter().rev() {
        let lacks = |name: &String| match *section {
            "common_params" => spec.common_params.get(name).is_none(),
            "sources" => spec.sources.get(name).is_none() && (name != GUESS || guessed),
            _ => false,
        };
        let entries = entries.iter().filter(|(name, _)| lacks(name));
        let mut entries: Vec<_> = entries.cloned().collect();
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        if entries.is_empty() {
            continue;
        }
        guessed |= *section == "common_params";
        let file = [*section, "versions"]
            .iter()
            .find_map(|section| editor.file_of(&Address::new([*section])));
        editor.add_to_file(&file.unwrap_or_default(), section, &entries)?;
    }
    Ok(())
}
