//! What a caller must be allowed to do.

/// Who may make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permission {
    /// Name in the contract, such as `messenger`.
    pub name: &'static str,
    /// Kind of access token, such as `Page`.
    pub token: &'static str,
    /// Tasks on the Page, of which the person can perform one.
    pub tasks: &'static [&'static str],
    /// Permissions that the person granted.
    pub scopes: &'static [&'static str],
}

impl Permission {
    /// Describes who may make a call.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        token: &'static str,
        tasks: &'static [&'static str],
        scopes: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            token,
            tasks,
            scopes,
        }
    }
}
