//! Reads a text into a tree.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use super::scalar::Kind;
use super::tree::{Document, Entry, Node, Reference, Shape};
use crate::contract::diagnostic::Place;

/// Lists and maps that may stand in each other.
const MOST_LEVELS: usize = 64;

/// Values that aliases may add to a text.
const MOST_COPIES: usize = 250_000;

/// Why a text is no tree.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub reason: Reason,
    /// Where reading stopped.
    pub at: usize,
}

#[derive(Debug)]
pub(crate) enum Reason {
    /// It is no YAML.
    Syntax(ErrorKind),
    SecondDocument,
    UnknownAlias,
    AliasInItself,
    TooManyCopies,
    TooDeep,
    /// A tag names a type that the value does not have.
    NotAsTagged,
}

impl Reason {
    /// What to write instead.
    pub(crate) fn help(&self) -> Option<&'static str> {
        match self {
            Self::Syntax(
                ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedFlowMappingSeparator,
            ) => Some("write a text with a comma or a colon in it in quotes"),
            Self::SecondDocument => Some("write each into a file of its own"),
            _ => None,
        }
    }

    /// What stands where reading stopped.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::SecondDocument => "the second begins here",
            _ => "reading stops here",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(kind) => write!(f, "the file cannot be read as YAML: {kind}"),
            Self::SecondDocument => f.write_str("the file holds more than one YAML document"),
            Self::UnknownAlias => f.write_str("the alias refers to an anchor that does not exist"),
            Self::AliasInItself => f.write_str("the alias stands inside of what it refers to"),
            Self::TooManyCopies => {
                f.write_str("the file grows too large once its aliases are written out")
            }
            Self::TooDeep => write!(
                f,
                "lists and maps stand in each other more than {MOST_LEVELS} levels deep"
            ),
            Self::NotAsTagged => f.write_str("the value is not of the type that its tag names"),
        }
    }
}

impl Document {
    /// Reads a text; `file` is what its places name. Keys that stand twice are
    /// kept.
    pub(crate) fn parse(text: &str, file: usize) -> Result<Self, Unreadable> {
        Builder {
            text,
            file,
            parser: Parser::new_from_str(text),
            anchors: HashMap::new(),
            nodes: 0,
            copies: 0,
            levels: 0,
        }
        .document()
    }
}

struct Builder<'t> {
    text: &'t str,
    file: usize,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    /// What aliases may refer to, once it was read to its end.
    anchors: HashMap<usize, Node>,
    nodes: usize,
    copies: usize,
    levels: usize,
}

type Result<T, E = Unreadable> = std::result::Result<T, E>;

