//! Answers one request from the world.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::answer::Answer;
use super::batch::{self, Part, Run};
use super::quota::{Pool, UseCase};
use super::router::Router;
use super::state::{State, lock};
use super::{headers, login, response, response_body, send};
use crate::simulator::call::Call;
use crate::simulator::contract::{CONTRACT, VersionContract};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::faults::apply;
use crate::simulator::faults::fault::Fault;
use crate::simulator::model::living_world::Moment;
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::{Context, json};
use crate::types::timestamp::Timestamp;
use crate::version::Date;

/// What a request is answered from.
pub(crate) struct Exchange<'a> {
    pub(crate) state: &'a State,
    pub(crate) world: &'a World,
    /// When it arrived.
    pub(crate) time: Timestamp,
    pub(crate) faults: &'a [Fault],
}

impl Exchange<'_> {
    /// Returns the response to a call. `body` is an error if the body of the request
    /// could not be read.
    pub(crate) fn respond(&self, call: Call, body: Result<(), ErrorResponse>) -> Response {
        let version = call.version.as_deref();
        let Some(contract) = CONTRACT.answering(version, Date::at(self.time)) else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return response::plain(status, "text/plain", "all versions have expired");
        };
        let result = body.and_then(|()| match &call.batch {
            None => self.answer(contract, &call),
            Some(batch) => self.answer_batch(&call, batch),
        });
        let (answer, body) = self.with_body(&call, Answer::new(&call, result));
        let mut headers = self.headers(contract, &call, &answer);
        headers.extend(headers::date(self.time).map(|date| (header::DATE, date)));
        let error_code = answer.code();
        let response = response::new(headers, &answer, body, self.faults);
        self.log(contract, call, response.status(), error_code);
        response
    }

    /// Returns an answer and its body, or an error if clients do not read their responses.
    fn with_body(&self, call: &Call, mut answer: Answer) -> (Answer, Bytes) {
        let body = std::mem::take(&mut answer.body);
        if let Some(body) = response_body::charge(&self.state.response_budget, body) {
            return (answer, body);
        }
        let mut answer = Answer::new(call, Err(ErrorResponse::overloaded()));
        let body = std::mem::take(&mut answer.body);
        (answer, body.into())
    }

    /// Returns the body of the response to a batch.
    fn answer_batch(&self, call: &Call, batch: &str) -> Result<String, ErrorResponse> {
        self.state.access.viewer(call, self.world, self.time)?;
        let parts = batch::parts(batch)?;
        let answered = apply::answered_of_batch(self.faults);
        let mut run = Run::new(call, &parts);
        let responses = parts.iter().enumerate().map(|(place, part)| match part {
            _ if place >= answered => Value::Null,
            Ok(part) => {
                // It reads what those before it have written.
                let Moment { world, time } = self.state.moment();
                let exchange = Exchange {
                    world: &world,
                    time,
                    ..*self
                };
                exchange.answer_part(&mut run, call, part)
            }
            Err(error) => self.refuse_part(&run, call, error.clone()),
        });
        Ok(json::to_string(&Value::from_iter(responses)))
    }

    /// Returns the response to a part of a batch, or `null` if one that it needs
    /// did not succeed.
    fn answer_part<'a>(&self, run: &mut Run<'a>, batch: &Call, part: &'a Part) -> Value {
        let call = match run.call(part) {
            Ok(Some(call)) => call,
            Ok(None) => return Value::Null,
            Err(error) => return self.refuse_part(run, batch, error),
        };
        let version = call.version.as_deref();
        let Some(contract) = CONTRACT.answering(version, Date::at(self.time)) else {
            return Value::Null;
        };
        let answer = Answer::new(&call, self.answer(contract, &call));
        let headers = self.part_headers(contract, &call, &answer);
        self.log(contract, call, answer.status, answer.code());
        run.add(part, answer, &headers)
    }

    /// Returns the response to a part of a batch that is no call.
    fn refuse_part(&self, run: &Run<'_>, batch: &Call, error: ErrorResponse) -> Value {
        let version = batch.version.as_deref();
        let Some(contract) = CONTRACT.answering(version, Date::at(self.time)) else {
            return Value::Null;
        };
        let answer = Answer::new(batch, Err(error));
        let headers = self.part_headers(contract, batch, &answer);
        run.response(answer, &headers)
    }

    fn part_headers(&self, contract: &VersionContract, call: &Call, answer: &Answer) -> HeaderMap {
        let mut headers = self.headers(contract, call, answer);
        let content_type = HeaderValue::from_static(answer.content_type);
        headers.insert(header::CONTENT_TYPE, content_type);
        headers
    }

    /// Returns the body of the response to a call.
    fn answer(
        &self,
        contract: &'static VersionContract,
        call: &Call,
    ) -> Result<String, ErrorResponse> {
        let version = call.version.as_deref();
        if let Some(version) = version.filter(|version| !CONTRACT.knows(version)) {
            return Err(ErrorResponse::path(&[version]));
        }
        let State { access, .. } = self.state;
        let path = call.segments();
        if login::asks_for_token(&path) {
            return login::new_token(access, call);
        }
        let viewer = access.viewer(call, self.world, self.time)?;
        if !self.count(call, viewer) {
            let code = UseCase::of(self.world, call, viewer).code;
            return Err(ErrorResponse::from_table(
                &contract.errors,
                code,
                None,
                None,
            ));
        }
        apply::check_call(call, self.faults, contract)?;
        if path == ["debug_token"] {
            return login::debug_token(access, call, contract, (viewer, self.world), self.time);
        }
        if send::is_called(call) {
            return send::answer(self, call, contract, viewer);
        }
        let router = Router {
            call,
            context: Context::new(call, (contract, self.world), viewer, &self.base_url(call))?,
            paging_fault: apply::paging_fault(self.faults),
            omits_missing_ids: self.faults.contains(&Fault::OmitMissingIds),
        };
        let body = router
            .answer()
            .map_err(|error| match viewer.is_on_instagram() {
                true => error.on_instagram(),
                false => error,
            });
        apply::change_body(body?, call, self.faults)
    }

    /// Returns the URL of the server as the request names it.
    fn base_url(&self, call: &Call) -> Cow<'_, str> {
        match (&call.host, self.state.url.split_once("://")) {
            (Some(host), Some((scheme, _))) => Cow::Owned([scheme, "://", host].concat()),
            _ => Cow::Borrowed(&self.state.url),
        }
    }

    /// Counts a call. Returns `false` if its pool is rate limited.
    fn count(&self, call: &Call, viewer: Viewer<'_>) -> bool {
        let mut quotas = lock(&self.state.quotas);
        let quota = quotas.of(Pool::of(self.world, call, viewer));
        let block = self.faults.iter().find_map(|fault| match fault {
            Fault::Throttle(duration) => Some(*duration),
            _ => None,
        });
        match block {
            Some(duration) => {
                quota.block(duration, self.time);
                false
            }
            None => quota.count(self.time),
        }
    }

    fn headers(&self, contract: &VersionContract, call: &Call, answer: &Answer) -> HeaderMap {
        let mut headers = headers::of_answer(&contract.version, answer);
        self.state_usage(contract, call, answer.code(), &mut headers);
        headers
    }

    /// Writes the usage headers, unless the token is unknown.
    fn state_usage(
        &self,
        contract: &VersionContract,
        call: &Call,
        code: Option<i64>,
        headers: &mut HeaderMap,
    ) {
        let access = &self.state.access;
        let token = call.access_token.as_deref();
        let viewer = token.and_then(|token| access.viewer_of(token, self.world, self.time));
        let Some(viewer) = viewer else { return };
        let refused = code.filter(|code| contract.is_rate_limit(*code));
        let pool = Pool::of(self.world, call, viewer);
        let mut quotas = lock(&self.state.quotas);
        let used = quotas.of(pool.clone()).used(refused.is_some(), self.time);
        if let Some(used) = used {
            let use_case = UseCase::of(self.world, call, viewer);
            let use_case = match refused {
                Some(code) => use_case.of_error(code),
                None => use_case,
            };
            used.write(headers, &pool, &use_case, quotas.states_seconds);
        }
    }

    fn log(
        &self,
        contract: &VersionContract,
        call: Call,
        status: StatusCode,
        error_code: Option<i64>,
    ) {
        let mut calls = lock(&self.state.calls);
        calls.push(call, &contract.version, (status.as_u16(), error_code));
    }
}
