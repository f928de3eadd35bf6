//! Error codes, and what they mean in their cases.

use std::collections::HashMap;

use super::Walk;
use super::pairing::{Paired, by_key};
use crate::contract::diff::rules::errors::{
    ERROR_ADVICE_CHANGED, ERROR_CODE_ADDED, ERROR_CODE_REMOVED, ERROR_CODE_RENAMED,
    ERROR_CONCERN_CHANGED, ERROR_RANGE_NARROWED, ERROR_RANGE_WIDENED, ERROR_TOKEN_CHANGED,
};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::{Advice, Concern};
use crate::contract::{Contract, ErrorCode};

/// What a code, or a case of one, is called.
pub(super) fn subject(code: &ErrorCode) -> Subject {
    let alone = Subject::new("errors", code.code);
    match (&code.subcode, &code.message) {
        (Some(subcode), _) => alone.of("subcodes", subcode),
        (None, Some(words)) => alone.of("messages", words),
        (None, None) => alone,
    }
}

/// The codes without their cases.
type Codes<'a> = HashMap<i64, &'a ErrorCode>;

fn codes(contract: &Contract) -> Codes<'_> {
    let codes = contract.errors.iter().filter(|code| !code.is_case());
    codes.map(|code| (code.code, code)).collect()
}

impl Walk<'_> {
    pub(super) fn errors(&mut self) {
        let (base, head) = (codes(self.base()), codes(self.head()));
        for pair in by_key(&self.base().errors, &self.head().errors, ErrorCode::place) {
            // A code comes and goes with all its cases.
            let with = |codes: &Codes<'_>, code: &ErrorCode| {
                code.is_case() && !codes.contains_key(&code.code)
            };
            match pair {
                Paired::New(new) if !with(&base, new) => {
                    let subject = subject(new);
                    let message = format!("`{subject}`, `{}`, is new.", new.name);
                    self.log.came(&ERROR_CODE_ADDED, &subject, message);
                }
                Paired::Gone(old) if !with(&head, old) => {
                    let subject = subject(old);
                    let message = format!("`{subject}`, `{}`, is gone", old.name);
                    self.ended(&ERROR_CODE_REMOVED, &subject, old, message);
                }
                Paired::New(_) | Paired::Gone(_) => {}
                Paired::Both(old, new) | Paired::Renamed(old, new) => {
                    let ends = |code: Option<&&ErrorCode>| code.map(|code| code.through);
                    let of_code = (ends(base.get(&old.code)), ends(head.get(&new.code)));
                    self.error(old, new, of_code);
                }
            }
        }
    }

    /// `of_code` has the ends of the code that a case is of.
    fn error(
        &mut self,
        base: &ErrorCode,
        head: &ErrorCode,
        of_code: (Option<Option<i64>>, Option<Option<i64>>),
    ) {
        let subject = subject(head);
        let ErrorCode {
            code,
            through,
            subcode: _,
            message: _,
            name,
            advice,
            token,
            concerns,
            doc,
            source,
            available: _,
            replaced_by: _,
        } = base;
        if *name != head.name {
            let message = format!("`{subject}` is called `{}`, it was `{name}`.", head.name);
            self.log.key(&ERROR_CODE_RENAMED, &subject, "name", message);
        }
        if *advice != head.advice {
            let (now, before) = (words(head.advice), words(*advice));
            let message = format!("The advice on `{subject}` is `{now}`, it was `{before}`.");
            self.log
                .key(&ERROR_ADVICE_CHANGED, &subject, "advice", message);
        }
        self.error_details(&subject, (token, *concerns), head);
        let told = head.is_case() && of_code == (Some(*through), Some(head.through));
        if *through != head.through && !told {
            let last = |through: Option<i64>| through.unwrap_or(*code);
            let (now, before) = (last(head.through), last(*through));
            let rule = if now < before {
                &ERROR_RANGE_NARROWED
            } else {
                &ERROR_RANGE_WIDENED
            };
            let message = format!("`{subject}` stands for codes up to {now}, it was {before}.");
            self.log.key(rule, &subject, "through", message);
        }
        self.log.doc(&subject, doc, &head.doc);
        self.log.source(&subject, source, &head.source);
        self.lifetime(&subject, base, head);
    }

    /// What adds to the advice.
    fn error_details(
        &mut self,
        subject: &Subject,
        (token, concerns): (&Option<String>, Concern),
        head: &ErrorCode,
    ) {
        if *token != head.token {
            let kind = |token: &Option<String>| match token {
                Some(token) => format!("a `{token}` access token"),
                None => "no kind of access token".to_owned(),
            };
            let (now, before) = (kind(&head.token), kind(token));
            let message = format!("`{subject}` names {now}, it named {before}.");
            self.log
                .key(&ERROR_TOKEN_CHANGED, subject, "token", message);
        }
        if concerns != head.concerns {
            let (now, before) = (about(head.concerns), about(concerns));
            let message = format!("`{subject}` is about {now}, it was about {before}.");
            self.log
                .key(&ERROR_CONCERN_CHANGED, subject, "concerns", message);
        }
    }
}

/// What an error is about, in words.
fn about(concerns: Concern) -> &'static str {
    match concerns {
        Concern::Call => "the whole call",
        Concern::Node => "one node",
    }
}

/// As the spec writes it.
fn words(advice: Advice) -> &'static str {
    match advice {
        Advice::Wait => "wait",
        Advice::SlowDown => "slow_down",
        Advice::ShrinkPage => "shrink_page",
        Advice::LogIn => "log_in",
        Advice::UseToken => "use_token",
        Advice::GetPermission => "get_permission",
        Advice::FixRequest => "fix_request",
        Advice::GiveUp => "give_up",
    }
}
