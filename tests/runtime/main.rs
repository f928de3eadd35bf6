//! The library, against real HTTP on loopback.

#![allow(clippy::unwrap_used)]

mod advice;
mod bad_input;
#[cfg(feature = "simulator")]
mod batch;
#[cfg(all(feature = "blocking", feature = "simulator"))]
mod blocking;
mod bodies;
mod building;
mod by_path;
mod call_options;
mod canary;
mod cargo;
#[cfg(feature = "simulator")]
mod chaos;
mod compiler_messages;
mod connections;
mod error_forms;
mod errors;
#[cfg(feature = "simulator")]
mod fault_matrix;
mod fields;
mod hook_outcomes;
mod hooks;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod http_hook;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod https;
mod ids;
mod lists;
mod log;
mod loopback;
mod manifest;
mod misbehaving;
mod nodes;
mod other_fields;
mod pacing;
mod package;
mod page_size;
mod paging;
mod paused_clock;
#[cfg(feature = "simulator")]
mod plan;
#[cfg(unix)]
mod processor_time;
#[cfg(all(unix, feature = "simulator-server"))]
mod program;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod proxies;
mod quirks;
mod raw_server;
mod reading;
#[cfg(feature = "simulator")]
mod readme;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod redirects;
mod response_info;
mod retrying;
mod secrets;
#[cfg(feature = "simulator")]
mod service;
mod session;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod shared_connections;
mod short_secrets;
#[cfg(feature = "simulator")]
mod simulator;
#[cfg(feature = "tracing")]
mod spans;
mod stated_waits;
#[cfg(all(feature = "simulator", feature = "sync"))]
mod sync;
mod throttling;
mod times;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
mod tokens;
mod tolerance;
#[cfg(feature = "tracing")]
mod tracing;
mod unreadable;
mod usage;
mod values;
mod versions;
