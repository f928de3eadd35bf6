//! Where a new entry stands.

use std::path::PathBuf;

use page_conversations_codegen::cli::edit::{Address, Draft};
use page_conversations_codegen::contract::load::load;

use crate::editing::specs::texts;

#[test]
fn what_is_added_stands_where_people_look_for_it() {
    let mut draft = Draft::new(load(&PathBuf::from("../spec")).sources).unwrap();
    let after = |draft: &Draft, line: &str| {
        let text = texts(draft).concat();
        let mut lines = text.lines().skip_while(|known| known.trim() != line);
        lines.nth(1).map(|next| next.trim().to_owned())
    };
    let folder = Address::new(["enums", "Folder", "values"]);
    draft.add(&folder, "muted", "Muted.").unwrap();
    assert_eq!(
        after(&draft, "muted: Muted.").unwrap(),
        "other: Conversations in the folder for other messages."
    );
    draft.add(&Address::new(["errors"]), "35", "A.").unwrap();
    assert_eq!(after(&draft, "35: A.").unwrap(), "100:");
    draft
        .add(&Address::new(["versions"]), "v9.0", "B.")
        .unwrap();
    assert!(after(&draft, "v9.0: B.").unwrap().starts_with("v19.0: "));
    draft
        .add(&Address::new(["versions"]), "v100.0", "C.")
        .unwrap();
    assert_eq!(after(&draft, "v100.0: C.").unwrap(), "");
    draft
        .add(
            &Address::new(["types", "UnifiedThread", "fields"]),
            "mood",
            "D.",
        )
        .unwrap();
    assert_eq!(after(&draft, "mood: D.").unwrap(), "name:");
    // These are in no order.
    draft
        .add(
            &Address::new(["types", "Participant", "fields"]),
            "age",
            "E.",
        )
        .unwrap();
    assert_eq!(after(&draft, "age: E.").unwrap(), "");
}
