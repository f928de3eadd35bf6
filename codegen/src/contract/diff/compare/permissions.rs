//! What a caller must be allowed to do.

use super::Walk;
use super::pairing::{Paired, by_key};
use crate::contract::Permission;
use crate::contract::diff::rules::permissions::{
    PERMISSION_ADDED, PERMISSION_CALLS_CHANGED, PERMISSION_REMOVED, PERMISSION_SCOPE_ADDED,
    PERMISSION_SCOPE_REMOVED, PERMISSION_TASKS_NARROWED, PERMISSION_TASKS_WIDENED,
    PERMISSION_TOKEN_CHANGED,
};
use crate::contract::diff::subject::Subject;
use crate::contract::messages::list;

impl Walk<'_> {
    pub(super) fn permissions(
        &mut self,
        operation: &Subject,
        base: &[Permission],
        head: &[Permission],
    ) {
        let subject = |one: &Permission| operation.of("permissions", &one.name);
        for pair in by_key(base, head, |one| one.name.as_str()) {
            match pair {
                Paired::New(new) => {
                    let subject = subject(new);
                    let needs = needs(new);
                    let message = format!("`{subject}` is new: a call needs {needs}.");
                    self.log.came(&PERMISSION_ADDED, &subject, message);
                }
                Paired::Gone(old) => {
                    let subject = subject(old);
                    let needed = needs(old);
                    let message = format!("`{subject}` is gone: a call needed {needed}.");
                    self.log.gone(&PERMISSION_REMOVED, &subject, message);
                }
                Paired::Both(old, new) | Paired::Renamed(old, new) => {
                    self.permission(&subject(new), old, new);
                }
            }
        }
    }

    fn permission(&mut self, subject: &Subject, base: &Permission, head: &Permission) {
        let Permission {
            name: _,
            doc,
            token,
            host,
            platform,
            default,
            tasks,
            scopes,
            source,
        } = base;
        for (key, same) in [
            ("host", *host == head.host),
            ("platform", *platform == head.platform),
            ("default", *default == head.default),
        ] {
            if !same {
                let (now, before) = (calls(head), calls(base));
                let message = format!("`{subject}` is for {now}, it was for {before}.");
                self.log
                    .key(&PERMISSION_CALLS_CHANGED, subject, key, message);
            }
        }
        if *token != head.token {
            let message = format!(
                "`{subject}` takes an access token of the kind `{}`, it took `{token}`.",
                head.token
            );
            self.log
                .key(&PERMISSION_TOKEN_CHANGED, subject, "token", message);
        }
        self.tasks(subject, tasks, &head.tasks);
        for scope in head.scopes.iter().filter(|scope| !scopes.contains(scope)) {
            let message = format!("`{subject}` asks for `{scope}` too.");
            self.log
                .key(&PERMISSION_SCOPE_ADDED, subject, "scopes", message);
        }
        for scope in scopes.iter().filter(|scope| !head.scopes.contains(scope)) {
            let message = format!("`{subject}` asks for `{scope}` no more.");
            self.log
                .key(&PERMISSION_SCOPE_REMOVED, subject, "scopes", message);
        }
        self.log.doc(subject, doc, &head.doc);
        self.log.source(subject, source, &head.source);
    }

    /// Any task of the list suffices; where it is empty none is needed.
    fn tasks(&mut self, subject: &Subject, base: &[String], head: &[String]) {
        let came = head.iter().any(|task| !base.contains(task));
        let went = base.iter().any(|task| !head.contains(task));
        if !came && !went {
            return;
        }
        let narrowed = !head.is_empty() && (went || base.is_empty());
        let rule = if narrowed {
            &PERMISSION_TASKS_NARROWED
        } else {
            &PERMISSION_TASKS_WIDENED
        };
        let tasks = |tasks: &[String]| match tasks {
            [] => "no task".to_owned(),
            [task] => format!("the task `{task}`"),
            tasks => format!("one of the tasks {}", list(tasks)),
        };
        let (now, before) = (tasks(head), tasks(base));
        let message = format!("`{subject}` asks for {now}, it asked for {before}.");
        self.log.key(rule, subject, "tasks", message);
    }
}

/// The calls that it is for.
fn calls(permission: &Permission) -> String {
    let host = permission.host.iter();
    let host = host.map(|host| format!(" of the host `{host}`"));
    let platform = permission.platform.iter();
    let platform = platform.map(|platform| format!(" with the platform `{platform}`"));
    let default = permission
        .default
        .then(|| " or without a platform".to_owned());
    let parts: String = host.chain(platform).chain(default).collect();
    match parts.as_str() {
        "" => "all calls".to_owned(),
        parts => format!("calls{parts}"),
    }
}

fn needs(permission: &Permission) -> String {
    let token = &permission.token;
    format!(
        "an access token of the kind `{token}` with {}",
        list(&permission.scopes)
    )
}
