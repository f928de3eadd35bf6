//! Random contracts, random edits of them, and what each edit is.

use serde_json::{Value, json};

/// Graph versions of every random contract.
pub const VERSIONS: [&str; 3] = ["v1.0", "v2.0", "v3.0"];

/// What calls return: a type that is not edited.
const RETURNED: &str = "Returned";

/// An edit of one value of a spec.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What no other edit may be of, or of a part of.
    scope: String,
    /// The map that is edited, and its key.
    map: String,
    key: String,
    what: What,
    /// What it is to be told as.
    pub rule: &'static str,
    pub item: String,
    pub versions: Vec<&'static str>,
}

#[derive(Clone, Debug)]
enum What {
    Set(Value),
    Remove,
    Rename(String),
}

impl Edit {
    pub fn apply(&self, spec: &mut Value) {
        let map = spec
            .pointer_mut(&self.map)
            .unwrap()
            .as_object_mut()
            .unwrap();
        match &self.what {
            What::Set(value) => {
                map.insert(self.key.clone(), value.clone());
            }
            What::Remove => {
                map.remove(&self.key).unwrap();
            }
            What::Rename(to) => {
                let value = map.remove(&self.key).unwrap();
                map.insert(to.clone(), value);
            }
        }
    }

    /// Whether the two can be made in one go: neither is of a part of what the
    /// other is of.
    pub fn is_apart(&self, other: &Self) -> bool {
        !self.scope.starts_with(&other.scope) && !other.scope.starts_with(&self.scope)
    }
}

/// A spec as a value, with so many things of each kind.
pub fn spec(types: usize, fields: usize, spans: &[usize]) -> Value {
    let mut spans = spans.iter().copied().cycle();
    let mut within = |mut thing: Value| {
        let (since, removed_in) =
            [(None, None), (Some("v2.0"), None), (None, Some("v3.0"))][spans.next().unwrap() % 3];
        let map = thing.as_object_mut().unwrap();
        map.extend(since.map(|since| ("since".to_owned(), json!(since))));
        map.extend(removed_in.map(|end| ("removed_in".to_owned(), json!(end))));
        thing
    };
    let mut spec = json!({
        "format": 1,
        "api": { "title": "Random", "doc": "Anything." },
        "sources": {
            "page": { "certainty": "documented", "doc": "A page." },
            "seen": { "certainty": "observed", "doc": "A capture." },
        },
        "versions": {},
        "hosts": { "graph": { "url": "https://graph.example.com", "doc": "All.", "source": "page" } },
        "types": { RETURNED: { "doc": "Returned.", "source": "page", "fields": {
            "id": { "type": "string", "doc": "The id.", "source": "page" },
        } } }, "operations": {}, "enums": {}, "errors": {},
    });
    for (number, version) in VERSIONS.into_iter().enumerate() {
        let released = format!("202{number}-01-01");
        spec["versions"][version] = json!({ "released": released, "source": "page" });
    }
    let entry = |ty: &str, doc: String| json!({ "type": ty, "doc": doc, "source": "page" });
    for number in 0..types {
        let mut members = json!({ "id": entry("string", "The id.".to_owned()) });
        let mut params = json!({});
        let mut values = json!({ "first": { "doc": "The first." } });
        let mut cases = json!({});
        for member in 0..fields {
            let ty = ["string", "int", "bool", "list<string>"][member % 4];
            members[format!("f{member}")] = within(entry(ty, format!("Field {member}.")));
            params[format!("p{member}")] = within(entry(ty, format!("Parameter {member}.")));
            values[format!("v{member}")] = within(json!({ "doc": format!("Value {member}.") }));
            let name = format!("Case{number}X{member}");
            cases[(member + 101).to_string()] = within(
                json!({ "name": name, "advice": "wait", "doc": "A case.", "source": "page" }),
            );
        }
        spec["types"][format!("T{number}")] =
            json!({ "doc": format!("Type {number}."), "source": "page", "fields": members });
        spec["enums"][format!("E{number}")] =
            json!({ "doc": format!("Enum {number}."), "source": "page", "values": values });
        spec["operations"][format!("O{number}")] = json!({
            "get": format!("/o{number}"), "returns": RETURNED, "doc": format!("Call {number}."),
            "source": "page", "params": params,
        });
        spec["errors"][(number + 1).to_string()] = json!({
            "name": format!("Code{number}"), "advice": "wait", "doc": "A code.", "source": "page",
            "subcodes": cases,
        });
    }
    spec
}

/// Every edit that can be made, each by itself.
pub fn edits(spec: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (section, rules) in SECTIONS {
        let things = spec[section].as_object().unwrap().iter();
        for (name, thing) in things.filter(|(name, _)| *name != RETURNED) {
            let prefix = if section == "errors" { "errors." } else { "" };
            let item = format!("{prefix}{name}");
            rules.edits(&format!("/{section}"), name, thing, &item, &mut edits);
        }
    }
    edits
}

/// What edits of a kind of thing are told as.
struct Rules {
    added: &'static str,
    gone: &'static str,
    /// Where it has a name of its own.
    renamed: Option<&'static str>,
    /// Keys, what is put behind what they say, and what that is.
    keys: &'static [(&'static str, &'static str, &'static str)],
    /// What is told where it is required.
    required: Option<&'static str>,
    /// What is told where its type is `float` instead of `int`, and instead of
    /// another one.
    float: Option<(&'static str, &'static str)>,
    /// The things in it, and what stands before their names.
    inner: Option<(&'static str, &'static str, &'static Rules)>,
}

