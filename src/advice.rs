//! What to do about an error code.

/// What a client should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Wait, then send the same call again. Calls sent meanwhile lengthen the
    /// wait.
    Wait,
    /// Get a new access token: this one is not taken any more.
    LogIn,
    /// Get a permission, a task on the Page or the person's consent.
    GetPermission,
    /// Change the call: it fails however often it is sent.
    FixRequest,
    /// Stop, and have a person look.
    GiveUp,
}

/// An error code that the contract describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The code.
    pub code: i64,
    /// The subcode; `None` for what the code means by itself.
    pub subcode: Option<i64>,
    /// Name of the code, such as `InvalidAccessToken`.
    pub name: &'static str,
    /// What a client should do.
    pub advice: Advice,
    /// What the code says.
    pub doc: &'static str,
}

impl ErrorEntry {
    /// Makes an entry of the error table.
    #[doc(hidden)]
    pub const fn new(
        code: i64,
        subcode: Option<i64>,
        name: &'static str,
        advice: Advice,
        doc: &'static str,
    ) -> Self {
        Self {
            code,
            subcode,
            name,
            advice,
            doc,
        }
    }
}

/// What a table says of a code: of its subcode, or of the code by itself.
pub(crate) fn find(
    table: &'static [ErrorEntry],
    code: i64,
    subcode: Option<i64>,
) -> Option<&'static ErrorEntry> {
    let find = |subcode| {
        let mut entries = table.iter();
        entries.find(|entry| entry.code == code && entry.subcode == subcode)
    };
    find(subcode).or_else(|| find(None))
}
