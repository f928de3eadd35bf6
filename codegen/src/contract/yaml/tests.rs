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
