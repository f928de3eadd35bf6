//! Names of drafts.

use crate::support::merging::{Files, contract, generates, merged, same, text, texts, wanted};
use crate::support::scratch::compiles;
use page_conversations_codegen::contract::diagnostic::Sources;

/// Enums of one name: most have the values of `a`.
fn clashing() -> Files {
    let mut files = Files::default().node("Node", &[("id", "string")]);
    for (node, values) in [("A", "a"), ("B", "a"), ("C", "b"), ("D", "a"), ("E", "c")] {
        let name = format!("{node}_order");
        files = files
            .read(
                node,
                "list",
                "Node",
                &[("order", &name), ("size", &format!("{node}_size"))],
            )
            .values(&name, &[values, "x"])
            .values(&format!("{node}_size"), &[&format!("{values}1")]);
    }
    files
}

#[test]
fn enums_of_one_name_are_one_if_they_are_equal_and_named_after_their_owners_if_not() {
    let (_folder, meta_spec) = clashing().load();
    let (_, at_once) = merged(&contract(""), &meta_spec, &wanted(&["*"]));
    let names = |file: &str| {
        let text = text(&at_once, file);
        let types = text
            .lines()
            .filter(|line| line.contains("{ type: ") && !line.contains("Id"));
        let types = types.map(|line| line.trim().split(", ").next().unwrap().to_owned());
        types.collect::<Vec<_>>().join("; ")
    };
    assert_eq!(names("a"), "order: { type: Order; size: { type: Size");
    assert_eq!(names("b"), names("a"));
    assert_eq!(names("d"), names("a"));
    assert_eq!(
        names("c"),
        "order: { type: CListOrder; size: { type: CListSize"
    );
    assert_eq!(
        names("e"),
        "order: { type: EListOrder; size: { type: EListSize"
    );
    assert_eq!(texts(&at_once).matches("values:").count(), 6);

    // One after the other, in either order.
    for order in [["A", "B", "C", "D", "E"], ["E", "D", "C", "B", "A"]] {
        let mut sources = contract("");
        for node in order {
            (_, sources) = merged(&sources, &meta_spec, &wanted(&[&format!("{node}.list")]));
        }
        same(&sources, &at_once, "one by one");
    }
}

#[test]
fn a_name_that_the_contract_has_for_something_else_is_left_to_it() {
    let (_folder, meta_spec) = clashing().load();
    let own = "enums:\n  Order: { doc: Another order., source: page, values: { y: Why. } }\n\
               ids:\n  AId: { doc: An id., source: page }\n  Node: { doc: A node., source: page }\n";
    let (_, after) = merged(&contract(own), &meta_spec, &wanted(&["A.list"]));
    generates(&after);
    assert_eq!(text(&after, "own"), format!("format: 1\n{own}"));
    let a = text(&after, "a");
    assert!(a.contains("order: { type: AListOrder,"), "{a}");
    assert!(a.contains("returns: edge<NodeNode>"), "{a}");
    let (_, again) = merged(&after, &meta_spec, &wanted(&["A.list"]));
    same(&again, &after, "again");
}

#[test]
fn parameters_of_graphs_protocol_are_left_out() {
    let names = [
        "access_token",
        "appsecret_proof",
        "appsecret_time",
        "batch",
        "callback",
        "include_headers",
        "method",
        "suppress_response_codes",
    ];
    let mut params: Vec<_> = names.map(|name| (name, "string")).into();
    params.push(("kept", "string"));
    let files = Files::default()
        .node("Page", &[("id", "string")])
        .read("Page", "posts", "Page", &params);
    let (_folder, meta_spec) = files.load();
    let (draft, after) = merged(&contract(""), &meta_spec, &wanted(&["Page.posts"]));
    generates(&after);
    let page = text(&after, "page");
    assert!(page.contains("kept:"));
    for name in names {
        assert!(!page.contains(&format!(" {name}:")), "{page}");
        let is_named = |line: &String| line.contains(&format!("`{name}`"));
        assert!(draft.notes.left_out.iter().any(is_named), "{name}");
    }
}

