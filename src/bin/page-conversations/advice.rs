//! Advice about an error, in words.

use page_conversations::{Advice, Error};

/// What to do about errors of which the contract says only that the call fails again, by
/// their names in the contract.
const BY_NAME: [(&str, &str); 3] = [
    (
        "ActionBlocked",
        "find out why Meta blocks the action, and try again manually after some hours",
    ),
    (
        "InvalidAppSecretProof",
        "set GRAPH_APP_SECRET, or pass --app-secret-file FILE, with the secret of the token's app",
    ),
    (
        "PageNotLinkedToInstagram",
        "link a professional account in the settings of the Page, or read Messenger alone",
    ),
];

/// Returns what to do about an error.
pub fn of(error: &Error) -> String {
    if let Some(advice) = by_name(error) {
        return advice.to_owned();
    }
    match error.advice() {
        Advice::Wait(_) if matches!(error, Error::Transport(error) if error.is_connect()) => {
            "check the host and the network, and try again".to_owned()
        }
        Advice::Wait(time) => {
            let seconds = time.as_secs_f64().ceil();
            format!("try again in {seconds:.0} s; calls that are sent earlier prolong the wait")
        }
        Advice::ShrinkPage => "request fewer nodes with --limit, or fewer fields".to_owned(),
        Advice::LogIn => "get a new access token: this one is invalid or has expired".to_owned(),
        Advice::UseToken { any_of } => match any_of[..] {
            [] => "use an access token of another kind".to_owned(),
            _ => format!("use an access token of this kind: {}", any_of.join(" or ")),
        },
        Advice::GetPermission { any_of } => {
            let needs = any_of.iter().map(|permission| {
                let scopes = permission.scopes.join(", ");
                match permission.tasks {
                    [] => scopes,
                    tasks => format!("{scopes}, with the task {} on the Page", tasks.join(" or ")),
                }
            });
            let needs: Vec<_> = needs.collect();
            match needs[..] {
                [] => "get the permission, the task or the consent that is missing; \
                       `page-conversations doctor` shows what the token has"
                    .to_owned(),
                _ => format!("get the permissions {}", needs.join("; or ")),
            }
        }
        Advice::FixRequest {
            parameter: Some(parameter),
        } => format!("change `{parameter}`"),
        Advice::FixRequest { parameter: None } => {
            "check the ids and the other parameters, and whether the token may read them: the same \
             call fails again"
                .to_owned()
        }
        Advice::FixConnection => {
            "check root certificates, the clock and proxies: the connection fails again".to_owned()
        }
        Advice::SkipNodes => "continue without the nodes that cannot be read".to_owned(),
        _ => match error.trace_id() {
            Some(id) => format!("ask Meta's support, with the trace id {id}"),
            None => "check the host and the network".to_owned(),
        },
    }
}

fn by_name(error: &Error) -> Option<&'static str> {
    let name = error.graph()?.entry?.name;
    let mut advice = BY_NAME.iter();
    Some(advice.find(|(other, _)| *other == name)?.1)
}
