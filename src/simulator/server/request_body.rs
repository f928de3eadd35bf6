//! Reads the body of a request, within bounds.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use futures_util::StreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::simulator::error_response::ErrorResponse;

/// Maximum size of a body, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// For how long a body is read.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Maximum size of all bodies that are read at the same time, in KiB.
const BUDGET: usize = 256 * 1024;

/// Returns the budget for the bodies of all connections.
pub(crate) fn budget() -> Semaphore {
    Semaphore::new(BUDGET)
}

/// Why a body cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// Too many other bodies are being read.
    NoBudget,
    TooLarge,
    TooSlow,
}

impl BodyError {
    /// Returns the error in the form that Graph returns.
    fn response(self) -> ErrorResponse {
        match self {
            Self::NoBudget => ErrorResponse::overloaded(),
            Self::TooLarge => ErrorResponse::parameter("The request is too large"),
            Self::TooSlow => ErrorResponse::parameter("The request took too long"),
        }
    }
}

/// Reads the body of a call.
pub(crate) async fn read(budget: &Semaphore, body: Body) -> Result<Bytes, ErrorResponse> {
    let bytes = read_bytes(budget, body).await;
    bytes.map_err(BodyError::response)
}

/// Reads a body.
pub(crate) async fn read_bytes(budget: &Semaphore, body: Body) -> Result<Bytes, BodyError> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    timeout(TIMEOUT, collect(budget, body))
        .await
        .unwrap_or(Err(BodyError::TooSlow))
}

/// Collects the parts of a body. They count when they arrive: clients that announce much
/// and send little keep nobody from sending a body.
async fn collect(budget: &Semaphore, body: Body) -> Result<Bytes, BodyError> {
    let mut parts = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut held = acquire(budget, 0)?;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| BodyError::TooLarge)?;
        let length = bytes.len() + part.len();
        if length > MAX_BYTES {
            return Err(BodyError::TooLarge);
        }
        held.merge(acquire(budget, length.div_ceil(1024) - held.num_permits())?);
        bytes.extend_from_slice(&part);
    }
    Ok(bytes.into())
}

/// Takes some KiB of the budget.
fn acquire(budget: &Semaphore, kib: usize) -> Result<SemaphorePermit<'_>, BodyError> {
    let permit = budget.try_acquire_many(u32::try_from(kib).unwrap_or(u32::MAX));
    permit.map_err(|_| BodyError::NoBudget)
}
