//! The interface for generated code, and for the program of this package. It is not public: it
//! changes with the generator, and [`RUNTIME`] with it.

use crate::decode::{self, Report};

pub use progenitor_client;
pub use reqwest;
pub use serde;
pub use serde_json;

pub use crate::__impl_fields as fields;
pub use crate::__impl_getters as getters;
pub use crate::__impl_id as id;
pub use crate::__impl_selector as selector;
pub use crate::__impl_text as text;
pub use crate::client::builder::GraphBuilder;
pub use crate::client::protection::protected;
pub use crate::client::session::Session;
pub use crate::decode::UnknownMembers;
pub use crate::decode::object::{OBJECT, duplicate_member, missing_member, skip_value};
pub use crate::error::Invalid;
pub use crate::error::advice::{AdviceKind, ErrorCase, ErrorEntry};
pub use crate::error::permission::Permission;
pub use crate::request::expansion::Expansion;
pub use crate::request::field_set::{FieldSet, ListedFields};
pub use crate::request::parameter::{
    check_comma, check_count, check_limit, check_milliseconds, check_path, comma, json,
    milliseconds_down, milliseconds_up,
};
pub use crate::request::selected_field::SelectedField;
pub use crate::request::{
    Continues, EdgeRequest, FieldRequest, NoRequest, NodeRequest, NodesRequest, Request,
    SendResult as Sent,
};
pub use crate::types::edge::Edge;
pub use crate::types::one_or_many::OneOrMany;
pub use crate::types::text::{cmp_ignoring_case, hash_ignoring_case, read_text};
pub use crate::types::timestamp::Timestamp;
pub use crate::version::{Date, GraphVersion, Version, VersionVisitor};

/// Returns the entry of a table that describes an error. For the test that compares the
/// result with that of the generator, which predicts it in reports.
pub fn find_error(
    table: &'static [ErrorEntry],
    code: i64,
    subcode: Option<i64>,
    message: &str,
) -> Option<&'static ErrorEntry> {
    crate::error::advice::find(table, code, subcode, message)
}

/// Decodes the body of a page. For benchmarks, which measure decoding without HTTP.
///
/// # Errors
///
/// Returns an error if the body is not a page.
pub fn decode_page<T: serde::de::DeserializeOwned>(
    body: &[u8],
) -> Result<(Vec<T>, Report), serde_json::Error> {
    let page = decode::page(body, decode::Settings::default())?;
    Ok((page.items, page.report))
}

/// Decodes a body. For benchmarks too.
///
/// # Errors
///
/// Returns an error if the body is not a `T`.
pub fn decode_value<T: serde::de::DeserializeOwned>(
    body: &[u8],
) -> Result<(T, Report), serde_json::Error> {
    decode::value(body, decode::Settings::default())
}

/// The version of this interface.
pub const RUNTIME: u32 = 4;
