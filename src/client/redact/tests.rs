use std::sync::Arc;

use secrecy::SecretString;

use super::{Redactor, len_without_start, replace, replace_in_name, replace_proofs, string_len};

#[test]
fn a_secret_is_found_in_every_form() {
    for text in [
        "a 12|k/y b",
        "a 12%7Ck%2Fy b",
        "a 12%7ck%2fy b",
        "a 12%257ck%252Fy b",
        r"a 12|k\/y b",
        r"a 12\u007Ck/y b",
        r"a 12\u00257ck\u00252Fy b",
        r"a \u0031%32|k\/y b",
        // JSON within JSON.
        r"a 12|k\\/y b",
        r"a 12\\u007Ck\\u00252fy b",
        // HTML, and URLs and JSON in it.
        "a 12&#124;k&#x2F;y b",
        "a 12&vert;k&sol;y b",
        "a 12&#0124;k&#x02f;y b",
        "a 12%26%23124%3Bk%252Fy b",
        "a 12&#x25;7Ck&percnt;2fy b",
        r"a 12\u0026vert;k&bsol;/y b",
        // Others.
        r"a 12\x7ck\\\/y b",
        "a 12%25257ck/y b",
    ] {
        assert_eq!(replace("12|k/y", "*", text), "a * b", "{text}");
    }
    assert_eq!(replace("a b", "*", "xa+by"), "x*y");
}

#[test]
fn escapes_and_parameters_of_urls_hide_no_secret() {
    for (secret, text) in [
        ("12345678", "a=1&b=%31%32345678"),
        ("12345678", "a=1&12345678=%32"),
        ("&a=12345", "?x&a=12345"),
        ("&a=12345", "?x%26a=12345"),
        ("&a=12345", "?x%2526a=12345"),
        ("%4112345", "?x=%4112345"),
        ("%4112345", "?x=%254112345"),
        ("+1234567", "?x=%2B1234567"),
        ("+1234567", "?x=+1234567"),
        ("A1234567", "?x=%25%34%311234567"),
        (";1234567", "?x&semi;1234567"),
        ("=1234567", "?x&equals;1234567"),
        (r"\\a12345", "?x=%5C%5Ca12345"),
    ] {
        let replaced = replace(secret, "*", text);
        assert!(replaced.contains('*'), "{secret} in {text}: {replaced}");
    }
}

#[test]
fn names_of_headers_are_compared_in_lower_case() {
    let redactor = Redactor {
        tokens: [Arc::new(SecretString::from("EAAB-1234567"))].into(),
        app_secret: None,
    };
    assert!(redactor.is_in_header("x-eaab-1234567"));
    assert!(redactor.is_in_header("x-%45%41%41%42-1234567"));
    assert!(!redactor.is_in_header("x-eaab-123456"));
}

#[test]
fn a_short_secret_is_not_searched_for_in_names() {
    assert_eq!(replace_in_name("1", "*", "v21.0"), "v21.0");
    assert_eq!(replace_in_name("1234567", "*", "1234567"), "1234567");
    assert_eq!(replace_in_name("12345678", "*", "a12345678b"), "a*b");
}

