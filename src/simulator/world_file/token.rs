//! The access tokens of a world file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use page_conversations_codegen::contract::diagnostic::Diagnostic;
use page_conversations_codegen::contract::document::Located;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::list::Text;
use super::values::Seconds;
use crate::simulator::server::access::Lifetimes;

/// A token that does not expire, or a map with the token.
#[derive(Clone)]
pub(crate) struct TokenForm {
    token: String,
    expires_after: Option<Seconds>,
}

/// A token that may expire.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenMap {
    /// The token.
    #[schemars(with = "Text")]
    token: String,
    /// For how long it is valid after the start; 0 for one that has expired.
    #[serde(default)]
    expires_after: Option<Seconds>,
}

/// Without the token.
impl fmt::Debug for TokenForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenForm")
            .field("expires_after", &self.expires_after)
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for TokenForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TokenVisitor)
    }
}

struct TokenVisitor;

impl<'de> Visitor<'de> for TokenVisitor {
    type Value = TokenForm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an access token, or a map with `token`")
    }

    fn visit_str<E: de::Error>(self, token: &str) -> Result<TokenForm, E> {
        Ok(TokenForm {
            token: token.to_owned(),
            expires_after: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<TokenForm, A::Error> {
        let map = TokenMap::deserialize(MapAccessDeserializer::new(access))?;
        Ok(TokenForm {
            token: map.token,
            expires_after: map.expires_after,
        })
    }
}

impl JsonSchema for TokenForm {
    fn schema_name() -> Cow<'static, str> {
        "Token".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An access token that does not expire, or a map with the token.",
            "anyOf": [{ "type": "string" }, TokenMap::json_schema(generator)]
        })
    }
}

/// Returns the tokens with their lifetimes. Reports those that are empty or there twice.
pub(super) fn build(tokens: &[Located<TokenForm>], diagnostics: &mut Vec<Diagnostic>) -> Lifetimes {
    let mut lifetimes = HashMap::new();
    let mut places = HashMap::new();
    for form in tokens {
        let TokenForm {
            token,
            expires_after,
        } = &form.value;
        let problem = match places.insert(token, form.place) {
            _ if token.is_empty() => {
                let diagnostic = Diagnostic::new("an access token is empty").at(form.place, "");
                diagnostic.help("write a token, or remove it")
            }
            Some(first) => Diagnostic::new("an access token is there twice")
                .at(form.place, "again here")
                .at(first, "first here")
                .help("remove one of the two"),
            None => {
                let lifetime = expires_after.map(|after| after.0);
                lifetimes.insert(token.clone(), lifetime);
                continue;
            }
        };
        diagnostics.push(problem);
    }
    lifetimes
}
