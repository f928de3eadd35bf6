//! The text of one of Meta's files.

use std::collections::HashMap;

use serde::Deserialize;

use super::defect::Defect;
use super::meta_spec::Param;

/// A file that is being read.
pub(super) struct File<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    /// Offsets of the beginnings of lines.
    pub(super) lines: Vec<usize>,
}

impl<'t> File<'t> {
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        let text = text.trim_start_matches('\u{FEFF}');
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = [0].into_iter().chain(ends.map(|(end, _)| end + 1));
        Self {
            name,
            text,
            lines: lines.collect(),
        }
    }

    pub(super) fn parse<'a, T: Deserialize<'a>>(
        &self,
        text: &'a str,
        line: usize,
    ) -> Result<T, Defect> {
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or_default();
            let reason = in_words(reason);
            let what = if error.is_data() {
                "does not have the form of Meta's files"
            } else {
                "is not JSON"
            };
            self.defect(line + error.line().max(1) - 1, format!("{what}: {reason}"))
        })
    }

    pub(super) fn defect(&self, line: usize, message: impl Into<String>) -> Defect {
        Defect {
            file: self.name.to_owned(),
            line: Some(line),
            message: message.into(),
            fatal: true,
        }
    }

    /// Keeps the first entry of each name. A second one is fatal only if it
    /// differs.
    pub(super) fn once(
        &self,
        kind: &str,
        all: Vec<Param>,
        defects: &mut Vec<Defect>,
    ) -> Vec<Param> {
        let mut kept: Vec<Param> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for one in all {
            let Some(first) = seen.get(&one.name) else {
                seen.insert(one.name.clone(), kept.len());
                kept.push(one);
                continue;
            };
            let first = &kept[*first];
            let message = format!(
                "the {kind} `{}` is listed twice, first in line {} as `{}`, now as `{}`",
                one.name, first.line, first.ty, one.ty
            );
            defects.push(Defect {
                fatal: (&first.ty, first.required) != (&one.ty, one.required),
                ..self.defect(one.line, message)
            });
        }
        kept
    }

    /// The line in which a part of the text begins.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.lines.partition_point(|start| *start <= offset)
    }
}

/// Replaces serde's terms by those of JSON.
fn in_words(reason: &str) -> String {
    reason
        .replace("type: map", "type: an object")
        .replace("type: sequence", "type: a list")
        .replace("a sequence", "a list")
        .replace("a map", "an object")
}
