//! JSON of the model, with the fields that a version has and a call selects.

pub(crate) mod arguments;
pub(crate) mod date_format;
pub(crate) mod edge;
pub(crate) mod field_plan;
mod field_value;
pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod node_json;
mod people_json;
pub(crate) mod pretty;
mod selected_json;
pub(crate) mod selection;
mod visibility;
pub(crate) mod window;

use self::date_format::DateFormat;
use self::people_json::PeopleWriter;
use super::call::Call;
use super::contract::VersionContract;
use super::error_response::ErrorResponse;
use super::model::viewer::Viewer;
use super::model::world::World;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters that a path segment contains as they are, besides alphanumeric ones.
const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What all nodes of a response are rendered with.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a World,
    pub(crate) contract: &'static VersionContract,
    pub(crate) viewer: Viewer<'a>,
    /// Host and version.
    base_url: String,
    /// Graph includes it in `next` and `previous`.
    pub(crate) access_token: &'a str,
    pub(crate) dates: DateFormat,
    /// The parameters of the call that apply to nested edges too.
    pub(crate) common_params: Vec<(&'a str, &'a str)>,
    /// Writes the participants of its conversations.
    people: PeopleWriter,
}

impl<'a> Context<'a> {
    /// Creates the context of a call. `host` is the URL of the server.
    pub(crate) fn new(
        call: &'a Call,
        (contract, world): (&'static VersionContract, &'a World),
        viewer: Viewer<'a>,
        host: &str,
    ) -> Result<Self, ErrorResponse> {
        let version = call.version.as_deref().unwrap_or(&contract.version);
        let params = call.params.iter();
        let params = params.map(|(name, value)| (name.as_str(), value.as_str()));
        let is_common =
            |(name, _): &(&str, &str)| !window::is_of_page(name) && !contract.is_of_operation(name);
        Ok(Self {
            world,
            contract,
            viewer,
            base_url: [host, "/", version].concat(),
            access_token: call.access_token.as_deref().unwrap_or_default(),
            dates: DateFormat::new(call.get("date_format"))?,
            common_params: params.filter(is_common).collect(),
            people: PeopleWriter::default(),
        })
    }

    /// Returns whether the call can read the conversations of Instagram accounts by
    /// their ids: the Facebook host has them since a version.
    pub(crate) fn has_accounts(&self) -> bool {
        self.viewer.is_on_instagram() || self.contract.has_accounts_on_facebook()
    }

    /// Returns the URL of a path.
    pub(crate) fn url(&self, segments: &[&str]) -> String {
        let mut url = self.base_url.clone();
        for segment in segments {
            url.push('/');
            url.extend(utf8_percent_encode(segment, UNESCAPED));
        }
        url
    }
}
