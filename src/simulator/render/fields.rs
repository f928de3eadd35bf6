//! The parameter `fields`, with modifiers and fields of fields.

use std::collections::HashSet;
use std::fmt;

use crate::simulator::render::refusal::Refusal;

/// How deep fields may hold fields. Graph has a bound too, though nobody says
/// which.
const DEPTH: usize = 20;

/// Fields of a conversation that hold other nodes.
const EXPANSIONS: [&str; 4] = ["former_participants", "messages", "participants", "senders"];

/// Fields of a message that every page can have.
const PLAIN: [&str; 2] = ["created_time", "id"];

/// What the nodes of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Thread,
    Message,
}

impl Kind {
    /// Whether a selection expands such a node. Reports name `participants` and
    /// `messages` of conversations; the rest is a guess.
    pub(crate) fn expands(self, fields: Option<&Selection>) -> bool {
        let choices = fields.iter().flat_map(|fields| &fields.0);
        let mut names = choices.map(|choice| choice.name.as_str());
        match self {
            Self::Thread => names.any(|name| EXPANSIONS.contains(&name)),
            Self::Message => names.any(|name| !PLAIN.contains(&name)),
        }
    }
}

/// The fields that a caller wants of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection(pub(crate) Vec<Choice>);

/// A field, with what follows its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) name: String,
    /// `limit(5)` and the like.
    pub(crate) modifiers: Vec<(String, String)>,
    /// `{id,message}`.
    pub(crate) fields: Option<Selection>,
}

impl Selection {
    /// Reads `id,messages.limit(5){message}`. Without a field it is absent.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        let mut rest = Rest(text);
        let selection = rest.selection(0)?;
        match rest.0 {
            "" => Ok(Some(selection).filter(|selection| !selection.0.is_empty())),
            _ => Err(rest.unexpected()),
        }
    }
}

/// As `fields` has it, for the URLs of other pages.
impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, choice) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{}", choice.name)?;
            for (name, value) in &choice.modifiers {
                write!(f, ".{name}({value})")?;
            }
            if let Some(fields) = &choice.fields {
                write!(f, "{{{fields}}}")?;
            }
        }
        Ok(())
    }
}

/// The last word on a field counts.
fn last_words(choices: Vec<Choice>) -> Vec<Choice> {
    let mut names = HashSet::new();
    let last = choices.iter().rev();
    let mut last: Vec<_> = last.map(|choice| names.insert(&choice.name)).collect();
    let choices = choices.iter().filter(|_| last.pop() == Some(true));
    choices.cloned().collect()
}

/// What is not read yet.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn selection(&mut self, depth: usize) -> Result<Selection, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::syntax("Fields are nested too deeply"));
        }
        let mut choices: Vec<Choice> = Vec::new();
        loop {
            self.spaces();
            if matches!(self.0.chars().next(), None | Some('}')) {
                return Ok(Selection(last_words(choices)));
            }
            choices.push(self.choice(depth)?);
            self.spaces();
            if !self.take(',') {
                return Ok(Selection(last_words(choices)));
            }
        }
    }

    fn choice(&mut self, depth: usize) -> Result<Choice, Refusal> {
        let name = self.word()?;
        let mut modifiers = Vec::new();
        while self.take('.') {
            let modifier = self.word()?;
            if !self.take('(') {
                return Err(self.unexpected());
            }
            let Some(end) = self.0.find(')') else {
                return Err(self.unexpected());
            };
            modifiers.push((modifier, self.0[..end].to_owned()));
            self.0 = &self.0[end + 1..];
        }
        self.spaces();
        let fields = match self.take('{') {
            true => {
                let fields = self.selection(depth + 1)?;
                if !self.take('}') {
                    return Err(self.unexpected());
                }
                Some(fields)
            }
            false => None,
        };
        Ok(Choice {
            name,
            modifiers,
            fields,
        })
    }

    fn word(&mut self) -> Result<String, Refusal> {
        let end = self
            .0
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        if word.is_empty() {
            return Err(self.unexpected());
        }
        self.0 = rest;
        Ok(word.to_owned())
    }

    fn take(&mut self, wanted: char) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn unexpected(&self) -> Refusal {
        match self.0.chars().next() {
            Some(c) => Refusal::syntax(&format!("Expected name, found \"{c}\"")),
            None => Refusal::syntax("Unexpected end of string"),
        }
    }
}
