//! Edits of the keys that limit an entry to versions.

use super::address::Address;
use super::editor::{EditError, Editor};
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::Span;
use crate::contract::yaml::Value;

/// The keys, in the usual order.
const KEYS: [&str; 3] = ["since", "removed_in", "ranges"];

impl Editor {
    /// Sets the versions of an entry, in the shortest form: nothing, `since` and
    /// `removed_in`, or `ranges`. Comments of versions that stay are kept. Removes
    /// `replaced_by` from an entry that is not removed for good.
    ///
    /// # Errors
    ///
    /// The entry does not exist or is shared, or there is no span.
    pub fn set_availability(&mut self, entry: &Address, spans: &[Span]) -> Result<(), EditError> {
        let wanted = match spans {
            [] => {
                let message =
                    format!("`{entry}` would be available in no version; remove it instead");
                return Err(EditError::Refused(message));
            }
            [span] => bounds(span),
            many => vec![("ranges", Value::List(ranges(many)))],
        };
        // Of ranges that become one span, the comments of that span alone stay.
        let is_one = spans.len() == 1 && !wanted.is_empty();
        if is_one && self.has_comments(&entry.key("ranges")) {
            self.set_list(entry, "ranges", &ranges(spans))?;
        }
        let comments = self.comments_to_move(entry, &wanted)?;
        for (key, value) in &wanted {
            if self.value_of_key(entry, key)?.as_ref() != Some(value) {
                match value {
                    Value::List(items) => self.set_list(entry, key, items)?,
                    value => self.set(entry, key, value.clone())?,
                }
            }
        }
        let stays = |key: &str| wanted.iter().any(|(name, _)| *name == key);
        for key in KEYS.into_iter().filter(|key| !stays(key)) {
            self.unset(entry, key)?;
        }
        if let (Some((first, _)), false) = (wanted.first(), comments.is_empty()) {
            self.add_comments(&entry.key(*first), &comments)?;
        }
        match spans.last().and_then(|span| span.removed_in) {
            Some(_) => Ok(()),
            None => self.unset(entry, "replaced_by"),
        }
    }

    /// Returns the comments of keys whose versions other keys will state.
    fn comments_to_move(
        &self,
        entry: &Address,
        wanted: &[(&str, Value)],
    ) -> Result<Vec<String>, EditError> {
        let replaced: &[&str] = match wanted {
            [] => &[],
            [("ranges", _)] => &["since", "removed_in"],
            _ => &["ranges"],
        };
        let mut comments = Vec::new();
        for key in replaced {
            if self.value_of_key(entry, key)?.is_some() {
                comments.extend(self.comments_of(&entry.key(*key))?);
            }
        }
        Ok(comments)
    }

    fn has_comments(&self, address: &Address) -> bool {
        let comments = self.comments_of(address);
        comments.is_ok_and(|comments| !comments.is_empty())
    }

    /// Returns the comments directly above, inside and after the entry at an address.
    fn comments_of(&self, address: &Address) -> Result<Vec<String>, EditError> {
        let position = self.locate(address)?;
        let comments = position.owner.map(|(map, index)| {
            let text = self.text(position.file);
            text.comments_of(map, index)
        });
        Ok(comments.unwrap_or_default())
    }

    /// Adds comments above the entry at an address.
    fn add_comments(&mut self, address: &Address, comments: &[String]) -> Result<(), EditError> {
        self.edit_whole(address, |editor, position| {
            let text = editor.text(position.file);
            match position.entry() {
                Some(entry) => Ok(text.add_comments(entry, comments)),
                None => Err(editor.unfit_error(address, position, "an entry")),
            }
        })
    }
}

/// Returns the keys that state a span.
fn bounds(span: &Span) -> Vec<(&'static str, Value)> {
    let text =
        |version: Option<VersionName>| version.map(|version| Value::from(version.to_string()));
    let keys = [
        ("since", text(span.since)),
        ("removed_in", text(span.removed_in)),
    ];
    let keys = keys.into_iter();
    keys.filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

fn ranges(spans: &[Span]) -> Vec<Value> {
    let spans = spans.iter();
    spans.map(|span| Value::map(bounds(span))).collect()
}
