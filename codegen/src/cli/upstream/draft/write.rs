//! The text of a draft.

use super::{Draft, DraftedType, Drafter, Member, Sketch, Wanted};
use crate::cli::upstream::counterpart::META_SPEC;
use crate::contract::placeholder::{DRAFTED_DOC as TO_BE_WRITTEN, GUESS, RELEASED};
use crate::contract::yaml::Value;
use heck::ToSnakeCase;

pub(super) fn write(sketch: &Sketch<'_>, drafter: &Drafter<'_>, wanted: &Wanted) -> Draft {
    let unsaid = unsaid(sketch, drafter, wanted);
    let mut text = comments(drafter, wanted, &unsaid);
    text.push_str("format: 1\n");
    let what = format!("Identifies a {}.", sketch.node);
    let id = Value::map([("doc", what.as_str()), ("source", META_SPEC)]);
    section(&mut text, "ids", "\n", [(sketch.id.clone(), id)]);
    section(&mut text, "operations", "\n", [operation(sketch)]);
    section(&mut text, "enums", "\n", enums(drafter));
    section(&mut text, "types", "\n\n", types(drafter));
    Draft {
        file: format!("{}.yaml", wanted.target.replace('.', "_").to_snake_case()),
        common: common(sketch, wanted),
        text,
        left_out: drafter.left_out.clone(),
        unsaid,
    }
}

/// A section, after a blank line; nothing where it has no entry.
fn section(
    text: &mut String,
    name: &str,
    between: &str,
    entries: impl IntoIterator<Item = (String, Value)>,
) {
    let entries = entries.into_iter();
    let entries: Vec<_> = entries
        .map(|(name, value)| format!("  {}", value.in_block(&name, 2, false)))
        .collect();
    if !entries.is_empty() {
        text.push_str(&format!("\n{name}:\n{}\n", entries.join(between)));
    }
}

/// What Meta's files do not say, and a person has to look up.
fn unsaid(sketch: &Sketch<'_>, drafter: &Drafter<'_>, wanted: &Wanted) -> Vec<String> {
    let mut unsaid: Vec<String> = [
        "What anything means: each doc that says `To be written.`",
        "Which fields every response has: none is `required` here.",
        "Which fields Graph returns where `fields` names none.",
        "What a parameter's default is, which values it takes, and which go together.",
        "Which strings are ids, URLs or have known values.",
        "Which permissions, tasks and access tokens the call needs: there are no `permissions`.",
        "Which hosts take the call: all of them do here.",
        "Which error codes it documents: there are no `errors`.",
        "What it cannot do, and how often it may be called: there are no `limitations`.",
    ]
    .map(str::to_owned)
    .to_vec();
    if sketch.call.endpoint.is_some() {
        unsaid.push("Whether it returns pages, as is stated here, and how long they are.".into());
    }
    if wanted.released.is_none() {
        unsaid.push(format!("When {} was released.", wanted.version));
    }
    let types = drafter.types.iter();
    for (node, drafted) in types.filter_map(|(node, drafted)| Some((node, drafted.as_ref()?))) {
        if drafted.guessed {
            unsaid.push(format!(
                "What `{node}` is: there is no file for it, and its `id` is a guess."
            ));
        }
    }
    if !drafter.undrafted.is_empty() {
        let names: Vec<_> = drafter
            .undrafted
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        unsaid.push(format!(
            "Not drafted, and `Object` here: {}. `--depth {}` drafts them too.",
            names.join(", "),
            wanted.depth + 1
        ));
    }
    unsaid
}

/// What a person has to know, above all else.
fn comments(drafter: &Drafter<'_>, wanted: &Wanted, unsaid: &[String]) -> String {
    let mut comments = String::new();
    let mut list = |title: &str, items: &[String]| {
        if items.is_empty() {
            return;
        }
        for line in textwrap::wrap(title, 98) {
            comments.push_str(&format!("# {line}\n"));
        }
        for item in items {
            for (index, line) in textwrap::wrap(item, 94).iter().enumerate() {
                let dash = if index == 0 { "-" } else { " " };
                let line = line.replace(char::is_control, " ");
                comments.push_str(&format!("# {dash} {line}\n"));
            }
        }
        comments.push_str("#\n");
    };
    let title = format!(
        "A first draft of `{}`, from Meta's machine-readable spec of {}. What it does not say:",
        wanted.target, wanted.version
    );
    list(&title, unsaid);
    list("Left out:", &drafter.left_out);
    comments
}

fn operation(sketch: &Sketch<'_>) -> (String, Value) {
    let call = sketch.call;
    let path = match (&call.base_path, &call.endpoint) {
        (Some(path), _) => format!("/{path}"),
        (None, Some(endpoint)) => format!("/{{{}}}/{endpoint}", sketch.id_param),
        (None, None) => format!("/{{{}}}", sketch.id_param),
    };
    let returns = match call.endpoint {
        Some(_) => format!("edge<{}>", sketch.returns),
        None => sketch.returns.clone(),
    };
    let mut keys = vec![
        ("get", Value::from(path)),
        ("returns", returns.into()),
        ("doc", TO_BE_WRITTEN.into()),
        ("source", META_SPEC.into()),
    ];
    if call.base_path.is_none() {
        let what = format!("The {}.", sketch.node);
        let param = [
            ("type", sketch.id.as_str()),
            ("doc", &what),
            ("source", META_SPEC),
        ];
        let path = Value::lines([(sketch.id_param.as_str(), Value::map(param))]);
        keys.push(("path", path));
    }
    if let Some(upstream) = upstream(sketch) {
        keys.push(("upstream", upstream.into()));
    }
    if !sketch.params.is_empty() {
        keys.push(("params", Value::lines(sketch.params.iter().map(member))));
    }
    (sketch.operation.clone(), Value::lines(keys))
}

