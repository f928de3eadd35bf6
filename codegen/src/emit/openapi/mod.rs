//! The contract as OpenAPI 3.0.3: the documents for other tools, and the view
//! that progenitor reads.

mod json;
pub mod lower;
pub mod public;
mod responses;
mod schemas;