#[test]
fn the_beginning_of_a_secret_at_the_end_is_found_in_every_form() {
    for (text, kept) in [
        ("a 12|k/", "a "),
        ("a 1", "a "),
        ("a 12%7Ck%2", "a "),
        ("a 12%257", "a "),
        (r"a 12\u00257Ck\", "a "),
        (r"a \u0031%32|k\u00", "a "),
        (r"a 12|k\\", "a "),
        (r"a 12\\u00257Ck\\u00", "a "),
        ("a 12&ver", "a "),
        ("a 12&#124;k&#x2f", "a "),
        ("a 112", "a 1"),
        // Whole secrets are redacted, and other texts are kept.
        ("a 12|k/y", "a 12|k/y"),
        ("é12|k/x", "é12|k/x"),
        ("a é", "a é"),
        ("", ""),
    ] {
        assert_eq!(&text[..len_without_start("12|k/y", text)], kept, "{text}");
    }
    assert_eq!(len_without_start("", "a"), 1);
}

#[test]
fn strings_of_json_are_redacted_and_all_else_is_kept() {
    let redactor = Redactor {
        tokens: [Arc::new(SecretString::from("1234567|k"))].into(),
        app_secret: None,
    };
    let json = |text: &[u8]| String::from_utf8_lossy(&redactor.json(text)).into_owned();
    for (body, expected) in [
        (
            r#"{"a":"x 1234567|k","1234567%7Ck":[]}"#,
            r#"{"a":"x <access token>","<access token>":[]}"#,
        ),
        (
            r#"["\\","\"1234567|k",""]"#,
            r#"["\\","\"<access token>",""]"#,
        ),
        // What is left of an escape would be another one.
        (r#"["a\\1234567|k"]"#, r#"["a<access token>"]"#),
        (r#"{"unclosed 1234567|k"#, r#"{"unclosed <access token>"#),
        ("1234567|k", "1234567|k"),
        ("", ""),
    ] {
        assert_eq!(json(body.as_bytes()), expected);
    }
    let with_secret = Redactor {
        app_secret: Some(Arc::new(SecretString::from("0123456789abcdef"))),
        ..redactor.clone()
    };
    let body = br#"["appsecret_proof=12ef&x=y","0123456789abcde"]"#;
    let expected = br#"["appsecret_proof=<proof>&x=y","0123456789abcde"]"#;
    assert_eq!(with_secret.json(body), expected);
    let invalid = redactor.json(b"[\"\xff1234567|k\xff\"]");
    assert_eq!(invalid, b"[\"\xff<access token>\xff\"]");
}

#[test]
fn other_text_is_kept() {
    for text in ["", "12|k", "12%7", r"12\u00", "é12|k", r"12\", "100 % + 1"] {
        assert_eq!(replace("12|k/y", "*", text), text);
        assert_eq!(replace("", "*", text), text);
    }
}

/// Ways to write a character.
type Encoder = fn(char) -> String;

/// As servers do: a character that has no meaning in the form is written as it is.
const ENCODERS: [Encoder; 9] = [
    |letter| letter.to_string(),
    |letter| match letter.is_ascii_alphanumeric() {
        true => letter.to_string(),
        false => format!("%{:02X}", u32::from(letter)),
    },
    |letter| format!("%{:02x}", u32::from(letter)),
    |letter| match letter {
        '/' | '"' | '\\' => format!("\\{letter}"),
        _ => letter.to_string(),
    },
    |letter| match letter.is_ascii_alphanumeric() {
        true => letter.to_string(),
        false => format!("\\u{:04x}", u32::from(letter)),
    },
    |letter| format!("\\u{:04X}", u32::from(letter)),
    |letter| match letter {
        '&' => "&amp;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#039;".to_owned(),
        '<' => "&lt;".to_owned(),
        '|' => "&vert;".to_owned(),
        _ => letter.to_string(),
    },
    |letter| format!("&#{};", u32::from(letter)),
    |letter| format!("&#x{:X};", u32::from(letter)),
];

/// Redacts a body of JSON, in which anything may be before a secret. Fails unless it is JSON again.
fn redacted_in_json(secret: &str, text: &str, random: &mut fastrand::Rng) -> String {
    let redactor = Redactor {
        tokens: [Arc::new(SecretString::from(secret))].into(),
        app_secret: None,
    };
    let before = ["", "\\", "\0", "\0e", "u0", "\u{1}\\u", "é\n"];
    let before: String = (0..4).flat_map(|_| random.choice(before)).collect();
    let body = serde_json::to_vec(&[format!("{before}{text}\0")]).expect("JSON");
    let redacted = redactor.json(&body);
    let [redacted]: [String; 1] = serde_json::from_slice(&redacted).expect("JSON");
    redacted
}

#[test]
fn a_secret_is_found_in_forms_within_each_other() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..20_000 {
        let letters = (0..12).map(|_| char::from(random.u8(b' '..=b'~')));
        let secret: String = letters.collect();
        let mut text = secret.clone();
        let mut encoders = Vec::new();
        for _ in 0..random.usize(0..=3) {
            let encoder = random.usize(..ENCODERS.len());
            encoders.push(encoder);
            text = text.chars().map(ENCODERS[encoder]).collect();
        }
        let redacted = replace(&secret, "*", &format!("é{text}é"));
        assert_eq!(redacted, "é*é", "{secret} {encoders:?} {text}");
        let redacted = redacted_in_json(&secret, &text, &mut random);
        // The body is an encoding, too.
        let is_found = encoders.len() < 3;
        assert!(!is_found || !redacted.contains(&text), "{redacted}");
        // Cut anywhere, nothing of it is left.
        let cut = 1 + random.usize(..text.len());
        let cut = text[..cut].to_owned();
        if replace(&secret, "*", &cut) == cut {
            let kept = len_without_start(&secret, &cut);
            assert_eq!(&cut[..kept], "", "{secret} {encoders:?} {cut}");
        }
    }
}

#[test]
fn a_json_string_ends_at_the_first_quote_that_is_not_escaped() {
    for (text, length) in [
        (r#"", "b""#, 0),
        (r#"a", "b""#, 1),
        (r#"ab", "b""#, 2),
        (r#"\"a", "b""#, 3),
        (r#"\\", "b""#, 2),
        (r#"\\\"a\n", "b""#, 7),
        (r#"\u00e9", "b""#, 6),
        ("cut", 3),
        (r#"cut\""#, 5),
    ] {
        assert_eq!(string_len(text.as_bytes()), length, "{text}");
    }
}

#[test]
fn proofs_are_redacted_in_urls_and_json() {
    let redactor = Redactor {
        tokens: [].into(),
        app_secret: Some(Arc::new(SecretString::from("0123456789abcdef"))),
    };
    for (text, expected) in [
        ("appsecret_proof=12ef&x", "appsecret_proof=<proof>&x"),
        ("appsecret_proof%3D12ef", "appsecret_proof%3D<proof>"),
        ("appsecret_proof&#61;12ef;", "appsecret_proof&#61;<proof>;"),
        (
            r#"{"appsecret_proof": "12ef"}"#,
            r#"{"appsecret_proof": "<proof>"}"#,
        ),
        (
            r#"{\"appsecret_proof\":\"12ef\"}"#,
            r#"{\"appsecret_proof\":\"<proof>\"}"#,
        ),
        ("appsecret_proof is missing", "appsecret_proof is missing"),
        ("appsecret_proof added", "appsecret_proof added"),
    ] {
        assert_eq!(redactor.text(text), expected);
    }
}

#[test]
fn a_proof_is_found_after_every_form_of_an_equals_sign() {
    for equals in r"= %3D %253d \u003d \u00253D \\u003d \\u00253d &equals;".split(' ') {
        let text = |proof: &str| format!("a appsecret_proof{equals}{proof}&b");
        assert_eq!(replace_proofs(&text("12ef")), text("<proof>"));
        assert_eq!(replace_proofs(&text("<proof>")), text("<proof>"));
    }
    let other = "appsecret_proof, appsecret_proof 12, appsecret_proof=é";
    assert_eq!(replace_proofs(other), other);
}

#[test]
fn an_escape_of_json_in_which_a_secret_begins_is_replaced_too() {
    for (text, expected) in [
        (r"a \u00001234567", "a *"),
        (r"a \u01234567", "a *"),
        (r"\\\u00001234567", r"\\*"),
        // Escaped itself, a backslash begins no escape.
        (r"\\u00001234567", r"\\u000*"),
        (r"\u0000 01234567", r"\u0000 *"),
        (r"\u000001234567", r"\u0000*"),
        // More forms within each other than are searched for: a part of them matches.
        (r"\\\\\\\\01234567", "*"),
        (r"\\\\\\\\\\01234567", r"\\*"),
    ] {
        assert_eq!(replace("01234567", "*", text), expected, "{text}");
    }
}
