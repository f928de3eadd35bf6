//! Mutates texts by lines and words, besides bytes: most changes of a byte make a text that is
//! refused before anything is done with it.

use fastrand::Rng;
use libfuzzer_sys::fuzzer_mutate;

/// Mutates an input in place, and returns its size.
pub fn mutate(input: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let mut random = Rng::with_seed(seed.into());
    let text = std::str::from_utf8(&input[..size]);
    let Some(text) = text.ok().filter(|_| random.u8(..4) > 0) else {
        return fuzzer_mutate(input, size, max);
    };
    let mutated = match random.bool() {
        true => by_lines(text, &mut random),
        false => by_words(text, &mut random),
    };
    let size = mutated.len().min(max);
    input[..size].copy_from_slice(&mutated.as_bytes()[..size]);
    size
}

/// Removes, repeats, moves or replaces a line.
fn by_lines(text: &str, random: &mut Rng) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (at, other) = (random.usize(..lines.len()), random.usize(..lines.len()));
    match random.u8(..5) {
        0 if lines.len() > 1 => drop(lines.remove(at)),
        1 => lines.insert(other, lines[at]),
        2 => lines.swap(at, other),
        3 => lines[at] = lines[other],
        _ => {
            // With the lines below it, which belong to it.
            let indent = |line: &str| line.len() - line.trim_start().len();
            let below = lines[at + 1..].iter();
            let below = below.take_while(|line| indent(line) > indent(lines[at])).count();
            let block = lines[at..=at + below].to_vec();
            if random.bool() {
                lines.drain(at..=at + below);
            }
            let to = other.min(lines.len());
            lines.splice(to..to, block);
        }
    }
    lines.join("\n")
}

/// Replaces a word by another one of the text, or by nothing.
fn by_words(text: &str, random: &mut Rng) -> String {
    let is_part = |c: char| c.is_alphanumeric() || "_.-$".contains(c);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(begin), false) => {
                words.push(begin..at);
                start = None;
            }
            _ => {}
        }
    }
    let Some(word) = random.choice(&words).cloned() else {
        return text.to_owned();
    };
    let other = match random.u8(..8) {
        0 => "",
        _ => random.choice(&words).map_or("", |other| &text[other.clone()]),
    };
    [&text[..word.start], other, &text[word.end..]].concat()
}
