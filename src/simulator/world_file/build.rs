//! Builds what a file describes, and finds what the world refuses.

use std::collections::HashMap;

use page_conversations_codegen::contract::diagnostic::{Diagnostic, Place};
use page_conversations_codegen::contract::document::{Document, Located};

use super::form::{PageForm, WorldForm};
use super::node::ThreadForm;
use super::traffic::TrafficForm;
use super::{WorldFile, change, script, token};
use crate::simulator::model::change::ChangeError;
use crate::simulator::model::node_id::is_id;
use crate::simulator::model::world::World;
use crate::types::timestamp::Timestamp;

/// Builds what a file describes, and adds what is wrong with it to the diagnostics.
pub(super) fn build(document: &mut Document<Located<WorldForm>>) -> WorldFile {
    // What is missing may have been refused before.
    let is_complete = document.diagnostics.is_empty();
    let Some(form) = &document.value else {
        return WorldFile::empty();
    };
    let mut builder = Builder {
        world: world_of(form),
        places: HashMap::new(),
        is_complete,
        diagnostics: Vec::new(),
    };
    if let (Some(count), None, true) = (&form.count, &form.seed, is_complete) {
        let diagnostic = Diagnostic::new("`count` without `seed`");
        let diagnostic = diagnostic.at(count.place, "no conversations are generated");
        builder.report(diagnostic.help("add `seed: 1`, or remove `count`"));
    }
    if form.pages.is_empty() && form.seed.is_none() && is_complete {
        let diagnostic = Diagnostic::new("the world has no Page").at(form.place, "");
        builder.report(diagnostic.help("add `pages`, or `seed: 1` for two generated ones"));
    }
    for page in &form.pages {
        builder.add_page(page);
    }
    for page in &form.pages {
        for thread in &page.conversations.0 {
            builder.add_thread(page, thread);
        }
    }
    let Builder {
        world,
        mut diagnostics,
        ..
    } = builder;
    let tokens = token::build(&form.tokens, &mut diagnostics);
    let traffic = form.traffic.as_ref().map(TrafficForm::build);
    // A script is checked where the rest is as it should be.
    let is_world = is_complete && diagnostics.is_empty();
    let script = match is_world {
        true => script::build(&form.script, &world, traffic.is_some(), &mut diagnostics),
        false => Vec::new(),
    };
    document.diagnostics.extend(diagnostics);
    WorldFile {
        world,
        tokens,
        script,
        traffic,
    }
}

/// Returns the world that the Pages are added to.
fn world_of(form: &WorldForm) -> World {
    let world = match (&form.seed, form.pages.is_empty()) {
        (Some(seed), true) => World::seeded(seed.value),
        (Some(seed), false) => World::empty().with_seed(seed.value),
        (None, _) => World::empty(),
    };
    let count = form.count.as_ref().map(|count| count.value);
    match count.and_then(|count| usize::try_from(count).ok()) {
        Some(count) => world.page_threads(count),
        None => world,
    }
}

struct Builder {
    world: World,
    /// Where each id was defined first.
    places: HashMap<String, Place>,
    /// Whether all of the file could be read.
    is_complete: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Builder {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Notes an id. Returns `false` if it cannot be used, and reports why.
    fn note(&mut self, id: &Located<String>) -> bool {
        if id.value.is_empty() {
            let diagnostic = Diagnostic::new("an id is empty").at(id.place, "");
            self.report(diagnostic.help("write an id, such as `t_1`"));
            return false;
        }
        if !is_id(&id.value) {
            let diagnostic = Diagnostic::new(format!("no node can have the id `{}`", id.value));
            let diagnostic = diagnostic.at(id.place, "it means something else in a path");
            self.report(diagnostic.help("write another id"));
            return false;
        }
        let Some(first) = self.places.get(&id.value).copied() else {
            self.places.insert(id.value.clone(), id.place);
            return true;
        };
        let diagnostic = Diagnostic::new(format!("the id `{}` is used twice", id.value))
            .at(id.place, "again here")
            .at(first, "first here");
        self.report(diagnostic.help("give each node an id of its own"));
        false
    }

    fn add_page(&mut self, page: &PageForm) {
        if !self.note(&page.id) {
            return;
        }
        let username = page.instagram.as_ref();
        let username = username.map(|account| account.username.clone());
        let world = std::mem::replace(&mut self.world, World::empty());
        self.world = world.page(page.id.value.clone(), page.name.clone(), username);
    }

    fn add_thread(&mut self, page: &PageForm, form: &ThreadForm) {
        let is_new = self.note(&form.id);
        let are_new = form.messages.0.iter().map(|message| self.note(&message.id));
        // Each is reported.
        let are_new = are_new.fold(true, |all, is_new| all & is_new);
        if !is_new || !are_new {
            return;
        }
        let change = change::add_thread(page.id.value.clone(), form);
        // Its own time says nothing about when it is added.
        if let Err(error) = self.world.change(change, Timestamp::from_unix_seconds(0)) {
            let diagnostic = self.refused(&error, form);
            self.diagnostics.extend(diagnostic);
        }
    }

    /// Returns the diagnostic of a conversation that the world refuses.
    fn refused(&self, error: &ChangeError, form: &ThreadForm) -> Option<Diagnostic> {
        Some(match error {
            // The account may have been refused before.
            ChangeError::NoAccount(_) if !self.is_complete => return None,
            ChangeError::NoAccount(page_id) => {
                let place = form
                    .platform
                    .as_ref()
                    .map_or(form.id.place, |one| one.place);
                let message = format!("the Page `{page_id}` has no account on Instagram");
                let label = "a conversation on Instagram";
                let help = "add `instagram: { username: … }` to the Page, or remove `platform`";
                Diagnostic::new(message).at(place, label).help(help)
            }
            ChangeError::ThreadExists(id) => {
                let message = format!("a generated conversation has the id `{id}`");
                let diagnostic = Diagnostic::new(message).at(form.id.place, "the same id");
                diagnostic.help("write another id, or remove `seed`")
            }
            ChangeError::MessageExists(id) => {
                let mut messages = form.messages.0.iter();
                let message = messages.find(|message| message.id.value == *id);
                let place = message.map_or(form.id.place, |message| message.id.place);
                let message = format!("a generated message has the id `{id}`");
                let diagnostic = Diagnostic::new(message).at(place, "the same id");
                diagnostic.help("write another id, or remove `seed`")
            }
            // Its Page was refused before.
            ChangeError::UnknownPage(_) => return None,
            other => Diagnostic::new(other.to_string())
                .at(form.id.place, "")
                .help("change the conversation"),
        })
    }
}
