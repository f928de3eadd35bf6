//! Which of one list is which of another.

use std::collections::HashMap;
use std::hash::Hash;

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

/// Pairs what went with what came in its place: what is alike, where nothing
/// else that came or went is.
pub(super) fn with_renames<'a, T, L: Eq + Hash>(
    pairs: Vec<Paired<'a, T>>,
    base: impl Fn(&'a T) -> L,
    head: impl Fn(&'a T) -> L,
) -> Vec<Paired<'a, T>> {
    let came = pairs.iter().any(|pair| matches!(pair, Paired::New(_)));
    let went = pairs.iter().any(|pair| matches!(pair, Paired::Gone(_)));
    if !(came && went) {
        return pairs;
    }
    let mut alike: HashMap<L, (Vec<&'a T>, Vec<&'a T>)> = HashMap::new();
    for pair in &pairs {
        match pair {
            Paired::Gone(old) => alike.entry(base(old)).or_default().0.push(old),
            Paired::New(new) => alike.entry(head(new)).or_default().1.push(new),
            Paired::Both(..) | Paired::Renamed(..) => {}
        }
    }
    let only = |like: &L| match alike.get(like) {
        Some((old, new)) if old.len() == 1 && new.len() == 1 => Some((old[0], new[0])),
        _ => None,
    };
    let renamed = pairs.into_iter().filter_map(|pair| match pair {
        Paired::Gone(old) => Some(match only(&base(old)) {
            Some((old, new)) => Paired::Renamed(old, new),
            None => pair,
        }),
        Paired::New(new) => only(&head(new)).is_none().then_some(pair),
        _ => Some(pair),
    });
    renamed.collect()
}

/// A doc without the name of what it describes.
pub(super) fn nameless(doc: &str, name: &str) -> String {
    doc.replace(&format!("`{name}`"), "`_`")
}
