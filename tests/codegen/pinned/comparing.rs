//! Pinned facts and Meta's files, compared by the same code.

use std::collections::BTreeMap;
use std::fs;

use page_conversations_codegen::cli::upstream::compare::{Comparison, compare};
use page_conversations_codegen::cli::upstream::pinned::{
    Standing, compare_all, corrections, meta_spec,
};
use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::spec::Spec;
use page_conversations_codegen::contract::{check, load};
use serde_json::{Value, json};

use crate::pinned::files::{SPEC, Workplace, files, older, retype};

fn loaded(workplace: &Workplace) -> (Spec, Sources) {
    check::check(load::load(&workplace.spec())).unwrap()
}

/// Rule, item, place and message of each finding, and the notes.
fn told(found: &Comparison) -> Vec<String> {
    let findings = found.findings.iter().map(|one| {
        let at = one.change.location.as_ref().unwrap();
        let (rule, message) = (one.change.rule.id, one.change.message());
        format!("{rule} {}:{} {message}", at.file, at.line)
    });
    let mut told: Vec<_> = findings.chain(found.notes.iter().cloned()).collect();
    told.sort();
    told
}

type Edit = fn(&mut BTreeMap<String, Value>);

/// Ways in which Meta's files can differ. One that finds nothing to edit, since
/// another removed it, does nothing.
fn edits() -> Vec<Edit> {
    fn at(
        files: &mut BTreeMap<String, Value>,
        node: &str,
        path: &str,
        edit: impl FnOnce(&mut Value),
    ) {
        let file = files.get_mut(node);
        if let Some(part) = file.and_then(|file| file.pointer_mut(path)) {
            edit(part);
        }
    }
    fn remove(list: &mut Value, index: usize) {
        let list = list.as_array_mut().unwrap();
        if index < list.len() {
            list.remove(index);
        }
    }
    fn push(list: &mut Value, item: Value) {
        list.as_array_mut().unwrap().push(item);
    }
    fn post_field(name: &str, ty: &str) -> Value {
        json!({ "name": name, "type": ty })
    }
    vec![
        |_| {},
        |files| at(files, "Post", "/fields", |list| remove(list, 2)),
        |files| {
            at(files, "Post", "/fields", |list| {
                push(list, post_field("tags", "list<string>"))
            })
        },
        |files| {
            at(files, "Post", "/fields", |list| {
                push(list, post_field("comments", "Comment"))
            })
        },
        |files| retype(files, "author", "Author"),
        |files| retype(files, "author", "list<Object>"),
        |files| retype(files, "likes", "string"),
        |files| {
            at(files, "Post", "/fields/1", |field| {
                field["type"] = "order_enum".into()
            })
        },
        |files| at(files, "Page", "/apis/0/params", |list| remove(list, 1)),
        |files| at(files, "Page", "/apis/0/params", |list| remove(list, 0)),
        |files| {
            at(files, "Page", "/apis/0/params/0", |param| {
                param["required"] = false.into()
            })
        },
        |files| {
            let param = json!({ "name": "q", "type": "string", "required": true });
            at(files, "Page", "/apis/0/params", |list| push(list, param));
        },
        |files| {
            at(files, "Page", "/apis/0/params/1", |param| {
                param["type"] = "undefined".into()
            })
        },
        |files| {
            at(files, "enum_types", "/0/values", |list| {
                *list = json!(["NEWEST", "BEST"])
            })
        },
        |files| at(files, "Page", "/apis", |list| *list = json!([])),
        |files| at(files, "User", "/apis", |list| *list = json!([])),
        |files| at(files, "User", "/apis/0/params", |list| *list = json!([])),
        |files| {
            at(files, "Page", "/apis/0", |call| {
                call["return"] = "Other".into()
            })
        },
        |files| at(files, "Post", "/apis", |list| *list = json!([])),
        |files| drop(files.remove("User")),
    ]
}

/// For every way in which files can differ, and every pair of them, a run finds
/// in the pinned facts what `upstream` finds in the files.
#[test]
fn pinned_facts_are_compared_as_the_files_are() {
    let mut different = 0;
    for one in edits() {
        for other in edits() {
            let mut files = files();
            one(&mut files);
            other(&mut files);
            let workplace = Workplace::new(SPEC);
            workplace.pin("v3.0", &files);
            let (spec, sources) = loaded(&workplace);
            let version = "v3.0".parse().unwrap();
            let whole = crate::pinned::files::meta_spec(&files);
            let pinned = meta_spec(&spec, &sources, version).unwrap();
            let [whole, pinned] =
                [whole, pinned].map(|files| compare(&spec, &sources, &files, version).unwrap());
            // Only whole files show that a type is defined nowhere.
            let undefined = ", which these files do not define";
            let plain = |found: &Comparison| -> Vec<_> {
                let told = told(found).into_iter();
                told.map(|line| line.replace(undefined, "")).collect()
            };
            assert_eq!(plain(&pinned), plain(&whole));
            assert_eq!(
                format!("{:?}", corrections(&spec, &[pinned])),
                format!("{:?}", corrections(&spec, &[whole])),
            );
            different += 1;
        }
    }
    assert_eq!(different, edits().len() * edits().len());
}

