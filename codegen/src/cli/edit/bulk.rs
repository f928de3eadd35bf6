//! Edits of many entries at once, which read each text once.

use super::address::Address;
use super::editor::{EditError, Editor};
use super::order;
use super::spec_file::{SECTIONS, format_line};
use super::text::Text;
use crate::contract::yaml::{Node, Value};

impl Editor {
    /// Adds entries to a section of a file, which is created if it is missing.
    ///
    /// # Errors
    ///
    /// As [`Editor::add`].
    pub fn add_to_file(
        &mut self,
        file: &str,
        section: &str,
        entries: &[(String, Value)],
    ) -> Result<(), EditError> {
        let map = Address::new([section]);
        for (name, _) in entries {
            if let Some(place) = self.place(&map.key(name)) {
                let address = map.key(name);
                return Err(EditError::Taken { address, place });
            }
        }
        let index = match self.index_of(file) {
            Some(index) => index,
            None => {
                self.add_file(file, &self.head())?;
                self.files.len() - 1
            }
        };
        let text = self.text(index);
        let new = match text.root.get(section).map(|entry| &entry.value) {
            Some(known) if known.is_flow() || known.entries().is_empty() => {
                return self.add_all(&map, entries);
            }
            Some(known) => text.insert_all(known, entries),
            None => text.insert_section(section, entries),
        };
        self.replace_text(index, new)
    }

    /// Adds entries to a map, as [`Editor::add`] does.
    ///
    /// # Errors
    ///
    /// As [`Editor::add`].
    pub fn add_all(&mut self, map: &Address, entries: &[(String, Value)]) -> Result<(), EditError> {
        let position = match self.find(map) {
            Err(EditError::Missing(_)) => {
                let entries = Value::lines(entries.iter().cloned());
                return self.set(&map.parent(), map.name(), entries);
            }
            position => position?,
        };
        let in_lines = !position.is_in_flow() && !position.node.is_flow();
        if in_lines && position.node.is_map() && !position.node.entries().is_empty() {
            let file = position.file;
            let new = self.text(file).insert_all(position.node, entries);
            return self.replace_text(file, new);
        }
        for (name, value) in entries {
            self.add(map, name, value.clone())?;
        }
        Ok(())
    }

    /// The first lines of a new file, as another one has them.
    fn head(&self) -> String {
        let first = self.files.first().map(|file| file.text.text.as_str());
        let line = first.and_then(|text| text.lines().next());
        let line = line.filter(|line| line.starts_with("# yaml-language-server:"));
        let line = line.map_or(String::new(), |line| format!("{line}\n"));
        format!("{line}{}", format_line())
    }
}

impl Text {
    /// Inserts entries into a map with a line for each of its own: in order if
    /// those are sorted, else at the end.
    fn insert_all(&self, map: &Node, entries: &[(String, Value)]) -> String {
        let mut edits: Vec<(usize, String)> = Vec::new();
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(name, _)| order::sort_key(name));
        for (name, value) in entries {
            let index = order::place_in_order(map.entries(), name);
            edits.push(self.insertion(map, index, name, value));
        }
        // Entries at one place are in order, before which the others come.
        edits.sort_by_key(|(at, _)| *at);
        let newline = self.newline();
        let mut new = String::new();
        let mut done = 0;
        for (at, text) in edits {
            new.push_str(&self.text[done..at]);
            new.push_str(&text.replace('\n', newline));
            done = at;
        }
        new.push_str(&self.text[done..]);
        new
    }

    /// Inserts a section before those that usually follow it.
    fn insert_section(&self, section: &str, entries: &[(String, Value)]) -> String {
        let rank = |name: &str| SECTIONS.iter().position(|known| *known == name);
        let own = rank(section);
        let sections = self.root.entries();
        let next = sections.iter().position(|other| rank(other.name()) > own);
        let deep = entries.iter().any(|(_, value)| value.is_deep());
        let gap = if deep { "\n\n" } else { "\n" };
        let lines = entries.iter();
        let lines: Vec<_> = lines
            .map(|(name, value)| format!("  {}", value.in_block(name, 2, false)))
            .collect();
        let text = format!("{section}:\n{}\n", lines.join(gap));
        match next {
            Some(index) => {
                let before = index.checked_sub(1).map(|index| sections[index].end);
                let at = self.head(sections[index].key.span.start, before);
                self.splice(at..at, &format!("{text}\n"))
            }
            None => {
                let end = self.text.trim_end().len();
                self.splice(end..self.text.len(), &format!("\n\n{text}"))
            }
        }
    }
}