/// Words that mean something in Rust, in the generated code, in the runtime or in
/// YAML, and texts that are no names.
const WORDS: [&str; 44] = [
    "type",
    "self",
    "Self",
    "gen",
    "async",
    "new",
    "id",
    "fields",
    "limit",
    "after",
    "before",
    "unknown",
    "encode_path",
    "page_id",
    "page",
    "Page",
    "PageId",
    "PageFields",
    "Error",
    "Value",
    "Vec",
    "String",
    "Option",
    "Paging",
    "Cursors",
    "ListPagePage",
    "GetPage",
    "Expansion",
    "1st",
    "a-b",
    "a_b",
    "AB",
    "ab",
    "a b",
    "null",
    "no",
    "~",
    "on",
    "posts_with",
    "posts",
    "é",
    "",
    "method",
    "x.y",
];

/// Files with these words as names of everything.
fn random(random: &mut fastrand::Rng) -> Files {
    let mut files = Files::default();
    let words = |random: &mut fastrand::Rng, most: usize| {
        let many = random.usize(1..=most);
        random.choose_multiple(WORDS, many)
    };
    let is_file = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphanumeric);
    let mut nodes = words(random, 20);
    nodes.retain(is_file);
    nodes.push("Page");
    nodes.dedup();
    let mut types: Vec<String> = [
        "string",
        "int",
        "list<string>",
        "map<string, Page>",
        "Object",
    ]
    .map(str::to_owned)
    .into();
    types.extend(nodes.iter().map(|node| format!("list<{node}>")));
    for word in words(random, 10) {
        let name = format!("{word}_enum");
        files = files.values(&name, &words(random, 8));
        types.push(name);
    }
    for node in &nodes {
        let typed = |random: &mut fastrand::Rng, most: usize| {
            let names = words(random, most).into_iter();
            let types = names.map(|name| (name, types[random.usize(..types.len())].clone()));
            types.collect::<Vec<_>>()
        };
        let pairs =
            |typed: &[(&'static str, String)]| -> Vec<(&'static str, String)> { typed.to_vec() };
        let fields = pairs(&typed(random, 12));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, ty)| (*name, ty.as_str()))
            .collect();
        files = files.node(node, &fields);
        for edge in words(random, 6) {
            let params = typed(random, 12);
            let params: Vec<_> = params
                .iter()
                .map(|(name, ty)| (*name, ty.as_str()))
                .collect();
            let returns = nodes[random.usize(..nodes.len())];
            files = files.read(node, edge, returns, &params);
        }
    }
    files
}

/// Contracts that have some of the words already.
fn contracts() -> [Sources; 3] {
    let some = "ids: { Page: { doc: A page., source: page } }\n\
                enums: { Type: { doc: A type., source: page, values: { a: A. } } }\n";
    let more = "ids: { PageId: { doc: A page., source: page }, Vector: { doc: V., source: page } }\n\
                types:\n  Error:\n    runtime: true\n    doc: An error.\n    source: page\n    \
                fields: { a: { type: string, doc: A., source: page } }\n";
    // The names of the runtime may only be those of its types.
    let more = more.replace("  Error:", "  Usage:");
    [contract(""), contract(some), contract(&more)]
}

#[test]
fn the_generator_takes_every_name_of_a_draft() {
    for seed in 0..5 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (_folder, meta_spec) = random(&mut rng).load();
        for contract in contracts() {
            let mut wanted = wanted(&["*"]);
            wanted.depth = rng.usize(..3);
            let (_, once) = merged(&contract, &meta_spec, &wanted);
            generates(&once);
            let (_, twice) = merged(&once, &meta_spec, &wanted);
            same(&once, &twice, &format!("{seed}"));
        }
    }
}

#[test]
#[ignore = "takes minutes"]
fn drafts_of_any_names_compile() {
    let specs: Vec<_> = (0..12)
        .map(|seed| {
            let (_folder, meta_spec) = random(&mut fastrand::Rng::with_seed(seed)).load();
            let (_, sources) = merged(&contract(""), &meta_spec, &wanted(&["*"]));
            (format!("seed_{seed}"), sources)
        })
        .collect();
    compiles(&specs);
}
