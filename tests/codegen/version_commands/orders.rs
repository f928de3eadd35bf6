//! Versions older than the oldest, opened in any order.

use std::path::Path;

use page_conversations_codegen::cli::edit::{Claim, Editor, NewVersion, claimed, new_version};

use crate::support::CONTRACT;
use crate::version_commands::new_version::opened;
use crate::version_commands::specs::{HISTORY, OURS, contracts, specs, texts};

const OLDER: [(&str, &str); 3] = [
    ("v0.1", "1999-01-01"),
    ("v0.2", "2000-01-01"),
    ("v0.3", "2001-01-01"),
];

/// All orders of three.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];

fn open_all(spec: &Path, order: &[usize], claims: &[Claim; 3]) -> Editor {
    let mut editor = Editor::open(spec).unwrap();
    let spec = editor.spec().unwrap();
    let source = spec.sources.names().next().unwrap().value.clone();
    for index in order {
        let (version, released) = OLDER[*index];
        let new = NewVersion {
            claim: claims[*index].clone(),
            ..opened(version, released, &source)
        };
        new_version(&mut editor, &new).unwrap();
    }
    editor
}

/// Every spec and every order, and for a small one every choice of what is claimed. Our own
/// contract is large: some versions of it are claimed, and some are not.
#[test]
fn the_order_in_which_versions_are_opened_is_not_seen() {
    for path in specs() {
        let ours = path == Path::new(OURS);
        let choices = match () {
            () if path == Path::new(HISTORY) => (0..8).collect(),
            () if ours => vec![2],
            () => vec![0, 2, 7],
        };
        for choice in choices {
            let claims = [1, 2, 4].map(|bit| match choice & bit {
                0 => Claim::Nothing,
                _ => Claim::Same,
            });
            let expected = texts(&open_all(&path, &ORDERS[0], &claims));
            for order in &ORDERS[1..] {
                let other = texts(&open_all(&path, order, &claims));
                assert_eq!(other, expected, "{} {order:?} {claims:?}", path.display());
            }
            for pair in [[0, 1], [0, 2], [1, 2]].into_iter().filter(|_| !ours) {
                let [one, other] = [pair, [pair[1], pair[0]]]
                    .map(|order| texts(&open_all(&path, &order, &claims)));
                assert_eq!(one, other, "{} {pair:?} {claims:?}", path.display());
            }
        }
    }
}

/// The calls of a version, and its types without those that wrap answers.
fn items(editor: &Editor, version: &str) -> (Vec<String>, Vec<String>) {
    let contracts = contracts(editor);
    let mut versions = contracts.versions.iter();
    let contract = versions
        .find(|contract| contract.version.to_string() == version)
        .unwrap();
    let calls = contract.operations.iter().map(|one| one.name.clone());
    let types = contract.types.iter().filter(|one| !one.runtime);
    (calls.collect(), types.map(|one| one.name.clone()).collect())
}

#[test]
fn what_is_claimed_holds_from_the_oldest_version_that_claims_it() {
    let spec = Path::new(HISTORY);
    let oldest = {
        let editor = Editor::open(spec).unwrap();
        let oldest = contracts(&editor).versions[0].version.to_string();
        items(&editor, &oldest)
    };
    let nothing = (Vec::new(), Vec::new());
    for (oldest_claim, claims) in [
        (3, [Claim::Nothing, Claim::Nothing, Claim::Nothing]),
        (2, [Claim::Nothing, Claim::Nothing, Claim::Same]),
        (1, [Claim::Nothing, Claim::Same, Claim::Nothing]),
        (0, [Claim::Same, Claim::Nothing, Claim::Nothing]),
    ] {
        for order in &ORDERS {
            let editor = open_all(spec, order, &claims);
            for (index, (version, _)) in OLDER.iter().enumerate() {
                let expected = match index < oldest_claim {
                    true => &nothing,
                    false => &oldest,
                };
                assert_eq!(&items(&editor, version), expected, "{version} {order:?}");
            }
        }
    }
}

