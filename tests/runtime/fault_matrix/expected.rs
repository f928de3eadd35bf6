//! What the caller has to get, by the contract and the docs of the library.

use page_conversations::{AdviceKind, ErrorCase, ErrorEntry};

use super::outcome::{Category, Outcome};
use super::rows::{Lists, Nature, Node};
use super::subject::{Reads, Subject, Way};

/// How often a fault occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    Once,
    Always,
}

/// What an outcome is expected of.
pub struct Expectation<'a> {
    pub subject: Subject,
    pub frequency: Frequency,
    /// The error table of the version.
    pub errors: &'a [ErrorEntry],
}

/// How a client handles a failure of a call.
struct Failure {
    error: (Category, &'static str),
    /// Whether the call is retried.
    is_retried: bool,
    /// Whether a walk requests smaller pages.
    shrinks: bool,
    /// Whether ids are requested in smaller parts.
    splits: bool,
}

impl Expectation<'_> {
    pub fn of(&self, nature: Nature) -> Outcome {
        match nature {
            Nature::Harmless(_) => Outcome::Answer,
            Nature::Passing(category) => self.failing(&Failure {
                error: (category, "wait"),
                is_retried: true,
                shrinks: false,
                // A connection that fails is not about a node.
                splits: category != Category::Transport,
            }),
            Nature::Final(category) => Outcome::Failed(category, "give_up"),
            Nature::Error { code, is_transient } => self.failing(&self.failure(code, is_transient)),
            Nature::Throttle { is_waited_for } => match self.frequency {
                Frequency::Once if is_waited_for => Outcome::Answer,
                _ => Outcome::Failed(Category::Graph, "wait"),
            },
            Nature::TooMuch(lists) => self.too_much(lists),
            Nature::Poison(node) => self.poisoned(node),
            Nature::EmptyPage => self.empty_page(),
            Nature::RepeatedCursor if self.subject.is_walk() => {
                Outcome::Failed(Category::RepeatedCursor, "give_up")
            }
            Nature::RepeatedCursor => Outcome::Answer,
            Nature::Unanswered(answered) => match (self.subject.way, self.frequency) {
                // Nothing is left after as many attempts as there are requests.
                (Way::Batch, Frequency::Always) if answered == 0 => {
                    Outcome::Failed(Category::Unanswered, "wait")
                }
                _ => Outcome::Answer,
            },
        }
    }

    /// How an error of the table is handled, or one that it does not have.
    fn failure(&self, code: i64, is_transient: Option<bool>) -> Failure {
        let entry = find(self.errors, code, None, "");
        let kind = kind(entry, is_transient);
        let is_server_failure = matches!(kind, AdviceKind::Wait | AdviceKind::ShrinkPage)
            // The server failed, and Graph states that it will fail again.
            || entry.is_some_and(|entry| entry.advice == AdviceKind::Wait);
        Failure {
            error: (Category::Graph, label(kind)),
            is_retried: matches!(kind, AdviceKind::Wait | AdviceKind::SlowDown),
            shrinks: is_server_failure,
            // What nobody knows may be about one id.
            splits: is_server_failure || entry.is_none(),
        }
    }

    /// The outcome of a failure of each call, whatever it reads.
    fn failing(&self, failure: &Failure) -> Outcome {
        let (category, advice) = failure.error;
        let by_ids = matches!(self.subject.way, Way::NodesById | Way::PlanOfIds);
        let by_pages = self.subject.is_walk() || self.subject.way == Way::PlanOfList;
        match self.frequency {
            Frequency::Once if failure.is_retried => Outcome::Answer,
            Frequency::Once if failure.shrinks && by_pages => Outcome::Answer,
            Frequency::Once if failure.splits && by_ids => Outcome::Answer,
            Frequency::Always if failure.splits && by_ids => self.unreadable(),
            _ => Outcome::Failed(category, advice),
        }
    }

    /// The outcome if some nodes cannot be read.
    fn unreadable(&self) -> Outcome {
        match self.subject.way {
            // They stop at unreadable nodes by default; pages are read with `Continue` here.
            Way::Items | Way::NodesById => Outcome::Failed(Category::Unreadable, "skip_nodes"),
            _ => Outcome::Without,
        }
    }

