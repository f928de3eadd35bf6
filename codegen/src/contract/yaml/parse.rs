//! Parses a text into a tree.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use super::cause::{Progress, cause};
use super::error::{ParseError, YamlError};
use super::scalar::Scalar;
use super::tree::{Document, Entry, Node, Reference, Shape};
use crate::contract::diagnostic::Place;

/// The levels to which lists and maps may be nested.
pub(crate) const MOST_LEVELS: usize = 64;

/// The nodes that aliases may add to a text.
const MOST_COPIES: usize = 250_000;

impl Document {
    /// Reads a text; `file` is the file of its places. Repeated keys are kept.
    pub(crate) fn parse(text: &str, file: usize) -> Result<Self, ParseError> {
        Builder::new(text, file, 0).document()
    }

    /// Reads a part of a text, which is so many levels deep in it.
    #[cfg(feature = "cli")]
    pub(super) fn parse_at(text: &str, levels: usize) -> Result<Self, ParseError> {
        Builder::new(text, 0, levels).document()
    }
}

/// The name of a tag in YAML's core schema.
type CoreTag = &'static str;

const CORE_TAGS: [CoreTag; 7] = ["str", "null", "bool", "int", "float", "seq", "map"];

struct Builder<'t> {
    text: &'t str,
    file: usize,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    /// What aliases may refer to: nodes that were read to their end.
    anchors: HashMap<usize, Node>,
    nodes: usize,
    copies: usize,
    levels: usize,
    progress: Progress,
}

type Result<T, E = ParseError> = std::result::Result<T, E>;

impl<'t> Builder<'t> {
    fn new(text: &'t str, file: usize, levels: usize) -> Self {
        Self {
            text,
            file,
            parser: Parser::new_from_str(text),
            anchors: HashMap::new(),
            nodes: 0,
            copies: 0,
            levels,
            progress: Progress::default(),
        }
    }

