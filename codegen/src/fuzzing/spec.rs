//! Reading a spec, and generating from it.

use super::input::{sources, text};
use crate::contract::check::{check, placeholders};
use crate::contract::diagnostic::{Report, Sources};
use crate::contract::diff::{Places, Revision, against};
use crate::contract::load::load_sources;
use crate::contract::spec::Spec;
use crate::contract::{Contracts, resolve};
use crate::emit::contract_json;
use crate::emit::output::File;

/// Reads a spec. It is valid, or each error is shown with its place.
pub fn spec(input: &[u8]) {
    match check(load_sources(sources(&text(input)))) {
        Err(report) => assert_shown(&report),
        Ok((spec, sources)) => {
            if let Some(report) = placeholders(&spec, &sources) {
                assert_shown(&report);
            }
            assert_resolved(&spec, &sources);
        }
    }
}

/// Generates from a spec: all of it, in files that can be read.
pub fn generator(input: &[u8]) {
    match crate::generate_loaded(load_sources(sources(&text(input))), "crate") {
        Err(crate::Error::Spec(_)) => {}
        Err(error) => panic!("{error}"),
        Ok(generated) => generated.files.iter().for_each(assert_readable),
    }
}

/// Reads the spec of a part of an input, if it is valid.
pub(super) fn valid(text: &str) -> Option<(Spec, Sources)> {
    check(load_sources(sources(text))).ok()
}

/// Fails unless each error is shown at characters of the spec.
pub(super) fn assert_shown(report: &Report) {
    assert!(!report.diagnostics().is_empty());
    for diagnostic in report.diagnostics() {
        assert!(!diagnostic.message().is_empty());
        if let Some(place) = diagnostic.place() {
            let text = &report.sources().0[place.file].text;
            assert!(text.get(place.start..place.end).is_some(), "{diagnostic:?}");
        }
    }
    assert_plain(&report.render(false));
    for error in report.errors() {
        assert_plain(&error.message);
        assert_plain(&error.help.unwrap_or_default());
    }
    assert_eq!(report.errors().count(), report.diagnostics().len());
}

/// Fails if a text can change a terminal.
pub(super) fn assert_plain(text: &str) {
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert!(control.is_none(), "{control:?} in {text:?}");
}

/// Fails unless `contract.json` has all of the contracts, which do not differ from themselves.
fn assert_resolved(spec: &Spec, sources: &Sources) {
    let contracts = resolve(spec);
    let json = serde_json::to_string(&contract_json::document(&contracts));
    let again: Contracts = contract_json::read(&json.expect("JSON")).expect("a contract");
    assert_eq!(again, contracts);
    let places = Places::new(sources.clone());
    let revision = Revision {
        contracts: &contracts,
        places: Some(&places),
    };
    let diff = against(revision, revision);
    assert_eq!((diff.changes, diff.opened), (vec![], vec![]));
}

/// Fails unless a file has a path below the folder and can be parsed.
fn assert_readable(file: &File) {
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('.');
    assert!(file.path.split('/').all(is_name), "{}", file.path);
    let error = match file.path.rsplit_once('.') {
        Some((_, "rs")) => syn::parse_file(&file.text).err().map(|e| e.to_string()),
        Some((_, "json")) => serde_json::from_str::<serde::de::IgnoredAny>(&file.text)
            .err()
            .map(|error| error.to_string()),
        _ => None,
    };
    assert!(error.is_none(), "{}: {error:?}\n{}", file.path, file.text);
}
