//! All reads of Meta's files, if they are at hand.

use std::path::Path;

use crate::support::catalogues::shared;
use crate::support::merging::{generates, merged, same, wanted};
use crate::support::scratch::compiles;
use page_conversations_codegen::cli::upstream::draft::{Catalogue, Wanted, draft};
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::contract::check::check;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::load::{load, load_sources};

fn wanted_of(targets: &[&str]) -> Wanted {
    Wanted {
        version: "v25.0".parse().unwrap(),
        ..wanted(targets)
    }
}

fn reads(sources: &Sources) -> usize {
    let (spec, _) = check(load_sources(sources.clone())).unwrap();
    spec.operations.names().count()
}

/// Our own contract, and every edge of a Page.
#[test]
fn every_edge_of_a_page_is_merged_with_our_contract() {
    let Some(folder) = shared("v25.0") else {
        return;
    };
    let meta_spec = MetaSpec::load(&folder).unwrap();
    let ours = load(Path::new("../spec")).sources;
    let (_, all) = merged(&ours, &meta_spec, &wanted_of(&["Page.*"]));
    // Two of the 71 are calls of the contract.
    assert_eq!(reads(&all), reads(&ours) + 69);
    generates(&all);
    let (_, again) = merged(&all, &meta_spec, &wanted_of(&["Page.*"]));
    same(&again, &all, "again");
    let (_, some) = merged(&ours, &meta_spec, &wanted_of(&["Page.r*", "Page.insights"]));
    let (_, then) = merged(&some, &meta_spec, &wanted_of(&["Page.*"]));
    same(&then, &all, "in two steps");
}

fn drafted(targets: &[&str]) -> Sources {
    let folder = shared("v25.0").unwrap();
    let meta_spec = MetaSpec::load(&folder).unwrap();
    let draft = draft(&Catalogue::new(&meta_spec), &wanted_of(targets)).unwrap();
    let files = draft.files(false).into_iter();
    Sources(files.map(|(name, text)| Source { name, text }).collect())
}

#[test]
fn all_reads_are_one_valid_contract() {
    if shared("v25.0").is_some() {
        assert_eq!(reads(&drafted(&["*"])), 963);
    }
}

#[test]
#[ignore = "takes minutes"]
fn every_edge_of_a_page_compiles() {
    if shared("v25.0").is_some() {
        compiles(&[("page".to_owned(), drafted(&["Page.*"]))]);
    }
}

#[test]
#[ignore = "takes many minutes"]
fn all_reads_compile() {
    if shared("v25.0").is_some() {
        compiles(&[("all".to_owned(), drafted(&["*"]))]);
    }
}
