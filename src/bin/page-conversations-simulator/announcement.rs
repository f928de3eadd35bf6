//! What the program prints at its start.

use page_conversations::simulator::Simulator;
use page_conversations::versions::VERSIONS;
use serde_json::{Map, Value, json};

use super::secrets::Secrets;
use super::settings::Settings;

/// Stands for a token that is not printed.
const PLACEHOLDER: &str = "$ACCESS_TOKEN";

/// Returns the line for scripts. A token or secret that was set is `null`.
pub fn json(simulator: &Simulator, secrets: &Secrets) -> String {
    let tokens = |token: &dyn Fn(&str) -> Option<String>| {
        let pages = simulator.page_ids().into_iter();
        let tokens = pages.filter_map(|id| Some((id.clone(), token(&id)?.into())));
        tokens.collect::<Map<String, Value>>()
    };
    let shows_secret = secrets.app_secret.is_made_up();
    let object = json!({
        "address": simulator.url(),
        "certificate": simulator.certificate(),
        "access_token": printable_token(simulator, secrets),
        "app_id": simulator.app_id(),
        "app_secret": simulator.app_secret().filter(|_| shows_secret),
        "app_token": simulator.app_token().filter(|_| shows_secret),
        "user_token": simulator.user_token(),
        "page_tokens": tokens(&|id| simulator.page_token(id)),
        "instagram_tokens": tokens(&|id| simulator.instagram_token(id)),
        "page_ids": simulator.page_ids(),
        "instagram_page_ids": simulator.instagram_page_ids(),
    });
    object.to_string()
}

/// Returns the lines for a person, with calls to paste.
pub fn text(simulator: &Simulator, settings: &Settings, secrets: &Secrets) -> String {
    let url = simulator.url();
    let token = printable_token(simulator, secrets);
    let with_token = match token {
        Some(token) => format!("access token {token}"),
        None => "the access token that was set".to_owned(),
    };
    let token = token.unwrap_or(PLACEHOLDER);
    let trust = match (&settings.tls.write_certificate, simulator.certificate()) {
        (_, None) => String::new(),
        (Some(path), _) => format!(" --cacert '{}'", path.display()),
        (None, Some(_)) => " --insecure".to_owned(),
    };
    let version = VERSIONS.last().map_or("", |version| version.name);
    let calls = simulator.page_ids().first().map(|page| {
        let call = |flags: &str, query: &str| {
            format!(
                "curl{trust}{flags} -H \"Authorization: Bearer {token}\" \
                 '{url}/{version}/{page}/conversations?{query}'\n"
            )
        };
        [
            call("", "limit=3"),
            call("", "platform=instagram&fields=id,participants"),
            call(" -g", "limit=1&fields=messages.limit(2){message,from}"),
        ]
        .concat()
    });
    let calls = calls.unwrap_or_default();
    format!("Local Graph at {url}, with {with_token}\n\n{calls}\nPress Ctrl-C to stop it.")
}

fn printable_token<'a>(simulator: &'a Simulator, secrets: &Secrets) -> Option<&'a str> {
    let is_made_up = secrets.access_token.is_none();
    is_made_up.then(|| simulator.access_token())
}
