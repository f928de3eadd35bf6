//! A YAML text as a tree that knows where everything in it stands, in which
//! style, and what an alias may refer to.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

/// A value and the bytes that it takes.
#[derive(Debug)]
pub(crate) struct Node {
    /// From its first byte to behind its last; empty where nothing is written.
    pub span: Range<usize>,
    /// Whether an alias may refer to it.
    pub anchored: bool,
    pub shape: Shape,
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// Text, and whether it is written plain, without quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    Alias,
    Seq {
        flow: bool,
        items: Vec<Node>,
    },
    Map {
        flow: bool,
        entries: Vec<Entry>,
    },
}

/// A key with its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub key: Node,
    pub value: Node,
    /// Behind the last byte of the entry, a colon or its value.
    pub end: usize,
}

impl Entry {
    pub(crate) fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }
}

impl Node {
    /// The tree of a text; `None` where it is no YAML, which the loader tells
    /// better.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut events = Events {
            text,
            parser: Parser::new_from_str(text),
        };
        loop {
            match events.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (event, span) => return events.node(event, span),
            }
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.shape {
            Shape::Map { entries, .. } => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::Seq { items, .. } => items,
            _ => &[],
        }
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.shape, Shape::Map { .. })
    }

    pub(crate) fn is_seq(&self) -> bool {
        matches!(self.shape, Shape::Seq { .. })
    }

    pub(crate) fn is_alias(&self) -> bool {
        matches!(self.shape, Shape::Alias)
    }

    pub(crate) fn is_flow(&self) -> bool {
        matches!(
            self.shape,
            Shape::Map { flow: true, .. } | Shape::Seq { flow: true, .. }
        )
    }

    /// Where a key stands among the entries.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        self.entries().iter().position(|entry| entry.name() == key)
    }

    /// Whether an alias may refer to this or to something in it.
    pub(crate) fn holds_anchor(&self) -> bool {
        let entries = self.entries().iter();
        self.anchored
            || self.items().iter().any(Self::holds_anchor)
            || entries
                .flat_map(|entry| [&entry.key, &entry.value])
                .any(Self::holds_anchor)
    }
}

struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
}

impl<'t> Events<'t> {
    /// The next event that is no comment.
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        loop {
            match self.parser.next_event()?.ok()? {
                (Event::Comment(..), _) => {}
                event => return Some(event),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Option<Node> {
        let bytes = self.bytes(span)?;
        let node = |anchor: usize, span, shape| Node {
            span,
            anchored: anchor != 0,
            shape,
        };
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let text = Cow::into_owned(text);
                let plain = style == ScalarStyle::Plain;
                Some(node(anchor, bytes, Shape::Scalar { text, plain }))
            }
            Event::Alias(_) => Some(node(0, bytes, Shape::Alias)),
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let (items, end) = self.items()?;
                let last = items.last().map(|item: &Node| item.span.end);
                let span = bytes.start..behind(flow, end, last);
                Some(node(anchor, span, Shape::Seq { flow, items }))
            }
            Event::MappingStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let (entries, end) = self.entries()?;
                let last = entries.last().map(|entry: &Entry| entry.end);
                let span = bytes.start..behind(flow, end, last);
                Some(node(anchor, span, Shape::Map { flow, entries }))
            }
            _ => None,
        }
    }

    fn items(&mut self) -> Option<(Vec<Node>, usize)> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => return Some((items, self.bytes(span)?.end)),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn entries(&mut self) -> Option<(Vec<Entry>, usize)> {
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Some((entries, self.bytes(span)?.end));
            }
            let key = self.node(event, span)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            let end = if value.is_empty() {
                self.behind_colon(key.span.end)
            } else {
                value.span.end
            };
            entries.push(Entry { key, value, end });
        }
    }

    /// Behind the colon of a key that ends at `end`, where it has one.
    fn behind_colon(&self, end: usize) -> usize {
        let rest = &self.text[end..];
        let colon = rest.trim_start().starts_with(':');
        let spaces = rest.len() - rest.trim_start().len();
        if colon { end + spaces + 1 } else { end }
    }

    /// The bytes of a span. Those of a block scalar reach to the next token, so
    /// what is blank at the end is left out.
    fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let tag = span.tag_start.and_then(|mark| mark.byte_offset());
        let start = span.start.byte_offset()?;
        let end = span.end.byte_offset()?;
        let end = start + self.text.get(start..end)?.trim_end().len();
        Some(tag.map_or(start, |tag| tag.min(start))..end)
    }
}

/// What is in brackets ends with them, and a block with its last part.
fn behind(flow: bool, bracket: usize, last: Option<usize>) -> usize {
    match last {
        Some(last) if !flow => last,
        _ => bracket,
    }
}