impl<'t> Builder<'t> {
    fn document(mut self) -> Result<Document> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(self.unreadable(Reason::SecondDocument, span));
                }
                Event::DocumentStart(..) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span)?);
                }
                _ => break,
            }
        }
        let end = self.text.len();
        let root = root.unwrap_or_else(|| self.scalar(end..end, Reference::None, Kind::Null));
        let nodes = self.nodes;
        Ok(Document { root, nodes })
    }

    /// The next event that is no comment.
    fn next(&mut self) -> Result<(Event<'t>, Span)> {
        loop {
            match self.parser.next_event() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(event)) => return Ok(event),
                Some(Err(error)) => {
                    let at = error.marker().byte_offset().unwrap_or(self.text.len());
                    let reason = match error.kind() {
                        ErrorKind::UnknownAnchor => Reason::UnknownAlias,
                        ErrorKind::RecursionLimitExceeded => Reason::TooDeep,
                        kind => Reason::Syntax(kind.clone()),
                    };
                    return Err(Unreadable { reason, at });
                }
                None => {
                    let span = Span::empty(granit_parser::Marker::default());
                    return Ok((Event::StreamEnd, span));
                }
            }
        }
    }

    fn unreadable(&self, reason: Reason, span: Span) -> Unreadable {
        let at = span.start.byte_offset().unwrap_or(self.text.len());
        Unreadable { reason, at }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node> {
        let bytes = self.bytes(span);
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let kind = kind(&text, plain, tag.as_deref());
                let kind = kind.ok_or_else(|| self.unreadable(Reason::NotAsTagged, span))?;
                let text = text.into_owned();
                let shape = Shape::Scalar { kind, text, plain };
                (anchor, self.made(bytes, reference(anchor), shape))
            }
            Event::Alias(anchor) => return self.copy(anchor, bytes, span),
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let (items, end) = self.below(span, Self::items)?;
                let last = items.last().map(|item| item.span.end);
                let bytes = bytes.start..behind(flow, end, last);
                let shape = Shape::Seq { flow, items };
                (anchor, self.made(bytes, reference(anchor), shape))
            }
            Event::MappingStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let (entries, end) = self.below(span, Self::entries)?;
                let last = entries.last().map(|entry| entry.end);
                let bytes = bytes.start..behind(flow, end, last);
                let shape = Shape::Map { flow, entries };
                (anchor, self.made(bytes, reference(anchor), shape))
            }
            _ => (0, self.scalar(bytes, Reference::None, Kind::Null)),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn scalar(&mut self, span: Range<usize>, reference: Reference, kind: Kind) -> Node {
        let text = String::new();
        let plain = true;
        self.made(span, reference, Shape::Scalar { kind, text, plain })
    }

    fn made(&mut self, span: Range<usize>, reference: Reference, shape: Shape) -> Node {
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

    /// Reads what is in a list or a map.
    fn below<T>(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.levels == MOST_LEVELS {
            return Err(self.unreadable(Reason::TooDeep, span));
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
            if value.text().is_none() {
                value.place = key.place;
            }
            let end = match value.is_empty() {
                true => self.behind_colon(key.span.end),
                false => value.span.end,
            };
            entries.push(Entry { key, value, end });
        }
    }

    /// A copy of what an alias refers to.
    fn copy(&mut self, anchor: usize, bytes: Range<usize>, span: Span) -> Result<Node> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(self.unreadable(Reason::AliasInItself, span));
        };
        let mut node = node.clone();
        let before = self.nodes;
        self.stand(&mut node, &bytes);
        self.copies += self.nodes - before;
        if self.copies > MOST_COPIES {
            return Err(self.unreadable(Reason::TooManyCopies, span));
        }
        Ok(node)
    }

    /// Puts all of a copy where the alias stands.
    fn stand(&mut self, node: &mut Node, bytes: &Range<usize>) {
        node.id = self.nodes;
        self.nodes += 1;
        node.reference = Reference::Alias;
        node.span = bytes.clone();
        (node.place.start, node.place.end) = (bytes.start, bytes.end);
        match &mut node.shape {
            Shape::Scalar { .. } => {}
            Shape::Seq { items, .. } => items.iter_mut().for_each(|item| self.stand(item, bytes)),
            Shape::Map { entries, .. } => {
                for entry in entries {
                    self.stand(&mut entry.key, bytes);
                    self.stand(&mut entry.value, bytes);
                    entry.end = bytes.end;
                }
            }
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

/// What a scalar is by its tag, else by how it is written. `None` where it is
/// not what the tag says.
fn kind(text: &str, plain: bool, tag: Option<&Tag>) -> Option<Kind> {
    let tagged = match tag.map(|tag| (tag.core_suffix(), tag.handle(), tag.suffix())) {
        Some((Some("str"), ..) | (None, "" | "!", "" | "!")) => return Some(Kind::Str),
        Some((Some(name), ..)) => Some(name),
        _ => None,
    };
    let kind = match plain || tagged.is_some() {
        true => Kind::of(text),
        false => Kind::Str,
    };
    let right = match tagged {
        Some("null") => kind == Kind::Null,
        Some("bool") => matches!(kind, Kind::Bool(_)),
        Some("int") => matches!(kind, Kind::Int(_) | Kind::UInt(_)),
        Some("float") => matches!(kind, Kind::Float(_) | Kind::Int(_) | Kind::UInt(_)),
        _ => true,
    };
    right.then_some(kind)
}

/// What is in brackets ends with them, and a block with its last part.
fn behind(flow: bool, bracket: usize, last: Option<usize>) -> usize {
    match last {
        Some(last) if !flow => last,
        _ => bracket,
    }
}
