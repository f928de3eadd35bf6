//! One layout for a spec.

use std::path::PathBuf;

use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::contract::load::load;

use crate::editing::layouts::{LAYOUTS, drafted, text};
use crate::editing::specs::FORMS;

const BRACES: &str = r#"{ "format": 1, # the format
  "ids": {"PageId": {"doc": "A Page: its id.", "source": [one,
    # Not the first.
    two] }}, # ids
  types: !!map { Post: &post { doc: A post that
      goes on., "source":page }, Other: *post, Bare },
  errors: [{ a: 1 }, b: 2, [c,
    "d e
    f"], [] ]
} # the end
"#;

#[test]
fn our_spec_is_laid_out() {
    let mut editor = Editor::new(load(&PathBuf::from("../spec")).sources).unwrap();
    editor.format().unwrap();
    let changed: Vec<_> = editor.changed().collect();
    assert!(
        changed.is_empty(),
        "`cargo codegen format` changes {changed:?}"
    );
}

#[test]
fn a_layout_says_the_same_and_is_the_layout_of_itself() {
    for before in [LAYOUTS, BRACES] {
        for form in FORMS {
            let before = form(before);
            let mut editor = drafted(&before);
            editor.format().unwrap();
            let after = text(&editor);
            let value = |text: &str| serde_saphyr::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(value(&after), value(&before), "{after}");
            assert_eq!(after.matches('#').count(), before.matches('#').count());
            assert_eq!(after.contains('\r'), before.contains('\r'));
            let mut again = drafted(&after);
            again.format().unwrap();
            assert_eq!(text(&again), after);
        }
    }
    let mut editor = drafted(BRACES);
    editor.format().unwrap();
    insta::assert_snapshot!(text(&editor));
}
