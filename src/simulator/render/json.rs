//! JSON as Graph sends it, which is as PHP writes it: a slash as `\/`, and a
//! character that is not ASCII as `\uXXXX`, in two of them where it needs more
//! than 16 bits.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A value as JSON.
pub(crate) fn to_string(value: &impl Serialize) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// Writes a value as JSON.
pub(crate) fn write(value: &(impl Serialize + ?Sized), out: &mut String) {
    // Text and `Value` always have a JSON form.
    let _ = value.serialize(&mut Serializer::with_formatter(Ascii(out), AsGraph));
}

/// Writes a text as JSON.
pub(crate) fn text(value: &str, out: &mut String) {
    // Nearly all texts are written as they are.
    if is_plain(value.as_bytes()) {
        quoted(value, out);
    } else {
        write(value, out);
    }
}

/// Writes a text that has no character that JSON escapes, as no name has.
pub(crate) fn quoted(value: &str, out: &mut String) {
    out.push('"');
    out.push_str(value);
    out.push('"');
}

/// Whether JSON has the bytes as they are. Eight are looked at in one step, which
/// is faster than to stop at the first that is odd.
fn is_plain(bytes: &[u8]) -> bool {
    // Less than 0x60 above the space is ASCII without control characters.
    let odd = |byte: &u8| {
        (byte.wrapping_sub(b' ') >= 0x60) | (*byte == b'"') | (*byte == b'\\') | (*byte == b'/')
    };
    let any_odd = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | odd(byte));
    let (eights, rest) = bytes.as_chunks::<8>();
    let any = eights.iter().any(|eight| any_odd(eight));
    match bytes.last_chunk::<8>() {
        // Some of these were looked at before.
        Some(last) => !any && !any_odd(last),
        None => !any_odd(rest),
    }
}

/// Escapes what PHP escapes and serde_json does not.
struct AsGraph;

impl Formatter for AsGraph {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = 0;
        let odd = |(_, letter): &(usize, char)| !letter.is_ascii() || *letter == '/';
        for (place, letter) in fragment.char_indices().filter(odd) {
            writer.write_all(&fragment.as_bytes()[rest..place])?;
            rest = place + letter.len_utf8();
            match letter {
                '/' => writer.write_all(b"\\/")?,
                letter => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        writer.write_all(&escaped(*unit))?;
                    }
                }
            }
        }
        writer.write_all(&fragment.as_bytes()[rest..])
    }
}

/// A unit of UTF-16 as JSON escapes it.
fn escaped(unit: u16) -> [u8; 6] {
    let digit = |shift: u16| HEX[usize::from(unit >> shift & 0xf)];
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

/// Appends to a text what is all ASCII.
struct Ascii<'a>(&'a mut String);

impl Write for Ascii<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .push_str(str::from_utf8(bytes).map_err(io::Error::other)?);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
