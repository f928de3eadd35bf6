//! One entry of a list in Meta's files.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::catalogue::{Call, Enum, Param, Trouble};
use super::read::File;

/// An entry of a list, and the line that it begins in.
pub(super) struct Entry<'f, 't> {
    pub file: &'f File<'t>,
    pub line: usize,
    pub keys: HashMap<String, &'t RawValue>,
}

impl<'t> Entry<'_, 't> {
    fn trouble(&self, message: impl Into<String>) -> Trouble {
        self.file.trouble(self.line, message)
    }

    fn value(&self, key: &str) -> Option<Value> {
        let raw = self.keys.get(key)?;
        Some(serde_json::from_str(raw.get()).unwrap_or_default())
    }

    fn text(&self, key: &str) -> Result<String, Trouble> {
        match self.value(key) {
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(self.trouble(format!("`{key}` is {}, not text", kind(&other)))),
            None => Err(self.trouble(format!("the entry has no `{key}`"))),
        }
    }

    /// Text that may be left out or be empty.
    fn some_text(&self, key: &str) -> Result<Option<String>, Trouble> {
        match self.keys.get(key) {
            Some(_) => self
                .text(key)
                .map(|text| Some(text).filter(|text| !text.is_empty())),
            None => Ok(None),
        }
    }

    /// The edge, which some years have with a slash before it.
    fn edge(&self) -> Result<Option<String>, Trouble> {
        let text = self.some_text("endpoint")?;
        let edge = text.map(|text| text.trim_start_matches('/').to_owned());
        Ok(edge.filter(|edge| !edge.is_empty()))
    }

    fn name(&self) -> Result<String, Trouble> {
        let name = self.text("name")?;
        if name.trim().is_empty() {
            return Err(self.trouble("`name` is empty"));
        }
        Ok(name)
    }

    fn list(&self, key: &str) -> Result<Vec<&'t RawValue>, Trouble> {
        let Some(raw) = self.keys.get(key) else {
            return Err(self.trouble(format!("the entry has no `{key}`")));
        };
        serde_json::from_str(raw.get()).map_err(|_| {
            let what = self.value(key).as_ref().map_or("nothing", kind);
            self.trouble(format!("`{key}` is {what}, not a list"))
        })
    }

    pub(super) fn param(&self, may_be_required: bool) -> Result<Param, Trouble> {
        let name = self.name()?;
        let required = match self.value("required") {
            Some(Value::Bool(required)) => required && may_be_required,
            None => false,
            Some(other) => {
                let what = kind(&other);
                return Err(self.trouble(format!(
                    "`required` of `{name}` is {what}, not true or false"
                )));
            }
        };
        Ok(Param {
            ty: self.text("type")?,
            name,
            required,
            line: self.line,
        })
    }

    /// A call, and what of its parameters was passed over.
    pub(super) fn call(&self) -> Result<(Call, Vec<Trouble>), Trouble> {
        let mut troubles = Vec::new();
        let params = self.list("params")?;
        let params = self
            .file
            .each(&params, &mut troubles, |entry| entry.param(true));
        let call = Call {
            method: self.text("method")?,
            endpoint: self.edge()?,
            base_path: self.some_text("basePath")?,
            returns: self.text("return")?,
            params: self.file.once("parameter", params, &mut troubles),
            line: self.line,
        };
        Ok((call, troubles))
    }

    pub(super) fn enumeration(&self) -> Result<(String, Enum), Trouble> {
        let name = self.name()?;
        let mut troubles = Vec::new();
        let mut values: Vec<(String, usize)> = Vec::new();
        for raw in self.list("values")? {
            let line = self.file.line_of(raw.get());
            let value = match serde_json::from_str(raw.get()).unwrap_or_default() {
                Value::String(value) => value,
                other => {
                    let message = format!("a value of `{name}` is {}, not text", kind(&other));
                    troubles.push(self.file.trouble(line, message));
                    continue;
                }
            };
            if values.iter().any(|(known, _)| *known == value) {
                let message = format!("the value `{value}` of `{name}` stands twice");
                troubles.push(Trouble {
                    grave: false,
                    ..self.file.trouble(line, message)
                });
                continue;
            }
            values.push((value, line));
        }
        if values.is_empty() && troubles.is_empty() {
            troubles.push(self.trouble(format!("the enum `{name}` has no values")));
        }
        let entry = Enum {
            values,
            line: self.line,
            troubles,
        };
        Ok((name, entry))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
