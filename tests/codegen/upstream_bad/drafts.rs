//! Drafts that are refused.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::catalogues::{self, Made};
use crate::upstream_bad::workplace::{Workplace, complained};

#[test]
fn drafts_of_what_is_not_there_are_refused() {
    let workplace = Workplace::new();
    let mut files = Made::v26().files();
    files.get_mut("Page").unwrap()["apis"]
        .as_array_mut()
        .unwrap()
        .extend([
            json!({ "method": "POST", "endpoint": "feed", "return": "Page", "params": [] }),
            json!({ "method": "GET", "endpoint": "null", "return": "NullNode", "params": [] }),
            json!({ "method": "GET", "endpoint": "odd", "return": "list<string>", "params": [] }),
        ]);
    files.insert("NullNode".into(), json!({ "fields": [] }));
    catalogues::write(&files, &workplace.0.path().join("v26.0"));
    let mut said = Vec::new();
    for target in [
        "Page.feed",
        "Page.conversation",
        "Pag.feed",
        "Page",
        "Page.null",
        "Page.odd",
        ".",
        "",
    ] {
        let refused = workplace.run(&["--draft", target]);
        assert_eq!(refused.status.code(), Some(2), "{target}");
        said.push(format!("{target}:\n{}", complained(&refused)));
    }
    insta::assert_snapshot!(said.join("\n"));
    assert!(!workplace.0.path().join("generated").exists());
}

#[test]
fn a_draft_does_not_overwrite() {
    let workplace = Workplace::new();
    let draft = ["--draft", "Page.conversations"];
    assert_eq!(workplace.run(&draft).status.code(), Some(0));
    let file = Path::new("generated/page_conversations.yaml");
    let text = fs::read_to_string(workplace.0.path().join(file)).unwrap();
    let refused = workplace.run(&draft);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("already exists"));
    assert_eq!(
        fs::read_to_string(workplace.0.path().join(file)).unwrap(),
        text
    );
}
