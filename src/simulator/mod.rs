//! A local Graph, for trying the crate and for testing code that uses it.
//!
//! It listens on loopback, unless another address is set, and behaves on the wire as
//! Graph does, in every version of the contract: it checks the token, refuses what
//! Graph refuses, pages by cursor, and reports usage in the headers.
//! [Faults](#faults) happen on request.
//!
//! Where Graph's behavior is not documented, it does something simple: `tags` is
//! the folder of a conversation, `source` is checked but has no effect, and a page
//! of more than 5,000 nodes is too much data. A call while the token is rate
//! limited extends the wait by a tenth.
//!
//! The contract does not define the Page itself. It has `id`, `name`, `category`,
//! `tasks`, `access_token`, `instagram_business_account` and its edges, such as
//! `conversations`.
//!
//! ```
//! use futures_util::TryStreamExt;
//! use page_conversations::simulator::{Fault, Simulator};
//! use page_conversations::v26_0::ListConversations;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! simulator.fail_next(Fault::Html(502));
//!
//! let page_id = simulator.page_ids()[0].clone();
//! let threads = simulator.graph()?.items(ListConversations::new(page_id));
//! let threads: Vec<_> = threads.try_collect().await?;
//! assert_eq!(threads.len(), 60);
//!
//! let calls = simulator.calls();
//! assert_eq!(calls[0].status, 502);
//! assert_eq!(calls[1].version.as_deref(), Some("v26.0"));
//! # Ok(())
//! # }
//! ```
#![doc = include_str!("how_to_use.md")]
//! # Tokens
//!
//! What `me` is, and what a call may read, depends on the token:
//!
//! | Token | `me` | Reads |
//! |---|---|---|
//! | [`access_token`](Simulator::access_token) | the first Page | everything; Graph has no such token |
//! | [`page_token`](Simulator::page_token) | the Page | the Page and its conversations on both platforms |
//! | [`instagram_token`](Simulator::instagram_token) | the Instagram account | the account and its conversations |
//! | [`user_token`](Simulator::user_token) | the person | `me/accounts` with the Pages' tokens, `me/permissions`, and the Pages without their conversations |
//! | [`app_token`](Simulator::app_token) | the app | the app |
//!
//! A Page has `me/conversations` in every version, Messenger's unless `platform` says
//! otherwise; an account has them from v21.0 on. `/{ig-user-id}/conversations` is
//! there from v21.0 on with a token of Instagram, whose host is another one at Graph,
//! and from v26.0 on with the others. All tokens can call `debug_token`, except those
//! of Instagram. `oauth/access_token` returns the app's token or a person's to a
//! client with the app's id and secret; which `code` or token a client exchanges is
//! not checked.
//!
//! The errors for a token of the wrong kind are those of public reports: 190 with
//! subcode 2069032 or without one, 2500 for a call about oneself without a token, 210
//! where a Page's own token is needed, and "nonexisting field" for the app.
//!
//! These are guesses:
//!
//! - which of them a call gets, except for a person's token on a Page and the app's
//!   on `me/conversations`;
//! - the error for a conversation of another Page, which is the one for a missing
//!   node;
//! - the type `IGApiException` of errors that no capture shows;
//! - that an account has an id for the app besides its `user_id`, which calls can use
//!   too.
//!
//! ```
//! use page_conversations::simulator::Simulator;
//! use page_conversations::v26_0::{ListConversations, ListMyConversations};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! let page_id = simulator.page_ids()[0].clone();
//!
//! let token = simulator.instagram_token(&page_id).unwrap();
//! let on_instagram = simulator.graph()?.with_token(token)?;
//! assert_eq!(on_instagram.page(&ListMyConversations::new()).await?.items.len(), 25);
//!
//! let as_person = simulator.graph()?.with_token(simulator.user_token())?;
//! let error = as_person.page(&ListConversations::new(page_id)).await.unwrap_err();
//! assert_eq!(error.graph().unwrap().subcode, Some(2_069_032));
//! # Ok(())
//! # }
//! ```
//!
//! # On the wire
//!
//! These follow public fixtures, captures and the reports of SDKs:
//!
//! - `next` and `previous` have the token and the parameters of the call, without its
//!   proof, and the host of the request. Those of a list within a node have its own
//!   parameters and those of the call that belong to no list, such as `date_format`.
//! - `/` and characters outside of ASCII are escaped. `suppress_http_code=1` and
//!   `suppress_response_codes=true` return errors with HTTP 200.
//! - `www-authenticate` states each error, and the usage headers are absent below one
//!   percent.
//! - In a batch, a call uses the responses of those before it by JSONPath, without
//!   filters, as in `?ids={result=list:$.data.*.id}`, or waits for one with
//!   `depends_on`. The response of a call that others need is `null`, unless the call
//!   fails or sets `omit_response_on_success` to `false`. A part that cannot be read
//!   fails alone; more than 50 parts, and a reference to a call that does not come
//!   before, fail the batch with an error without a code.
//! - `attachments` of a message have paging with `next`, even if there is one.
//!
//! These are guesses:
//!
//! - A cursor belongs to a list with its filters, and is refused by every other list. It
//!   is a position: what leaves the list before it makes a walk miss a node, and what
//!   moves to the top makes it read one twice.
//! - A tag (`etag`) is one of the body alone. `if-none-match` returns HTTP 304 and
//!   counts as a call. In a batch, a part has it in `headers`.
//! - A call that needs a failed one is `null`; only numbers, texts and booleans of a
//!   response can be used, with commas between them.
//! - The response to `OPTIONS`, and that it counts as no call.
//! - `pretty=1` indents by three spaces, and `callback` wraps the response, errors too,
//!   in a call of a function, with HTTP 200.
//! - Calls of Instagram Login count for the use case `instagram`. An error for too many
//!   calls that a [fault](#faults) returns states a use of 100 percent.
//!
//! `debug=all`, `metadata=1`, `locale`, `attached_files`, asynchronous batches and
//! calls that write anything but [messages](#by-post) are not simulated.
//!
#![doc = include_str!("changing_world.md")]
//! # Bounds
//!
//! A request may have 1 MiB of body, and all requests at the same time 256 MiB. So may
//! all responses of more than 16 KiB that clients have not read yet; calls beyond that
//! get the error 2. Heads
//! and bodies that are not complete after a minute are cut off, and so are clients
//! that read nothing of a response for a minute, and connections without a request.
//! There are at most 20,000 connections
//! ([`max_connections`](SimulatorBuilder::max_connections)), and the log of calls has
//! at most 32 MiB. With TLS, a handshake that is not complete after 10 seconds is cut off,
//! and connections beyond the maximum are closed without a response.
//!
#![doc = include_str!("the_explorer.md")]
#![doc = include_str!("faults.md")]
#![doc = include_str!("from_outside.md")]

