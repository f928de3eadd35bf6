//! The path of a node or an edge.

use progenitor_client::encode_path;

use crate::error::Invalid;
use crate::request::parameter::check_path;

/// The path of a node or an edge, below the Graph version.
///
/// Text such as `/me/accounts` converts into it, with or without the first slash. So does a
/// list of segments, which are encoded: use it for ids with reserved characters, and for ids
/// that users supply, which cannot add segments then.
///
/// A call with an invalid path is refused with [`Error::Invalid`](crate::Error::Invalid).
///
/// ```
/// use page_conversations::GraphPath;
///
/// assert_eq!(GraphPath::from(["m_1/2", "attachments"]).to_string(), "/m_1%2F2/attachments");
/// assert_eq!(GraphPath::from("me/accounts"), GraphPath::from(["me", "accounts"]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GraphPath(Result<Vec<String>, Invalid>);

impl GraphPath {
    fn of(segments: impl IntoIterator<Item: Into<String>>) -> Self {
        let segments: Vec<String> = segments.into_iter().map(Into::into).collect();
        Self(check_segments(&segments).map(|()| segments))
    }

    /// Returns why the path is refused, if it is.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        self.0.as_ref().map(drop).map_err(Clone::clone)
    }
}

/// Writes the path with its segments encoded. An invalid one is empty.
impl std::fmt::Display for GraphPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let segments = self.0.as_deref().unwrap_or_default();
        if segments.is_empty() {
            return f.write_str("/");
        }
        for segment in segments {
            write!(f, "/{}", encode_path(segment))?;
        }
        Ok(())
    }
}

impl From<&str> for GraphPath {
    fn from(text: &str) -> Self {
        match check_text(text) {
            Ok(()) if text == "/" => Self(Ok(Vec::new())),
            Ok(()) => Self::of(text.strip_prefix('/').unwrap_or(text).split('/')),
            Err(invalid) => Self(Err(invalid)),
        }
    }
}

impl From<String> for GraphPath {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for GraphPath {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl<S: Into<String>> From<Vec<S>> for GraphPath {
    fn from(segments: Vec<S>) -> Self {
        Self::of(segments)
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for GraphPath {
    fn from(segments: [S; N]) -> Self {
        Self::of(segments)
    }
}

impl From<&[&str]> for GraphPath {
    fn from(segments: &[&str]) -> Self {
        Self::of(segments.iter().copied())
    }
}

/// Returns the error of a path. It does not show the path, which may contain a secret.
fn refuse(why: &str) -> Result<(), Invalid> {
    Err(Invalid::new(format!("path {why}")))
}

/// Refuses text that is more than a path.
fn check_text(text: &str) -> Result<(), Invalid> {
    match text {
        "" => refuse("is empty"),
        _ if text.contains("://") => refuse("is a URL; pass only what follows the Graph version"),
        _ if text.starts_with("//") => refuse("begins with `//`, as a URL without a scheme does"),
        _ if text.contains('?') => refuse("contains `?`; pass parameters to `query`"),
        _ if text.contains('#') => refuse("contains `#`; pass ids that contain it as segments"),
        _ if text.contains('%') => {
            refuse("contains `%`; pass segments such as `[id, \"comments\"]`, which are encoded")
        }
        _ if text.contains(['{', '}']) => refuse("contains a placeholder in braces"),
        _ if text.contains(char::is_whitespace) => refuse("contains white space"),
        _ if text != "/" && text.ends_with('/') => refuse("ends with `/`"),
        _ => Ok(()),
    }
}

fn check_segments(segments: &[String]) -> Result<(), Invalid> {
    if segments.is_empty() {
        return refuse("has no segments; pass `\"/\"` for the root");
    }
    if segments.iter().any(String::is_empty) {
        return refuse("has an empty segment");
    }
    let is_version = |segment: &str| {
        let digits = segment.strip_prefix(['v', 'V']).unwrap_or_default();
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if is_version(&segments[0]) {
        return refuse("begins with a Graph version; pass it to `version`");
    }
    let mut segments = segments.iter();
    segments.try_for_each(|segment| check_path("path", segment))
}
