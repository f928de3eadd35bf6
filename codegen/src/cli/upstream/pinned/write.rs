//! Writes the facts to pin into the contract.

use crate::Error;
use crate::cli::edit::spec_file::first_lines;
use crate::cli::edit::{Address, Editor};
use crate::cli::upstream::Error as UpstreamError;
use crate::cli::upstream::meta_spec::{Call, MetaSpec, Node, Origin as ReadFrom, Param};
use crate::cli::upstream::pinned::{meta_spec, select};
use crate::contract::spec::{Date, VersionName};
use crate::contract::yaml::Value;

/// The file that the first pinned facts of a contract are written to.
const FILE: &str = "meta_spec.yaml";

/// The comment at its start.
const COMMENT: &str = "\n\
    # Names and types of Meta's machine-readable spec, as far as this contract covers it.\n\
    # `cargo codegen upstream <folder> --graph-version <version> --pin` writes them, and every run\n\
    # compares the contract with them.\n";

/// Where facts are from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The release of Meta's spec; needed if the facts are not those that are
    /// pinned.
    pub named: Option<String>,
    /// The day on which it was read.
    pub read: Date,
}

/// Pins the facts of a version, in place of those that are pinned. Returns
/// whether that changes something: another day alone does not.
///
/// # Errors
///
/// Meta's files are invalid where the contract needs them, or the facts change
/// and their origin is not named.
pub fn pin(
    editor: &mut Editor,
    files: &MetaSpec,
    version: VersionName,
    origin: &Origin,
) -> Result<bool, Error> {
    let (spec, sources) = (editor.spec()?, editor.sources());
    let name = version.to_string();
    let new = facts(&select(&spec, files)?);
    if let Some(before) = spec.meta_spec.get(&name) {
        let old = meta_spec(&spec, &sources, version).map(|old| facts(&old));
        let named = origin.named.as_ref();
        if old.is_some_and(|old| old == new)
            && named.is_none_or(|named| *named == before.origin.value)
        {
            return Ok(false);
        }
    }
    let Some(named) = &origin.named else {
        return Err(UpstreamError::NoOrigin { version }.into());
    };
    let mut entry = vec![
        ("origin".to_owned(), Value::from(named.as_str())),
        ("read".to_owned(), Value::from(origin.read.to_string())),
    ];
    entry.extend(new);
    write(editor, &name, Value::lines(entry))?;
    editor.spec()?;
    Ok(true)
}

fn write(editor: &mut Editor, version: &str, entry: Value) -> Result<(), Error> {
    let section = Address::new(["meta_spec"]);
    if editor.has(&section.key(version)) {
        editor.set(&section, version, entry)?;
    } else if editor.has(&section) || editor.is_one_file() {
        editor.add(&section, version, entry)?;
    } else {
        let text = Value::lines([(version, entry)]).in_block("meta_spec", 0, true);
        editor.add_file(FILE, &format!("{}{COMMENT}{text}\n", first_lines()))?;
    }
    Ok(())
}

/// Returns selected facts as the contract states them, sorted by name.
pub fn facts(selected: &MetaSpec) -> Vec<(String, Value)> {
    let covers = match &selected.origin {
        ReadFrom::Pinned(pinned) => pinned.covers.iter().map(String::as_str).collect(),
        ReadFrom::Folder(_) => Vec::new(),
    };
    let nodes = selected.nodes.iter();
    let nodes = nodes.map(|(name, node)| (name.as_str(), node_of(node)));
    let enums = selected.enums.iter().map(|(name, entry)| {
        let mut values: Vec<_> = entry
            .values
            .iter()
            .map(|(value, _)| value.as_str())
            .collect();
        values.sort_unstable();
        (name.as_str(), Value::list(values))
    });
    let enums: Vec<_> = enums.collect();
    let mut facts = vec![
        ("covers".to_owned(), Value::list(covers)),
        ("nodes".to_owned(), Value::lines(nodes)),
    ];
    if !enums.is_empty() {
        facts.push(("enums".to_owned(), Value::lines(enums)));
    }
    facts
}

fn node_of(node: &Node) -> Value {
    let mut keys = Vec::new();
    if !node.fields.is_empty() {
        keys.push(("fields", types(&node.fields)));
    }
    keys.extend(node.read(None).map(|call| ("get", call_of(call))));
    let reads = node.calls.iter().filter(|call| call.method == "GET");
    let edges = reads.filter_map(|call| Some((call.endpoint.as_deref()?, call_of(call))));
    let mut edges: Vec<_> = edges.collect();
    edges.sort_by_key(|(edge, _)| *edge);
    if !edges.is_empty() {
        keys.push(("edges", Value::lines(edges)));
    }
    Value::map(keys)
}

fn call_of(call: &Call) -> Value {
    let mut keys = vec![("returns", Value::from(call.returns.as_str()))];
    if !call.params.is_empty() {
        keys.push(("params", types(&call.params)));
    }
    let required = call.params.iter().filter(|param| param.required);
    let mut required: Vec<_> = required.map(|param| param.name.as_str()).collect();
    required.sort_unstable();
    if !required.is_empty() {
        keys.push(("required", Value::list(required)));
    }
    Value::map(keys)
}

fn types(params: &[Param]) -> Value {
    let types = params.iter();
    let mut types: Vec<_> = types
        .map(|param| (param.name.as_str(), param.ty.as_str()))
        .collect();
    types.sort_unstable();
    // A line for each fact: so a change of one is a change of one line.
    Value::lines(types)
}
