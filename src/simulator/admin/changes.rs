//! Endpoints that change the world.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::changed::ChangedForm;
use super::clock;
use super::error::AdminError;
use super::route::Request;
use crate::simulator::contract::CONTRACT;
use crate::simulator::model::change::{Change, ChangeError};
use crate::simulator::server::access::Validity;
use crate::simulator::server::state::lock;
use crate::simulator::world_file::change::{self, Action, ChangeJson};
use crate::simulator::world_file::node::{MessageForm, ThreadForm};
use crate::simulator::world_file::values::Several;

/// What the changes of a request changed.
#[derive(Serialize, JsonSchema)]
pub(super) struct Changes {
    /// What each change of the world changed; `null` for one of a token.
    changed: Vec<Option<ChangedForm>>,
}

/// Applies all changes or, if one is refused, none.
pub(super) fn apply(
    request: &Request<'_>,
    changes: Several<ChangeJson>,
) -> Result<Changes, AdminError> {
    let mut tokens = Vec::new();
    let mut of_world = Vec::new();
    for (place, change) in changes.0.into_iter().enumerate() {
        match change::action(change) {
            Action::Change(change) => {
                check_folder(&change).map_err(|error| {
                    error.at(match request.is_list {
                        true => format!("/{place}/folder"),
                        false => "/folder".to_owned(),
                    })
                })?;
                of_world.push((place, change));
            }
            Action::AddToken(token) => tokens.push((token, Validity::Always)),
            Action::ExpireToken(token, at) => {
                let at = at.unwrap_or_else(|| clock::now(request.state));
                tokens.push((token, Validity::Until(at)));
            }
        }
    }
    let (places, of_world): (Vec<_>, Vec<_>) = of_world.into_iter().unzip();
    let changed = lock(&request.state.living).change_all(of_world);
    let changed = changed.map_err(|(nth, error)| {
        let place = places.get(nth).copied().unwrap_or_default();
        match request.is_list {
            true => refused(&error).at(format!("/{place}")),
            false => refused(&error),
        }
    })?;
    let mut all: Vec<_> = std::iter::repeat_with(|| None)
        .take(places.len() + tokens.len())
        .collect();
    for (place, changed) in places.into_iter().zip(changed) {
        all[place] = Some(ChangedForm::from(changed));
    }
    for (token, validity) in tokens {
        request.state.access.set(token, validity);
    }
    Ok(Changes { changed: all })
}

/// Refuses to move a conversation to a folder that no list can be read from.
fn check_folder(change: &Change) -> Result<(), AdminError> {
    match change {
        Change::MoveThread { folder, .. } if !CONTRACT.has_folder(folder) => {
            let message = format!(
                "there is no folder `{folder}`: write one of the contract, such as `page_done`"
            );
            Err(AdminError::new(StatusCode::BAD_REQUEST, message))
        }
        _ => Ok(()),
    }
}

pub(super) fn add_thread(
    request: &Request<'_>,
    thread: ThreadForm,
) -> Result<ChangedForm, AdminError> {
    add(request, change::add_thread(request.id.to_owned(), &thread))
}

pub(super) fn add_message(
    request: &Request<'_>,
    message: MessageForm,
) -> Result<ChangedForm, AdminError> {
    add(
        request,
        change::add_message(request.id.to_owned(), &message),
    )
}

fn add(request: &Request<'_>, change: Change) -> Result<ChangedForm, AdminError> {
    let changed = lock(&request.state.living).change(change);
    changed
        .map(ChangedForm::from)
        .map_err(|error| refused(&error))
}

/// Returns the error for a change that the world refuses.
fn refused(error: &ChangeError) -> AdminError {
    let status = match error {
        ChangeError::UnknownPage(_)
        | ChangeError::UnknownThread(_)
        | ChangeError::UnknownMessage(_) => StatusCode::NOT_FOUND,
        ChangeError::InvalidId(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::CONFLICT,
    };
    AdminError::new(status, message(error))
}

/// Returns why the world refuses a change.
fn message(error: &ChangeError) -> String {
    let missing = |kind: &str, id: &str| format!("the world has no {kind} with the id `{id}`");
    match error {
        ChangeError::UnknownPage(id) => {
            let missing = missing("Page", id);
            format!("{missing}: `/__admin/status` lists the Pages")
        }
        ChangeError::UnknownThread(id) => missing("conversation", id),
        ChangeError::UnknownMessage(id) => missing("message", id),
        ChangeError::NoAccount(id) => format!("the Page `{id}` has no account on Instagram"),
        other => other.to_string(),
    }
}
