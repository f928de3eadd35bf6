//! Ids: text of types of their own, as callers keep it.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use page_conversations::v26_0::{
    Folder, GetConversation, GetConversations, ListConversations, Platform, UnifiedThread,
};
use page_conversations::{GroupId, MessageId, PageId, ThreadId, UserId};
use serde_json::{from_value, json, to_value};

/// What a value is read back as after it was written.
fn again(id: &ThreadId) -> ThreadId {
    serde_json::from_str(&serde_json::to_string(id).unwrap()).unwrap()
}

#[test]
fn ids_are_text() {
    let id = ThreadId::from("t_1");
    assert_eq!(id, "t_1");
    assert_eq!(id, *"t_1");
    assert_ne!(id, "t_2");
    let later = ThreadId::from("t_2");
    assert!(id < later);
    assert_eq!(id.to_string(), "t_1");
    assert_eq!((id.as_str(), id.as_ref()), ("t_1", "t_1"));
    assert_eq!("t_1".parse(), Ok(id.clone()));
    assert_eq!(to_value(&id).unwrap(), "t_1");
    assert_eq!(again(&id), id);
    assert!(HashSet::from([id]).contains(&ThreadId::from(String::from("t_1"))));
    for (id, text) in [
        (to_value(PageId::from("1")), "1"),
        (to_value(UserId::from("2")), "2"),
        (to_value(GroupId::from("3")), "3"),
    ] {
        assert_eq!(id.unwrap(), text);
    }
    for (number, text) in [(json!(1), "1"), (json!(u64::MAX), "18446744073709551615")] {
        assert_eq!(from_value::<ThreadId>(number).unwrap(), text);
    }
    // A float has lost digits.
    assert!(from_value::<ThreadId>(json!(1e20)).is_err());
}

#[test]
fn maps_of_ids_are_searched_with_text() {
    let threads = ["t_1", "t_2", ""].map(|id| (ThreadId::from(id), id.len()));
    let by_hash = HashMap::from(threads.clone());
    let by_order = BTreeMap::from(threads);
    for (text, length) in [("t_1", Some(&3)), ("", Some(&0)), ("t_3", None)] {
        assert_eq!(by_hash.get(text), length, "{text}");
        assert_eq!(by_order.get(text), length, "{text}");
    }
    let hasher = RandomState::new();
    for text in ["", "t_1", "aWdfZAG06:1", "\u{e9}\u{ff}"] {
        let id = MessageId::from(text);
        assert_eq!(hasher.hash_one(&id), hasher.hash_one(text), "{text}");
        let borrowed: &str = id.borrow();
        assert_eq!(borrowed, text);
    }
}

#[test]
fn ids_are_made_of_text_in_any_form_and_become_it() {
    let (text, id) = ("t_1", ThreadId::from("t_1"));
    let owned = text.to_owned();
    let ids = [
        ThreadId::from(&owned),
        ThreadId::from(owned.clone().into_boxed_str()),
        ThreadId::from(Cow::Borrowed(text)),
        ThreadId::from(Cow::<str>::Owned(owned.clone())),
        ThreadId::from(Arc::<str>::from(text)),
        ThreadId::from(&id),
        ThreadId::from(owned),
    ];
    assert!(ids.iter().all(|one| *one == id));
    assert_eq!(<&str>::from(&id), text);
    assert_eq!(Cow::from(&id), Cow::Borrowed(text));
    assert_eq!(String::from(id.clone()), text);
    assert_eq!(*Box::<str>::from(id.clone()), *text);
    assert_eq!(*Arc::<str>::from(id.clone()), *text);
    assert_eq!(Cow::from(id), text);
    assert_eq!(PageId::from(210_000_000_000_001), "210000000000001");
    let read: PageId = from_value(json!(u64::MAX)).unwrap();
    assert_eq!(PageId::from(u64::MAX), read);
}

#[test]
fn ids_equal_text_from_both_sides() {
    let id = UserId::from("7");
    for (text, is_equal) in [("7", true), ("8", false)] {
        let owned = text.to_owned();
        let equal = [
            id == owned,
            owned == id,
            id == text,
            text == id,
            id == *text,
            *text == id,
        ];
        assert_eq!(equal, [is_equal; 6], "{text}");
    }
}

#[test]
fn values_of_enums_are_text_too() {
    let (folder, text) = (Folder::PageDone, "page_done".to_owned());
    assert_eq!(folder, text);
    assert_eq!(text, folder);
    assert_eq!("PAGE_DONE", folder);
    assert_ne!(*"spam", folder);
    assert_eq!(Folder::from(&text), folder);
    assert_eq!(String::from(folder), text);
    let platform = Platform::from(Cow::Borrowed("messenger"));
    assert_eq!(platform, Platform::Messenger);
    assert_eq!(String::from(platform), "MESSENGER");
    let unknown = Platform::from(Arc::<str>::from("WhatsApp"));
    assert_eq!(Box::<str>::from(unknown), "WhatsApp".into());
}

#[test]
fn lists_of_ids_are_made_of_any_iterator() {
    let threads = ["t_1", "t_2"].map(UnifiedThread::new);
    let of_fields = GetConversations::new(threads.iter().map(|thread| &thread.id));
    let ids = vec!["t_1".to_owned(), "t_2".to_owned()];
    let borrowed = GetConversations::new(&ids);
    let split = GetConversations::new("t_1,t_2".split(','));
    let of_keys = BTreeMap::from([(ThreadId::from("t_1"), 1), (ThreadId::from("t_2"), 2)]);
    let of_keys = GetConversations::new(of_keys.into_keys());
    let expected = GetConversations::new(ids);
    for request in [of_fields, borrowed, split, of_keys] {
        assert_eq!(request, expected);
    }
    assert_eq!(
        GetConversation::new(&threads[0].id),
        GetConversation::new("t_1")
    );
    let tags = ListConversations::new(PageId::from("1")).tags(&["a".to_owned()]);
    assert_eq!(tags, ListConversations::new(1).tags(["a"]));
}
