//! The text of a draft.

use super::yaml::Page;
use super::{Draft, DraftedType, Drafter, Member, Sketch, Wanted};
use crate::upstream::counterpart::META_SPEC;
use heck::ToSnakeCase;

/// What stands where a person has to write.
const TO_BE_WRITTEN: &str = "To be written.";

pub(super) fn write(sketch: &Sketch<'_>, drafter: &Drafter<'_>, wanted: &Wanted) -> Draft {
    let unsaid = unsaid(sketch, drafter, wanted);
    let mut page = Page::default();
    comments(&mut page, drafter, wanted, &unsaid);
    page.line(0, "format: 1");
    page.section("ids");
    let what = format!("Identifies a {}.", sketch.node);
    page.entry(1, &sketch.id, &[("doc", &what), ("source", META_SPEC)]);
    operation(&mut page, sketch);
    enums(&mut page, drafter);
    types(&mut page, drafter);
    Draft {
        file: format!("{}.yaml", wanted.target.replace('.', "_").to_snake_case()),
        common: common(sketch, wanted),
        text: page.text(),
        left_out: drafter.left_out.clone(),
        unsaid,
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

fn comments(page: &mut Page, drafter: &Drafter<'_>, wanted: &Wanted, unsaid: &[String]) {
    let mut list = |title: &str, items: &[String]| {
        if items.is_empty() {
            return;
        }
        for line in textwrap::wrap(title, 98) {
            page.line(0, &format!("# {line}"));
        }
        for item in items {
            let lines = textwrap::wrap(item, 94);
            for (index, line) in lines.iter().enumerate() {
                let dash = if index == 0 { "-" } else { " " };
                page.line(
                    0,
                    &format!("# {dash} {}", line.replace(char::is_control, " ")),
                );
            }
        }
        page.line(0, "#");
    };
    let title = format!(
        "A first draft of `{}`, from Meta's machine-readable spec of {}. What it does not say:",
        wanted.target, wanted.version
    );
    list(&title, unsaid);
    list("Left out:", &drafter.left_out);
}

fn operation(page: &mut Page, sketch: &Sketch<'_>) {
    let call = sketch.call;
    page.section("operations");
    page.line(1, &format!("{}:", sketch.operation));
    let below = match (&call.base_path, &call.endpoint) {
        (Some(path), _) => format!("/{path}"),
        (None, Some(endpoint)) => format!("/{{{}}}/{endpoint}", sketch.id_param),
        (None, None) => format!("/{{{}}}", sketch.id_param),
    };
    page.pair(2, "get", &below);
    let returns = match call.endpoint {
        Some(_) => format!("edge<{}>", sketch.returns),
        None => sketch.returns.clone(),
    };
    page.pair(2, "returns", &returns);
    page.pair(2, "doc", TO_BE_WRITTEN);
    page.pair(2, "source", META_SPEC);
    if call.base_path.is_none() {
        page.line(2, "path:");
        let what = format!("The {}.", sketch.node);
        let keys = [
            ("type", sketch.id.as_str()),
            ("doc", &what),
            ("source", META_SPEC),
        ];
        page.entry(3, &sketch.id_param, &keys);
    }
    if let Some(upstream) = upstream(sketch) {
        page.pair(2, "upstream", &upstream);
    }
    if !sketch.params.is_empty() {
        page.line(2, "params:");
        sketch.params.iter().for_each(|param| member(page, param));
    }
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

fn member(page: &mut Page, member: &Member) {
    let ty = member.ty.to_string();
    let mut keys = vec![("type", ty.as_str())];
    if let Some(corrects) = &member.corrects {
        keys.push(("corrects", corrects));
    }
    keys.extend([("doc", TO_BE_WRITTEN), ("source", META_SPEC)]);
    page.member(3, &member.name, member.required, &keys);
}

fn enums(page: &mut Page, drafter: &Drafter<'_>) {
    let mut drafted: Vec<_> = drafter.enums.values().flatten().collect();
    if drafted.is_empty() {
        return;
    }
    drafted.sort_by(|one, other| one.name.cmp(&other.name));
    page.section("enums");
    for entry in drafted {
        page.line(1, &format!("{}:", entry.name));
        page.pair(2, "doc", TO_BE_WRITTEN);
        page.pair(2, "source", META_SPEC);
        page.line(2, "values:");
        for value in &entry.values {
            page.pair(3, value, TO_BE_WRITTEN);
        }
    }
}

fn types(page: &mut Page, drafter: &Drafter<'_>) {
    page.section("types");
    for (index, node) in drafter.order.iter().enumerate() {
        let Some(Some(drafted)) = drafter.types.get(node) else {
            continue;
        };
        if index > 0 {
            page.line(0, "");
        }
        ty(page, node, drafted);
    }
}

fn ty(page: &mut Page, node: &str, drafted: &DraftedType) {
    page.line(1, &format!("{}:", drafted.name));
    page.pair(2, "doc", TO_BE_WRITTEN);
    if drafted.guessed {
        page.pair(2, "source", "guess");
        page.line(2, "fields:");
        let keys = [
            ("type", "string"),
            ("doc", TO_BE_WRITTEN),
            ("source", "guess"),
        ];
        page.entry(3, "id", &keys);
        return;
    }
    page.pair(2, "source", META_SPEC);
    if drafted.partial {
        page.line(2, "partial: true");
    }
    if drafted.name != node {
        page.pair(2, "upstream", node);
    }
    page.line(2, "fields:");
    drafted.fields.iter().for_each(|field| member(page, field));
}

/// What a spec says once, and a contract of its own needs.
fn common(sketch: &Sketch<'_>, wanted: &Wanted) -> String {
    let is_edge = sketch.call.endpoint.is_some();
    let mut page = Page::default();
    page.line(0, "format: 1");
    page.section("api");
    page.pair(1, "title", &format!("Graph API {}", wanted.target));
    page.pair(1, "doc", TO_BE_WRITTEN);
    page.section("sources");
    let spec = "Meta's machine-readable spec.";
    page.entry(1, META_SPEC, &[("certainty", "documented"), ("doc", spec)]);
    let guess = "What a draft needs and no source says: to be looked up.";
    page.entry(1, "guess", &[("certainty", "inferred"), ("doc", guess)]);
    page.section("versions");
    let version = wanted.version.to_string();
    match wanted.released {
        Some(released) => {
            let released = released.to_string();
            page.entry(1, &version, &[("released", &released), ("source", "guess")]);
        }
        None => {
            page.line(1, "# The day of the release is to be looked up.");
            page.entry(
                1,
                &version,
                &[("released", "2000-01-01"), ("source", "guess")],
            );
        }
    }
    page.section("hosts");
    let url = "https://graph.facebook.com";
    page.entry(
        1,
        "facebook",
        &[("url", url), ("doc", TO_BE_WRITTEN), ("source", "guess")],
    );
    page.section("common_params");
    let mut common = |name: &str, ty: &str, doc: &str| {
        let on = if is_edge { "edge" } else { "node" };
        page.line(
            1,
            &format!("{name}: {{ on: [{on}], type: {ty}, doc: {doc}, source: guess }}"),
        );
    };
    common("fields", "string", "\"Fields to return, by name.\"");
    if is_edge {
        common("limit", "unsigned int", "Nodes that a page holds at most.");
        common(
            "after",
            "string",
            "Cursor of the page before the wanted one.",
        );
        common(
            "before",
            "string",
            "Cursor of the page after the wanted one.",
        );
    }
    page.text()
}
