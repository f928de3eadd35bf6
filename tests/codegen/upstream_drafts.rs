//! A first YAML for every edge of Meta's catalogue.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use page_conversations_codegen::generate;
use page_conversations_codegen::upstream::catalogue::Catalogue;
use page_conversations_codegen::upstream::draft::{Wanted, draft};
use rayon::prelude::*;

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
#[ignore]
fn every_edge_of_the_catalogue_is_drafted_or_refused_with_a_reason() {
    let Some(folder) = shared("v25.0") else {
        return;
    };
    let catalogue = Catalogue::load(&folder).unwrap();
    let calls: Vec<_> = catalogue
        .nodes
        .iter()
        .flat_map(|(node, found)| found.calls.iter().map(move |call| (node.clone(), call)))
        .collect();
    println!("{} calls", calls.len());
    let depth: usize = std::env::var("DEPTH").map_or(0, |d| d.parse().unwrap());
    let scratch = tempfile::tempdir().unwrap();
    let outcomes: Vec<(String, Result<(), String>)> = calls
        .par_iter()
        .enumerate()
        .map(|(index, (node, call))| {
            let target = match &call.endpoint {
                Some(e) => format!("{node}.{e}"),
                None => node.clone(),
            };
            let name = format!("{} {target}", call.method);
            if call.method != "GET" {
                return (name, Err("reads".to_owned()));
            }
            let wanted = Wanted {
                target,
                depth,
                version: "v25.0".parse().unwrap(),
                released: None,
            };
            let draft = match draft(&catalogue, &wanted) {
                Ok(d) => d,
                Err(e) => return (name, Err(format!("refused: {e}"))),
            };
            let path = scratch.path().join(format!("{index}.yaml"));
            fs::write(&path, draft.whole()).unwrap();
            let done = generate(&path, "crate");
            (
                name,
                done.map(drop)
                    .map_err(|e| format!("BAD {e} {}", path.display())),
            )
        })
        .collect();
    let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, outcome) in &outcomes {
        let reason = match outcome {
            Ok(()) => "accepted".to_owned(),
            Err(e) => e.chars().take(900).collect(),
        };
        reasons.entry(reason).or_default().push(name);
    }
    for (reason, names) in &reasons {
        println!(
            "{} {reason} {:?}",
            names.len(),
            &names[..names.len().min(3)]
        );
    }
    if std::env::var("KEEP").is_ok() {
        println!("{}", scratch.keep().display());
    }
}
