//! Sends a batch, and repeats the requests of it that fail.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::options;
use super::post::{self, Post};
use super::request::{BatchRequest, Part};
use crate::client::call::Call;
use crate::client::response::RawResponse;
use crate::client::session::Session;
use crate::client::span::Span;
use crate::client::trace;
use crate::error::Error;

/// A batch that is sent.
pub(super) struct Sending<'a> {
    session: &'a Session,
    post: Post,
    places: Vec<Place<'a>>,
    /// Whether Graph answered the batch, if not all of its requests.
    is_answered: bool,
}

/// A request with its answer.
struct Place<'a> {
    request: &'a dyn BatchRequest,
    /// What is sent; `None` if nothing is to be sent any more.
    part: Option<Part>,
    /// The last answer, which is final if nothing is to be sent.
    answer: Option<Result<RawResponse, Error>>,
}

impl<'a> Sending<'a> {
    pub(super) fn new(
        session: &'a Session,
        requests: &'a [Box<dyn BatchRequest>],
        post: Post,
    ) -> Self {
        let places = requests.iter().map(|request| Place {
            request: &**request,
            part: None,
            answer: request.check(session).err().map(Err),
        });
        Self {
            session,
            post,
            places: places.collect(),
            is_answered: false,
        }
    }

    /// Makes what is sent of each request. The token is known, which none may contain.
    async fn make_parts(&mut self) {
        for place in self
            .places
            .iter_mut()
            .filter(|place| place.answer.is_none())
        {
            match place.request.part(self.session).await {
                Ok(part) => place.part = Some(part),
                Err(error) => place.answer = Some(Err(error)),
            }
        }
    }

    /// Sends the batch, and returns an answer to each request.
    pub(super) async fn send(mut self) -> Result<Vec<Result<RawResponse, Error>>, Error> {
        let after = self.session.operation_timeout();
        let mut call = Call::new(|_| true, self.session);
        let span = Span::of_call(post::NAME, self.post.version);
        let rounds = async {
            let rounds = async {
                if self.places.iter().all(|place| place.answer.is_some()) {
                    return Ok(());
                }
                call.find_token().await?;
                self.make_parts().await;
                self.rounds(&mut call).await
            };
            match timeout(after, rounds).await {
                Ok(result) => result.err(),
                Err(_) => Some(call.timed_out(after)),
            }
        };
        let mut error = span.enclose(rounds).await;
        call.ended(&span, error.as_ref().filter(|_| !self.is_answered));
        if !self.is_answered
            && let Some(error) = error
        {
            return Err(error);
        }
        // The requests keep the errors of the round before, which are their own. The one whose
        // error led to a new token has none.
        if let Some(error) = &error {
            trace::repeating_failed(error);
        }
        let answers = self.places.into_iter().map(|place| {
            let missing = || Err(error.take().unwrap_or_else(|| call.timed_out(after)));
            place.answer.unwrap_or_else(missing)
        });
        Ok(answers.collect())
    }

    /// Sends what is left, until nothing is.
    async fn rounds(&mut self, call: &mut Call<'_>) -> Result<(), Error> {
        loop {
            let parts = self.places.iter().filter_map(|place| place.part.as_ref());
            let parts: Vec<_> = parts.collect();
            if parts.is_empty() {
                return Ok(());
            }
            let response = self.post.send(call, &parts).await?;
            let responses =
                post::responses(&response, self.post.version, parts.len(), self.session)?;
            self.is_answered = true;
            let longest = self.read(call, responses);
            let stated = self.pause(call, longest).await;
            let repeats = self.renew(call).await;
            self.back_off(call, stated, repeats).await;
        }
    }

    /// Takes the answers to the requests that were sent. Returns the place of the one that
    /// states the longest pause.
    fn read(
        &mut self,
        call: &Call<'_>,
        responses: Vec<Result<RawResponse, Error>>,
    ) -> Option<usize> {
        let places = self.places.iter_mut().enumerate();
        let sent = places.filter(|(_, place)| place.part.is_some());
        let (mut succeeded, mut longest) = (0, None);
        for ((index, place), response) in sent.zip(responses) {
            let answer = response
                .and_then(|response| place.request.check_response(response, self.session))
                .map_err(|mut error| {
                    if call.failures() > 1 {
                        error.mark_repeated();
                    }
                    error
                });
            if answer.is_ok() {
                succeeded += 1;
            }
            let stated = match &answer {
                Ok(response) => response.info.usage.regain_access(),
                Err(error) => error.rate_limit_wait(),
            };
            longest = longest.max(stated.map(|stated| (stated, index)));
            place.answer = Some(answer);
        }
        call.succeeded(succeeded);
        longest.map(|(_, index)| index)
    }

    /// Lets the token pause for as long as an answer states. Returns the pause.
    async fn pause(&self, call: &Call<'_>, index: Option<usize>) -> Option<Duration> {
        let answer = self.places[index?].answer.as_ref()?;
        let result = answer.as_ref().map(|response| &response.info);
        call.pause(result).await
    }

    /// Renews the token if requests were refused because of it. Returns the places of these
    /// requests, to be sent again.
    async fn renew(&mut self, call: &mut Call<'_>) -> Vec<usize> {
        let places = self.places.iter().enumerate();
        let refused = places.filter(|(_, place)| {
            let error = place.failed();
            error.is_some_and(|error| call.can_renew(error))
        });
        let refused: Vec<_> = refused.map(|(place, _)| place).collect();
        let Some(first) = refused.first().map(|first| &mut self.places[*first]) else {
            return refused;
        };
        let Some(Err(error)) = first.answer.take() else {
            return Vec::new();
        };
        match call.renew(error).await {
            Ok(()) => refused,
            Err(error) => {
                first.answer = Some(Err(error));
                Vec::new()
            }
        }
    }

    /// Waits before requests are sent again, and leaves only these: those in `repeats`, and
    /// those whose retries allow it.
    async fn back_off(
        &mut self,
        call: &mut Call<'_>,
        stated: Option<Duration>,
        repeats: Vec<usize>,
    ) {
        let mut waits = Vec::new();
        for (index, place) in self.places.iter().enumerate() {
            let retry = options::retry(place.request, self.session);
            let wait = place.failed().and_then(|error| {
                let stated = stated.filter(|_| error.rate_limit_wait().is_some());
                call.wait_after(error, stated, retry)
            });
            waits.extend(wait.map(|wait| (index, wait)));
        }
        let error = waits
            .first()
            .and_then(|(first, _)| self.places[*first].failed());
        if !error.is_some_and(|error| call.take_retries(error, waits.len())) {
            waits.clear();
        }
        for (index, place) in self.places.iter_mut().enumerate() {
            let is_repeated = waits.iter().any(|(other, _)| *other == index);
            if !is_repeated && !repeats.contains(&index) {
                place.part = None;
            }
        }
        if let Some(wait) = waits.iter().map(|(_, wait)| *wait).max() {
            trace::repeating(waits.len(), call.failures(), wait);
            sleep(wait).await;
        }
    }
}

impl Place<'_> {
    /// Returns the error of a request that may be sent again.
    fn failed(&self) -> Option<&Error> {
        self.part.as_ref()?;
        self.answer.as_ref()?.as_ref().err()
    }
}
