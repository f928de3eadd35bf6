//! Tests of the simulator, on the wire and through the bindings.

mod abuse;
mod access;
mod added_tokens;
mod batch;
mod bounds;
mod changes;
mod client;
#[cfg(feature = "simulator-server")]
mod explorer;
#[cfg(feature = "simulator-server")]
mod explorer_code;
mod faults;
mod fields;
mod forms;
mod headers;
mod json;
mod links;
mod listening;
mod living;
mod page;
pub mod plain;
mod poison;
mod quirks;
#[cfg(all(feature = "simulator-server", feature = "rustls"))]
mod tls;
mod tokens;
mod values;
mod wire;