/// The corrections and what is pinned about them.
fn standings(workplace: &Workplace) -> Vec<String> {
    let (spec, sources) = loaded(workplace);
    let pins = compare_all(&spec, &sources).unwrap();
    let standings = pins.corrections.iter().map(|one| {
        let standing = match &one.standing {
            Standing::Confirmed(versions) => format!("confirmed by {versions:?}"),
            Standing::Refuted => "refuted".to_owned(),
            Standing::NotPinned => "not pinned".to_owned(),
            Standing::NotCovered(versions) => format!("not covered by {versions:?}"),
        };
        format!("{} {standing}", one.item)
    });
    let name = |text: String| text.replace("VersionName { major: ", "v");
    standings.map(name).collect()
}

#[test]
fn a_correction_is_confirmed_by_the_facts_of_its_versions() {
    let workplace = Workplace::new(SPEC);
    let not_pinned = ["ListPosts.since_id", "Post.author", "Post.id"];
    let expected = not_pinned.map(|item| format!("{item} not pinned"));
    assert_eq!(standings(&workplace), expected);

    workplace.pin("v1.0", &older());
    workplace.pin("v3.0", &files());
    let all = standings(&workplace);
    assert!(all.iter().all(|one| one.contains("confirmed")), "{all:?}");

    let mut other = files();
    retype(&mut other, "author", "Author");
    workplace.pin("v3.0", &other);
    assert_eq!(standings(&workplace)[1], "Post.author refuted");

    // An entry is compared with the facts of its own versions.
    workplace.edit(
        "contract.yaml",
        "        corrects: Object\n",
        "        corrects: Object\n        removed_in: v3.0\n",
    );
    assert!(standings(&workplace)[1].contains("confirmed"));
    workplace.edit(
        "contract.yaml",
        "        removed_in: v3.0\n",
        "        since: v2.0\n        removed_in: v3.0\n",
    );
    assert_eq!(standings(&workplace)[1], "Post.author not pinned");
}

/// Facts that were pinned before the contract had a call say nothing of it.
#[test]
fn what_pinned_facts_do_not_cover_is_no_drift() {
    let workplace = Workplace::new(SPEC);
    workplace.pin("v3.0", &files());
    let pins = fs::read_to_string(workplace.pins()).unwrap();
    workplace.edit(
        "contract.yaml",
        "operations:\n",
        "operations:\n  ListDrafts:\n    get: /{page_id}/drafts\n    returns: edge<Draft>\n    doc: Lists drafts.\n    \
         source: meta-spec\n    path:\n      page_id: { type: PageId, doc: The Page., source: page }\n    \
         params:\n      q: { type: Order, corrects: string, doc: Words., source: meta-spec }\n",
    );
    workplace.edit(
        "contract.yaml",
        "types:\n",
        "types:\n  Draft:\n    doc: A draft.\n    source: meta-spec\n    fields:\n      \
         text: { type: Author, corrects: string, doc: Text., source: meta-spec }\n",
    );
    workplace.edit(
        "contract.yaml",
        "      likes:",
        "      shares: { type: edge<Comment>, doc: Its shares., source: page }\n      likes:",
    );
    let (spec, sources) = loaded(&workplace);
    let found = compare_all(&spec, &sources).unwrap();
    assert_eq!(found.comparisons[0].drift().count(), 0);
    assert_eq!(
        found.comparisons[0].notes,
        [
            "ListDrafts is not compared: the pinned facts do not cover `Page.drafts`",
            "Draft is not compared: the pinned facts do not cover `Draft`",
            "Post.shares is not compared: the pinned facts do not cover `Post.shares`",
        ]
    );
    let not_covered = standings(&workplace);
    let not_covered = not_covered.iter().filter(|one| one.contains("not covered"));
    assert_eq!(not_covered.count(), 2);

    // Pinned again, they cover it.
    workplace.pin("v3.0", &files());
    assert_ne!(fs::read_to_string(workplace.pins()).unwrap(), pins);
    let (spec, sources) = loaded(&workplace);
    let found = compare_all(&spec, &sources).unwrap();
    let drift = found.comparisons[0].drift();
    let drift: Vec<_> = drift.map(|one| one.change.item.to_string()).collect();
    assert_eq!(drift, ["ListDrafts"]);
}