#[cfg(feature = "simulator-server")]
mod admin;
mod call;
mod clock;
mod contract;
mod error_response;
#[cfg(feature = "simulator-server")]
mod explorer;
mod faults;
#[cfg(all(any(test, fuzzing), feature = "simulator-server"))]
pub(crate) mod fuzzing;
mod model;
mod model_field;
mod own_types;
mod render;
mod server;
#[cfg(feature = "simulator-server")]
mod world_error;
#[cfg(feature = "simulator-server")]
mod world_file;

#[cfg(feature = "simulator-server")]
#[doc(hidden)]
pub use self::admin::fault::faults_from_json;
#[cfg(feature = "simulator-server")]
pub use self::admin::settings::Admin;
pub use self::clock::Clock;
pub use self::faults::fault::Fault;
pub use self::faults::poison::Poison;
pub use self::model::change::{Change, ChangeError, Changed, NewMessage, Sender};
pub use self::model::message::Message;
pub use self::model::page::Page;
pub use self::model::person::Person;
pub use self::model::thread::{Platform, Thread};
pub use self::model::timeline::SkippedChange;
pub use self::model::traffic::{Traffic, TrafficKind};
pub use self::model::world::World;
pub use self::server::builder::SimulatorBuilder;
pub use self::server::call_log::LoggedCall;
pub use self::server::simulator::Simulator;
#[cfg(feature = "simulator-server")]
pub use self::server::tls::Tls;
#[cfg(feature = "simulator-server")]
pub use self::world_error::WorldError;
#[cfg(feature = "simulator-server")]
pub use self::world_file::WorldFile;
