//! The HTTP interface of the service.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use page_conversations::{Advice, Error};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::inboxes::Inboxes;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves until `stopped` completes, and finishes the requests that are in progress. The
/// operation timeout bounds how long that takes.
pub async fn serve(
    listener: TcpListener,
    inboxes: Inboxes,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = Router::new()
        .route("/pages", get(pages))
        .route("/pages/{page_id}/inbox", get(inbox))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(inboxes));
    let server = axum::serve(listener, router);
    server.with_graceful_shutdown(stopped).await
}

async fn pages(State(inboxes): State<Arc<Inboxes>>) -> Json<Value> {
    let page_ids: Vec<_> = inboxes.page_ids().collect();
    Json(json!({ "pages": page_ids }))
}

#[derive(Deserialize)]
struct Position {
    after: Option<String>,
}

async fn inbox(
    State(inboxes): State<Arc<Inboxes>>,
    Path(page_id): Path<String>,
    Query(position): Query<Position>,
) -> Result<Json<Value>, Failure> {
    let read = inboxes.read(&page_id, position.after).await;
    let page = read.ok_or(Failure::UnknownPage)??;
    let next = page.next_cursor();
    Ok(Json(json!({ "conversations": page.items, "next": next })))
}

async fn metrics(State(inboxes): State<Arc<Inboxes>>) -> Response {
    match inboxes.metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Why a request has no inbox.
enum Failure {
    UnknownPage,
    Graph(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Graph(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self::Graph(error) = self else {
            let body = json!({ "error": "unknown Page" });
            return (StatusCode::NOT_FOUND, Json(body)).into_response();
        };
        let advice = error.advice();
        let body = Json(json!({
            "error": error.to_string(),
            "advice": advice.label(),
            "trace_id": error.trace_id(),
        }));
        match advice {
            Advice::Wait(time) => {
                // Rounded up: a request that comes too early is refused again.
                let seconds = time.as_secs_f64().ceil().to_string();
                let headers = [(RETRY_AFTER, seconds)];
                (StatusCode::SERVICE_UNAVAILABLE, headers, body).into_response()
            }
            advice => (status(&advice), body).into_response(),
        }
    }
}

/// Returns the status for the person who sent the request. What the service itself has to
/// solve, such as a token that cannot be renewed, is a bad gateway to them.
fn status(advice: &Advice) -> StatusCode {
    match advice {
        Advice::FixRequest { .. } => StatusCode::BAD_REQUEST,
        Advice::GetPermission { .. } => StatusCode::FORBIDDEN,
        Advice::Wait(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_GATEWAY,
    }
}
