//! The forms in which a server may write a byte of a secret.
//!
//! A character may be written as it is, as `%7c` in a URL, as `\u007c` or `\/` in JSON, or as
//! `&#124;` in HTML. Each character of such a form may be written in one of these forms again:
//! `%257c` is a URL in a URL, and `\\/` is JSON in JSON.

use std::iter::{Fuse, Peekable};

use memchr::{Memchr2, Memchr3};

/// Forms within each other that are searched for.
const LAYERS: usize = 3;

/// The most bytes that a character takes: `&#124;`, of which each character is written like this,
/// and each of that again.
const MOST_BYTES: usize = 6 * 6 * 6;

/// The most characters between `&` and `;`.
const MOST_OF_ENTITY: usize = 14;

/// Characters that have a name in HTML. Most servers escape only the first five.
const ENTITIES: [(&str, u8); 36] = [
    ("amp", b'&'),
    ("lt", b'<'),
    ("gt", b'>'),
    ("quot", b'"'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("Hat", b'^'),
    ("lbrace", b'{'),
    ("lbrack", b'['),
    ("lcub", b'{'),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lsqb", b'['),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("rbrace", b'}'),
    ("rbrack", b']'),
    ("rcub", b'}'),
    ("rpar", b')'),
    ("rsqb", b']'),
    ("semi", b';'),
    ("sol", b'/'),
    ("verbar", b'|'),
    ("vert", b'|'),
    ("VerticalLine", b'|'),
];

/// A character at the start of a text.
#[derive(Clone, Copy)]
enum Read {
    /// Its code, and the number of bytes that it takes.
    Character(u32, usize),
    /// The text ends within it.
    Cut,
}

/// Returns the number of bytes that a secret takes at the start of a text, in any form, if it is
/// there.
pub(super) fn len(secret: &[u8], text: &[u8]) -> Option<usize> {
    if is_other_in_url(secret, text) {
        return None;
    }
    // What is written as it is, most of all, needs no allocation.
    let as_it_is = secret.iter().zip(text);
    let as_it_is = as_it_is.take_while(|(byte, other)| byte == other && !may_begin_form(**other));
    let end = as_it_is.count();
    let rest = &secret[end..];
    if !rest.is_empty() && !text.get(end).is_some_and(|byte| may_begin_form(*byte)) {
        return None;
    }
    let Some((first, rest)) = rest.split_first() else {
        return Some(end);
    };
    let mut ends = next_ends(*first, text, &[end]);
    for byte in rest {
        if ends.is_empty() {
            return None;
        }
        ends = next_ends(*byte, text, &ends);
    }
    ends.into_iter().max()
}

/// Returns whether a text begins with an escape of a URL that stands for another byte than the
/// secret's first, or with the next parameter of a URL, `&name=`. Each call examines a URL, which
/// is full of both, and reading them in all forms takes a hundred times as long.
///
/// It does not decide, and returns `false`, if the secret begins with a byte with which forms
/// begin, or if the escape stands for one: there, several readings are possible.
fn is_other_in_url(secret: &[u8], text: &[u8]) -> bool {
    let Some(first) = secret.first().filter(|first| !may_begin_form(**first)) else {
        return false;
    };
    match text {
        [b'%', high, low, ..] => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            let byte = digit(high).zip(digit(low));
            let byte = byte.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            byte.is_some_and(|byte| byte != *first && !may_begin_form(byte))
        }
        [b'&', name @ ..] => {
            let mut rest = name.iter().skip_while(|byte| byte.is_ascii_alphanumeric());
            rest.next() == Some(&b'=')
        }
        _ => false,
    }
}

fn may_begin_form(byte: u8) -> bool {
    b"%\\&+".contains(&byte)
}

/// Returns whether a text is the beginning of a secret. Its last character may be cut too, and
/// then be another one.
pub(super) fn is_start(secret: &[u8], text: &[u8]) -> bool {
    let is_cut = |end: &usize| {
        let mut reads = (0..=LAYERS).map(|layers| read(&text[*end..], layers));
        reads.any(|read| matches!(read, Read::Cut))
    };
    let mut ends = vec![0];
    for byte in secret {
        if ends.iter().any(is_cut) {
            return true;
        }
        ends = next_ends(*byte, text, &ends);
    }
    // A whole secret, which is redacted.
    false
}

/// Returns the most bytes that a secret takes.
pub(super) fn most_len(secret: &[u8]) -> usize {
    secret.len().saturating_mul(MOST_BYTES)
}

