//! Takes secrets out of texts.

/// Bytes that a secret has at least to be found in names and ids, where shorter
/// ones stand by chance. Graph's tokens and secrets are longer.
const SHORTEST: usize = 8;

/// A name or an id without a secret. One that is too short for a secret of
/// Graph's is not looked for: it would hide what the name says.
pub(crate) fn without_in_name(secret: &str, instead: &str, name: &str) -> String {
    match secret.len() < SHORTEST {
        true => name.to_owned(),
        false => without(secret, instead, name),
    }
}

/// A text without a secret, however the secret is written in it: as it is, as a
/// part of a URL, or within JSON.
pub(crate) fn without(secret: &str, instead: &str, text: &str) -> String {
    let (secret, bytes) = (secret.as_bytes(), text.as_bytes());
    if secret.is_empty() {
        return text.to_owned();
    }
    let mut left = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        match written(secret, &bytes[place..]) {
            Some(length) => {
                left.extend_from_slice(instead.as_bytes());
                place += length;
            }
            None => {
                left.push(bytes[place]);
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&left).into_owned()
}

/// How many bytes the secret takes at the start of a text, if it is there.
fn written(secret: &[u8], text: &[u8]) -> Option<usize> {
    secret.iter().try_fold(0, |length, byte| {
        let rest = text.get(length..)?;
        Some(length + written_byte(*byte, rest)?)
    })
}

/// How many bytes a byte takes: `|`, `%7c`, `%257c`, `\u007c` or `\u00257c`, and
/// `+` for a space.
fn written_byte(byte: u8, text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if *first == byte => Some(1),
        [b'+', ..] if byte == b' ' => Some(1),
        [b'%', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(3),
        [b'%', b'2', b'5', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(5),
        [b'\\', b'u', rest @ ..] => match hex(rest, 4)? {
            code if code == u32::from(byte) => Some(6),
            code if code == u32::from(b'%') && hex(&rest[4..], 2) == Some(byte.into()) => Some(8),
            _ => None,
        },
        [b'\\', escaped, ..] if *escaped == byte => Some(2),
        _ => None,
    }
}

/// The number of so many hexadecimal digits.
fn hex(text: &[u8], digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?.iter();
    digits.copied().try_fold(0, |number, digit| {
        Some(number * 16 + char::from(digit).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use super::{without, without_in_name};

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
        ] {
            assert_eq!(without("12|k/y", "*", text), "a * b", "{text}");
        }
        assert_eq!(without("a b", "*", "xa+by"), "x*y");
    }

    #[test]
    fn a_name_is_kept_from_a_secret_that_stands_there_by_chance() {
        assert_eq!(without_in_name("1", "*", "v21.0"), "v21.0");
        assert_eq!(without_in_name("1234567", "*", "1234567"), "1234567");
        assert_eq!(without_in_name("12345678", "*", "a12345678b"), "a*b");
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in ["", "12|k", "12%7", r"12\u00", "é12|k", r"12\", "100 % + 1"] {
            assert_eq!(without("12|k/y", "*", text), text);
            assert_eq!(without("", "*", text), text);
        }
    }
}
