//! A route of the admin API: what it takes, what it returns, and what does it.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use page_conversations_codegen::contract::document;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::AdminError;
use super::state::AdminState;
use crate::simulator::server::state::State;

/// A request to the API, without its body.
pub(super) struct Request<'a> {
    pub(super) state: &'a Arc<State>,
    pub(super) admin: &'a AdminState,
    /// The id in the path; empty in the path of a route without one.
    pub(super) id: &'a str,
    /// Whether the body is a list.
    pub(super) is_list: bool,
}

/// Returns the schema of a type, which the document defines once.
pub(super) type Form = fn(&mut SchemaGenerator) -> Schema;

/// What a route takes besides its path.
pub(super) enum Input {
    Nothing,
    /// Parameters, the properties of the schema.
    Query(Form),
    /// JSON.
    Body(Form),
}

/// What a route can read.
pub(super) trait Takes: DeserializeOwned + JsonSchema + 'static {}

impl<T: DeserializeOwned + JsonSchema + 'static> Takes for T {}

/// What a route can return.
pub(super) trait Returns: Serialize + JsonSchema + 'static {}

impl<T: Serialize + JsonSchema + 'static> Returns for T {}

type Handle = Box<dyn Fn(&Request<'_>, &Value) -> Result<Value, AdminError> + Send + Sync>;

/// A method and a path, and what they do.
pub(super) struct Route {
    pub(super) method: Method,
    /// Such as `/__admin/pages/{id}/threads`.
    pub(super) path: &'static str,
    /// Its name in the OpenAPI document.
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) input: Input,
    pub(super) output: Form,
    pub(super) status: StatusCode,
    handle: Handle,
}

/// Method, path, name and summary of a route.
pub(super) type Head = (Method, &'static str, &'static str, &'static str);

impl Route {
    /// Creates a route that takes nothing.
    pub(super) fn plain<R: Returns>(
        head: Head,
        handle: fn(&Request<'_>) -> Result<R, AdminError>,
    ) -> Self {
        let handle: Handle = Box::new(move |request, _| json(handle(request)?));
        Self::new::<R>(head, Input::Nothing, handle)
    }

    /// Creates a route that takes parameters.
    pub(super) fn with_query<Q: Takes, R: Returns>(
        head: Head,
        handle: fn(&Request<'_>, Q) -> Result<R, AdminError>,
    ) -> Self {
        let handle = reading(handle);
        Self::new::<R>(
            head,
            Input::Query(SchemaGenerator::subschema_for::<Q>),
            handle,
        )
    }

    /// Creates a route that takes JSON.
    pub(super) fn with_body<B: Takes, R: Returns>(
        head: Head,
        handle: fn(&Request<'_>, B) -> Result<R, AdminError>,
    ) -> Self {
        let handle = reading(handle);
        Self::new::<R>(
            head,
            Input::Body(SchemaGenerator::subschema_for::<B>),
            handle,
        )
    }

    fn new<R: JsonSchema>(head: Head, input: Input, handle: Handle) -> Self {
        let (method, path, name, summary) = head;
        Self {
            method,
            path,
            name,
            summary,
            input,
            output: SchemaGenerator::subschema_for::<R>,
            status: StatusCode::OK,
            handle,
        }
    }

    /// Sets the status of a response, which is 200 otherwise.
    pub(super) fn returning(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Returns the id in a path; `None` if the path is of another route.
    pub(super) fn match_path(&self, segments: &[String]) -> Option<String> {
        let expected: Vec<_> = self.path.split('/').skip(1).collect();
        if expected.len() != segments.len() {
            return None;
        }
        let mut id = String::new();
        for (expected, segment) in expected.into_iter().zip(segments) {
            match expected {
                "{id}" if !segment.is_empty() => id.clone_from(segment),
                expected if expected == segment => {}
                _ => return None,
            }
        }
        Some(id)
    }

    /// Does what the route is for. `input` is the body, or an object of parameters.
    pub(super) fn run(&self, request: &Request<'_>, input: &Value) -> Result<Value, AdminError> {
        (self.handle)(request, input)
    }
}

/// Reads the input of a route before it is handled.
fn reading<I: Takes, R: Returns>(handle: fn(&Request<'_>, I) -> Result<R, AdminError>) -> Handle {
    Box::new(move |request, input| {
        let document = document::read_json::<I>(input);
        let findings = document.findings();
        match document.value {
            Some(input) if findings.is_empty() => json(handle(request, input)?),
            _ => Err(AdminError::invalid(findings)),
        }
    })
}

fn json(value: impl Serialize) -> Result<Value, AdminError> {
    let broken = |_| {
        let message = "the response cannot be written as JSON";
        AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    };
    serde_json::to_value(value).map_err(broken)
}
