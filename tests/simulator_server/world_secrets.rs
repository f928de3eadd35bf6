//! What is shown of a world has no token.

use page_conversations::simulator::{Simulator, WorldFile};

#[test]
fn tokens_are_not_shown() {
    let text = "{ pages: [{ id: 1, name: One }], tokens: [EAAB-1, { token: EAAB-2 }] }";
    let file = WorldFile::from_yaml(text, "world.yaml").unwrap();
    let builder = Simulator::builder().world_file(file.clone());
    for shown in [format!("{file:?}"), format!("{builder:#?}")] {
        assert!(!shown.contains("EAAB"), "{shown}");
    }
}

/// Each of these is wrong, and has a token where people leave one.
#[test]
fn errors_show_no_token_that_was_copied() {
    let pages = "pages: [{ id: 1, name: One }]";
    for text in [
        "pages:\n  - id: 1\n    name: One\n    access_token: EAAB-COPIED",
        "pages:\n  - id: 1\n    name: One\n    access_token:\n      EAAB-COPIED",
        "pages:\n  - { id: 1, name: One, \"access_token\": \"EAAB-COPIED\" }",
        "pages:\n  - { id: 1, nam: One, conversations: { data: [], paging: { next: \
         \"https://graph.facebook.com/v26.0/1/conversations?access_token=EAAB-COPIED&limit=5\" } } }",
        "# curl 'https://graph.facebook.com/me?access_token=EAAB-COPIED'\nseeed: 5",
        &format!("{pages}\naccess_token: EAAB-COPIED"),
        &format!("{pages}\ntokenn: EAAB-COPIED"),
        &format!("{pages}\napp_secret: EAAB-COPIED"),
        &format!("{pages}\nClient_Secret: [EAAB-COPIED]"),
        "pages: [{ id: 1, name: One, access_token: EAAB-COPIED }",
        &format!("{pages}\nraw: '{{\\\"access_token\\\":\\\"EAAB-COPIED\\\"}}'"),
        &format!("{pages}\nurl: https://example.com/?next=a%3Faccess_token%3DEAAB-COPIED%26limit"),
        "# https://example.com/?next=a%253Faccess_token%253DEAAB-COPIED%2526limit\nseeed: 5",
        "# https://graph.facebook.com/me?access_token=310000000%7CEAAB-COPIED&limit=5\nseeed: 5",
        &format!("{pages}\nheaders: ['Authorization: Bearer EAAB-COPIED']"),
        "# -H 'authorization: OAuth EAAB-COPIED'\nseeed: 5",
        "{\"data\": [{\"access_token\": \"EAAB-COPIED\", \"id\": \"1\"]}",
    ] {
        let error = WorldFile::from_yaml(text, "world.yaml").expect_err(text);
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#?}"),
        ] {
            assert!(!shown.contains("COPIED"), "{text}\n{shown}");
        }
    }
}
