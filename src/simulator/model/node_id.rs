//! Ids of nodes.

/// Returns whether a path can name a node by a text, which has no other meaning there.
pub(crate) fn is_id(text: &str) -> bool {
    let version = text.strip_prefix('v').and_then(|text| text.split_once('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = version.is_some_and(|(major, minor)| is_number(major) && is_number(minor));
    !text.is_empty() && text != "me" && !is_version
}
