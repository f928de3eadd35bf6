//! The contract's types, from `generated/contract.json`: a new field is tested
//! without a change here.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde_json::Value;

use crate::tolerance::json::Json;

/// The types of v26.0, whose bindings the tests read them with.
pub static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

pub struct Contract {
    types: HashMap<String, Vec<Field>>,
}

pub struct Field {
    pub name: String,
    pub ty: Type,
    pub required: bool,
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Bool,
    Int,
    Text,
    Time,
    /// Text, or an integer of 64 bits.
    Id,
    /// JSON of any kind.
    Any,
    Struct(String),
    List(Box<Type>),
    OneOrMany(Box<Type>),
    Edge(Box<Type>),
}

impl Contract {
    fn read() -> Self {
        let text = include_str!("../../../generated/contract.json");
        let contract: Value = serde_json::from_str(text).unwrap();
        let mut versions = contract["versions"].as_array().unwrap().iter();
        let version = versions.find(|one| one["version"] == "v26.0").unwrap();
        let names = |list: &Value| -> Vec<String> {
            let named = list.as_array().unwrap().iter();
            named
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect()
        };
        let (ids, enums) = (names(&contract["ids"]), names(&version["enums"]));
        let field = |field: &Value| Field {
            name: field["name"].as_str().unwrap().to_owned(),
            ty: Type::read(field["type"].as_str().unwrap(), &ids, &enums),
            required: field["required"] == true,
        };
        let types = version["types"].as_array().unwrap().iter();
        let types = types.map(|ty| {
            let fields = ty["fields"].as_array().unwrap();
            let name = ty["name"].as_str().unwrap().to_owned();
            (name, fields.iter().map(field).collect())
        });
        let mut contract = Self {
            types: types.collect(),
        };
        contract.adapt_paging();
        contract
    }

    /// The library reads what it needs of `paging`: not `previous`, and cursors as
    /// integers too.
    fn adapt_paging(&mut self) {
        let paging = self.types.get_mut("Paging").unwrap();
        paging
            .iter_mut()
            .filter(|field| field.name == "previous")
            .for_each(|field| {
                field.ty = Type::Any;
            });
        let cursors = self.types.get_mut("Cursors").unwrap();
        cursors.iter_mut().for_each(|field| field.ty = Type::Id);
    }

    pub fn fields(&self, name: &str) -> &[Field] {
        &self.types[name]
    }

    /// The field of a type that has a name.
    pub fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        self.fields(ty).iter().find(|field| field.name == name)
    }

    /// The names of the types that nodes are made of, and their paging.
    pub fn names_in_nodes(&self) -> BTreeSet<&str> {
        let others = ["Usage", "BusinessUseCaseUsage", "GraphError"];
        let names = self.types.keys().map(String::as_str);
        names.filter(|name| !others.contains(name)).collect()
    }
}

impl Type {
    fn read(text: &str, ids: &[String], enums: &[String]) -> Self {
        let of = |inner: &str| Box::new(Self::read(inner, ids, enums));
        if let Some((outer, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            return match outer {
                "list" => Self::List(of(inner)),
                "one_or_many" => Self::OneOrMany(of(inner)),
                "edge" => Self::Edge(of(inner)),
                _ => panic!("the test does not know the type `{text}`"),
            };
        }
        match text {
            "bool" => Self::Bool,
            "int" | "unsigned int" => Self::Int,
            "string" => Self::Text,
            "datetime" => Self::Time,
            "Object" => Self::Any,
            id if ids.iter().any(|one| one == id) => Self::Id,
            value if enums.iter().any(|one| one == value) => Self::Text,
            name => Self::Struct(name.to_owned()),
        }
    }
}

/// Makes values that fit, no two alike.
#[derive(Default)]
pub struct Samples(u64);

impl Samples {
    /// A value of a type with all that it can hold, and so many elements in each
    /// list.
    pub fn full(&mut self, ty: &Type, elements: usize) -> Json {
        self.0 += 1;
        let number = self.0;
        let text = |text: String| Json::Scalar(format!("\"{text}\""));
        match ty {
            Type::Bool => Json::Scalar(number.is_multiple_of(2).to_string()),
            Type::Int => Json::Scalar(number.to_string()),
            Type::Text => text(format!("text {number} \\u00e9 \\/ \\\"")),
            Type::Time => text(format!(
                "2026-07-29T10:{:02}:{:02}+0000",
                number / 60 % 60,
                number % 60
            )),
            Type::Id => text(format!("id_{number}")),
            Type::Any => Json::parse(&format!(r#"{{"any":[{number},"x",null]}}"#)),
            Type::Struct(name) => {
                let fields = CONTRACT.fields(name).iter();
                let members =
                    fields.map(|field| (field.name.clone(), self.full(&field.ty, elements)));
                Json::Object(members.collect())
            }
            Type::List(of) | Type::OneOrMany(of) => self.list(of, elements),
            Type::Edge(of) => self.edge(of, elements),
        }
    }

    fn list(&mut self, of: &Type, elements: usize) -> Json {
        Json::List((0..elements).map(|_| self.full(of, elements)).collect())
    }

    fn edge(&mut self, of: &Type, elements: usize) -> Json {
        self.0 += 1;
        let after = format!("cursor_{}", self.0);
        let paging = format!(
            r#"{{"cursors":{{"before":"b","after":"{after}"}},"next":"https:\/\/h\/?after={after}"}}"#
        );
        let data = self.list(of, elements);
        Json::Object(vec![
            ("data".into(), data),
            ("paging".into(), Json::parse(&paging)),
        ])
    }
}
