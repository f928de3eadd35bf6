//! The real history of the edge.

use std::path::Path;

use page_conversations_codegen::contract::diff::between;

use crate::diff::spec::Read;
use crate::support::CONTRACT;

#[test]
fn each_version_differs_from_the_one_before_as_metas_table_says() {
    let spec = Read::new(Path::new(CONTRACT));
    let mut found = Vec::new();
    for pair in spec.contracts.versions.windows(2) {
        for change in between(spec.revision(), &pair[0], &pair[1]) {
            assert_eq!(change.versions, [pair[1].version]);
            found.push(format!(
                "{} {} {}",
                pair[1].version, change.rule.id, change.item
            ));
        }
    }
    let expected = [
        // `/me/conversations` came with Instagram Login. It takes the parameters of
        // `ListConversations`, which are told of that one.
        "v21.0 operation-added ListMyConversations",
        "v23.0 optional-parameter-added ListConversations.is_owner",
        "v23.0 field-added UnifiedThread.is_owner",
        "v23.0 field-removed UnifiedThread.subject",
        "v24.0 parameter-removed ListConversations.is_owner",
        "v26.0 optional-parameter-added ListConversations.updated_after_ms",
        "v26.0 optional-parameter-added ListConversations.updated_before_ms",
    ];
    assert_eq!(found, expected);
}
