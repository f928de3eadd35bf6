//! The routes of the admin API.

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};

use super::route::Route;
use super::{calls, changes, clock, faults, openapi, reset, schema, status};

/// All routes, in the order of the OpenAPI document.
pub(super) static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    vec![
        Route::plain(
            (
                Method::GET,
                "/__admin/status",
                "GetStatus",
                "Returns the address, the time, the tokens, the Pages and the versions.",
            ),
            status::read,
        ),
        Route::with_query(
            (
                Method::GET,
                "/__admin/calls",
                "ListCalls",
                "Returns the calls that were answered, the oldest first.",
            ),
            calls::read,
        ),
        Route::plain(
            (
                Method::DELETE,
                "/__admin/calls",
                "ClearCalls",
                "Clears the log of calls. Numbers go on.",
            ),
            calls::clear,
        ),
        Route::plain(
            (
                Method::GET,
                "/__admin/faults",
                "GetFaults",
                "Returns the faults that are set.",
            ),
            faults::read,
        ),
        Route::plain(
            (
                Method::DELETE,
                "/__admin/faults",
                "ClearFaults",
                "Clears all faults.",
            ),
            faults::clear,
        ),
        Route::with_body(
            (
                Method::POST,
                "/__admin/faults/always",
                "AddPermanentFaults",
                "Adds faults that every call has.",
            ),
            faults::add_always,
        ),
        Route::plain(
            (
                Method::DELETE,
                "/__admin/faults/always",
                "ClearPermanentFaults",
                "Clears the faults that every call has.",
            ),
            faults::clear_always,
        ),
        Route::with_body(
            (
                Method::POST,
                "/__admin/faults/next",
                "AddNextFaults",
                "Adds a fault to each of the next calls; `null` is a call without one.",
            ),
            faults::add_next,
        ),
        Route::plain(
            (
                Method::DELETE,
                "/__admin/faults/next",
                "ClearNextFaults",
                "Clears the faults of the next calls.",
            ),
            faults::clear_next,
        ),
        Route::with_body(
            (
                Method::PUT,
                "/__admin/faults/rate",
                "SetFaultRate",
                "Draws faults at random for the calls that have no fault of their own.",
            ),
            faults::set_rate,
        ),
        Route::plain(
            (
                Method::DELETE,
                "/__admin/faults/rate",
                "ClearFaultRate",
                "Draws no more faults.",
            ),
            faults::clear_rate,
        ),
        Route::with_body(
            (
                Method::POST,
                "/__admin/clock/advance",
                "AdvanceClock",
                "Advances the time. What is due then happens.",
            ),
            clock::advance,
        ),
        Route::with_body(
            (
                Method::POST,
                "/__admin/changes",
                "ChangeWorld",
                "Applies changes in their order; none of them, if one is refused.",
            ),
            changes::apply,
        ),
        Route::with_body(
            (
                Method::POST,
                "/__admin/pages/{id}/threads",
                "AddThread",
                "Adds a conversation with its messages to a Page, in the form that Graph returns.",
            ),
            changes::add_thread,
        )
        .returning(StatusCode::CREATED),
        Route::with_body(
            (
                Method::POST,
                "/__admin/threads/{id}/messages",
                "AddMessage",
                "Adds a message to a conversation, in the form that Graph returns.",
            ),
            changes::add_message,
        )
        .returning(StatusCode::CREATED),
        Route::plain(
            (
                Method::POST,
                "/__admin/reset",
                "Reset",
                "Restores the world, the time, the tokens and the quotas of the start, and clears \
                 faults and calls.",
            ),
            reset::reset,
        ),
        Route::plain(
            (
                Method::GET,
                "/__admin/world.schema.json",
                "GetWorldSchema",
                "Returns the JSON Schema of a world in YAML.",
            ),
            schema::read,
        ),
        Route::plain(
            (
                Method::GET,
                "/__admin/openapi.json",
                "GetOpenApi",
                "Returns the OpenAPI document of this API.",
            ),
            openapi::read,
        ),
    ]
});
