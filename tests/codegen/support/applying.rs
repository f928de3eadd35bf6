//! Our contract, edited by files of Meta's.

#![allow(clippy::unwrap_used, dead_code)]

use std::path::Path;

use page_conversations_codegen::cli::edit::{Editor, cut_back};
use page_conversations_codegen::cli::upstream::apply::{Applied, apply};
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::contract::spec::{Date, VersionName};
use page_conversations_codegen::contract::{Contract, resolve};

use crate::support::CONTRACT;
use crate::support::catalogues::Made;

/// Our contract up to a version.
pub fn up_to(version: &str) -> Editor {
    let mut draft = Editor::open(Path::new(CONTRACT)).unwrap();
    cut_back(&mut draft, version.parse().unwrap()).unwrap();
    draft
}

/// A day of release that fits between those of the contract.
pub fn released(version: VersionName) -> Date {
    let number: u64 = version.to_string()[1..]
        .split('.')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    match number {
        19..=26 => {
            let draft = Editor::open(Path::new(CONTRACT)).unwrap();
            let spec = draft.spec().unwrap();
            spec.versions
                .get(&version.to_string())
                .unwrap()
                .released
                .value
        }
        _ => Date(first + chrono::Days::new(number * 365)),
    }
}

pub fn applied(draft: &mut Editor, folder: &Path, version: &str) -> Applied {
    let meta_spec = MetaSpec::load(folder).unwrap();
    let version: VersionName = version.parse().unwrap();
    apply(draft, &meta_spec, version, Some(released(version))).unwrap()
}

pub fn made(draft: &mut Editor, made: &Made, version: &str) -> Applied {
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path());
    applied(draft, folder.path(), version)
}

pub fn contract(draft: &Editor, version: &str) -> Contract {
    let spec = draft.spec().unwrap();
    let mut versions = resolve(&spec).versions.into_iter();
    versions
        .find(|contract| contract.version.to_string() == version)
        .unwrap()
}

pub fn text(draft: &Editor) -> String {
    let sources = draft.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}
