//! Parses selections of fields.

use std::borrow::Cow;

use super::expansion::{Expansion, Modifiers};
use super::field_name::is_part;
use super::field_set::{Field, FieldSet};
use crate::error::Invalid;

/// Maximum nesting of the fields in a text.
const MAX_DEPTH: usize = 32;

/// Parses text such as `id,messages.limit(5){message}`. What is wrong with an invalid text is
/// reported when the selection is checked.
impl From<&str> for FieldSet {
    fn from(text: &str) -> Self {
        parse(text).unwrap_or_else(|invalid| {
            let mut refused = Self::default();
            refused.add(Field::refused(text.to_owned(), invalid));
            refused
        })
    }
}

/// Parses text, as `From<&str>` does.
impl From<String> for FieldSet {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Parses fields as Graph writes them.
fn parse(text: &str) -> Result<FieldSet, Invalid> {
    let mut parser = Parser { rest: text };
    let fields = parser.fields(MAX_DEPTH);
    let fields = fields.and_then(|fields| match parser.rest {
        "" => Ok(fields),
        _ => Err("has a character that no field begins with"),
    });
    fields.map_err(|why| {
        let shown = text.escape_debug();
        let form = "fields have the form `id,messages.limit(5){message}`";
        Invalid::new(format!("`fields` {why}: `{shown}`; {form}"))
    })
}

/// The text that is not parsed yet.
struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    /// Removes a character, and the space around it, if it is next.
    fn take(&mut self, c: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    fn name(&mut self) -> Result<&'a str, &'static str> {
        let text = self.rest.trim_start();
        let (name, rest) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
        self.rest = rest;
        match name {
            "" => Err("lacks the name of a field or a modifier"),
            name => Ok(name),
        }
    }

    fn fields(&mut self, depth: usize) -> Result<FieldSet, &'static str> {
        if depth == 0 {
            return Err("is nested too deeply");
        }
        let mut fields = FieldSet::default();
        loop {
            fields.add(self.field(depth)?);
            if !self.take(',') {
                return Ok(fields);
            }
        }
    }

    fn field(&mut self, depth: usize) -> Result<Field, &'static str> {
        let name = self.name()?;
        let mut modifiers = Modifiers::new();
        while self.take('.') {
            let modifier = self.name()?;
            let value = self.value()?;
            modifiers.retain(|(other, _)| other != modifier);
            modifiers.push((Cow::Owned(modifier.to_owned()), value.to_owned()));
        }
        let fields = match self.take('{') {
            false => FieldSet::default(),
            true => {
                let fields = self.fields(depth - 1)?;
                if !self.take('}') {
                    return Err("lacks a `}`");
                }
                fields
            }
        };
        let field = Field::named(Cow::Owned(name.to_owned()));
        Ok(field.expanded(Expansion { modifiers, fields }))
    }

    /// Removes the value of a modifier, with its parentheses.
    fn value(&mut self) -> Result<&'a str, &'static str> {
        let value = self.rest.strip_prefix('(').ok_or("lacks a `(`")?;
        let (value, rest) = value.split_once(')').ok_or("lacks a `)`")?;
        self.rest = rest;
        match value.contains(|c: char| c == '(' || c.is_control()) {
            true => Err("has a modifier with `(` or a control character in its value"),
            false => Ok(value),
        }
    }
}
