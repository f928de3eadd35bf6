//! A record: an entry of a list in Meta's files.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::file::File;
use super::meta_spec::{Call, Defect, Enum, Param};
use crate::contract::spec::is_meta_type;

/// An entry of a list, and the line in which it begins.
pub(super) struct Record<'f, 't> {
    pub file: &'f File<'t>,
    pub line: usize,
    pub keys: HashMap<String, &'t RawValue>,
}

impl<'t> Record<'_, 't> {
    fn defect(&self, message: impl Into<String>) -> Defect {
        self.file.defect(self.line, message)
    }

    fn value(&self, key: &str) -> Option<Value> {
        let raw = self.keys.get(key)?;
        Some(serde_json::from_str(raw.get()).unwrap_or_default())
    }

    fn text(&self, key: &str) -> Result<String, Defect> {
        match self.value(key) {
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(self.defect(format!("`{key}` is {}, not text", kind(&other)))),
            None => Err(self.defect(format!("the entry has no `{key}`"))),
        }
    }

    /// Text that may be absent or empty.
    fn some_text(&self, key: &str) -> Result<Option<String>, Defect> {
        match self.keys.get(key) {
            Some(_) => self
                .text(key)
                .map(|text| Some(text).filter(|text| !text.is_empty())),
            None => Ok(None),
        }
    }

    /// The edge. Some releases write it with a leading slash.
    fn edge(&self) -> Result<Option<String>, Defect> {
        let text = self.some_text("endpoint")?;
        let edge = text.map(|text| text.trim_start_matches('/').to_owned());
        Ok(edge.filter(|edge| !edge.is_empty()))
    }

    fn name(&self) -> Result<String, Defect> {
        let name = self.text("name")?;
        if name.trim().is_empty() {
            return Err(self.defect("`name` is empty"));
        }
        Ok(name)
    }

    fn ty(&self, key: &str) -> Result<String, Defect> {
        let ty = self.text(key)?;
        if ty.is_empty() {
            return Err(self.defect(format!("`{key}` is empty")));
        }
        if !is_meta_type(&ty) {
            let message = format!("`{key}` is `{}`, which is not a type", ty.escape_debug());
            return Err(self.defect(message));
        }
        Ok(ty)
    }

    fn list(&self, key: &str) -> Result<Vec<&'t RawValue>, Defect> {
        let Some(raw) = self.keys.get(key) else {
            return Err(self.defect(format!("the entry has no `{key}`")));
        };
        serde_json::from_str(raw.get()).map_err(|_| {
            let what = self.value(key).as_ref().map_or("nothing", kind);
            self.defect(format!("`{key}` is {what}, not a list"))
        })
    }

    pub(super) fn param(&self, may_be_required: bool) -> Result<Param, Defect> {
        let name = self.name()?;
        let required = match self.value("required") {
            Some(Value::Bool(required)) => required && may_be_required,
            None => false,
            Some(other) => {
                let what = kind(&other);
                return Err(self.defect(format!(
                    "`required` of `{name}` is {what}, not true or false"
                )));
            }
        };
        Ok(Param {
            ty: self.ty("type")?,
            name,
            required,
            line: self.line,
        })
    }

    /// A call, and the defects of its parameters.
    pub(super) fn call(&self) -> Result<(Call, Vec<Defect>), Defect> {
        let mut defects = Vec::new();
        let params = self.list("params")?;
        let params = self
            .file
            .each(&params, &mut defects, |entry| entry.param(true));
        let call = Call {
            method: self.text("method")?,
            endpoint: self.edge()?,
            base_path: self.some_text("basePath")?,
            returns: self.ty("return")?,
            params: self.file.once("parameter", params, &mut defects),
            line: self.line,
        };
        Ok((call, defects))
    }

    pub(super) fn enumeration(&self) -> Result<(String, Enum), Defect> {
        let name = self.name()?;
        let mut defects = Vec::new();
        let mut values: Vec<(String, usize)> = Vec::new();
        for raw in self.list("values")? {
            let line = self.file.line_of(raw.get());
            let value = match serde_json::from_str(raw.get()).unwrap_or_default() {
                Value::String(value) => value,
                other => {
                    let message = format!("a value of `{name}` is {}, not text", kind(&other));
                    defects.push(self.file.defect(line, message));
                    continue;
                }
            };
            if values.iter().any(|(known, _)| *known == value) {
                let message = format!("the value `{value}` of `{name}` is listed twice");
                defects.push(Defect {
                    fatal: false,
                    ..self.file.defect(line, message)
                });
                continue;
            }
            values.push((value, line));
        }
        if values.is_empty() && defects.is_empty() {
            defects.push(self.defect(format!("the enum `{name}` has no values")));
        }
        let entry = Enum {
            values,
            line: self.line,
            defects,
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
