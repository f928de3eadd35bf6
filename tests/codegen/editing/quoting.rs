//! Text that YAML has a meaning for.

use crate::editing::layouts::{self, LAYOUTS, drafted, field};
use crate::editing::specs::FORMS;

#[test]
fn text_is_written_so_that_it_is_read_as_it_is() {
    let texts = [
        "Plain.",
        "",
        " ",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "-a",
        "?",
        ":",
        "x:",
        "a, b",
        "[a",
        "{a}",
        "true",
        "No",
        "null",
        "~",
        "1",
        "1.5",
        "0x1F",
        "1e3",
        ".inf",
        "2024-01-23",
        "v19.0",
        "'a'",
        "\"a\"",
        "`a`",
        "@a",
        "%a",
        "!a",
        "&a",
        "*a",
        "|",
        ">",
        "a\\b",
        "a\nb",
        "a\n\nb",
        "\na",
        "a\n",
        "a\tb",
        "ä € 𝄞",
        "\u{FEFF}a",
        "\u{7}",
        "---",
        "a  b",
        "trailing ",
        "\u{85}",
        "\u{2028}",
    ];
    let long = "word ".repeat(40);
    let more = [
        long.trim().to_owned(),
        format!("{}\n{}", long.trim(), long.trim()),
        format!("a  {long}b"),
        long.clone(),
    ];
    let texts: Vec<_> = texts
        .iter()
        .map(|text| (*text).to_owned())
        .chain(more)
        .collect();
    for (form, end) in FORMS.iter().zip(["\n", "\r\n", "\n"]) {
        for text in &texts {
            let mut editor = drafted(&form(LAYOUTS));
            for address in [field("text"), field("likes")] {
                editor.set(&address, "doc", text.as_str()).unwrap();
                editor
                    .add(
                        &address.parent(),
                        &format!("k{}{text}", address),
                        text.as_str(),
                    )
                    .unwrap();
            }
            let written = layouts::text(&editor);
            let yaml: serde_json::Value = serde_saphyr::from_str(&written).unwrap();
            let fields = &yaml["types"]["Post"]["fields"];
            for name in ["text", "likes"] {
                assert_eq!(fields[name]["doc"], **text, "{text:?}: {written}");
                assert_eq!(
                    fields[format!("k{}{text}", field(name))],
                    **text,
                    "{text:?}: {written}"
                );
            }
            if end == "\r\n" {
                assert_eq!(written.matches('\n').count(), written.matches(end).count());
            }
        }
    }
}
