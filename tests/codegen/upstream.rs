//! Meta's files beside the contract.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use page_conversations_codegen::upstream::catalogue::Catalogue;
use page_conversations_codegen::upstream::compare::compare;
use page_conversations_codegen::{check, load};

/// The files of Meta's that stand beside the repository, if they do.
fn shared(version: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/upstream");
    let folder = folder.join(version);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no {}", folder.display());
    None
}

#[test]
fn the_contract_says_what_metas_files_say() {
    let (spec, sources) = check::check(load::load(Path::new("../spec"))).unwrap();
    for version in ["v19.0", "v22.0", "v24.0", "v25.0"] {
        let Some(folder) = shared(version) else {
            continue;
        };
        let start = std::time::Instant::now();
        let catalogue = Catalogue::load(&folder).unwrap();
        println!(
            "{} {:?} {} broken",
            catalogue.nodes.len(),
            start.elapsed(),
            catalogue.broken.len()
        );
        let found = compare(&spec, &sources, &catalogue, version.parse().unwrap()).unwrap();
        for f in &found.findings {
            println!(
                "{version} {} {} {:?} {}",
                f.change.rule.id,
                f.change.item,
                f.upstream.as_ref().map(|at| at.line),
                f.change.message
            );
        }
        println!("{:#?}", found.notes);
        assert_eq!(found.drift().count(), 0);
    }
}