const DOC: (&str, &str, &str) = ("doc", " Anew.", "docs-changed");
const NAME: (&str, &str, &str) = ("name", "Else", "error-code-renamed");

const SECTIONS: [(&str, &Rules); 4] = [
    ("types", &TYPES),
    ("operations", &OPERATIONS),
    ("enums", &ENUMS),
    ("errors", &ERRORS),
];

const TYPES: Rules = Rules {
    added: "type-added",
    gone: "type-removed",
    renamed: Some("type-renamed"),
    keys: &[DOC],
    required: None,
    float: None,
    inner: Some(("fields", "", &FIELDS)),
};

const FIELDS: Rules = Rules {
    added: "field-added",
    gone: "field-removed",
    renamed: Some("field-renamed"),
    keys: &[DOC],
    required: Some("field-made-required"),
    float: Some(("field-type-changed", "field-type-changed")),
    inner: None,
};

const OPERATIONS: Rules = Rules {
    added: "operation-added",
    gone: "operation-removed",
    renamed: Some("operation-renamed"),
    keys: &[DOC, ("get", "/all", "operation-path-changed")],
    required: None,
    float: None,
    inner: Some(("params", "", &PARAMS)),
};

const PARAMS: Rules = Rules {
    added: "optional-parameter-added",
    gone: "parameter-removed",
    renamed: Some("parameter-renamed"),
    keys: &[DOC],
    required: Some("parameter-made-required"),
    float: Some(("parameter-type-widened", "parameter-type-changed")),
    inner: None,
};

const ENUMS: Rules = Rules {
    added: "enum-added",
    gone: "enum-removed",
    renamed: Some("enum-renamed"),
    keys: &[DOC],
    required: None,
    float: None,
    inner: Some(("values", "", &VALUES)),
};

const VALUES: Rules = Rules {
    added: "enum-value-added",
    gone: "enum-value-removed",
    renamed: Some("enum-value-renamed"),
    keys: &[DOC],
    required: None,
    float: None,
    inner: None,
};

const CASES: Rules = Rules {
    added: "error-name-added",
    gone: "error-code-removed",
    renamed: None,
    keys: &[DOC, NAME],
    required: None,
    float: None,
    inner: None,
};

const ERRORS: Rules = Rules {
    added: "error-code-added",
    inner: Some(("subcodes", "subcodes.", &CASES)),
    ..CASES
};

impl Rules {
    /// The edits of a thing, and of the things in it.
    fn edits(&self, section: &str, name: &str, thing: &Value, item: &str, edits: &mut Vec<Edit>) {
        let path = format!("{section}/{name}");
        let versions = versions(thing);
        let mut edit = |scope: &str, (map, key): (&str, &str), what, rule, versions: &[_]| {
            edits.push(Edit {
                scope: format!("{scope}/"),
                map: map.to_owned(),
                key: key.to_owned(),
                what,
                rule,
                item: item.to_owned(),
                versions: versions.to_vec(),
            });
        };
        // The first member of a thing stays, so that none is empty.
        let keeps = ["id", "first"].contains(&name);
        if !keeps {
            edit(&path, (section, name), What::Remove, self.gone, &versions);
            if let Some(rule) = self.renamed {
                let what = What::Rename(format!("{name}Else"));
                edit(&path, (section, name), what, rule, &versions);
            }
        }
        for (key, more, rule) in self.keys {
            let now = format!("{}{more}", thing[key].as_str().unwrap());
            let scope = format!("{path}/{key}");
            edit(&scope, (&path, key), What::Set(json!(now)), rule, &versions);
        }
        let ty = |wanted: &str| thing["type"] == wanted;
        if let Some((widened, changed)) = self.float {
            let rule = if ty("int") { widened } else { changed };
            let what = What::Set(json!("float"));
            edit(
                &format!("{path}/type"),
                (&path, "type"),
                what,
                rule,
                &versions,
            );
        }
        if let Some(rule) = self.required {
            let what = What::Set(json!(true));
            edit(
                &format!("{path}/required"),
                (&path, "required"),
                what,
                rule,
                &versions,
            );
        }
        // Versions that come or go change what all else is told of.
        if self.inner.is_none() && !keeps {
            match (thing.get("since"), thing.get("removed_in")) {
                (Some(_), _) => edit(&path, (&path, "since"), What::Remove, self.added, &["v1.0"]),
                (_, Some(_)) => {
                    edit(
                        &path,
                        (&path, "removed_in"),
                        What::Remove,
                        self.added,
                        &["v3.0"],
                    );
                }
                (None, None) => {
                    let what = What::Set(json!("v3.0"));
                    edit(&path, (&path, "removed_in"), what, self.gone, &["v3.0"]);
                }
            }
        }
        if let Some((section, prefix, rules)) = self.inner {
            for (name, inner) in thing[section].as_object().unwrap() {
                let item = format!("{item}.{prefix}{name}");
                rules.edits(&format!("{path}/{section}"), name, inner, &item, edits);
            }
        }
    }
}

fn versions(thing: &Value) -> Vec<&'static str> {
    let bound = |key| thing.get(key).and_then(Value::as_str);
    let versions = VERSIONS.into_iter();
    let from = versions.filter(|version| bound("since").is_none_or(|since| since <= *version));
    from.filter(|version| bound("removed_in").is_none_or(|end| *version < end))
        .collect()
}
