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
//! where a Page's own token is needed, and "nonexisting field" for the app. Which of
//! them a call gets is a guess where it is not a person's token on a Page, or the
//! app's on `me/conversations`; so are the error for a conversation of another Page,
//! which is the one for a missing node, the type `IGApiException` of other errors
//! than those of captures, and that an account has an id for the app besides its
//! `user_id` that calls can use too.
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
//! - A cursor belongs to a list with its filters, and is refused by every other list.
//! - A tag (`etag`) is one of the body alone. `if-none-match` returns HTTP 304 and
//!   counts as a call. In a batch, a part has it in `headers`.
//! - A call that needs a failed one is `null`; only numbers, texts and booleans of a
//!   response can be used, with commas between them.
//! - The response to `OPTIONS`, and that it counts as no call.
//! - `pretty=1` indents by three spaces, and `callback` wraps the response, errors too,
//!   in a call of a function, with HTTP 200.
//! - All tokens use one quota, and an error for too many calls that a
//!   [fault](#faults) returns states a use of 100 percent.
//!
//! `debug=all`, `metadata=1`, `locale`, `attached_files`, asynchronous batches and
//! calls that write anything but [messages](#by-post) are not simulated.
//!
//! # A changing world
//!
//! Messages arrive, conversations move between folders and up their lists, and both
//! are deleted, on Messenger and on Instagram: by hand, by a script, at a rate, and by
//! what a client sends. So code that polls can be tested with what makes it difficult:
//! cursors that drift while it pages, conversations that it reads twice, and gaps.
//! [`Simulator::world`] returns the world as it is, to compare with what was read.
//!
//! Nothing happens in the background. What is due happens when a call arrives, or when
//! something else looks at the world, each change at its own time: the same seed and
//! the same times make the same world. A long pause with much traffic takes its time
//! then, in a debug build about a second for 10,000 changes.
//!
//! ## By hand
//!
//! ```
//! use page_conversations::simulator::{Change, NewMessage, Simulator};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! let page_id = simulator.page_ids()[0].clone();
//! let new = simulator.change(Change::instagram_thread(&page_id, "Do you ship abroad?"))?;
//! let message = NewMessage::from_page("We do").reply_to(new.message_id.unwrap());
//! let thread_id = new.thread_id.clone();
//! simulator.change(Change::NewMessage { thread_id, message })?;
//! simulator.change(Change::archive(&new.thread_id))?;
//! # Ok(())
//! # }
//! ```
//!
//! ## By a script
//!
//! ```
//! use std::time::Duration;
//!
//! use page_conversations::Timestamp;
//! use page_conversations::simulator::{Change, Clock, Platform, Simulator, World};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::seeded(1);
//! let page_id = world.page_ids().next().unwrap().to_owned();
//! let threads = world.threads(&page_id, Platform::Messenger);
//! let ids: Vec<_> = threads.map(|thread| thread.id.clone()).collect();
//!
//! let start: Timestamp = "2026-07-29T12:00:00+0000".parse()?;
//! let minute = Duration::from_secs(60);
//! let simulator = Simulator::builder()
//!     .world(world)
//!     .clock(Clock::Fixed(start))
//!     .script([
//!         (minute, Change::message(&ids[40], "One more question")),
//!         (2 * minute, Change::delete_thread(&ids[3])),
//!     ])
//!     .start()
//!     .await?;
//! simulator.advance(minute);
//!
//! let world = simulator.world();
//! let first = world.threads(&page_id, Platform::Messenger).next().unwrap();
//! assert_eq!((&first.id, first.updated_time), (&ids[40], start + minute));
//! # Ok(())
//! # }
//! ```
//!
//! ## By a rate
//!
//! [`Traffic`] draws changes from a seed. Here each call takes a second of a
//! [`Clock::Stepped`], in which about five changes happen:
//!
//! ```
//! use std::collections::HashSet;
//! use std::time::Duration;
//!
//! use futures_util::TryStreamExt;
//! use page_conversations::Timestamp;
//! use page_conversations::simulator::{Clock, Simulator, Traffic, TrafficKind};
//! use page_conversations::v26_0::ListConversations;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let start: Timestamp = "2026-07-29T12:00:00+0000".parse()?;
//! let second = Duration::from_secs(1);
//! let simulator = Simulator::builder()
//!     .clock(Clock::Stepped { start, step: second })
//!     .traffic(Traffic::new(5, 300, 60 * second).weight(TrafficKind::Reaction, 0))
//!     .start()
//!     .await?;
//!
//! let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(5);
//! let threads: Vec<_> = simulator.graph()?.items(list).try_collect().await?;
//! let distinct: HashSet<_> = threads.iter().map(|thread| &thread.id).collect();
//! assert!(distinct.len() < threads.len(), "some were read twice");
//! # Ok(())
//! # }
//! ```
//!
//! ## By `POST`
//!
//! `POST /{page-id}/messages` and `POST /me/messages` send a text to a person who has
//! a conversation with the Page, with the Page's token; on Instagram also
//! `/{ig-user-id}/messages`, or `me` with the account's token. The parameters are
//! `recipient` with `id`, `message` with `text`, `messaging_type` and `tag`, as JSON, as
//! a form, or as `recipient[id]`; in a batch too.
//!
//! ```
//! use page_conversations::simulator::{Change, Platform, Simulator};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! let page_id = simulator.page_ids()[0].clone();
//! let new = simulator.change(Change::thread(&page_id, "Do you open on Sunday?"))?;
//! let world = simulator.world();
//! let thread = world.threads(&page_id, Platform::Messenger).next().unwrap();
//! let person_id = &thread.participants[0].id;
//!
//! let url = format!("{}/v26.0/me/messages", simulator.url());
//! let recipient = format!(r#"{{"id":"{person_id}"}}"#);
//! let form = [("recipient", recipient.as_str()), ("message", r#"{"text":"We do"}"#)];
//! let request = reqwest::Client::new().post(url).form(&form);
//! let token = simulator.page_token(&page_id).unwrap();
//! assert_eq!(request.bearer_auth(token).send().await?.status(), 200);
//!
//! let newest = simulator.world().messages(&new.thread_id).next().unwrap().message.clone();
//! assert_eq!(newest, "We do");
//! # Ok(())
//! # }
//! ```
//!
//! A Page can write to a person for 24 hours after the person's last message, for seven
//! days with the tag `HUMAN_AGENT`, and at any time with the other tags. The newest
//! conversations of a seeded world are of 2026-07-29: set the clock, or let the person
//! write first. Attachments, templates and recipients without an id are refused.
//!
//! ## Guesses
//!
//! - Each message has a time of its own: a millisecond after the newest one if the clock
//!   shows none that is later.
//! - A conversation stays in its folder when a message arrives, also when it is archived
//!   or spam. Writing does not mark it as read. Neither reading, moving nor a reaction
//!   changes `updated_time`.
//! - `message_count` includes deleted messages, which lists omit. If the newest message
//!   is deleted, `snippet` is of the one before.
//! - Of the errors for a message, the window's and the unknown recipient's on Messenger,
//!   the missing recipient's and the length's are those of public reports. The others
//!   are guesses, and so are the tags' times.
//!
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
//! # The explorer
//!
//! With the feature `simulator-server`, browsers can get a page at `/` on which a person
//! tries queries by hand, as on Meta's Graph API Explorer:
//!
//! - a request of any version, its parameters and a tree of fields, with the docs of the
//!   contract,
//! - the call as a URL, as a command for `curl`, and as a program that uses this crate,
//! - the answer with links to nodes and pages, its headers, and what to do about an error,
//! - the log of calls, and faults to switch on and off.
//!
//! [`explorer`](SimulatorBuilder::explorer) turns it on; the program has the flag
//! `--explorer`. Tokens to choose from, the log and the faults come from the admin API, with
//! its secret if it has one. Without that API, a person types the token. The page loads
//! nothing from elsewhere, sends tokens in headers only, and keeps them in memory: its URL
//! states the query, and which token was chosen, but never a token. Clients that do not
//! accept HTML get Graph's answers at `/`.
//!
//! ```
//! # #[cfg(feature = "simulator-server")]
//! # #[tokio::main]
//! # async fn main() -> std::io::Result<()> {
//! use page_conversations::simulator::{Admin, Simulator};
//!
//! let builder = Simulator::builder().admin(Admin::new()).explorer(true);
//! let simulator = builder.start().await?;
//! println!("Open {} in a browser", simulator.url());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "simulator-server"))]
//! # fn main() {}
//! ```
//!
//! # Faults
//!
//! There are three ways to request a [`Fault`]: [`fail_next`](Simulator::fail_next)
//! and [`pass_next`](Simulator::pass_next) script the next calls,
//! [`fail_at_rate`](Simulator::fail_at_rate) draws at random, and
//! [`fail_always`](Simulator::fail_always) applies to every call until
//! [`stop_failing`](Simulator::stop_failing).
//!
//! | Fault | What it does |
//! |---|---|
//! | [`Error`](Fault::Error) | returns an error of the contract's table |
//! | [`TooMuchData`](Fault::TooMuchData) | limits the page size of every list |
//! | [`TooMuchExpanded`](Fault::TooMuchExpanded) | limits it where `fields` expand the nodes |
//! | [`TooMuchNested`](Fault::TooMuchNested) | limits lists within nodes, such as `messages.limit(10)` |
//! | [`Poison`](Fault::Poison) | fails the calls that read a conversation, message or id |
//! | [`WrongValue`](Fault::WrongValue) | replaces a value of a node by other JSON |
//! | [`UnknownFields`](Fault::UnknownFields) | adds fields and enum values that the contract does not have |
//! | [`NewMessage`](Fault::NewMessage) | moves a conversation to the top of its list |
//! | [`OmitMissingIds`](Fault::OmitMissingIds) | omits missing ids, and returns `[]` if all are missing |
//! | [`EmptyPage`](Fault::EmptyPage), [`RepeatedCursor`](Fault::RepeatedCursor) | break paging |
//! | [`UnansweredAfter`](Fault::UnansweredAfter) | answers only some requests of a batch |
//! | [`Throttle`](Fault::Throttle) | rate limits the token for a while |
//! | [`Html`](Fault::Html), [`EmptyBody`](Fault::EmptyBody), [`Disconnect`](Fault::Disconnect), [`WrongContentLength`](Fault::WrongContentLength) | break the body |
//! | [`Delay`](Fault::Delay), [`SlowBody`](Fault::SlowBody) | delay the response |
//!
//! A poisoned conversation fails each page that contains it and expands its
//! conversations:
//!
//! ```
//! use page_conversations::simulator::{Poison, Simulator};
//! use page_conversations::v26_0::{ListConversations, UnifiedThreadFields};
//! use page_conversations::{Graph, Pacing, Retry};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! let graph = Graph::builder(simulator.access_token()).host(simulator.url());
//! let graph = graph.pacing(Pacing::off()).retry(Retry::off()).build()?;
//!
//! let page_id = simulator.page_ids()[0].clone();
//! let list = ListConversations::new(page_id).limit(10);
//! let threads = graph.page(&list).await?.items;
//! simulator.fail_always(Poison::thread(threads[7].id.as_str()));
//!
//! let expanded = list.clone().fields(UnifiedThreadFields::new().participants());
//! let error = graph.page(&expanded).await.unwrap_err();
//! assert_eq!(error.graph().unwrap().code, Some(1));
//!
//! // It is not among the first seven, and pages without an expansion work.
//! assert_eq!(graph.page(&expanded.limit(7)).await?.items.len(), 7);
//! assert_eq!(graph.page(&list).await?.items.len(), 10);
//! # Ok(())
//! # }
//! ```
//!
//! Reports and captures of 2026 show the poisoned conversation, whose pages work
//! with `id,updated_time` alone; the id that fails its `ids` call; and the empty
//! list for `ids` that are all missing. These are guesses:
//!
//! - which fields besides `participants` and `messages` count as an expansion,
//! - that a poisoned conversation fails by its own id too, which Meta's note on
//!   high-volume Pages contradicts for those Pages ([`Poison::readable_by_id`]),
//! - that messages can be poisoned,
//! - the limits on expansions and nested lists, which imitate accounts that can
//!   read only one conversation a page, and
//! - that a cursor is a position in the list, not a conversation or a time.
//!
//! # From outside
//!
//! With the feature `simulator-server`, programs in any language can steer a simulator
//! by its admin API ([`SimulatorBuilder::admin`]), which is off by default:
//!
//! | Request | What it does |
//! |---|---|
//! | `GET /__admin/status` | returns the address, the time, the tokens, the Pages and the versions |
//! | `GET /__admin/calls?after=N` | returns the calls that were answered after the one with a number |
//! | `DELETE /__admin/calls` | clears them |
//! | `GET /__admin/faults` | returns the [faults](#faults) |
//! | `POST /__admin/faults/always` | adds faults to every call |
//! | `POST /__admin/faults/next` | adds a fault, or `null`, to each of the next calls |
//! | `PUT /__admin/faults/rate` | draws faults at random: `{"rate": 0.1, "seed": 1, "faults": […]}` |
//! | `DELETE /__admin/faults` | clears them; so do `/always`, `/next` and `/rate` for their own |
//! | `POST /__admin/clock/advance` | advances the time: `{"seconds": 60}` |
//! | `POST /__admin/changes` | applies changes; none, if one is refused |
//! | `POST /__admin/pages/{id}/threads` | adds a conversation, in the form that Graph returns |
//! | `POST /__admin/threads/{id}/messages` | adds a message, in the form that Graph returns |
//! | `POST /__admin/reset` | restores the start: world, time, tokens, faults and quota; clears the calls |
//! | `GET /__admin/openapi.json` | returns the OpenAPI document of the API |
//! | `GET /__admin/world.schema.json` | returns the JSON Schema of a world in YAML |
//!
//! Faults and changes have the names of [`Fault`] and [`Change`] as `type`, in small
//! letters. The OpenAPI document has all of them with their members. Durations are in
//! seconds, which may have fractions. Requests to the API are no calls: they have no
//! faults, use no quota and are not in the log.
//!
//! ```sh
//! url=http://127.0.0.1:8080
//! json='content-type: application/json'
//! curl $url/__admin/status
//! curl -H "$json" -d '{"type": "throttle", "seconds": 60}' $url/__admin/faults/next
//! curl -H "$json" -d '[{"type": "new_thread", "page": "210000000000001", "text": "Hello?"}]' \
//!   $url/__admin/changes
//! curl "$url/__admin/calls?after=0"
//! curl -X POST $url/__admin/reset
//! ```
//!
//! A test in Python, with its standard library alone:
//!
//! ```python
//! import json
//! from urllib.request import Request, urlopen
//!
//! def admin(method, path, body=None):
//!     data = None if body is None else json.dumps(body).encode()
//!     headers = {"content-type": "application/json"}
//!     url = f"http://127.0.0.1:8080/__admin/{path}"
//!     with urlopen(Request(url, data, headers, method=method)) as response:
//!         return json.load(response)
//!
//! def test_a_rate_limit_is_waited_for():
//!     admin("POST", "reset")
//!     token = admin("GET", "status")["pages"][0]["token"]
//!     admin("POST", "faults/next", {"type": "throttle", "seconds": 2})
//!     my_program_reads_the_inbox(token)
//!     statuses = [call["status"] for call in admin("GET", "calls")["calls"]]
//!     assert statuses == [400, 200]
//! ```
//!
//! An error is `{"error": {"message", "path"}}`, in which `path` is the JSON pointer to
//! the wrong member; `others` lists further errors of the request.
//!
//! Where the simulator listens on loopback, no secret is needed, and the request has to
//! name a loopback host. Elsewhere a [secret](Admin::secret) is required, as
//! `Authorization: Bearer <secret>`. Web pages of other origins are refused everywhere.
//!
//! # Worlds in YAML
//!
//! With the same feature, [`World::from_yaml_file`] reads a world from a file. Pages,
//! conversations and messages are in the form that Graph returns, so that captured
//! responses can be pasted; a list needs no `data`. Fields that the simulator does not
//! know are returned as they are: put ids in them in quotes, as Graph does.
//!
//! ```yaml
//! # yaml-language-server: $schema=world.schema.json
//! seed: 1    # optional: adds generated conversations,
//! count: 60  # so many to each Page and platform
//! pages:
//!   - id: 210000000000001
//!     name: Sample Shop
//!     instagram: { username: sample.shop }
//!     conversations:
//!       - id: t_100
//!         updated_time: 2026-07-29T10:00:00+0000
//!         participants: [{ id: 123, name: Robin Low }]
//!         messages:
//!           - id: m_101
//!             created_time: 2026-07-29T10:00:00+0000
//!             from: { id: 123, name: Robin Low }
//!             message: Is it still there?
//! ```
//!
//! `platform: instagram` puts a conversation on Instagram, and `is_deleted: true` deletes
//! a message. `examples/worlds` has the schema, for editors, and a world of unusual shapes.
//! What is wrong is shown as a compiler does, all at once:
//!
//! ```text
//! error: unknown key `pagse`
//!  --> world.yaml:1:1
//!   |
//! 1 | pagse: []
//!   | ^^^^^ no such key here
//!   |
//!   = help: did you mean `pages`? The keys are `seed`, `count`, `pages`
//! ```

#[cfg(feature = "simulator-server")]
mod admin;
mod call;
mod clock;
mod contract;
mod error_response;
#[cfg(feature = "simulator-server")]
mod explorer;
mod faults;
mod model;
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
