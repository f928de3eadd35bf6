//! Edits of one text, which keep every other byte.

use std::ops::Range;

use crate::contract::yaml::{self, Document, Entry, Node, Value};

/// A text and its tree.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub text: String,
    pub root: Node,
}

/// How a text begins that is folded over several lines.
const BLOCK: &str = " >-";

impl Text {
    pub(super) fn new(text: String) -> Option<Self> {
        let root = Document::parse(&text, 0).ok()?.root;
        Some(Self { text, root })
    }

    /// Takes over an edited text. Returns whether it is YAML; if not, nothing
    /// changes.
    pub(super) fn take(&mut self, edited: String) -> bool {
        let is_yaml = yaml::reread(&mut self.root, &self.text, &edited).is_ok();
        if is_yaml {
            self.text = edited;
        }
        is_yaml
    }

    /// Replaces bytes by `new`, with the line ends of the text.
    pub(super) fn splice(&self, range: Range<usize>, new: &str) -> String {
        let new = new.replace("\r\n", "\n").replace('\n', self.newline());
        [&self.text[..range.start], &new, &self.text[range.end..]].concat()
    }

    /// Returns the line end of the text.
    pub(super) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Replaces the value of an entry.
    pub(super) fn replace(&self, entry: &Entry, value: &Value, flow: bool) -> String {
        let name = entry.name();
        let indent = self.column(entry.key.span.start);
        let written = if flow {
            format!(" {}", value.in_flow())
        } else {
            let whole = value.in_block(name, indent, false);
            whole[yaml::key(name).len() + 1..].to_owned()
        };
        let start = self.after_colon(entry);
        let comment = self.text[entry.end..self.line_end(entry.end)].trim_end();
        match written.strip_prefix(BLOCK) {
            // Behind the block, the comment would be text of it.
            Some(lines) if lines.starts_with('\n') && !comment.is_empty() => {
                let written = format!("{BLOCK}{comment}{lines}");
                self.splice(start..entry.end + comment.len(), &written)
            }
            _ => self.splice(start..entry.end, &written),
        }
    }

    /// Returns the start of the line of a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Returns the end of the line of a byte, without the line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.find('\n').map_or(rest, |newline| &rest[..newline]);
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Returns the end of the comments below a line that are indented by more than so many
    /// columns: they are about what is above them.
    pub(super) fn own_comments_end(&self, line_end: usize, indent: usize) -> usize {
        let mut end = line_end;
        while let Some(newline) = self.text[end..].find('\n') {
            let start = end + newline + 1;
            let next_end = self.line_end(start);
            let line = &self.text[start..next_end];
            let text = line.trim_start_matches(' ');
            if !text.starts_with('#') || line.len() - text.len() <= indent {
                break;
            }
            end = next_end;
        }
        end
    }

    /// Returns the number of characters before a byte in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Returns whether only spaces are before a byte in its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// Returns the end of the colon of a key.
    pub(super) fn after_colon(&self, entry: &Entry) -> usize {
        let end = entry.key.span.end;
        end + self.text[end..].find(':').map_or(0, |colon| colon + 1)
    }

    /// Returns the start of the dash of an item.
    pub(super) fn dash(&self, item: &Node) -> usize {
        self.text[..item.span.start]
            .rfind('-')
            .unwrap_or(item.span.start)
    }

    /// Returns the start of the first line of a part, which is that of the
    /// comment directly above it, if any. The part before it ends at `before`.
    pub(super) fn head(&self, at: usize, before: Option<usize>) -> usize {
        let mut start = self.line_start(at);
        let floor = before.map_or(0, |before| self.line_end(before));
        while start > floor + 1 {
            let above = self.line_start(start - 1);
            let comment = self.text[above..start].trim_start().starts_with('#');
            if !comment || above <= floor {
                break;
            }
            start = above;
        }
        start
    }

    /// Returns whether a blank line is between two bytes.
    pub(super) fn blank_line(&self, from: usize, to: usize) -> bool {
        let from = self.line_end(from);
        let between = self.text.get(from..self.line_start(to)).unwrap_or_default();
        between.lines().skip(1).any(|line| line.trim().is_empty())
    }

    /// Returns the comments of an entry whose value has no `#`: directly above, inside and
    /// after it.
    pub(super) fn comments_of(&self, map: &Node, index: usize) -> Vec<String> {
        let entries = map.entries();
        let entry = &entries[index];
        let before = index.checked_sub(1).map(|index| entries[index].end);
        let start = match self.begins_line(entry.key.span.start) {
            true => self.head(entry.key.span.start, before),
            false => entry.key.span.start,
        };
        let end = self.line_end(entry.end);
        // What is behind closing braces is about all that is in them.
        let end = if map.is_flow() {
            end.min(map.span.end)
        } else {
            end
        };
        let lines = self.text[start..end].lines();
        let comments = lines.filter_map(|line| Some(line[line.find('#')?..].trim_end()));
        comments.map(str::to_owned).collect()
    }

    /// Adds comments above an entry, each on a line.
    pub(super) fn add_comments(&self, entry: &Entry, comments: &[String]) -> String {
        let start = entry.key.span.start;
        let margin = format!("\n{:1$}", "", self.column(start));
        let lines = comments.iter().map(|comment| format!("{comment}{margin}"));
        self.splice(start..start, &lines.collect::<String>())
    }

    /// Returns the comments between two bytes, as lines that end at the column
    /// of the second one.
    pub(super) fn comments(&self, from: usize, to: usize) -> String {
        let lines = self.text[self.line_end(from)..to].lines();
        let comments = lines.map(str::trim).filter(|line| line.starts_with('#'));
        let margin = format!("\n{:1$}", "", self.column(to));
        comments.map(|line| format!("{line}{margin}")).collect()
    }
}
