//! Which call is read in which way.

use std::fmt;

/// A way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Node,
    Ids,
    Page,
    Pages,
    Items,
    NodesById,
    Batch,
    PlanOfList,
    PlanOfIds,
}

/// A call, and the way in which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    pub way: Way,
    /// Name of the operation.
    pub operation: &'static str,
}

/// What a call reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    Threads,
    Messages,
}

impl Subject {
    pub fn reads(&self) -> Reads {
        match self.operation {
            "GetMessage" | "GetMessages" | "ListMessages" => Reads::Messages,
            _ => Reads::Threads,
        }
    }

    pub fn is_edge(&self) -> bool {
        self.operation.starts_with("List")
    }

    /// Whether pages are read until the last.
    pub fn is_walk(&self) -> bool {
        matches!(self.way, Way::Pages | Way::Items)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Node => "`send`",
            Self::Ids => "`send` of ids",
            Self::Page => "`page`",
            Self::Pages => "`pages`",
            Self::Items => "`items`",
            Self::NodesById => "`nodes_by_id`",
            Self::Batch => "`batch`",
            Self::PlanOfList => "plan of a list",
            Self::PlanOfIds => "plan of ids",
        })
    }
}
