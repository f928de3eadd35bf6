//! What to do with nodes that cannot be read.

/// What a stream does with a node that cannot be read.
///
/// Some conversations make every call fail that expands them. If a page keeps failing,
/// a stream finds the nodes that cause it: it requests smaller pages, lists the ids of
/// the remaining nodes, and reads these nodes individually. The other nodes of the page
/// are delivered.
///
/// This takes extra calls. In a page of `n` nodes, each unreadable node costs at most
/// `log2(n) + 3` calls, rounded up, and is itself retried as [`Retry`](crate::Retry)
/// allows. If all lists fail and each node can be read individually, a page costs one
/// call for each node and about `3 log2(n)` more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnUnreadable {
    /// Deliver the other nodes of the page, then end with
    /// [`Error::Unreadable`](crate::Error::Unreadable). The checkpoint is then after
    /// the page, so that a resumed stream continues with the next one.
    #[default]
    Stop,
    /// Continue, and list the unreadable nodes in the [`Report`](crate::Report) of the
    /// stream.
    Continue,
}
