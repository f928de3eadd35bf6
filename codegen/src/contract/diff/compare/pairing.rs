//! Which of one list is which of another.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::contract::Replacement;

/// A thing of two lists.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paired<'a, T> {
    /// In both, by the same name.
    Both(&'a T, &'a T),
    /// In both, by another name.
    Renamed(&'a T, &'a T),
    /// In the base alone.
    Gone(&'a T),
    /// In the head alone.
    New(&'a T),
}

/// Pairs what has the same key.
pub(super) fn by_key<'a, T, K: Ord>(
    base: &'a [T],
    head: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<Paired<'a, T>> {
    let zipped = || base.iter().zip(head);
    if base.len() == head.len() && zipped().all(|(old, new)| key(old) == key(new)) {
        return zipped().map(|(old, new)| Paired::Both(old, new)).collect();
    }
    let sorted = |list: &'a [T]| {
        let mut list: Vec<_> = list.iter().map(|one| (key(one), one)).collect();
        list.sort_by(|(one, _), (other, _)| one.cmp(other));
        list.into_iter().peekable()
    };
    let (mut base, mut head) = (sorted(base), sorted(head));
    let mut pairs = Vec::new();
    loop {
        let order = match (base.peek(), head.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return pairs,
        };
        let old = if order.is_le() { base.next() } else { None };
        let new = if order.is_ge() { head.next() } else { None };
        pairs.extend(match (old, new) {
            (Some((_, old)), Some((_, new))) => Some(Paired::Both(old, new)),
            (Some((_, old)), None) => Some(Paired::Gone(old)),
            (None, Some((_, new))) => Some(Paired::New(new)),
            (None, None) => None,
        });
    }
}

/// How to find out what has another name now.
pub(super) struct Renaming<N, R, B, H> {
    /// The name.
    pub name: N,
    /// What a thing of the base is replaced by, where that is stated.
    pub replaced_by: R,
    /// What a thing of the base is like, beside its name.
    pub base: B,
    /// What a thing of the head is like.
    pub head: H,
}

/// Pairs what went with what came in its place: with what is stated to replace
/// it, or with what is like it. It is a rename only where nothing else that
/// came or went may be meant.
pub(super) fn with_renames<'a, 'n, T, L: Eq + Hash>(
    pairs: Vec<Paired<'a, T>>,
    how: Renaming<
        impl Fn(&'a T) -> &'a str,
        impl Fn(&'a T) -> Option<&'n Replacement>,
        impl Fn(&'a T) -> L,
        impl Fn(&'a T) -> L,
    >,
) -> Vec<Paired<'a, T>> {
    let (mut went, mut came) = (Vec::new(), Vec::new());
    for pair in &pairs {
        match *pair {
            Paired::Gone(old) => went.push(old),
            Paired::New(new) => came.push(new),
            Paired::Both(..) | Paired::Renamed(..) => {}
        }
    }
    if went.is_empty() || came.is_empty() {
        return pairs;
    }
    let stated = only_pairs(
        &went,
        &came,
        |old| {
            (how.replaced_by)(old)
                .filter(|by| by.of.is_none())
                .map(|by| by.name.clone())
        },
        |new| Some((how.name)(new).to_owned()),
    );
    let (old_names, new_names): (HashSet<_>, HashSet<_>) = stated
        .iter()
        .map(|(old, new)| ((how.name)(old), (how.name)(new)))
        .unzip();
    went.retain(|old| !old_names.contains((how.name)(old)));
    came.retain(|new| !new_names.contains((how.name)(new)));
    let alike = only_pairs(
        &went,
        &came,
        |old| Some((how.base)(old)),
        |new| Some((how.head)(new)),
    );
    let renamed: HashMap<_, _> = stated
        .into_iter()
        .chain(alike)
        .map(|(old, new)| ((how.name)(old), new))
        .collect();
    let taken: HashSet<_> = renamed.values().map(|new| (how.name)(new)).collect();
    let pairs = pairs.into_iter().filter_map(|pair| match pair {
        Paired::Gone(old) => match renamed.get((how.name)(old)) {
            Some(new) => Some(Paired::Renamed(old, *new)),
            None => Some(pair),
        },
        Paired::New(new) => (!taken.contains((how.name)(new))).then_some(pair),
        _ => Some(pair),
    });
    pairs.collect()
}

/// Those of two lists that are alike, where nothing else of either list is.
fn only_pairs<'a, T, L: Eq + Hash>(
    went: &[&'a T],
    came: &[&'a T],
    base: impl Fn(&'a T) -> Option<L>,
    head: impl Fn(&'a T) -> Option<L>,
) -> Vec<(&'a T, &'a T)> {
    let mut alike: HashMap<L, (Vec<&'a T>, Vec<&'a T>)> = HashMap::new();
    for old in went {
        if let Some(like) = base(old) {
            alike.entry(like).or_default().0.push(old);
        }
    }
    for new in came {
        if let Some(like) = head(new) {
            alike.entry(like).or_default().1.push(new);
        }
    }
    let pairs = alike.into_values().filter_map(|pair| match pair {
        (old, new) if old.len() == 1 && new.len() == 1 => Some((old[0], new[0])),
        _ => None,
    });
    pairs.collect()
}

/// A doc without the name of what it describes.
pub(super) fn nameless(doc: &str, name: &str) -> String {
    doc.replace(&format!("`{name}`"), "`_`")
}
