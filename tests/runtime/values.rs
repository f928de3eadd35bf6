//! Values: enums, edges, field sets and versions.

use std::collections::HashSet;

use page_conversations::v26_0::{
    Folder, GroupFields, Participant, ParticipantFields, Platform, UnifiedThread,
    UnifiedThreadFields,
};
use page_conversations::versions::{V25_0, VERSIONS};
use page_conversations::{Date, Edge, FieldSet, GraphVersion, Paging, UserId};
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

/// What a value is read back as after it was written.
fn again<T: serde::Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn the_known_values_of_an_enum_have_the_texts_of_the_contract() {
    let folders = [
        (Folder::Inbox, "inbox"),
        (Folder::Other, "other"),
        (Folder::PageDone, "page_done"),
        (Folder::Spam, "spam"),
    ];
    for (folder, text) in folders {
        assert_eq!(Folder::from(text), folder);
        assert_eq!(text.parse(), Ok(folder.clone()));
        assert_eq!(folder.to_string(), text);
        assert_eq!(to_value(&folder).unwrap(), text);
        assert_eq!(again(&folder), folder);
    }
    let platforms = [
        (Platform::Instagram, "INSTAGRAM"),
        (Platform::Messenger, "MESSENGER"),
    ];
    for (platform, text) in platforms {
        assert_eq!(from_value::<Platform>(json!(text)).unwrap(), platform);
        assert_eq!(platform.as_str(), text);
    }
}

#[test]
fn an_unknown_value_of_an_enum_keeps_its_text() {
    // Values that the contract does not list are sent as they were received.
    for text in ["WHATSAPP", "whatsapp", "", "INSTAGRAM "] {
        let platform = from_value::<Platform>(json!(text)).unwrap();
        assert_eq!(platform, Platform::Unknown(text.into()));
        assert_eq!(Platform::from(text), platform);
        assert_eq!(text.parse(), Ok(platform.clone()));
        assert_eq!(platform.to_string(), text);
        assert_eq!(to_value(&platform).unwrap(), text);
        assert_eq!(again(&platform), platform);
    }
    assert!(from_value::<Platform>(json!(1)).is_err());
}

#[test]
fn an_enum_is_padded_as_text_is() {
    assert_eq!(format!("[{:>7}]", Folder::Spam), "[   spam]");
}

#[test]
fn an_edge_read_again_has_its_cursors_and_whether_more_follows() {
    let cursors = json!({"before": "b", "after": "a"});
    let pagings = [
        (json!({"cursors": cursors, "next": "https://h/"}), Some("a")),
        (json!({"next": "https://h/?x=1&after=u%2Bv"}), Some("u+v")),
        (json!({"cursors": cursors}), None),
        (json!({"cursors": cursors, "next": null}), None),
        (json!({"next": "not a URL"}), None),
        (json!({"cursors": null}), None),
        (json!({}), None),
        (json!(null), None),
    ];
    for (paging, next) in pagings {
        let value = json!({"data": [{"id": "1", "name": "A"}], "paging": paging});
        let edge: Edge<Participant> = from_value(value).unwrap();
        assert_eq!(edge.next_cursor(), next, "{paging}");
        assert_eq!(again(&edge), edge, "{paging}");
    }
}

#[test]
fn the_cursors_of_paging_win_over_those_of_its_url() {
    let value = json!({"cursors": {"after": "a", "before": "b"}, "next": "https://h/?after=c"});
    let paging: Paging = from_value(value).unwrap();
    assert_eq!(paging.after.as_deref(), Some("a"));
    assert_eq!(paging.before.as_deref(), Some("b"));
    assert!(paging.has_next);
}

#[test]
fn a_list_within_a_node_may_lack_its_data() {
    let edge: Edge<Participant> = from_value(json!({})).unwrap();
    assert!(edge.data.is_empty());
}

