//! Characters that a reviewer cannot see, or takes for others.

use std::ops::RangeInclusive;

/// Characters that show nothing, a plain space, or the text around them in
/// another order, with what they are.
const UNREADABLE: [(RangeInclusive<char>, &str); 26] = [
    ('\0'..='\u{8}', "a control character"),
    ('\u{B}'..='\u{C}', "a control character"),
    ('\u{E}'..='\u{1F}', "a control character"),
    ('\u{7F}'..='\u{9F}', "a control character"),
    ('\u{A0}'..='\u{A0}', "a no-break space"),
    ('\u{AD}'..='\u{AD}', "a soft hyphen"),
    ('\u{34F}'..='\u{34F}', "an invisible joiner"),
    ('\u{61C}'..='\u{61C}', "a mark of text direction"),
    ('\u{115F}'..='\u{1160}', "an invisible letter"),
    ('\u{1680}'..='\u{1680}', "a space other than U+0020"),
    ('\u{17B4}'..='\u{17B5}', "an invisible letter"),
    ('\u{180B}'..='\u{180F}', "an invisible mark"),
    ('\u{2000}'..='\u{200A}', "a space other than U+0020"),
    ('\u{200B}'..='\u{200B}', "a zero-width space"),
    ('\u{200C}'..='\u{200D}', "a zero-width joiner"),
    ('\u{200E}'..='\u{200F}', "a mark of text direction"),
    ('\u{2028}'..='\u{2029}', "a line separator"),
    ('\u{202A}'..='\u{202E}', "a change of text direction"),
    ('\u{202F}'..='\u{205F}', "a space other than U+0020"),
    ('\u{2060}'..='\u{206F}', "an invisible format character"),
    ('\u{2800}'..='\u{2800}', "a blank braille pattern"),
    ('\u{3000}'..='\u{3000}', "a space other than U+0020"),
    ('\u{3164}'..='\u{3164}', "an invisible letter"),
    ('\u{FE00}'..='\u{FE0F}', "a variation selector"),
    ('\u{FEFF}'..='\u{FEFF}', "a byte order mark"),
    ('\u{E0000}'..='\u{E0FFF}', "an invisible tag"),
];

/// The visible characters between the spaces of [`UNREADABLE`].
const VISIBLE: RangeInclusive<char> = '\u{2030}'..='\u{205E}';

/// Returns what a character is that a reviewer cannot see; `None` for others.
pub fn unreadable(character: char) -> Option<&'static str> {
    // Nearly all characters of a contract.
    if matches!(character, ' '..='~' | '\n') {
        return None;
    }
    let more = ['\u{FFA0}', '\u{FFF9}', '\u{FFFA}', '\u{FFFB}'];
    if more.contains(&character) {
        return Some("an invisible format character");
    }
    let mut ranges = UNREADABLE.iter();
    let found = ranges.find(|(range, _)| range.contains(&character))?;
    (!VISIBLE.contains(&character)).then_some(found.1)
}

/// Letters of other scripts that look like the ASCII letters below them.
const LOOKALIKES: [(&str, &str); 2] = [
    (
        "АВЕЅЗІЈКМНОРСТУХԌԚԜҮаеіјорсухѕһԁԛԝүѵ",
        "ABESZIJKMHOPCTYXGQWYaeijopcyxshdqwyv",
    ),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαιορτυνχ", "ABEZHIKMNOPTYXaioptuvx"),
];

/// Returns the ASCII character that a character looks like.
pub fn lookalike(character: char) -> Option<char> {
    if let '\u{FF01}'..='\u{FF5E}' = character {
        return char::from_u32(u32::from(character) - 0xFEE0);
    }
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => return Some('-'),
        '\u{2018}' | '\u{2019}' => return Some('\''),
        '\u{201C}' | '\u{201D}' => return Some('"'),
        _ => {}
    }
    other_script(character)
}

/// Returns the ASCII letter that a letter of another script looks like.
fn other_script(character: char) -> Option<char> {
    LOOKALIKES.iter().find_map(|(letters, ascii)| {
        let mut pairs = letters.chars().zip(ascii.chars());
        pairs
            .find(|(letter, _)| *letter == character)
            .map(|(_, ascii)| ascii)
    })
}

/// Returns whether a name may have the character.
pub fn is_name_part(character: char) -> bool {
    character.is_ascii() && !character.is_control()
}

/// Returns whether a value of an enum may have the character: one that is not
/// taken for another one.
pub fn is_value_part(character: char) -> bool {
    let is_plain = !character.is_control() && unreadable(character).is_none();
    is_plain && (character.is_ascii() || lookalike(character).is_none())
}

/// Returns the text with ASCII characters in place of those that look like them,
/// and without what cannot be seen.
pub fn skeleton(text: &str) -> String {
    let seen = text
        .chars()
        .filter(|character| unreadable(*character).is_none());
    seen.map(|character| lookalike(character).unwrap_or(character))
        .collect()
}

/// Returns a letter that a word of ASCII letters has from another script.
pub fn disguised(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    text.split(|c: char| !c.is_alphabetic()).find_map(|word| {
        let mixed = word.contains(|c: char| c.is_ascii_alphabetic());
        word.chars()
            .find(|character| mixed && other_script(*character).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_has_one_that_it_looks_like() {
        for (letters, ascii) in LOOKALIKES {
            assert_eq!(letters.chars().count(), ascii.chars().count(), "{letters}");
            assert!(letters.chars().all(|letter| !letter.is_ascii()));
            assert!(ascii.is_ascii());
        }
        assert_eq!(skeleton("MESSENG\u{415}R\u{200B}"), "MESSENGER");
        assert_eq!(skeleton("\u{FF50}age"), "page");
    }

    #[test]
    fn text_of_other_scripts_is_readable() {
        for text in ["Größe", "Привет", "日本語", "10 µs – 5 × “a” …", "Ελληνικά"]
        {
            assert_eq!(
                text.chars().find(|c| unreadable(*c).is_some()),
                None,
                "{text}"
            );
            assert_eq!(disguised(text), None, "{text}");
        }
        assert_eq!(disguised("the p\u{430}ge"), Some('\u{430}'));
    }

    #[test]
    fn what_cannot_be_seen_is_named() {
        for character in [
            '\0',
            '\u{1B}',
            '\u{85}',
            '\u{A0}',
            '\u{200B}',
            '\u{200D}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{FEFF}',
            '\u{E0041}',
            '\u{FE0F}',
            '\u{3000}',
            '\u{FFA0}',
        ] {
            assert!(
                unreadable(character).is_some(),
                "U+{:04X}",
                u32::from(character)
            );
        }
        for character in ['\n', '\r', '\t', ' ', '\u{2030}', '\u{2026}'] {
            assert_eq!(
                unreadable(character),
                None,
                "U+{:04X}",
                u32::from(character)
            );
        }
    }
}
