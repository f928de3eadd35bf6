//! Edits of a spec, each a line of an input.

use super::spec::assert_plain;
use super::tree::{Path, Step, Value, address, outside, values};
use crate::Error;
use crate::cli::edit::{
    Claim, Editor, NewVersion, Value as Written, drop_version, new_version, versioned,
};
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::{Span, Timeline};

/// Makes the edit of a line such as `set 12 doc A thing.`: what to do, the number of a value,
/// a name and a text. Fails if the edit does something else too.
pub(super) fn edit(editor: &mut Editor, line: &str) {
    let mut words = line.splitn(4, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (verb, number, name, text) = (word(), word(), word(), word());
    let number = number.parse().unwrap_or(0);
    match verb {
        "spans" => set_spans(editor, number, name, text),
        "drop" => drop_one(editor, number),
        "open" => open(editor, name, text),
        "format" => format(editor),
        _ => edit_value(editor, (verb, name, text), number),
    }
}

/// Edits a value, and fails if others change.
fn edit_value(editor: &mut Editor, (verb, name, text): (&str, &str, &str), number: usize) {
    let before = values(editor);
    let path = &before[number % before.len()].path;
    let target = address(path);
    let key = [&path[..], &[Step::Key(name.to_owned())]].concat();
    let entry = || Written::map([("type", "string"), ("doc", text), ("source", "page")]);
    let (changed, result) = match verb {
        "add" => (key, editor.add(&target, name, text)),
        "entry" => (key, editor.add(&target, name, entry())),
        "set" => (path.clone(), editor.set(&target, name, text)),
        "unset" => (path.clone(), editor.unset(&target, name)),
        "remove" => (path.clone(), editor.remove(&target)),
        "push" => (path.clone(), editor.push(&target, text)),
        _ => return,
    };
    if let Err(error) = &result {
        assert_plain(&error.to_string());
        return;
    }
    let after = values(editor);
    // Items move when others are removed.
    let whole = |step: &Step| matches!(step, Step::Key(_));
    let changed: Path = changed
        .iter()
        .take_while(|step| whole(step))
        .cloned()
        .collect();
    assert_eq!(
        outside(&after, &changed),
        outside(&before, &changed),
        "{verb} {target}"
    );
    assert_done(
        verb,
        &[&path[..], &[Step::Key(name.to_owned())]].concat(),
        text,
        &after,
    );
}

/// Fails unless a text is where it was written.
fn assert_done(verb: &str, path: &[Step], text: &str, after: &[Value]) {
    if ["add", "set"].contains(&verb) {
        let found = after.iter().find(|value| value.path == path);
        let found = found.and_then(|value| value.scalar.as_deref());
        assert_eq!(found, Some(text), "{verb} {path:?}");
    }
}

/// Sets the versions of an entry.
fn set_spans(editor: &mut Editor, number: usize, since: &str, removed: &str) {
    let Ok(spec) = editor.spec() else { return };
    let entries = versioned(&spec);
    let Some(entry) = entries.get(number % entries.len().max(1)) else {
        return;
    };
    let span = Span {
        since: since.parse().ok(),
        removed_in: removed.parse().ok(),
    };
    if editor.set_availability(&entry.address, &[span]).is_err() {
        return;
    }
    // The spec may refer to what is gone; the entry states the versions all the same.
    let Some(spec) = editor.load().spec else {
        return;
    };
    let mut after = versioned(&spec).into_iter();
    if let Some(after) = after.find(|after| after.address == entry.address) {
        assert_eq!(after.availability.spans(), [span], "{}", entry.address);
    }
}

fn drop_one(editor: &mut Editor, number: usize) {
    let Ok(spec) = editor.spec() else { return };
    let timeline = Timeline::new(&spec);
    let versions = timeline.versions();
    let version = versions[number % versions.len()];
    assert_valid(drop_version(editor, version), editor);
}

fn open(editor: &mut Editor, version: &str, claimed: &str) {
    let (Ok(version), Ok(_)) = (version.parse::<VersionName>(), editor.spec()) else {
        return;
    };
    let names = || claimed.split(',').map(str::to_owned).collect();
    let new = NewVersion {
        version,
        released: "2020-06-01".parse().expect("a date"),
        expires: None,
        source: "page".to_owned(),
        claim: match claimed {
            "" => Claim::Nothing,
            "*" => Claim::Same,
            _ if claimed.starts_with('-') => Claim::Except(names()),
            _ => Claim::Only(names()),
        },
    };
    assert_valid(new_version(editor, &new).map(drop), editor);
}

/// Fails if a command made a valid spec an invalid one, whether it says so or not.
fn assert_valid(result: Result<(), Error>, editor: &Editor) {
    match result {
        Ok(()) => {
            let spec = editor.spec();
            assert!(spec.is_ok(), "{:?}", spec.err());
        }
        Err(Error::Spec(report)) => panic!("{report}"),
        Err(error) => assert_plain(&error.to_string()),
    }
}

/// Formats the spec, and fails if more than its layout changes.
pub(super) fn format(editor: &mut Editor) {
    let before = values(editor);
    editor.format().expect("a format");
    assert_eq!(values(editor), before);
    let once: Vec<_> = texts(editor);
    editor.format().expect("a format");
    assert_eq!(texts(editor), once);
}

fn texts(editor: &Editor) -> Vec<String> {
    let sources = editor.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}
