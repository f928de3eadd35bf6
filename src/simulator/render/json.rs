//! JSON in the form that Graph writes, which is PHP's: `/` is escaped as `\/`, and
//! a character outside of ASCII as `\uXXXX`, in two units of UTF-16 if necessary.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Returns a value as JSON.
pub(crate) fn to_string(value: &impl Serialize) -> String {
    write(value, Vec::new())
}

/// Returns a value that takes much space as JSON.
pub(crate) fn to_large_string(value: &impl Serialize) -> String {
    write(value, Vec::with_capacity(16 * 1024))
}

fn write(value: &impl Serialize, mut out: Vec<u8>) -> String {
    // Nodes, errors and `Value` always have a JSON form.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut out, GraphFormatter));
    String::from_utf8(out).unwrap_or_default()
}

/// Escapes what PHP escapes and `serde_json` does not.
struct GraphFormatter;

impl Formatter for GraphFormatter {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_plain(fragment.as_bytes()) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut start = 0;
        for (index, letter) in fragment.char_indices() {
            if letter.is_ascii() && letter != '/' {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[start..index])?;
            start = index + letter.len_utf8();
            if letter == '/' {
                writer.write_all(b"\\/")?;
                continue;
            }
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        writer.write_all(&fragment.as_bytes()[start..])
    }
}

/// Returns whether no byte needs an escape of Graph's. It checks eight bytes in one
/// step, which on short texts is faster than `is_ascii` and a search.
fn is_plain(bytes: &[u8]) -> bool {
    let any_escaped = |bytes: &[u8]| {
        let is_escaped = |byte: &u8| !byte.is_ascii() | (*byte == b'/');
        bytes.iter().fold(false, |any, byte| any | is_escaped(byte))
    };
    let (chunks, rest) = bytes.as_chunks::<8>();
    !chunks.iter().any(|chunk| any_escaped(chunk)) && !any_escaped(rest)
}
