//! What the docs of the bindings say of things that a later version removes:
//! each kind of item, and no item that stays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use page_conversations_codegen::generate;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta};

const SPEC: &str = "../tests/codegen/specs/removed.yaml";

/// Each item of the bindings, by file and path, and its doc.
fn docs() -> BTreeMap<String, String> {
    let mut docs = BTreeMap::new();
    for file in generate(Path::new(SPEC), "crate").unwrap().files {
        if file.path.ends_with(".rs") {
            for item in syn::parse_file(&file.text).unwrap().items {
                for (name, attrs) in documented(&item) {
                    docs.insert(format!("{} {name}", file.path), doc(attrs));
                }
            }
        }
    }
    docs
}

fn documented(item: &Item) -> Vec<(String, &[Attribute])> {
    let mut all = Vec::new();
    match item {
        Item::Struct(item) => {
            all.push((item.ident.to_string(), item.attrs.as_slice()));
            for field in item.fields.iter().filter(|field| field.ident.is_some()) {
                let name = field.ident.as_ref().unwrap();
                all.push((format!("{}.{name}", item.ident), &field.attrs));
            }
        }
        Item::Enum(item) => {
            for variant in &item.variants {
                let name = format!("{}::{}", item.ident, variant.ident);
                all.push((name, &variant.attrs));
            }
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let syn::Type::Path(of) = item.self_ty.as_ref() else {
                return all;
            };
            let of = &of.path.segments.last().unwrap().ident;
            for member in &item.items {
                if let ImplItem::Fn(method) = member {
                    all.push((format!("{of}::{}()", method.sig.ident), &method.attrs));
                }
            }
        }
        Item::Const(item) => all.push((item.ident.to_string(), &item.attrs)),
        Item::Type(item) => all.push((item.ident.to_string(), &item.attrs)),
        _ => {}
    }
    all
}

fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(text) => match &text.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The line that says which versions have the thing.
fn versions(doc: &str) -> Option<&str> {
    let begins = |line: &&str| {
        let words = [
            "Since ",
            "From ",
            "Removed in ",
            "In this form ",
            "Changed in ",
        ];
        words.iter().any(|words| line.starts_with(words))
    };
    doc.lines().map(str::trim).find(begins)
}

/// The files of a version: its module, and the forms that begin with it.
fn files_since(version: &str) -> BTreeSet<String> {
    let files = generate(Path::new(SPEC), "crate")
        .unwrap()
        .files
        .into_iter();
    let module = format!("{}.rs", version.replace('.', "_"));
    let begins = format!("since {version}.");
    let files = files.filter(|file| {
        let mut docs = file.text.lines().filter(|line| line.starts_with("//! "));
        file.path == module || docs.any(|line| line.ends_with(&begins))
    });
    files.map(|file| file.path).collect()
}

/// The file that holds an item.
fn file_of(item: &str) -> &str {
    item.split(' ').next().unwrap()
}

#[test]
fn each_kind_of_item_says_that_it_is_removed_and_no_other_does() {
    let docs = docs();
    let (second, newest) = (files_since("v2.0"), files_since("v3.0"));
    let told = docs.iter().filter(|(item, _)| {
        let file = file_of(item);
        let is_form = file.starts_with("fields/") || file.starts_with("types/");
        !(newest.contains(file) || is_form && second.contains(file))
    });
    let told: Vec<_> = told
        .filter_map(|(item, doc)| Some((item.as_str(), versions(doc)?)))
        .collect();
    let fan = "Removed in v3.0; use `Fan` instead.";
    let fans = "Removed in v3.0; use `ListFans` instead.";
    let label = "Removed in v3.0; use the field `Fan.label` instead.";
    let text = "Removed in v2.0; use [`text`](Self::text) instead.";
    let tone = "Removed in v2.0; use the parameter `GetSong.tone` instead.";
    let order = "Removed in v2.0; use [`order`](Self::order) instead.";
    let song = "Removed in v2.0; use `GetSong` instead.";
    let rank = "Changed in v2.0.";
    let expected = [
        (
            "errors/mod.rs CLOSED",
            "Removed in v2.0; use `ClosedForGood` instead.",
        ),
        ("errors/mod.rs CLOSED_TODAY", "Removed in v3.0."),
        ("fields/label_fields.rs LabelFields", fan),
        (
            "fields/list_old_fans_expansion.rs ListOldFansExpansion",
            fans,
        ),
        (
            "fields/list_old_fans_expansion.rs ListOldFansExpansion::by_name()",
            order,
        ),
        (
            "fields/list_old_fans_expansion.rs ListOldFansExpansion::since_year()",
            tone,
        ),
        ("fields/song_fields.rs SongFields::fans()", fans),
        ("fields/song_fields.rs SongFields::fans_with()", fans),
        ("fields/song_fields.rs SongFields::label()", label),
        ("fields/song_fields.rs SongFields::label_with()", label),
        ("fields/song_fields.rs SongFields::rank()", rank),
        ("fields/song_fields.rs SongFields::words()", text),
        (
            "requests/get_song.rs GetSong::pitch()",
            "Removed in v2.0; use [`tone`](Self::tone) instead.",
        ),
        ("requests/get_song.rs GetSong::tempo()", "Removed in v2.0."),
        ("requests/get_track.rs GetTrack", song),
        ("requests/list_old_fans.rs ListOldFans", fans),
        ("requests/list_old_fans.rs ListOldFans::by_name()", order),
        ("requests/list_old_fans.rs ListOldFans::since_year()", tone),
        ("requests/list_old_fans/form_2.rs ListOldFans", fans),
        ("types/label.rs Label", fan),
        ("types/song.rs Song.fans", fans),
        ("types/song.rs Song.label", label),
        ("types/song.rs Song.rank", rank),
        (
            "types/song.rs Song.words",
            "Removed in v2.0; use [`text`](field@Self::text) instead.",
        ),
        (
            "types/tone.rs Tone::Low",
            "Removed in v3.0; use [`quiet`](Self::Quiet) instead.",
        ),
        ("v1_0.rs GetTrack", song),
        ("v1_0.rs ListOldFans", fans),
        ("v2_0.rs ListOldFans", fans),
    ];
    assert_eq!(told, expected);
    let rank = "In this form since v2.0, removed in v3.0; use [`text`](field@Self::text) instead.";
    assert_eq!(
        versions(&docs["types/song/form_2.rs Song.rank"]),
        Some(rank)
    );
}

#[test]
fn nothing_of_the_newest_version_is_told_as_removed() {
    let newest = files_since("v3.0");
    let docs = docs();
    let of_newest = docs
        .iter()
        .filter(|(item, _)| newest.contains(file_of(item)));
    let of_newest: Vec<_> = of_newest.collect();
    for file in ["types/song/form_3.rs", "types/tone/form_2.rs", "v3_0.rs"] {
        assert!(
            of_newest.iter().any(|(item, _)| file_of(item) == file),
            "{file}"
        );
    }
    for (item, doc) in of_newest {
        assert_eq!(versions(doc), None, "{item}");
    }
}

#[test]
fn the_module_of_each_version_states_its_dates() {
    let files = generate(Path::new(SPEC), "crate").unwrap().files;
    let first = |version: &str| {
        let path = format!("{version}.rs");
        let file = files.iter().find(|file| file.path == path).unwrap();
        doc(&syn::parse_file(&file.text).unwrap().attrs)
    };
    assert_eq!(
        first("v1_0"),
        " Graph v1.0, released on 2020-01-01, expires on 2022-01-01."
    );
    assert_eq!(
        first("v3_0"),
        " Graph v3.0, released on 2022-01-01, expiry not announced."
    );
}
