//! What is compared: the decoder of the library, and the parser without any.

use std::hint::black_box;

use page_conversations::__rt::decode_page;
use page_conversations::Report;
use page_conversations::v26_0::UnifiedThread;
use serde::de::IgnoredAny;

/// Decodes a page, and returns the number of mismatches.
pub fn page(body: &[u8]) -> u64 {
    let (items, report): (Vec<UnifiedThread>, Report) = decode_page(body).unwrap();
    black_box(items);
    report.mismatch_count()
}

/// Parses a body and keeps nothing, which every decoder of the same parser does at least.
pub fn skip(body: &[u8]) {
    let text = str::from_utf8(body).unwrap();
    let skipped: IgnoredAny = serde_json::from_str(text).unwrap();
    black_box(skipped);
}
