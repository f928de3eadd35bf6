//! Files that cannot be read.

use std::fs;

use serde_json::{Value, json};

use crate::support::catalogues::Made;
use crate::upstream_bad::workplace::{Workplace, complained};

#[test]
fn files_that_cannot_be_read_are_told() {
    let mut said = Vec::new();
    let mut note = |what: &str, wrong: &dyn Fn(&Workplace)| {
        let workplace = Workplace::new();
        wrong(&workplace);
        said.push(format!("{what}:\n{}", workplace.refused()));
    };
    note("no folder", &|workplace| {
        fs::remove_dir_all(workplace.0.path().join("v26.0")).unwrap()
    });
    note("an empty folder", &|workplace| {
        fs::remove_dir_all(workplace.specs()).unwrap()
    });
    note("no enums", &|workplace| {
        fs::remove_file(workplace.file("enum_types")).unwrap()
    });
    note("no Page", &|workplace| {
        fs::remove_file(workplace.file("Page")).unwrap()
    });
    note("no thread", &|workplace| {
        fs::remove_file(workplace.file("UnifiedThread")).unwrap()
    });
    note("no JSON", &|workplace| {
        fs::write(workplace.file("Page"), "{\n  \"apis\": [,]\n}").unwrap()
    });
    note("cut off", &|workplace| {
        let text = fs::read_to_string(workplace.file("Page")).unwrap();
        fs::write(workplace.file("Page"), &text[..text.len() / 2]).unwrap();
    });
    note("empty", &|workplace| {
        fs::write(workplace.file("Page"), "").unwrap()
    });
    note("not UTF-8", &|workplace| {
        fs::write(workplace.file("Page"), b"{\n\"\xff\": 1}").unwrap()
    });
    note("a folder", &|workplace| {
        fs::remove_file(workplace.file("Page")).unwrap();
        fs::create_dir(workplace.file("Page")).unwrap();
    });
    note("huge", &|workplace| {
        let file = fs::File::create(workplace.file("Page")).unwrap();
        file.set_len(40 * 1024 * 1024).unwrap();
    });
    note("enums that are no JSON", &|workplace| {
        fs::write(workplace.file("enum_types"), "[{]").unwrap();
    });
    let deep = "[".repeat(100_000);
    note("deep", &|workplace| {
        fs::write(workplace.file("Page"), format!("{{\"fields\": {deep}")).unwrap();
    });
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let workplace = Workplace::new();
    for name in ["Page", "enum_types"] {
        let text = fs::read_to_string(workplace.file(name)).unwrap();
        fs::write(workplace.file(name), format!("\u{FEFF}{text}")).unwrap();
    }
    let said = workplace.run(&[]);
    assert_eq!(said.status.code(), Some(0), "{}", complained(&said));
}

/// A file that the contract has nothing to do with may be wrong.
#[test]
fn what_nobody_asks_for_may_be_wrong() {
    let workplace = Workplace::new();
    fs::write(workplace.file("AdAccount"), "{").unwrap();
    fs::write(workplace.file("Ad"), "{\"fields\": [{\"name\": null}]}").unwrap();
    let mut enums = Made::v26().files().remove("enum_types").unwrap();
    let more = json!({ "name": "other", "values": [] });
    enums.as_array_mut().unwrap().push(more);
    fs::write(workplace.file("enum_types"), enums.to_string()).unwrap();
    let output = workplace.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));

    for (target, said) in [
        ("AdAccount", "AdAccount.json:1: is not JSON"),
        ("Ad", "`name` is null"),
    ] {
        let refused = workplace.run(&["--draft", target]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            complained(&refused).contains(said),
            "{}",
            complained(&refused)
        );
    }
}

/// All formats have a report, as those of `cargo codegen` and `diff`.
#[test]
fn what_cannot_be_compared_is_reported_in_every_format() {
    let of_the_spec = |workplace: &Workplace| {
        let path = workplace.0.path().join("spec/unified_thread.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("type: string", "type: strin", 1)).unwrap();
    };
    let of_meta = |workplace: &Workplace| fs::write(workplace.file("Page"), "{").unwrap();
    let mistakes: [fn(&Workplace); 2] = [of_the_spec, of_meta];
    let said = ["unified_thread.yaml", "Page.json:1: is not JSON"];
    for (mistake, said) in mistakes.into_iter().zip(said) {
        let workplace = Workplace::new();
        mistake(&workplace);
        for format in ["json", "github", "sarif", "markdown"] {
            let output = workplace.run(&["--format", format]);
            assert_eq!(output.status.code(), Some(2), "{format}");
            let report = String::from_utf8(output.stdout).unwrap();
            assert!(report.contains(said), "{format}: {report}");
            if format == "json" || format == "sarif" {
                serde_json::from_str::<Value>(&report).unwrap();
            }
        }
    }
}
