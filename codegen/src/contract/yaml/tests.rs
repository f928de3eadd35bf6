//! The values of scalars, compared with those of another YAML parser.

use super::{Document, Scalar, Shape, YamlError};

fn value(text: &str) -> Option<Scalar> {
    match Document::parse(text, 0).ok()?.root.shape {
        Shape::Scalar { value, .. } => Some(value),
        _ => None,
    }
}

#[test]
fn scalars_are_what_the_core_schema_says() {
    for text in [
        "",
        "~",
        "null",
        "Null",
        "NULL",
        "nUll",
        "true",
        "True",
        "yes",
        "no",
        "on",
        "y",
        "'true'",
        "0",
        "1",
        "-1",
        "+1",
        "007",
        "-07",
        "0x1F",
        "0o17",
        "0xG",
        "1.5",
        "-1.5",
        ".5",
        "1.",
        "1e3",
        "1E-3",
        "1e",
        ".",
        "..1",
        "+",
        "inf",
        "nan",
        "-inf",
        "v19.0",
        "2024-01-23",
        "18446744073709551615",
        "-9223372036854775808",
        "'1'",
        "!!str 1",
        "! 1",
        "!!int '1'",
        "!!bool 'true'",
        "!!null ''",
        "!!int x",
    ] {
        let options = serde_saphyr::options! { strict_booleans: true };
        let other = serde_saphyr::from_str_with_options::<serde_json::Value>(text, options).ok();
        let ours = value(text).map(|value| match value {
            Scalar::Null => serde_json::Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(number) => number.into(),
            Scalar::UInt(number) => number.into(),
            Scalar::Float(number) => number.into(),
            Scalar::Text => "text".into(),
        });
        let other = other.map(|value| match value {
            serde_json::Value::String(_) => "text".into(),
            other => other,
        });
        assert_eq!(ours, other, "{text}");
    }
}

#[test]
fn a_tag_that_no_spec_has_is_refused() {
    for text in [
        "!other 1",
        "!!python/object x",
        "!!binary aGk=",
        "!!timestamp 2024-01-23",
        "!!set { a, b }",
        "!<tag:example.com,2024:x> y",
        "[!a b]",
        "a: !b {}",
        "!key a: b",
    ] {
        let error = Document::parse(text, 0).map_err(|error| error.error);
        assert!(matches!(error, Err(YamlError::UnknownTag)), "{text}");
    }
    for text in ["!!map []", "!!seq {}", "!!str []", "!!map x"] {
        let error = Document::parse(text, 0).map_err(|error| error.error);
        assert!(matches!(error, Err(YamlError::WrongTag)), "{text}");
    }
    for text in ["!!map {}", "!!seq []", "!!map { !!str a: !!seq [!!int 1] }"] {
        assert!(Document::parse(text, 0).is_ok(), "{text}");
    }
}

#[test]
fn merged_entries_stand_behind_those_of_the_map_itself() -> Result<(), super::ParseError> {
    let text =
        "base: &base { a: 1, b: 2 }\nmore: &more { c: 3 }\none: { <<: [*base, *more], b: 4 }";
    let document = Document::parse(text, 0)?;
    let one = document.root.get("one").map(|entry| &entry.value);
    let merged = one.into_iter().flat_map(|one| one.merged());
    let pairs: Vec<_> = merged
        .map(|entry| (entry.name(), entry.value.text().unwrap_or_default()))
        .collect();
    assert_eq!(pairs, [("b", "4"), ("a", "1"), ("c", "3")]);
    Ok(())
}

