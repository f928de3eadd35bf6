//! The facts that our own contract pins.

use std::path::Path;

use page_conversations_codegen::cli::edit::Value;
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::cli::upstream::pinned::{
    Standing, compare_all, facts, meta_spec, select, versions,
};
use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::spec::Spec;
use page_conversations_codegen::contract::{check, load};

use crate::support::catalogues::shared;

fn ours() -> (Spec, Sources) {
    check::check(load::load(Path::new("../spec"))).unwrap()
}

#[test]
fn our_contract_pins_facts_that_explain_it() {
    let (spec, sources) = ours();
    let pins = compare_all(&spec, &sources).unwrap();
    assert!(!pins.comparisons.is_empty());
    for found in &pins.comparisons {
        let drift: Vec<_> = found.drift().map(|one| one.change.message()).collect();
        assert_eq!(drift, Vec::<String>::new(), "{}", found.version);
    }
    assert!(!pins.corrections.is_empty());
    for correction in &pins.corrections {
        let confirmed = matches!(correction.standing, Standing::Confirmed(_));
        assert!(confirmed, "{}: {:?}", correction.item, correction.standing);
    }
}

#[test]
fn our_pinned_facts_are_those_of_metas_files() {
    let (spec, sources) = ours();
    for version in versions(&spec) {
        let Some(folder) = shared(&version.to_string()) else {
            continue;
        };
        let selected = select(&spec, &MetaSpec::load(&folder).unwrap()).unwrap();
        let pinned = meta_spec(&spec, &sources, version).unwrap();
        let ([pinned_covers, pinned @ ..], [covers, selected @ ..]) =
            (&facts(&pinned)[..], &facts(&selected)[..])
        else {
            panic!("{version}: no facts");
        };
        assert_eq!(pinned, selected, "{version}");
        // What only later versions have was not looked for.
        let names = |covers: &(_, Value)| match &covers.1 {
            Value::List(names) => names.clone(),
            other => panic!("{other:?}"),
        };
        let covers = names(covers);
        assert!(
            names(pinned_covers)
                .iter()
                .all(|name| covers.contains(name))
        );
    }
}
