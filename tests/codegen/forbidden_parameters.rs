//! Parameters that no contract may have.

use std::collections::BTreeMap;

use page_conversations_codegen::contract::forbidden::FORBIDDEN;

/// The library, which refuses requests with them, is tested with the same list.
#[test]
fn they_are_those_of_the_library() {
    let all = include_str!("../../src/request/forbidden_parameters.json");
    let all: BTreeMap<String, String> = serde_json::from_str(all).unwrap();
    let rows = FORBIDDEN.iter();
    let rows = rows.map(|(name, reason)| ((*name).to_owned(), format!("{reason:?}")));
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), all);
}
