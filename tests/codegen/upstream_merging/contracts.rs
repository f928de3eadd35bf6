//! What a contract has already is kept, and what it lacks is added.

use crate::support::merging::{Files, contract, generates, merged, same, text, texts, wanted};
use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::cli::upstream::draft::Catalogue;
use page_conversations_codegen::cli::upstream::draft::merge::merge;
use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::load::load_sources;
use page_conversations_codegen::generate_loaded;

/// A Page with two edges, and posts that refer to each other's types.
fn files() -> Files {
    Files::default()
        .node(
            "Page",
            &[("id", "string"), ("name", "string"), ("kind", "Page_kind")],
        )
        .node(
            "Post",
            &[
                ("id", "string"),
                ("from", "Page"),
                ("place", "list<Place>"),
                ("text", "string"),
            ],
        )
        .node(
            "Place",
            &[("id", "string"), ("near", "Place"), ("post", "Post")],
        )
        .read("Page", "", "Page", &[])
        .read(
            "Page",
            "posts",
            "Post",
            &[("order", "posts_order"), ("q", "string")],
        )
        .read("Page", "places", "Place", &[("order", "places_order")])
        .read("Post", "places", "Place", &[("kind", "Page_kind")])
        .values("Page_kind", &["SHOP", "PERSON"])
        .values("posts_order", &["NEW", "OLD"])
        .values("places_order", &["NEW", "OLD"])
}

/// A contract that has some of it, with comments and in an order of its own.
const OWN: &str = "
common_params: { after: { on: [edge], type: string, doc: Cursor., source: page } }

ids:
  PageKey: { doc: A key., source: page } # ours

operations:
  # The posts.
  Posts:
    get: /{page}/posts
    returns: edge<Article>
    doc: Reads posts.
    source: page
    upstream: Page.posts
    path: { page: { type: PageKey, doc: The Page., source: page } }
    params:
      order: { type: Order, doc: The order., source: page }

types:
  # An article is a post.
  Article:
    doc: A post.
    source: page
    upstream: Post
    fields:
      id: { type: string, required: true, doc: Its id., source: page }
      text: { type: int, doc: Its length., source: meta-spec }

enums:
  Order: { doc: An order., source: page, values: { NEW: The newest first. } }
";

#[test]
fn entries_are_reused_and_what_they_lack_is_added_from_the_version_on() {
    let (_folder, meta_spec) = files().load();
    let before = contract(OWN);
    let (draft, after) = merged(&before, &meta_spec, &wanted(&["Page.*", "Post.places"]));
    generates(&after);
    insta::assert_snapshot!(texts(&after));
    let notes = format!("{:#?}", draft.notes);
    insta::assert_snapshot!("notes", notes);
}

#[test]
fn all_versions_are_claimed_only_on_demand() {
    let (_folder, meta_spec) = files().load();
    let all = ["*"];
    let (_, since) = merged(&contract(OWN), &meta_spec, &wanted(&all));
    let mut same = wanted(&all);
    same.assume_same = true;
    let (_, same) = merged(&contract(OWN), &meta_spec, &same);
    generates(&same);
    assert!(!texts(&same).contains("since:"), "{}", texts(&same));
    // Each new call and type says so, and no part of it repeats it.
    let page = text(&since, "page");
    assert_eq!(page.matches("since: v2.0").count(), 3, "{page}");
    assert!(!texts(&since).contains("removed_in"));
}

#[test]
fn merging_again_changes_nothing() {
    let (_folder, meta_spec) = files().load();
    for targets in [
        &["*"][..],
        &["Page"],
        &["*.places"],
        &["Page.posts", "Post.*"],
    ] {
        for depth in 0..3 {
            let mut wanted = wanted(targets);
            wanted.depth = depth;
            let (_, once) = merged(&contract(OWN), &meta_spec, &wanted);
            generates(&once);
            let (_, twice) = merged(&once, &meta_spec, &wanted);
            same(&once, &twice, &format!("{targets:?}, {depth}"));
        }
    }
}

/// What is generated, without the lines that entries are in.
fn facts(sources: &Sources) -> String {
    let generated = generate_loaded(load_sources(sources.clone()), "crate").unwrap();
    let mut files = generated.files.into_iter();
    files
        .find(|file| file.path == "contract.json")
        .unwrap()
        .text
}

#[test]
fn order_and_grouping_do_not_matter() {
    let (_folder, meta_spec) = files().load();
    let targets = ["Page", "Page.places", "Page.posts", "Post.places"];
    let (_, at_once) = merged(&contract(OWN), &meta_spec, &wanted(&targets));
    let mut random = fastrand::Rng::with_seed(8);
    for _ in 0..40 {
        let mut order = targets;
        random.shuffle(&mut order);
        let mut rest = &order[..];
        let mut sources = contract(OWN);
        while !rest.is_empty() {
            let (group, others) = rest.split_at(random.usize(1..=rest.len()));
            (_, sources) = merged(&sources, &meta_spec, &wanted(group));
            rest = others;
        }
        assert_eq!(facts(&sources), facts(&at_once), "{order:?}");
    }
}

#[test]
fn a_field_that_waited_for_its_type_gets_it_until_a_person_describes_it() {
    let (_folder, meta_spec) = files().load();
    let (_, posts) = merged(&contract(""), &meta_spec, &wanted(&["Page.posts"]));
    assert!(text(&posts, "post").contains("{ type: Object, corrects: Page,"));
    let (draft, both) = merged(&posts, &meta_spec, &wanted(&["Page"]));
    assert_eq!(draft.completed().len(), 1);
    assert!(text(&both, "post").contains("from: { type: Page, doc"));

    let mut described = posts.clone();
    for source in &mut described.0 {
        let from = "from: { type: Object, corrects: Page, doc: ";
        source.text = source.text.replace(
            &format!("{from}To be written."),
            &format!("{from}The Page."),
        );
    }
    assert_ne!(texts(&described), texts(&posts));
    let (draft, kept) = merged(&described, &meta_spec, &wanted(&["Page"]));
    assert_eq!(draft.completed().len(), 0);
    assert!(text(&kept, "post").contains("doc: The Page."));
}

#[test]
fn what_a_contract_has_in_other_versions_bounds_what_is_drafted() {
    let (_folder, meta_spec) = files().load();
    let with = |versions: &str| {
        contract(&format!(
            "types:\n  Place:\n    doc: A place.\n    source: page\n    {versions}\n    \
             fields: {{ id: {{ type: string, doc: Its id., source: page }} }}\n"
        ))
    };
    let removed = with("removed_in: v3.0");
    let (_, after) = merged(&removed, &meta_spec, &wanted(&["Page.p*"]));
    generates(&after);
    let page = text(&after, "page");
    assert!(page.contains("since: v2.0\n    removed_in: v3.0"), "{page}");

    // The contract says that the version has no such type: a pattern leaves the
    // call out, and a name is refused.
    let later = with("since: v3.0");
    let (draft, after) = merged(&later, &meta_spec, &wanted(&["Page.p*"]));
    generates(&after);
    assert!(!text(&after, "page").contains("places"));
    assert_eq!(draft.notes.left_out.len(), 1, "{:?}", draft.notes.left_out);
    let mut editor = Editor::new(later).unwrap();
    let named = wanted(&["Page.places"]);
    let refused = merge(&mut editor, &Catalogue::new(&meta_spec), &named, None);
    insta::assert_snapshot!("refused", refused.unwrap_err().to_string());
    assert_eq!(editor.changed().count(), 0);
}