/// The name of the call in Meta's files, where its path does not tell it.
fn upstream(sketch: &Sketch<'_>) -> Option<String> {
    let name = match &sketch.call.endpoint {
        Some(endpoint) => format!("{}.{endpoint}", sketch.node),
        None => sketch.node.clone(),
    };
    let told = match &sketch.call.endpoint {
        Some(_) => sketch.id == format!("{}Id", sketch.node),
        None => sketch.call.base_path.is_none() && sketch.returns == sketch.node,
    };
    (!told).then_some(name)
}

fn member(member: &Member) -> (&str, Value) {
    let mut keys = vec![("type", Value::from(member.ty.to_string()))];
    if member.required {
        keys.push(("required", true.into()));
    }
    if let Some(corrects) = &member.corrects {
        keys.push(("corrects", corrects.as_str().into()));
    }
    keys.extend([("doc", TO_BE_WRITTEN.into()), ("source", META_SPEC.into())]);
    (&member.name, Value::map(keys))
}

fn enums(drafter: &Drafter<'_>) -> Vec<(String, Value)> {
    let mut drafted: Vec<_> = drafter.enums.values().flatten().collect();
    drafted.sort_by(|one, other| one.name.cmp(&other.name));
    let entries = drafted.into_iter().map(|entry| {
        let values = entry.values.iter();
        let values = values.map(|value| (value.as_str(), TO_BE_WRITTEN));
        let keys = [
            ("doc", Value::from(TO_BE_WRITTEN)),
            ("source", META_SPEC.into()),
            ("values", Value::lines(values)),
        ];
        (entry.name.clone(), Value::lines(keys))
    });
    entries.collect()
}

fn types(drafter: &Drafter<'_>) -> Vec<(String, Value)> {
    let order = drafter.order.iter();
    let drafted = order.filter_map(|node| Some((node, drafter.types.get(node)?.as_ref()?)));
    drafted.map(|(node, drafted)| ty(node, drafted)).collect()
}

fn ty(node: &str, drafted: &DraftedType) -> (String, Value) {
    let source = match drafted.guessed {
        true => GUESS,
        false => META_SPEC,
    };
    let mut keys = vec![
        ("doc", Value::from(TO_BE_WRITTEN)),
        ("source", source.into()),
    ];
    if drafted.partial {
        keys.push(("partial", true.into()));
    }
    if drafted.name != node && !drafted.guessed {
        keys.push(("upstream", node.into()));
    }
    let guessed = || {
        let keys = [
            ("type", "string"),
            ("doc", TO_BE_WRITTEN),
            ("source", GUESS),
        ];
        Value::lines([("id", Value::map(keys))])
    };
    let fields = match drafted.guessed {
        true => guessed(),
        false => Value::lines(drafted.fields.iter().map(member)),
    };
    keys.push(("fields", fields));
    (drafted.name.clone(), Value::lines(keys))
}

/// What a spec says once, and a contract of its own needs.
fn common(sketch: &Sketch<'_>, wanted: &Wanted) -> String {
    let mut text = "format: 1\n".to_owned();
    let mut add = |name: &str, entries: &[(&str, Value)]| {
        let entries = entries.iter();
        let entries = entries.map(|(name, value)| ((*name).to_owned(), value.clone()));
        section(&mut text, name, "\n", entries);
    };
    let title = format!("Graph API {}", wanted.target);
    add(
        "api",
        &[("title", title.into()), ("doc", TO_BE_WRITTEN.into())],
    );
    let source = |certainty, doc| Value::map([("certainty", certainty), ("doc", doc)]);
    let spec = source("documented", "Meta's machine-readable spec.");
    let guess = "What a draft needs and no source says: to be looked up.";
    add(
        "sources",
        &[(META_SPEC, spec), (GUESS, source("inferred", guess))],
    );
    let released = wanted.released.map(|released| released.to_string());
    let released = released.unwrap_or_else(|| RELEASED.to_owned());
    let version = Value::map([("released", released.as_str()), ("source", GUESS)]);
    add("versions", &[(&wanted.version.to_string(), version)]);
    let host = [
        ("url", "https://graph.facebook.com"),
        ("doc", TO_BE_WRITTEN),
        ("source", GUESS),
    ];
    add("hosts", &[("facebook", Value::map(host))]);
    let is_edge = sketch.call.endpoint.is_some();
    let param = |ty: &str, doc: &str| {
        let on = if is_edge { "edge" } else { "node" };
        Value::map([
            ("on", Value::list([on])),
            ("type", ty.into()),
            ("doc", doc.into()),
            ("source", GUESS.into()),
        ])
    };
    let fields = ("fields", param("string", "Fields to return, by name."));
    let paging = [
        ("limit", "unsigned int", "Nodes that a page holds at most."),
        (
            "after",
            "string",
            "Cursor of the page before the wanted one.",
        ),
        (
            "before",
            "string",
            "Cursor of the page after the wanted one.",
        ),
    ];
    let paging = paging.into_iter().filter(|_| is_edge);
    let paging = paging.map(|(name, ty, doc)| (name, param(ty, doc)));
    let params: Vec<_> = [fields].into_iter().chain(paging).collect();
    add("common_params", &params);
    match wanted.released {
        Some(_) => text,
        None => text.replace(
            "\nversions:\n",
            "\nversions:\n  # The day of the release is to be looked up.\n",
        ),
    }
}
