//! Where a new entry stands.

use std::path::PathBuf;

use page_conversations_codegen::cli::edit::{Address, Editor};
use page_conversations_codegen::contract::load::load;

use crate::editing::specs::texts;
use crate::support::CONTRACT;

#[test]
fn what_is_added_stands_where_people_look_for_it() {
    let mut editor = Editor::new(load(&PathBuf::from(CONTRACT)).sources).unwrap();
    let after = |editor: &Editor, line: &str| {
        let text = texts(editor).concat();
        let mut lines = text.lines().skip_while(|known| known.trim() != line);
        lines.nth(1).map(|next| next.trim().to_owned())
    };
    let folder = Address::new(["enums", "Folder", "values"]);
    editor.add(&folder, "muted", "Muted.").unwrap();
    assert_eq!(
        after(&editor, "muted: Muted.").unwrap(),
        "other: Conversations in the folder for other messages."
    );
    editor.add(&Address::new(["errors"]), "35", "A.").unwrap();
    assert_eq!(after(&editor, "35: A.").unwrap(), "100:");
    editor
        .add(&Address::new(["versions"]), "v9.0", "B.")
        .unwrap();
    assert!(after(&editor, "v9.0: B.").unwrap().starts_with("v19.0: "));
    editor
        .add(&Address::new(["versions"]), "v100.0", "C.")
        .unwrap();
    assert_eq!(after(&editor, "v100.0: C.").unwrap(), "");
    editor
        .add(
            &Address::new(["types", "UnifiedThread", "fields"]),
            "mood",
            "D.",
        )
        .unwrap();
    assert_eq!(after(&editor, "mood: D.").unwrap(), "name:");
    // These are in no order.
    editor
        .add(
            &Address::new(["types", "Participant", "fields"]),
            "age",
            "E.",
        )
        .unwrap();
    assert_eq!(after(&editor, "age: E.").unwrap(), "");
}