    fn too_much(&self, lists: Lists) -> Outcome {
        let is_hit = match lists {
            Lists::Pages => self.subject.is_edge(),
            Lists::Nested => self.subject.reads() == Reads::Threads,
        };
        match self.subject.way {
            _ if !is_hit => Outcome::Answer,
            Way::Node | Way::Ids | Way::Page | Way::Batch => {
                Outcome::Failed(Category::Graph, label(AdviceKind::ShrinkPage))
            }
            // A call for one id cannot be made smaller.
            Way::NodesById | Way::PlanOfIds if self.frequency == Frequency::Always => {
                self.unreadable()
            }
            _ => Outcome::Answer,
        }
    }

    fn poisoned(&self, node: Node) -> Outcome {
        let is_hit = match (node, self.subject.reads()) {
            (Node::Thread, Reads::Messages) => self.subject.is_edge(),
            (Node::Thread | Node::Message, _) => true,
            (Node::Id, _) => !self.subject.is_edge(),
        };
        let (code, subcode) = match node {
            Node::Id => (100, Some(33)),
            _ => (1, None),
        };
        let kind = kind(find(self.errors, code, subcode, ""), None);
        let error = Outcome::Failed(Category::Graph, label(kind));
        let is_transient = kind == AdviceKind::Wait;
        match (self.subject.way, self.frequency) {
            _ if !is_hit => Outcome::Answer,
            (_, Frequency::Once) if is_transient => Outcome::Answer,
            (Way::NodesById | Way::PlanOfIds, Frequency::Once) => Outcome::Answer,
            (Way::Node | Way::Ids | Way::Page | Way::Batch, _) => error,
            // Without its ids, the list of messages cannot be read.
            _ if node == Node::Thread && self.subject.reads() == Reads::Messages => error,
            _ => self.unreadable(),
        }
    }

    fn empty_page(&self) -> Outcome {
        match (self.subject.way, self.frequency) {
            _ if !self.subject.is_edge() => Outcome::Answer,
            (Way::Page | Way::Batch, _) => Outcome::EmptyPage,
            (_, Frequency::Once) => Outcome::Answer,
            (_, Frequency::Always) => Outcome::Failed(Category::EmptyPages, "give_up"),
        }
    }
}

/// The entry of the table for an error: by words of the message, else by its subcode, else by
/// its code, of which a range is the least specific.
pub fn find<'a>(
    errors: &'a [ErrorEntry],
    code: i64,
    subcode: Option<i64>,
    message: &str,
) -> Option<&'a ErrorEntry> {
    let message = message.to_lowercase();
    let of_code = errors
        .iter()
        .filter(|entry| (entry.code..=entry.through).contains(&code));
    let rank = |entry: &&ErrorEntry| match entry.case {
        ErrorCase::Message(words) => message.contains(words).then_some((3, words.len())),
        ErrorCase::Subcode(own) => (subcode == Some(own)).then_some((2, 0)),
        ErrorCase::Any => Some((usize::from(entry.code == entry.through), 0)),
    };
    of_code
        .filter(|entry| rank(entry).is_some())
        .max_by_key(rank)
}

/// The advice for an entry, and for what Graph says of it.
pub fn kind(entry: Option<&ErrorEntry>, is_transient: Option<bool>) -> AdviceKind {
    match (entry.map(|entry| entry.advice), is_transient) {
        (None, Some(true)) => AdviceKind::Wait,
        (None, _) | (Some(AdviceKind::Wait), Some(false)) => AdviceKind::GiveUp,
        (Some(kind), _) => kind,
    }
}

/// The name of the advice that the caller gets.
pub fn label(kind: AdviceKind) -> &'static str {
    match kind {
        AdviceKind::Wait | AdviceKind::SlowDown => "wait",
        AdviceKind::ShrinkPage => "shrink_page",
        AdviceKind::LogIn => "log_in",
        AdviceKind::UseToken => "use_token",
        AdviceKind::GetPermission => "get_permission",
        AdviceKind::FixRequest => "fix_request",
        AdviceKind::GiveUp => "give_up",
        other => panic!("no name of {other:?}"),
    }
}
