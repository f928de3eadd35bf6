//! Which item of one list is which of another.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::contract::Replacement;

/// An item of two lists.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paired<A, B = A> {
    /// Both lists have it.
    Both(A, B),
    /// Both lists have it, by another name.
    Renamed(A, B),
    /// Only the base has it.
    Removed(A),
    /// Only the head has it.
    Added(B),
}

/// Pairs items by key: those of the base in their order, then those that only
/// the head has in theirs.
pub(crate) fn pair<A: Copy, B: Copy, K: Eq + Hash>(
    base: &[A],
    head: &[B],
    base_key: impl Fn(A) -> K,
    head_key: impl Fn(B) -> K,
) -> Vec<Paired<A, B>> {
    let zipped = || base.iter().copied().zip(head.iter().copied());
    // Most lists do not change.
    if base.len() == head.len() && zipped().all(|(old, new)| base_key(old) == head_key(new)) {
        return zipped().map(|(old, new)| Paired::Both(old, new)).collect();
    }
    let mut by_key: HashMap<_, _> = head.iter().map(|new| (head_key(*new), *new)).collect();
    let mut pairs: Vec<_> = base
        .iter()
        .map(|old| match by_key.remove(&base_key(*old)) {
            Some(new) => Paired::Both(*old, new),
            None => Paired::Removed(*old),
        })
        .collect();
    let added = head
        .iter()
        .filter(|new| by_key.contains_key(&head_key(**new)));
    pairs.extend(added.map(|new| Paired::Added(*new)));
    pairs
}

/// How renamed items are found.
pub(super) struct Renaming<N, R, B, H> {
    /// The name of an item.
    pub name: N,
    /// The stated replacement of an item of the base, if any.
    pub replaced_by: R,
    /// What an item of the base keeps when it is renamed.
    pub base: B,
    /// The same of an item of the head.
    pub head: H,
}

/// Pairs what was removed with what was added in its place: with its stated
/// replacement, or with what is like it. It is a rename only where no other
/// item that was removed or added can be meant.
pub(super) fn with_renames<'a, T: Copy, L: Eq + Hash>(
    pairs: Vec<Paired<T>>,
    how: Renaming<
        impl Fn(T) -> &'a str,
        impl Fn(T) -> Option<&'a Replacement>,
        impl Fn(T) -> Option<L>,
        impl Fn(T) -> Option<L>,
    >,
) -> Vec<Paired<T>> {
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for pair in &pairs {
        match *pair {
            Paired::Removed(old) => removed.push(old),
            Paired::Added(new) => added.push(new),
            Paired::Both(..) | Paired::Renamed(..) => {}
        }
    }
    if removed.is_empty() || added.is_empty() {
        return pairs;
    }
    let replacement = |old| {
        let by = (how.replaced_by)(old).filter(|by| by.of.is_none());
        by.map(|by| by.name.as_str())
    };
    let mut renamed: HashMap<&str, T> = HashMap::new();
    let mut taken: HashSet<&str> = HashSet::new();
    let stated = unique_pairs(&removed, &added, replacement, |new| Some((how.name)(new)));
    for (old, new) in stated {
        renamed.insert((how.name)(old), new);
        taken.insert((how.name)(new));
    }
    removed.retain(|old| !renamed.contains_key((how.name)(*old)));
    added.retain(|new| !taken.contains((how.name)(*new)));
    for (old, new) in unique_pairs(&removed, &added, how.base, how.head) {
        renamed.insert((how.name)(old), new);
        taken.insert((how.name)(new));
    }
    let pairs = pairs.into_iter().filter_map(|pair| match pair {
        Paired::Removed(old) => match renamed.get((how.name)(old)) {
            Some(new) => Some(Paired::Renamed(old, *new)),
            None => Some(pair),
        },
        Paired::Added(new) => (!taken.contains((how.name)(new))).then_some(pair),
        Paired::Both(..) | Paired::Renamed(..) => Some(pair),
    });
    pairs.collect()
}

/// The pairs of items that are alike and like no other item.
fn unique_pairs<T: Copy, L: Eq + Hash>(
    removed: &[T],
    added: &[T],
    base: impl Fn(T) -> Option<L>,
    head: impl Fn(T) -> Option<L>,
) -> Vec<(T, T)> {
    let mut alike: HashMap<L, (Vec<T>, Vec<T>)> = HashMap::new();
    for old in removed {
        if let Some(like) = base(*old) {
            alike.entry(like).or_default().0.push(*old);
        }
    }
    for new in added {
        if let Some(like) = head(*new) {
            alike.entry(like).or_default().1.push(*new);
        }
    }
    let pairs = alike.into_values().filter_map(|pair| match pair {
        (old, new) if old.len() == 1 && new.len() == 1 => Some((old[0], new[0])),
        _ => None,
    });
    pairs.collect()
}

/// A doc without the name of the element that it describes.
pub(super) fn nameless(doc: &str, name: &str) -> String {
    doc.replace(&format!("`{name}`"), "`_`")
}