#[cfg(feature = "cli")]
#[test]
fn a_text_is_one_scalar() {
    for (text, written) in [
        ("UnifiedThread.subject", "UnifiedThread.subject"),
        (
            "errors.1.messages.reduce the amount",
            "errors.1.messages.reduce the amount",
        ),
        (
            "errors.1.messages.code: #1",
            "\"errors.1.messages.code: #1\"",
        ),
        (r#"a "b" \"#, r#"a "b" \"#),
        (r#""a" \"#, r#""\"a\" \\""#),
        ("- a", "\"- a\""),
    ] {
        assert_eq!(super::Value::from(text).in_flow(), written);
        let read: String = serde_saphyr::from_str(written).unwrap_or_default();
        assert_eq!(read, text);
    }
}

/// What an edit may put anywhere, in the least likely places too.
#[cfg(feature = "cli")]
const SNIPPETS: [&str; 28] = [
    "\n",
    "\n\n",
    "  ",
    "x",
    "é",
    "'",
    "\"",
    "#",
    " # x",
    ": ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "| ",
    "|+\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "key: value\n",
    "key:\n",
    "~",
];

/// Makes a random edit of one place.
#[cfg(feature = "cli")]
fn edited(random: &mut fastrand::Rng, text: &str) -> String {
    let mut at = random.usize(..=text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let lines = text[line..].split_inclusive('\n');
    let count = random.usize(1..4);
    let end = line + lines.take(count).map(str::len).sum::<usize>();
    let (range, new) = match random.u8(..7) {
        0 => (line..end, String::new()),
        1 => (line..line, text[line..end].to_owned()),
        2 => (line..line, "  ".to_owned()),
        3 => (
            line..line,
            random.choice(SNIPPETS).unwrap_or_default().to_owned(),
        ),
        4 => {
            let rest = text[at..].char_indices().nth(random.usize(1..9));
            let end = rest.map_or(text.len(), |(length, _)| at + length);
            (at..end, String::new())
        }
        5 if text[line..].starts_with("  ") => (line..line + 2, String::new()),
        _ => (
            at..at,
            random.choice(SNIPPETS).unwrap_or_default().to_owned(),
        ),
    };
    [&text[..range.start], &new, &text[range.end..]].concat()
}

#[cfg(feature = "cli")]
#[test]
fn a_text_that_is_read_again_in_part_has_the_tree_of_the_whole() -> Result<(), std::io::Error> {
    use super::reread::{reread, reread_entry};

    // A package from a registry, which has this file, carries no specs.
    if std::path::Path::new(".cargo_vcs_info.json").exists() {
        return Ok(());
    }
    // The order of the files, and so what is tried, is the same everywhere.
    let mut paths = Vec::new();
    for folder in ["../tests/codegen/specs", "../tests/codegen/frozen/spec"] {
        for file in std::fs::read_dir(folder)? {
            paths.push(file?.path());
        }
    }
    paths.sort();
    let seed = std::env::var("REREAD_SEED").map_or(5, |seed| seed.parse().unwrap_or(5));
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut edits, mut in_part, mut refused) = (0, 0, 0);
    for path in paths {
        let mut text = std::fs::read_to_string(&path)?;
        for round in 0..150 {
            let Ok(document) = Document::parse(&text, 0) else {
                panic!("round {round} of {}", path.display());
            };
            let mut root = document.root;
            let before = format!("{root:?}");
            let new = edited(&mut random, &text);
            edits += 1;
            match Document::parse(&new, 0) {
                Ok(whole) => {
                    in_part += u32::from(reread_entry(&mut root.clone(), &text, &new));
                    assert!(reread(&mut root, &text, &new).is_ok());
                    let (part, whole) = (format!("{root:?}"), format!("{:?}", whole.root));
                    assert!(
                        part == whole,
                        "{}\n{}",
                        first_difference(&text, &new),
                        first_difference(
                            &part.replace("Node {", "\nNode {"),
                            &whole.replace("Node {", "\nNode {")
                        ),
                    );
                    if round % 4 == 0 && new.len() > 1000 {
                        text = new;
                    }
                }
                Err(_) => {
                    assert!(
                        reread(&mut root, &text, &new).is_err(),
                        "{}",
                        first_difference(&text, &new)
                    );
                    assert_eq!(format!("{root:?}"), before);
                    refused += 1;
                }
            }
        }
    }
    assert!(edits > 2000 && refused > 500, "{edits} {refused}");
    assert!(
        in_part * 3 > (edits - refused) * 2,
        "{in_part} of {edits}, {refused} refused"
    );
    Ok(())
}

/// The lines around an edit, before and after it.
#[cfg(feature = "cli")]
fn first_difference(old: &str, new: &str) -> String {
    let same = old.lines().zip(new.lines());
    let line = same.take_while(|(one, other)| one == other).count();
    let around = |text: &str| {
        let lines = text.lines().skip(line.saturating_sub(3)).take(8);
        lines.collect::<Vec<_>>().join("\n")
    };
    format!("before:\n{}\nafter:\n{}", around(old), around(new))
}
