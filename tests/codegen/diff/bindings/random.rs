//! Specs of random facts, to which others are added.

use std::fmt::Write;

use fastrand::Rng;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};

use crate::diff::spec::Read;

/// What every spec has.
const COMMON: &str = "format: 1
api: { title: Random, doc: Random facts. }
sources: { page: { certainty: documented, doc: A page. } }
versions: { v1.0: { released: 2020-01-01, source: page }, v2.0: { released: 2021-01-01, source: page } }
hosts:
  graph: { url: https://graph.example.com, doc: Everyone., source: page }
  other: { url: https://other.example.com, doc: Some., source: page }
common_params:
  after: { on: [edge], type: string, doc: Cursor., source: page }
  fields: { on: [edge, node], type: string, doc: Fields., source: page }
ids: { ThingId: { doc: An id., source: page } }
";

/// Names that are easily taken twice.
const NAMES: [&str; 14] = [
    "get_it", "it", "new", "unknown", "clone", "type", "get_new", "into", "score", "text", "other",
    "self", "value", "_it2",
];

const TYPES: [&str; 8] = [
    "string",
    "int",
    "float",
    "datetime",
    "list<string>",
    "map<string, string>",
    "Word",
    "Object",
];

/// A spec of facts that no other one changes.
#[derive(Default)]
pub struct Draft {
    /// Fields of each type.
    types: Vec<Vec<String>>,
    /// Parameters of each operation, and its other lines.
    operations: Vec<(String, Vec<String>)>,
    values: Vec<String>,
    /// How many facts there are, which gives each a name of its own.
    count: usize,
}

impl Draft {
    pub fn new(rng: &mut Rng) -> Self {
        let mut draft = Self {
            values: vec!["low".to_owned()],
            ..Self::default()
        };
        for _ in 0..3 {
            draft.types.push(vec![
                "id: { type: ThingId, required: true, doc: Its id., source: page }".to_owned(),
            ]);
        }
        for ty in 0..2 {
            draft.add_operation(format!("get: /lists{ty}, returns: edge<Type{ty}>"));
        }
        draft.add_operation(
            "get: \"/{of}/things\", returns: edge<Type2>, path: { of: { type: ThingId, doc: The \
             owner., source: page } }"
                .to_owned(),
        );
        for _ in 0..rng.usize(2..10) {
            draft.add(rng);
        }
        draft
    }

    /// Adds a fact that calls and responses without it stay valid with.
    pub fn add(&mut self, rng: &mut Rng) {
        self.count += 1;
        match rng.usize(0..10) {
            0..=3 => self.add_field(rng),
            4..=5 => {
                let (name, ty) = (self.name(rng), TYPES[rng.usize(..TYPES.len())]);
                let place = rng.usize(..self.operations.len());
                let param =
                    format!("{name}: {{ type: \"{ty}\", doc: A parameter., source: page }}");
                self.operations[place].1.push(param);
            }
            6 => {
                let values = ["UNKNOWN", "LOW", "high", "unknown_value", "Self", "2g"];
                let value = values[rng.usize(..values.len())].to_owned();
                if !self
                    .values
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(&value))
                {
                    self.values.push(value);
                }
            }
            7 => {
                let (count, ty) = (self.count, rng.usize(..self.types.len()));
                self.add_operation(format!("get: /more{count}, returns: edge<Type{ty}>"));
            }
            8 => {
                let ty = rng.usize(..self.types.len());
                let reads = format!("returns: Type{ty}, get: \"/{{id{}}}\"", self.count);
                let has = |(lines, _): &(String, _)| lines.contains(&format!("returns: Type{ty},"));
                if !self.operations.iter().any(has) {
                    let id = format!(
                        "id{}: {{ type: ThingId, doc: An id., source: page }}",
                        self.count
                    );
                    self.add_operation(format!("{reads}, path: {{ {id} }}"));
                }
            }
            _ => self.types.push(vec![
                "id: { type: ThingId, required: true, doc: Its id., source: page }".to_owned(),
            ]),
        }
    }

    fn add_operation(&mut self, lines: String) {
        self.operations.push((lines, Vec::new()));
    }

    /// A field of a simple type, of another type, or an edge that can be read on.
    fn add_field(&mut self, rng: &mut Rng) {
        let (name, other) = (self.name(rng), rng.usize(..self.types.len()));
        let (ty, more) = match rng.usize(0..6) {
            0 => (format!("Type{other}"), ""),
            1 => ("edge<Type2>".to_owned(), "params_of: Call2, "),
            2 => (format!("list<Type{other}>"), ""),
            3 => (format!("map<string, Type{other}>"), ""),
            4 => (format!("one_or_many<Type{other}>"), ""),
            _ => (TYPES[rng.usize(..TYPES.len())].to_owned(), ""),
        };
        let field = format!("{name}: {{ type: \"{ty}\", {more}doc: A field., source: page }}");
        let place = rng.usize(..self.types.len());
        self.types[place].push(field);
    }

    /// A name that is easily taken twice, or one of its own.
    fn name(&self, rng: &mut Rng) -> String {
        let name = NAMES[rng.usize(..NAMES.len())];
        let is_taken = |lines: &Vec<String>| {
            let start = format!("{name}:");
            lines.iter().any(|line| line.starts_with(&start))
        };
        let params = self.operations.iter().map(|(_, params)| params);
        match self.types.iter().chain(params).any(is_taken) {
            true => format!("{name}{}", self.count),
            false => name.to_owned(),
        }
    }

    /// The spec.
    pub fn text(&self) -> String {
        let mut text = COMMON.to_owned();
        let values = self.values.iter().map(|value| format!("{value}: A value."));
        let values = values.collect::<Vec<_>>().join(", ");
        writeln!(
            text,
            "enums: {{ Word: {{ doc: A word., source: page, values: {{ {values} }} }} }}"
        )
        .unwrap();
        text.push_str("types:\n");
        for (number, fields) in self.types.iter().enumerate() {
            writeln!(
                text,
                "  Type{number}:\n    doc: A type.\n    source: page\n    fields:"
            )
            .unwrap();
            for field in fields {
                writeln!(text, "      {field}").unwrap();
            }
        }
        text.push_str("operations:\n");
        for (number, (lines, params)) in self.operations.iter().enumerate() {
            let params = params.join(", ");
            writeln!(
                text,
                "  Call{number}: {{ {lines}, doc: A call., source: page, params: {{ {params} }} }}"
            )
            .unwrap();
        }
        text
    }

    /// The spec, read.
    pub fn read(&self) -> Read {
        Read::of(Sources(vec![Source {
            name: "spec/random.yaml".to_owned(),
            text: self.text(),
        }]))
    }
}
