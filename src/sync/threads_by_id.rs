//! The request of conversations by their ids.

use std::collections::HashMap;
use std::ops::Range;

use super::json::RawNode;
use super::reader::IDS;
use crate::client::session::Session;
use crate::error::Invalid;
use crate::error::permission::Permission;
use crate::request::field_set::FieldSet;
use crate::request::path_request::PathRequest;
use crate::request::{NodesRequest, Request, SendResult};
use crate::version::GraphVersion;

/// Reads conversations by their ids, as Graph sends them.
pub(super) struct ThreadsById<V> {
    ids: Vec<String>,
    fields: Option<FieldSet>,
    version: V,
}

impl<V: GraphVersion + Copy> ThreadsById<V> {
    pub(super) fn new(ids: Vec<String>, fields: &str, version: V) -> Self {
        Self {
            ids,
            fields: Some(fields.into()),
            version,
        }
    }

    fn request(&self) -> PathRequest<HashMap<String, RawNode>, V> {
        let request = PathRequest::new("/").query("ids", self.ids.join(","));
        let request = match &self.fields {
            Some(fields) => request.fields(fields.clone()),
            None => request,
        };
        request.version(self.version)
    }
}

impl<V: GraphVersion + Copy> Request for ThreadsById<V> {
    type Version = V;
    type Output = HashMap<String, RawNode>;

    const NAME: &'static str = "ThreadsById";

    const PERMISSIONS: &'static [Permission] = &[];

    const IS_UNTYPED: bool = true;

    fn check(&self) -> Result<(), Invalid> {
        match self.ids.iter().any(|id| id.contains(',')) {
            true => Err(Invalid::new("id of a conversation has a comma")),
            false => self.request().check(),
        }
    }

    fn names(&self, name: &str) -> bool {
        self.request().names(name)
    }

    fn fields(&self) -> Option<&FieldSet> {
        self.fields.as_ref()
    }

    async fn send(&self, session: Session) -> SendResult {
        self.request().send(session).await
    }
}

impl<V: GraphVersion + Copy> NodesRequest for ThreadsById<V> {
    type Node = RawNode;

    const MOST_IDS: usize = IDS;

    fn ids(&self) -> Vec<String> {
        self.ids.clone()
    }

    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool {
        self.fields = fields;
        true
    }

    fn part(&self, places: Range<usize>) -> Self {
        Self {
            ids: self.ids[places].to_vec(),
            fields: self.fields.clone(),
            version: self.version,
        }
    }
}
