//! Edits of lists item by item, so that items that stay keep their comments.

use super::address::Address;
use super::editor::{EditError, Editor};
use super::forms;
use crate::contract::yaml::{Node, Shape, Value};

impl Editor {
    /// Sets a key of an entry to a list. Of a list that is there, items that stay or only
    /// change are edited in place.
    ///
    /// # Errors
    ///
    /// As [`set`](Self::set).
    pub fn set_list(
        &mut self,
        entry: &Address,
        key: &str,
        items: &[Value],
    ) -> Result<(), EditError> {
        let list = entry.key(key);
        let owner = self.find(entry)?.node;
        let before = owner
            .index_of(key)
            .map(|index| &owner.entries()[index].value);
        // The text of an alias is elsewhere.
        let before = match before.filter(|list| !list.holds_alias()).map(value_of) {
            Some(Value::List(before)) => before,
            _ => Vec::new(),
        };
        let pairs = aligned(&before, items);
        if pairs.is_empty() {
            return self.set(entry, key, Value::List(items.to_vec()));
        }
        for index in (0..before.len()).rev() {
            if !pairs.iter().any(|(old, _)| *old == index) {
                self.cut(&list.item(index))?;
            }
        }
        for (index, item) in items.iter().enumerate() {
            match pairs.iter().find(|(_, new)| *new == index) {
                Some((old, _)) => self.change_item(&list.item(index), &before[*old], item)?,
                None => self.edit(&list, |editor, position| {
                    let text = editor.text(position.file);
                    Ok(forms::insert_item(text, position.node, index, item))
                })?,
            }
        }
        Ok(())
    }

    /// Edits the keys in which an item differs.
    fn change_item(
        &mut self,
        item: &Address,
        before: &Value,
        after: &Value,
    ) -> Result<(), EditError> {
        let (before, after) = (entries(before), entries(after));
        for (key, value) in after.iter().filter(|entry| !before.contains(entry)) {
            self.set(item, key, value.clone())?;
        }
        for (key, _) in before {
            if !after.iter().any(|(name, _)| name == key) {
                self.unset(item, key)?;
            }
        }
        Ok(())
    }

    /// Returns the value of a key of an entry.
    pub(super) fn value_of_key(
        &self,
        entry: &Address,
        key: &str,
    ) -> Result<Option<Value>, EditError> {
        let node = self.find(entry)?.node;
        Ok(node
            .index_of(key)
            .map(|index| value_of(&node.entries()[index].value)))
    }
}

/// Returns the pairs of old and new indices, in order, that have the most in common.
fn aligned(before: &[Value], after: &[Value]) -> Vec<(usize, usize)> {
    let (rows, columns) = (before.len(), after.len());
    // The best sum for the items from two indices on.
    let mut best = vec![vec![0; columns + 1]; rows + 1];
    for old in (0..rows).rev() {
        for new in (0..columns).rev() {
            let paired = likeness(&before[old], &after[new]);
            let paired = paired.map_or(0, |likeness| likeness + best[old + 1][new + 1]);
            best[old][new] = paired.max(best[old + 1][new]).max(best[old][new + 1]);
        }
    }
    let (mut old, mut new) = (0, 0);
    let mut pairs = Vec::new();
    while old < rows && new < columns {
        let paired = likeness(&before[old], &after[new]);
        if paired.is_some_and(|likeness| best[old][new] == likeness + best[old + 1][new + 1]) {
            pairs.push((old, new));
            (old, new) = (old + 1, new + 1);
        } else if best[old][new] == best[old + 1][new] {
            old += 1;
        } else {
            new += 1;
        }
    }
    pairs
}

/// Returns how much two items have in common; `None` if one cannot become the other by
/// edits of its keys.
fn likeness(before: &Value, after: &Value) -> Option<usize> {
    match (before, after) {
        (Value::Map(before), Value::Map(after)) if !before.is_empty() && !after.is_empty() => {
            let same = before.iter().filter(|entry| after.contains(entry));
            Some(1 + 2 * same.count())
        }
        _ => (before == after).then_some(1),
    }
}

fn entries(value: &Value) -> &[(String, Value)] {
    match value {
        Value::Map(entries) | Value::Lines(entries) => entries,
        _ => &[],
    }
}

fn value_of(node: &Node) -> Value {
    match &node.shape {
        Shape::Scalar { text, .. } => Value::Text(text.clone()),
        Shape::Seq { items, .. } => Value::List(items.iter().map(value_of).collect()),
        Shape::Map { entries, .. } => Value::map(
            entries
                .iter()
                .map(|entry| (entry.name(), value_of(&entry.value))),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best sum of any pairs in order.
    fn best(before: &[Value], after: &[Value]) -> usize {
        let ([old, rest @ ..], [new, others @ ..]) = (before, after) else {
            return 0;
        };
        let paired = likeness(old, new).map_or(0, |likeness| likeness + best(rest, others));
        paired.max(best(rest, after)).max(best(before, others))
    }

    #[test]
    fn pairs_are_in_order_and_have_the_most_in_common() {
        let map = |pairs: &[(&str, &str)]| Value::map(pairs.iter().copied());
        let items = [
            map(&[("since", "v1.0")]),
            map(&[("since", "v1.0"), ("removed_in", "v2.0")]),
            map(&[("since", "v3.0"), ("removed_in", "v2.0")]),
            Value::from("v1.0"),
            map(&[]),
        ];
        // All lists of up to three items.
        let mut lists = vec![Vec::new()];
        for from in 0..=25 {
            let longer = items
                .iter()
                .map(|item| [&lists[from][..], std::slice::from_ref(item)].concat());
            lists.extend(longer.collect::<Vec<_>>());
        }
        for before in &lists {
            for after in &lists {
                let pairs = aligned(before, after);
                let likeness = |(old, new): &(usize, usize)| likeness(&before[*old], &after[*new]);
                let sum: usize = pairs.iter().filter_map(likeness).sum();
                assert_eq!(sum, best(before, after), "{before:?} {after:?}");
                assert!(pairs.is_sorted_by(|one, next| one.0 < next.0 && one.1 < next.1));
            }
        }
        assert_eq!(likeness(&items[0], &items[1]), Some(3));
        assert_eq!(likeness(&items[0], &items[2]), Some(1));
        assert_eq!(likeness(&items[0], &items[3]), None);
    }
}
