//! Errors as Graph sends them, and the row that a client applies to each.

use std::collections::BTreeSet;

use page_conversations_codegen::contract::ErrorCode;

/// An error as Graph sends it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    pub code: i64,
    pub subcode: Option<i64>,
    pub message: String,
}

/// The row that the runtime applies: that with the longest matching words, else
/// that with the subcode, else that of the code; a single code before a range.
pub fn applied<'a>(errors: &'a [ErrorCode], sent: &Sent) -> Option<&'a ErrorCode> {
    let covers = |row: &&ErrorCode| row.code <= sent.code && sent.code <= last(row);
    let rows: Vec<_> = errors.iter().filter(covers).collect();
    let by_words = rows.iter().filter(|row| {
        row.message
            .as_ref()
            .is_some_and(|words| sent.message.contains(words))
    });
    let single = |row: &ErrorCode| last(row) == row.code;
    let longest = by_words.max_by_key(|row| (single(row), row.message.as_ref().map(String::len)));
    let by_subcode = rows
        .iter()
        .filter(|row| row.subcode.is_some() && row.subcode == sent.subcode);
    let by_code = rows.iter().filter(|row| !row.is_case());
    longest
        .or_else(|| by_subcode.max_by_key(|row| single(row)))
        .or_else(|| by_code.max_by_key(|row| single(row)))
        .copied()
}

/// Errors of every code at which a row of one of the tables begins or ends, with
/// each subcode and message that a row tells apart.
pub fn all_sent(base: &[ErrorCode], head: &[ErrorCode]) -> BTreeSet<Sent> {
    let rows = || base.iter().chain(head);
    let codes = rows().flat_map(|row| [row.code - 1, row.code, last(row), last(row) + 1]);
    let codes: BTreeSet<_> = codes.collect();
    let mut sent = BTreeSet::new();
    for code in codes {
        let covers = |row: &&ErrorCode| row.code <= code && code <= last(row);
        let of = |errors: &[ErrorCode]| errors.iter().filter(covers).cloned().collect::<Vec<_>>();
        if of(base) == of(head) {
            continue;
        }
        let subcodes: BTreeSet<_> = rows().filter(covers).map(|row| row.subcode).collect();
        let words = rows().filter(covers).filter_map(|row| row.message.clone());
        let words: BTreeSet<_> = words.collect();
        let mut messages = vec!["no".to_owned()];
        messages.extend(words.iter().cloned());
        for one in &words {
            messages.extend(words.iter().map(|other| format!("{one}. {other}")));
        }
        for subcode in subcodes.into_iter().chain([None, Some(424_242)]) {
            let one = |message: &String| Sent {
                code,
                subcode,
                message: message.clone(),
            };
            sent.extend(messages.iter().map(one));
        }
    }
    sent
}

/// The last code that a row covers.
pub fn last(row: &ErrorCode) -> i64 {
    row.through.unwrap_or(row.code)
}