/// Returns where a byte of a secret may end, from where the one before may end. There is one
/// place, unless the secret has characters with which forms begin.
fn next_ends(byte: u8, text: &[u8], ends: &[usize]) -> Vec<usize> {
    let mut next: Vec<_> = ends
        .iter()
        .flat_map(|end| {
            let rest = &text[*end..];
            let space = (byte == b' ' && rest.starts_with(b"+")).then_some(end + 1);
            let read = readings(rest).filter_map(|read| match read {
                Read::Character(code, length) if code == u32::from(byte) => Some(*end + length),
                _ => None,
            });
            read.chain(space)
        })
        .collect();
    next.sort_unstable();
    next.dedup();
    next
}

/// Reads a character in each number of forms within each other. A character with which no form
/// begins is the same in more of them.
fn readings(text: &[u8]) -> impl Iterator<Item = Read> {
    let mut is_last = false;
    (0..=LAYERS).map_while(move |layers| {
        let read = (!is_last).then(|| read(text, layers))?;
        let begins_form = |code: u32| u8::try_from(code).is_ok_and(may_begin_form);
        is_last = matches!(read, Read::Character(code, _) if !begins_form(code));
        Some(read)
    })
}

/// Reads a character, which is in up to so many forms within each other.
fn read(text: &[u8], layers: usize) -> Read {
    let Some(within) = layers.checked_sub(1) else {
        let first = text.first();
        return first.map_or(Read::Cut, |byte| Read::Character((*byte).into(), 1));
    };
    let first = read(text, within);
    let Read::Character(code, length) = first else {
        return Read::Cut;
    };
    let rest = Characters {
        text: &text[length..],
        layers: within,
        length,
    };
    let escaped = match u8::try_from(code) {
        Ok(b'%') => rest.hex(2),
        Ok(b'\\') => rest.escape(),
        Ok(b'&') => rest.entity(),
        _ => None,
    };
    escaped.unwrap_or(first)
}

/// The characters after the first of a form.
struct Characters<'a> {
    text: &'a [u8],
    layers: usize,
    /// The number of bytes before.
    length: usize,
}

impl Characters<'_> {
    /// Reads the next character. The error is that the text ends.
    fn next(&mut self) -> Result<u32, Read> {
        match read(self.text, self.layers) {
            Read::Character(code, length) => {
                self.text = &self.text[length..];
                self.length += length;
                Ok(code)
            }
            Read::Cut => Err(Read::Cut),
        }
    }

    /// Reads a number of exactly so many hexadecimal digits; `None` if there is none.
    fn hex(mut self, digits: usize) -> Option<Read> {
        let mut number = 0;
        for _ in 0..digits {
            let code = match self.next() {
                Ok(code) => code,
                Err(cut) => return Some(cut),
            };
            number = number * 16 + char::from_u32(code)?.to_digit(16)?;
        }
        Some(Read::Character(number, self.length))
    }

    /// Reads what follows a backslash.
    fn escape(mut self) -> Option<Read> {
        match self.next() {
            Ok(code) if code == u32::from(b'u') => self.hex(4),
            Ok(code) if code == u32::from(b'x') => self.hex(2),
            Ok(code) => Some(Read::Character(code, self.length)),
            Err(cut) => Some(cut),
        }
    }

    /// Reads what follows an ampersand; `None` if that is no character's name or number.
    fn entity(mut self) -> Option<Read> {
        let mut name = String::new();
        while name.len() < MOST_OF_ENTITY {
            match self.next().map(char::from_u32) {
                Ok(Some(';')) => return Some(Read::Character(code_of(&name)?, self.length)),
                Ok(Some(letter)) if letter.is_ascii_alphanumeric() || letter == '#' => {
                    name.push(letter);
                }
                Ok(_) => return None,
                Err(cut) => return Some(cut),
            }
        }
        None
    }
}

/// Returns the code of a character by its name or number in HTML.
fn code_of(entity: &str) -> Option<u32> {
    let Some(number) = entity.strip_prefix('#') else {
        let entry = ENTITIES.iter().find(|(name, _)| *name == entity)?;
        return Some(entry.1.into());
    };
    match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    }
}

/// The places where the first byte of a secret may be, in any form, in order. Most texts have
/// none.
pub(super) struct Starts<'a> {
    as_it_is: Peekable<Fuse<Memchr2<'a>>>,
    escaped: Peekable<Fuse<Memchr3<'a>>>,
}

impl<'a> Starts<'a> {
    pub(super) fn new(first: u8, text: &'a [u8]) -> Self {
        let other = if first == b' ' { b'+' } else { first };
        Self {
            as_it_is: Memchr2::new(first, other, text).fuse().peekable(),
            escaped: Memchr3::new(b'%', b'\\', b'&', text).fuse().peekable(),
        }
    }
}

impl Iterator for Starts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match (self.as_it_is.peek(), self.escaped.peek()) {
            (Some(one), Some(other)) if one <= other => self.as_it_is.next(),
            (Some(_), None) => self.as_it_is.next(),
            _ => self.escaped.next(),
        }
    }
}