#[test]
fn an_instagram_participant_has_a_username_and_no_name() {
    let value = json!({"data": [{"id": "178414", "username": "sample.shop"}]});
    let participants: Edge<Participant> = from_value(value).unwrap();
    let participant = &participants.data[0];
    assert_eq!(participant.id, Some(UserId::from("178414")));
    assert_eq!(participant.username.as_deref(), Some("sample.shop"));
    assert_eq!((&participant.name, &participant.email), (&None, &None));
}

#[test]
fn null_reads_as_absent_and_a_null_list_as_empty() {
    let value = json!({"data": null, "paging": null});
    let edge: Edge<UnifiedThread> = from_value(value).unwrap();
    assert!(edge.data.is_empty() && edge.paging.is_none());

    let mut sent = json!({"id": "t_1", "participants": {"data": null, "paging": null}});
    let fields = FieldSet::from(all_fields()).to_string();
    for field in fields.split(',') {
        if sent[field].is_null() {
            sent[field] = Value::Null;
        }
    }
    assert_eq!(sent.as_object().unwrap().len(), 17);
    let thread: UnifiedThread = from_value(sent).unwrap();
    // What is absent has no member when it is written.
    let expected = json!({"id": "t_1", "participants": {"data": []}});
    assert_eq!(to_value(thread).unwrap(), expected);
}

#[test]
fn unknown_members_are_ignored_at_every_level() {
    let participants = json!({"data": [{"id": "1", "new": [{}]}], "new": 1});
    let thread = json!({"id": "t_1", "participants": participants, "new": {"deep": [1.5, null]}});
    let paging = json!({"cursors": {"after": "x", "new": 1}, "new": true});
    let value = json!({"data": [thread], "paging": paging, "summary": {"total_count": 9}});
    let edge: Edge<UnifiedThread> = from_value(value).unwrap();
    let expected = json!({
        "data": [{"id": "t_1", "participants": {"data": [{"id": "1"}]}}],
        "paging": {"cursors": {"after": "x"}},
    });
    assert_eq!(to_value(edge).unwrap(), expected);
}

/// All fields of a thread, and the first one twice.
fn all_fields() -> UnifiedThreadFields {
    let fields = UnifiedThreadFields::new().wallpaper().id().can_reply();
    let fields = fields.folder().former_participants().is_subscribed();
    let fields = fields.link().linked_group().message_count().name();
    let fields = fields.participants().scoped_thread_key().senders();
    let fields = fields.snippet().is_owner().unread_count();
    fields.updated_time().wallpaper()
}

#[test]
fn a_field_set_has_each_name_once_in_the_order_of_asking() {
    let expected = "wallpaper,id,can_reply,folder,former_participants,is_subscribed,link,\
                    linked_group,message_count,name,participants,scoped_thread_key,senders,\
                    snippet,is_owner,unread_count,updated_time";
    assert_eq!(FieldSet::from(all_fields()).to_string(), expected);
    let fields = ParticipantFields::new().name().id().name().id().email();
    let fields = FieldSet::from(fields.user_id().username());
    assert_eq!(fields.to_string(), "name,id,email,user_id,username");
    let fields = FieldSet::from(GroupFields::new().name().id());
    assert_eq!(fields.to_string(), "name,id");
    assert_eq!(FieldSet::default().to_string(), "");
}

#[test]
fn versions_are_listed_by_age_with_their_dates() {
    let version = V25_0::VERSION;
    assert_eq!(version.to_string(), "v25.0");
    assert_eq!(version.released.to_string(), "2026-02-18");
    assert_eq!(version.expires.unwrap().to_string(), "2028-07-29");
    assert!(VERSIONS.contains(&version));
    assert!(VERSIONS.is_sorted_by_key(|version| version.released));
    let names: HashSet<_> = VERSIONS.iter().map(|version| version.name).collect();
    assert_eq!(names.len(), VERSIONS.len());
}

#[test]
fn a_date_shows_two_digits_and_orders_by_year_month_and_day() {
    assert_eq!(Date::new(987, 1, 2).to_string(), "0987-01-02");
    assert!(Date::new(2024, 2, 1) > Date::new(2024, 1, 31));
    assert!(Date::new(2024, 2, 1) < Date::new(2025, 1, 1));
}