    fn document(mut self) -> Result<Document> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(self.error(YamlError::SecondDocument, span));
                }
                Event::DocumentStart(..) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span)?);
                }
                _ => break,
            }
        }
        let root = root.unwrap_or_else(|| self.null(0..0));
        let nodes = self.nodes;
        Ok(Document { root, nodes })
    }

    /// The next event that is no comment.
    fn next(&mut self) -> Result<(Event<'t>, Span)> {
        loop {
            match self.parser.next_event() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok((event, span))) => {
                    self.note(&event, span);
                    return Ok((event, span));
                }
                Some(Err(error)) => {
                    let at = error.marker().byte_offset().unwrap_or(self.text.len());
                    return Err(cause(self.text, error.kind(), at, &self.progress));
                }
                None => {
                    let span = Span::empty(granit_parser::Marker::default());
                    return Ok((Event::StreamEnd, span));
                }
            }
        }
    }

    /// Notes what was read, to find the cause of an error.
    fn note(&mut self, event: &Event<'t>, span: Span) {
        let bytes = self.bytes(span);
        let progress = &mut self.progress;
        progress.end = bytes.end;
        if *event != Event::DocumentEnd {
            progress.plain = None;
        }
        match event {
            Event::Scalar(_, ScalarStyle::Plain, ..) => progress.plain = Some(bytes),
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                let flow = *style == StructureStyle::Flow;
                progress.open.push(flow.then_some(bytes.start));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                progress.open.pop();
            }
            _ => {}
        }
    }

    fn error(&self, error: YamlError, span: Span) -> ParseError {
        ParseError {
            error,
            at: self.bytes(span).start,
            stopped: None,
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node> {
        let bytes = self.bytes(span);
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let tag = self.core_tag(tag.as_deref(), span)?;
                let value = value(&text, plain, tag);
                let value = value.ok_or_else(|| self.error(YamlError::WrongTag, span))?;
                let text = text.into_owned();
                let shape = Shape::Scalar { value, text, plain };
                (anchor, self.new_node(bytes, reference(anchor), shape))
            }
            Event::Alias(anchor) => return self.copy(anchor, bytes, span),
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag("seq", tag.as_deref(), span)?;
                let flow = style == StructureStyle::Flow;
                let (items, end) = self.nested(span, Self::items)?;
                let last = items.last().map(|item| item.span.end);
                let bytes = bytes.start..end_of(flow, end, last);
                let shape = Shape::Seq { flow, items };
                (anchor, self.new_node(bytes, reference(anchor), shape))
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag("map", tag.as_deref(), span)?;
                let flow = style == StructureStyle::Flow;
                let (entries, end) = self.nested(span, Self::entries)?;
                let last = entries.last().map(|entry| entry.end);
                let bytes = bytes.start..end_of(flow, end, last);
                let shape = Shape::Map { flow, entries };
                (anchor, self.new_node(bytes, reference(anchor), shape))
            }
            _ => (0, self.null(bytes)),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Returns the name of a tag of the core schema. Others ask for a type or a
    /// behaviour that no spec has.
    fn core_tag(&self, tag: Option<&Tag>, span: Span) -> Result<Option<CoreTag>> {
        let Some(tag) = tag else { return Ok(None) };
        if matches!((tag.handle(), tag.suffix()), ("", "!") | ("!", "")) {
            return Ok(Some("str"));
        }
        let known = tag.core_suffix().and_then(|name| {
            let mut known = CORE_TAGS.into_iter();
            known.find(|known| *known == name)
        });
        match known {
            Some(name) => Ok(Some(name)),
            None => Err(self.error(YamlError::UnknownTag, span)),
        }
    }

    /// A list or a map has its own tag, if any.
    fn check_tag(&self, name: CoreTag, tag: Option<&Tag>, span: Span) -> Result<()> {
        match self.core_tag(tag, span)? {
            Some(tag) if tag != name => Err(self.error(YamlError::WrongTag, span)),
            _ => Ok(()),
        }
    }

    /// A null that is not written.
    fn null(&mut self, span: Range<usize>) -> Node {
        let shape = Shape::Scalar {
            value: Scalar::Null,
            text: String::new(),
            plain: true,
        };
        self.new_node(span, Reference::None, shape)
    }

    fn new_node(&mut self, span: Range<usize>, reference: Reference, shape: Shape) -> Node {
        self.nodes += 1;
        let end = match shape {
            Shape::Scalar { .. } => span.end,
            _ => span.start,
        };
        Node {
            id: self.nodes - 1,
            place: Place {
                file: self.file,
                start: span.start,
                end,
            },
            span,
            reference,
            shape,
        }
    }

    /// Reads the contents of a list or a map.
    fn nested<T>(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.levels == MOST_LEVELS {
            return Err(self.error(YamlError::TooDeep, span));
        }
        self.levels += 1;
        let read = read(self)?;
        self.levels -= 1;
        Ok(read)
    }

    fn items(&mut self) -> Result<(Vec<Node>, usize)> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => return Ok((items, self.bytes(span).end)),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn entries(&mut self) -> Result<(Vec<Entry>, usize)> {
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok((entries, self.bytes(span).end));
            }
            let key = self.node(event, span)?;
            let (event, span) = self.next()?;
            let mut value = self.node(event, span)?;
            // The span of an empty text in several lines is behind it.
            if value.text().is_none() || value.is_empty() {
                value.place = key.place;
            }
            let end = match value.is_empty() {
                true => self.after_colon(key.span.end),
                false => value.span.end,
            };
            entries.push(Entry { key, value, end });
        }
    }

    /// A copy of what an alias refers to.
    fn copy(&mut self, anchor: usize, bytes: Range<usize>, span: Span) -> Result<Node> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(self.error(YamlError::RecursiveAlias, span));
        };
        let mut node = node.clone();
        let before = self.nodes;
        self.relocate(&mut node, &bytes);
        self.copies += self.nodes - before;
        if self.copies > MOST_COPIES {
            return Err(self.error(YamlError::TooManyCopies, span));
        }
        Ok(node)
    }

    /// Gives all of a copy the place of the alias.
    fn relocate(&mut self, node: &mut Node, bytes: &Range<usize>) {
        node.id = self.nodes;
        self.nodes += 1;
        node.reference = Reference::Alias;
        node.span = bytes.clone();
        (node.place.start, node.place.end) = (bytes.start, bytes.end);
        match &mut node.shape {
            Shape::Scalar { .. } => {}
            Shape::Seq { items, .. } => {
                items.iter_mut().for_each(|item| self.relocate(item, bytes))
            }
            Shape::Map { entries, .. } => {
                for entry in entries {
                    self.relocate(&mut entry.key, bytes);
                    self.relocate(&mut entry.value, bytes);
                    entry.end = bytes.end;
                }
            }
        }
    }

    /// The end of the colon of a key that ends at `end`, if it has one.
    fn after_colon(&self, end: usize) -> usize {
        let rest = &self.text[end..];
        let colon = rest.trim_start().starts_with(':');
        let spaces = rest.len() - rest.trim_start().len();
        if colon { end + spaces + 1 } else { end }
    }

    /// The bytes of a span, without trailing white space: a block scalar's span
    /// reaches to the next token.
    fn bytes(&self, span: Span) -> Range<usize> {
        let tag = span.tag_start.and_then(|mark| mark.byte_offset());
        let start = span.start.byte_offset().unwrap_or_default();
        let end = span.end.byte_offset().unwrap_or(start);
        let written = self.text.get(start..end).unwrap_or_default();
        let end = start + written.trim_end().len();
        tag.map_or(start, |tag| tag.min(start))..end
    }
}

fn reference(anchor: usize) -> Reference {
    match anchor {
        0 => Reference::None,
        _ => Reference::Anchor,
    }
}

/// The value of a scalar by its tag, else by its style. `None` where it does
/// not have the type of the tag.
fn value(text: &str, plain: bool, tag: Option<CoreTag>) -> Option<Scalar> {
    if tag == Some("str") {
        return Some(Scalar::Text);
    }
    let value = match plain || tag.is_some() {
        true => Scalar::of(text),
        false => Scalar::Text,
    };
    let fits = match tag {
        Some("null") => value == Scalar::Null,
        Some("bool") => matches!(value, Scalar::Bool(_)),
        Some("int") => matches!(value, Scalar::Int(_) | Scalar::UInt(_)),
        Some("float") => matches!(value, Scalar::Float(_) | Scalar::Int(_) | Scalar::UInt(_)),
        Some(_) => false,
        None => true,
    };
    fits.then_some(value)
}

/// The end of a list or a map: its bracket, or in block style its last part.
fn end_of(flow: bool, bracket: usize, last: Option<usize>) -> usize {
    match last {
        Some(last) if !flow => last,
        _ => bracket,
    }
}
