//! Reads the body of a request, within bounds.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use tokio::sync::Semaphore;
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
            Self::NoBudget => {
                let message = "An unexpected error has occurred. Please retry your request later.";
                ErrorResponse::new(500, 2, message)
            }
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
    let size = body.size_hint().upper().unwrap_or(u64::MAX);
    let size = usize::try_from(size).unwrap_or(MAX_BYTES).min(MAX_BYTES);
    let kib = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX);
    let Ok(_permit) = budget.try_acquire_many(kib) else {
        return Err(BodyError::NoBudget);
    };
    match timeout(TIMEOUT, to_bytes(body, MAX_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::TooSlow),
    }
}