#[test]
fn claims_can_be_refused_one_by_one() {
    let spec = Path::new(CONTRACT);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let one = |claim: Claim| {
        let claims = [claim, Claim::Nothing, Claim::Nothing];
        // The same, whatever is opened before.
        let [editor, other] =
            [[1, 0].as_slice(), &[0, 1]].map(|order| open_all(spec, order, &claims));
        assert_eq!(texts(&editor), texts(&other));
        editor
    };
    let all = items(&one(Claim::Same), "v0.1");

    let editor = one(Claim::Except(names(&[
        "GetMessage",
        "UnifiedThread.subject",
    ])));
    let mut kept = all.clone();
    kept.0.retain(|name| name != "GetMessage");
    assert_eq!(items(&editor, "v0.1"), kept);
    let spec_now = editor.spec().unwrap();
    let thread = |version: &str| {
        let all = claimed(&spec_now, version.parse().unwrap());
        let mut all = all.into_iter();
        all.find(|one| one.name == "UnifiedThread").unwrap().parts
    };
    assert!(thread("v19.0").contains(&"subject".to_owned()));
    assert!(!thread("v0.1").contains(&"subject".to_owned()));

    let (calls, types) = items(&one(Claim::Only(names(&["GetConversation"]))), "v0.1");
    // What it returns comes with it, and the edge that a field of that is.
    assert_eq!(calls, ["GetConversation", "ListMessages"]);
    assert!(types.contains(&"UnifiedThread".to_owned()));
    assert!(types.contains(&"Group".to_owned()));
    let (calls, types) = items(&one(Claim::Only(names(&["Group"]))), "v0.1");
    assert_eq!((calls.len(), types), (0, vec!["Group".to_owned()]));

    for (claim, message) in [
        (
            Claim::Except(names(&["UnifiedThread"])),
            "`GetConversation` needs `UnifiedThread`, which is left out; leave out both",
        ),
        (
            Claim::Except(names(&["Thread"])),
            "unknown call or type `Thread`; those of",
        ),
        (
            Claim::Only(names(&["UnifiedThread.subject"])),
            "unknown call or type `UnifiedThread.subject`",
        ),
    ] {
        let mut editor = Editor::open(spec).unwrap();
        let new = NewVersion {
            claim,
            ..opened("v0.1", "1999-01-01", "versions")
        };
        let error = new_version(&mut editor, &new).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

/// What only one neighbour has is not said of a version between the two.
#[test]
fn between_two_versions_only_what_both_have_is_claimed() {
    let path = Path::new("../tests/codegen/specs/history.yaml");
    let before = contracts(&Editor::open(path).unwrap());
    let parts = |contract: &page_conversations_codegen::contract::Contract| -> Vec<String> {
        let calls = contract.operations.iter().map(|call| call.name.clone());
        let types = contract.types.iter().filter(|ty| !ty.runtime);
        calls.chain(types.map(|ty| ty.name.clone())).collect()
    };
    let mut compared = 0;
    for pair in before.versions.windows(2) {
        let [older, newer] = pair else { continue };
        let between = format!("{}7", older.version.to_string().trim_end_matches('0'));
        let day = older.released.0 + chrono::Days::new(1);
        for claim in [Claim::Nothing, Claim::Same] {
            let mut editor = Editor::open(path).unwrap();
            let new = NewVersion {
                claim: claim.clone(),
                ..opened(&between, &day.to_string(), "page")
            };
            new_version(&mut editor, &new).unwrap();
            let after = contracts(&editor);
            let mut versions = after.versions.iter();
            let opened = versions
                .find(|one| one.version.to_string() == between)
                .unwrap();
            let (older, newer) = (parts(older), parts(newer));
            for part in parts(opened) {
                assert!(newer.contains(&part), "{between} {claim:?} {part}");
                if claim == Claim::Nothing {
                    assert!(older.contains(&part), "{between} {part}");
                }
            }
            compared += 1;
        }
    }
    assert!(compared > 2);
}
