//! The admin API, by which other programs steer a simulator over HTTP.
//!
//! [`routes`] lists what it can do; the HTTP service and the OpenAPI document are
//! made from that list.

mod calls;
mod changed;
mod changes;
mod clock;
mod error;
pub(crate) mod fault;
mod faults;
mod guard;
mod openapi;
mod reset;
mod route;
mod routes;
mod schema;
mod service;
pub(crate) mod settings;
pub(crate) mod state;
mod status;
mod values;

pub(crate) use self::service::{is_admin, respond};
