//! The endpoint of the JSON Schema of worlds.

use serde_json::Value;

use super::error::AdminError;
use super::route::Request;
use crate::simulator::world_file::schema;

pub(super) fn read(_: &Request<'_>) -> Result<Value, AdminError> {
    Ok(schema::document())
}
