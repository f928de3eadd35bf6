//! What to do about nodes that Graph names and does not deliver.

/// What a stream does about a node that cannot be read.
///
/// Some conversations make every call fail that expands them. Where a page keeps
/// failing, a stream finds out which of its nodes cause it: it asks for smaller
/// pages, lists what is left by ids only, and reads each of those nodes by
/// itself. The other nodes of the page are delivered.
///
/// That takes calls. In a page of `n` nodes, each node that cannot be read costs at
/// most `log2(n) + 3` of them, rounded up, and is itself tried as often as
/// [`Retry`](crate::Retry) allows. Where all lists fail and each node can be read
/// by itself, a page costs a call for each node and about `3 log2(n)` more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnUnreadable {
    /// Deliver the other nodes of the page, then end with
    /// [`Error::Unreadable`](crate::Error::Unreadable). The checkpoint is then
    /// after the page, so a resumed stream goes on behind it.
    #[default]
    Stop,
    /// Go on, and collect the nodes that cannot be read in the stream's
    /// [`Report`](crate::Report).
    Continue,
}
