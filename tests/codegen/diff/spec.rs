//! Specs to compare.

use std::path::Path;

use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::diff::Change;
use page_conversations_codegen::contract::diff::{Diff, Places, Revision, against};
use page_conversations_codegen::contract::load::Loaded;
use page_conversations_codegen::contract::{Contracts, resolve};
use page_conversations_codegen::contract::{check, load};

/// A spec that was read.
pub struct Read {
    pub contracts: Contracts,
    pub places: Places,
    pub sources: Sources,
}

impl Read {
    pub fn new(path: &Path) -> Self {
        Self::of_loaded(load::load(path))
    }

    pub fn of(sources: Sources) -> Self {
        Self::of_loaded(load::load_sources(sources))
    }

    fn of_loaded(loaded: Loaded) -> Self {
        match check::check(loaded) {
            Ok((spec, sources)) => Self {
                contracts: resolve(&spec),
                places: Places::new(sources.clone()),
                sources,
            },
            Err(report) => panic!("{}", report.render(false)),
        }
    }

    pub fn revision(&self) -> Revision<'_> {
        Revision {
            contracts: &self.contracts,
            places: Some(&self.places),
        }
    }

    pub fn against(&self, base: &Self) -> Diff {
        against(base.revision(), self.revision())
    }
}

/// A change in a line.
pub fn line(change: &Change) -> String {
    let versions: Vec<_> = change.versions.iter().map(ToString::to_string).collect();
    let at = change.location.as_ref().map_or("nowhere".to_owned(), |at| {
        format!("{}:{} of the {:?}", at.file, at.line, at.side).to_lowercase()
    });
    let waiver = change
        .waiver
        .as_ref()
        .map_or(String::new(), |reason| format!(" ({reason})"));
    let corrects = change.corrects.as_ref();
    let corrects = corrects.map_or(String::new(), |ty| format!(" (corrects `{ty}`)"));
    format!(
        "{} {} [{}] at {at}: {}{corrects}{waiver}",
        change.rule.id,
        change.item,
        versions.join(" "),
        change.message()
    )
}
