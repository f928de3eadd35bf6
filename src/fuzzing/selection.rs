//! Selections of fields.

use crate::request::field_set::FieldSet;
#[cfg(feature = "simulator-server")]
use crate::simulator::fuzzing::selects;

/// Nesting that the simulator accepts, which is less than the client does.
#[cfg(feature = "simulator-server")]
const DEPTH: usize = 20;

/// Parses a selection. One that can be sent is written as it is read, by the simulator too.
pub fn selection(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let fields = FieldSet::from(&*text);
    if let Err(error) = fields.check() {
        assert!(!error.to_string().chars().any(char::is_control));
        return;
    }
    let written = fields.to_string();
    let again = FieldSet::from(written.as_str());
    assert_eq!(again, fields);
    assert!(again.check().is_ok(), "{written:?}");
    for name in fields.names() {
        assert!(fields.names_field(name), "{name:?} of {written:?}");
    }
    assert_smaller(fields);
    #[cfg(feature = "simulator-server")]
    assert!(depth(&written) > DEPTH || selects(&written), "{written:?}");
}

/// Returns the nesting of a selection.
#[cfg(feature = "simulator-server")]
fn depth(text: &str) -> usize {
    let mut depth = 0;
    let depths = text.chars().map(|c| {
        match c {
            '{' => depth += 1,
            // Modifiers may have braces of their own.
            '}' => depth = usize::saturating_sub(depth, 1),
            _ => {}
        }
        depth
    });
    depths.max().unwrap_or(0)
}

/// Fails unless pages get smaller until they cannot.
fn assert_smaller(mut fields: FieldSet) {
    for _ in 0..=u64::BITS {
        match fields.with_smaller_pages() {
            None => return,
            Some(smaller) => {
                assert_ne!(smaller, fields);
                fields = smaller;
            }
        }
    }
    panic!("{fields} has pages that do not get smaller");
}
