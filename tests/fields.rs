//! The parameter `fields`, from typed selections.

#![allow(missing_docs)]

use page_conversations::v26_0::{
    AttachmentFields, ImageDataFields, ParticipantFields, UnifiedMessageFields, UnifiedThreadFields,
};
use page_conversations::{Expansion, FieldSet};

fn value(fields: UnifiedThreadFields) -> String {
    FieldSet::from(fields).to_string()
}

#[test]
fn fields_nest_and_edges_take_modifiers() {
    let messages = UnifiedMessageFields::new().id().message();
    let messages = Expansion::new(messages)
        .limit(5)
        .modifier("source", "PARTICIPANTS");
    let fields = UnifiedThreadFields::new()
        .updated_time()
        .messages_with(messages)
        .snippet();
    assert_eq!(
        value(fields),
        "updated_time,messages.limit(5).source(PARTICIPANTS){id,message},snippet"
    );
}

#[test]
fn a_selection_is_an_expansion_without_modifiers() {
    let image = AttachmentFields::new().image_data_with(ImageDataFields::new().url());
    let messages = UnifiedMessageFields::new().attachments_with(image);
    let fields = UnifiedThreadFields::new()
        .participants_with(ParticipantFields::new().name())
        .messages_with(messages);
    assert_eq!(
        value(fields),
        "participants{name},messages{attachments{image_data{url}}}"
    );
}

#[test]
fn a_field_stands_once_and_the_last_expansion_counts() {
    let limited = |limit| Expansion::new(UnifiedMessageFields::new()).limit(limit);
    let fields = UnifiedThreadFields::new()
        .messages()
        .messages_with(limited(1));
    assert_eq!(value(fields), "messages.limit(1)");
    let fields = UnifiedThreadFields::new()
        .messages_with(limited(1))
        .id()
        .messages_with(limited(2))
        .messages();
    assert_eq!(value(fields), "messages.limit(2),id");
}

#[test]
fn a_modifier_cannot_break_out_of_its_parentheses() {
    let messages = Expansion::new(UnifiedMessageFields::new()).after("a){id},(b");
    let fields = UnifiedThreadFields::new().messages_with(messages);
    assert_eq!(value(fields), "messages.after(aidb)");
}
