//! The parameter `fields`, with modifiers and nested fields.

use std::collections::HashSet;
use std::fmt;

use crate::simulator::call;
use crate::simulator::error_response::ErrorResponse;

/// Maximum depth of nested fields. That of Graph is not documented.
const MAX_DEPTH: usize = 20;

/// The fields that a call selects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection(pub(crate) Vec<Choice>);

/// A selected field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) name: String,
    /// Such as `limit(5)`.
    pub(crate) modifiers: Vec<(String, String)>,
    /// Such as `{id,message}`.
    pub(crate) fields: Option<Selection>,
}

impl Selection {
    /// Parses `id,messages.limit(5){message}`, or a JSON array of fields. Returns
    /// `None` if there is no field.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, ErrorResponse> {
        let joined;
        let text = match text.starts_with('[') {
            true => {
                joined = call::list(text).join(",");
                &joined
            }
            false => text,
        };
        let mut parser = Parser(text);
        let selection = parser.selection(0)?;
        match parser.0 {
            "" => Ok(Some(selection).filter(|selection| !selection.0.is_empty())),
            _ => Err(parser.unexpected()),
        }
    }
}

/// Writes the value of `fields`, for the URLs of other pages.
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

/// Keeps the last choice of each field.
fn without_repeats(mut choices: Vec<Choice>) -> Vec<Choice> {
    let mut names: Vec<_> = choices.iter().map(|choice| choice.name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).all(|pair| pair[0] != pair[1]) {
        return choices;
    }
    let mut names = HashSet::new();
    choices.reverse();
    choices.retain(|choice| names.insert(choice.name.clone()));
    choices.reverse();
    choices
}

/// A parser, with the text that is left.
struct Parser<'a>(&'a str);

impl Parser<'_> {
    fn selection(&mut self, depth: usize) -> Result<Selection, ErrorResponse> {
        if depth > MAX_DEPTH {
            return Err(ErrorResponse::syntax("Fields are nested too deeply"));
        }
        let mut choices: Vec<Choice> = Vec::new();
        loop {
            self.skip_spaces();
            if matches!(self.0.chars().next(), None | Some('}')) {
                return Ok(Selection(without_repeats(choices)));
            }
            choices.push(self.choice(depth)?);
            self.skip_spaces();
            if !self.take(',') {
                return Ok(Selection(without_repeats(choices)));
            }
        }
    }

    fn choice(&mut self, depth: usize) -> Result<Choice, ErrorResponse> {
        let name = self.name()?;
        let mut modifiers = Vec::new();
        while self.take('.') {
            let modifier = self.name()?;
            if !self.take('(') {
                return Err(self.unexpected());
            }
            let Some(end) = self.0.find(')') else {
                return Err(self.unexpected());
            };
            modifiers.push((modifier, self.0[..end].to_owned()));
            self.0 = &self.0[end + 1..];
        }
        self.skip_spaces();
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

    fn name(&mut self) -> Result<String, ErrorResponse> {
        let end = self
            .0
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.0 = rest;
        Ok(name.to_owned())
    }

    fn take(&mut self, expected: char) -> bool {
        match self.0.strip_prefix(expected) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn unexpected(&self) -> ErrorResponse {
        match self.0.chars().next() {
            Some(c) => ErrorResponse::syntax(&format!("Expected name, found \"{c}\"")),
            None => ErrorResponse::syntax("Unexpected end of string"),
        }
    }
}
