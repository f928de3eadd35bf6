//! `REFERENCE.md`, for people: a table per item, with a column per version.

use std::collections::BTreeSet;

use super::changes;
use super::page::{Page, code, codes, strings};
use crate::contract::spec::Concern;
use crate::contract::{Contract, Contracts, ErrorCode, Lifetime, Note, Operation, Param};
use crate::emit::docs;
use crate::emit::docs::markdown;
use crate::emit::output::MARK;

/// The document.
pub fn document(contracts: &Contracts) -> String {
    let mut page = Page(format!("<!-- {MARK} from spec. Do not edit. -->\n\n"));
    page.line(&format!("# {}", markdown(&contracts.title)));
    page.line(&markdown(&contracts.doc));
    versions(&mut page, contracts);
    hosts(&mut page, contracts);
    operations(&mut page, contracts);
    types(&mut page, contracts);
    enums(&mut page, contracts);
    ids(&mut page, contracts);
    headers(&mut page, contracts);
    errors(&mut page, contracts);
    sources(&mut page, contracts);
    page.0.trim_end().to_owned() + "\n"
}

/// The header of a table: some columns, then one per version.
fn header<const N: usize>(cells: [&str; N], contracts: &Contracts) -> Vec<String> {
    let versions = contracts
        .versions
        .iter()
        .map(|contract| contract.version.to_string());
    strings(cells).into_iter().chain(versions).collect()
}

fn mark(has: bool) -> String {
    if has { "✔" } else { "–" }.to_owned()
}

/// A mark for each version in which `has` holds.
fn marks(contracts: &Contracts, has: impl Fn(&Contract) -> bool) -> Vec<String> {
    let versions = contracts.versions.iter();
    versions.map(|contract| mark(has(contract))).collect()
}

/// The items of all versions, sorted and without duplicates.
fn union<'a, T: Clone + Ord>(
    contracts: &'a Contracts,
    items: impl Fn(&'a Contract) -> Vec<T>,
) -> BTreeSet<T> {
    contracts.versions.iter().flat_map(items).collect()
}

fn versions(page: &mut Page, contracts: &Contracts) {
    page.line("## Versions");
    let rows = contracts.versions.iter().map(|contract| {
        let expires = contract
            .expires
            .map_or("not announced".to_owned(), |date| date.to_string());
        vec![
            contract.version.to_string(),
            contract.released.to_string(),
            expires,
            contract.source.join(", "),
        ]
    });
    let rows = rows.collect();
    page.table(&strings(["Version", "Released", "Expires", "Source"]), rows);
    changes::changes(page, contracts);
}

fn hosts(page: &mut Page, contracts: &Contracts) {
    page.line("## Hosts");
    let rows = contracts.hosts.iter().map(|host| {
        vec![
            code(&host.name),
            code(&host.url),
            host.doc.clone(),
            host.source.join(", "),
        ]
    });
    page.table(
        &strings(["Name", "Host", "Description", "Source"]),
        rows.collect(),
    );
}

fn operations(page: &mut Page, contracts: &Contracts) {
    let names = |contract: &'_ Contract| {
        let operations = contract.operations.iter();
        operations.map(|one| one.name.clone()).collect()
    };
    for name in union(contracts, names) {
        if let Some(newest) = newest(contracts, |contract| contract.operation(&name)) {
            operation(page, contracts, newest);
        }
    }
}

/// An item as the newest version has it.
fn newest<'a, T>(
    contracts: &'a Contracts,
    find: impl Fn(&'a Contract) -> Option<&'a T>,
) -> Option<&'a T> {
    contracts.versions.iter().rev().find_map(find)
}

fn operation(page: &mut Page, contracts: &Contracts, operation: &Operation) {
    page.line(&format!("## {}", operation.name));
    page.line(&format!(
        "`GET {}` on {} returns {}.",
        operation.path,
        codes(&operation.hosts),
        code(&operation.returns)
    ));
    page.line(&markdown(&operation.doc));
    page.line(&provenance(&operation.source, &docs::versions(operation)));
    let params = |contract: &Contract| -> Vec<Param> {
        let operation = contract.operation(&operation.name).into_iter();
        let params = operation.flat_map(|one| one.path_params.iter().chain(one.query()));
        params.cloned().collect()
    };
    let names = contracts.versions.iter().flat_map(params);
    params_table(page, contracts, "Parameter", dedup(names), &params);
    permissions(page, operation);
    notes(page, "Limitation", &operation.limitations);
    notes(page, "Note", &operation.notes);
    notes(page, "Not supported", &operation.unsupported);
    if !operation.errors.is_empty() {
        let errors = codes(&operation.errors);
        page.line(&format!("Documented error codes: {errors}."));
    }
}

fn permissions(page: &mut Page, operation: &Operation) {
    let rows = operation.permissions.iter().map(|permission| {
        vec![
            permission.name.clone(),
            docs::calls_of(permission).unwrap_or_default(),
            permission.token.clone(),
            codes(&permission.tasks),
            codes(&permission.scopes),
            permission.doc.clone(),
            permission.source.join(", "),
        ]
    });
    let columns = [
        "For",
        "Calls",
        "Token",
        "Task on the Page",
        "Permissions",
        "Description",
        "Source",
    ];
    page.table(&strings(columns), rows.collect());
}

fn notes(page: &mut Page, title: &str, notes: &[Note]) {
    let rows = notes.iter();
    let rows = rows.map(|note| vec![code(&note.name), note.doc.clone(), note.source.join(", ")]);
    page.table(&strings([title, "Description", "Source"]), rows.collect());
}

/// The source of an item, and the versions that have it.
fn provenance(source: &[String], versions: &str) -> String {
    let source = format!("Source: {}.", source.join(", "));
    format!("{source} {versions}").trim_end().to_owned()
}

/// The doc of an item, with its replacement.
fn description(doc: &str, item: &impl Lifetime) -> String {
    match item.replaced_by() {
        Some(_) => format!("{doc} {}", docs::versions(item)),
        None => doc.to_owned(),
    }
}

/// Removes duplicates, and keeps the order.
fn dedup(params: impl Iterator<Item = Param>) -> Vec<Param> {
    let mut unique: Vec<Param> = Vec::new();
    for param in params {
        if !unique.contains(&param) {
            unique.push(param);
        }
    }
    unique
}

fn params_table(
    page: &mut Page,
    contracts: &Contracts,
    title: &str,
    params: Vec<Param>,
    of: &impl Fn(&Contract) -> Vec<Param>,
) {
    let by_version: Vec<_> = contracts.versions.iter().map(of).collect();
    let rows = params.into_iter().map(|param| {
        let mut doc = description(&param.doc, &param);
        if param.required {
            doc.push_str(" Required.");
        }
        if let Some(sent) = docs::sent_time(&param) {
            doc.push_str(&format!(" {sent}"));
        }
        if let Some(operation) = &param.params_of {
            doc.push_str(&format!(" Takes the parameters of `{operation}`."));
        }
        if let Some(corrects) = &param.corrects {
            doc.push_str(&format!(" (Meta's spec: `{corrects}`.)"));
        }
        let cells = [
            code(&param.name),
            code(&param.ty),
            doc,
            param.source.join(", "),
        ];
        let marks = by_version
            .iter()
            .map(|params| mark(params.contains(&param)));
        cells.into_iter().chain(marks).collect()
    });
    let header = header([title, "Type", "Description", "Source"], contracts);
    page.table(&header, rows.collect());
}

fn types(page: &mut Page, contracts: &Contracts) {
    let all = |contract: &Contract| contract.types.iter().map(|one| one.name.clone()).collect();
    for name in union(contracts, all) {
        let fields = |contract: &Contract| -> Vec<Param> {
            contract
                .ty(&name)
                .map_or(Vec::new(), |ty| ty.fields.clone())
        };
        let Some(newest) = newest(contracts, |contract| contract.ty(&name)) else {
            continue;
        };
        page.line(&format!("## {name}"));
        page.line(&docs::with_defaults(newest));
        page.line(&provenance(&newest.source, &docs::versions(newest)));
        if newest.runtime {
            page.line("The runtime reads this type: no Rust is generated for it.");
        }
        let all = contracts.versions.iter().flat_map(fields);
        params_table(page, contracts, "Field", dedup(all), &fields);
    }
}

fn enums(page: &mut Page, contracts: &Contracts) {
    let all = |contract: &Contract| contract.enums.iter().map(|one| one.name.clone()).collect();
    for name in union(contracts, all) {
        let Some(newest) = newest(contracts, |contract| contract.enumeration(&name)) else {
            continue;
        };
        page.line(&format!("## {name}"));
        page.line(&markdown(&newest.doc));
        page.line(&provenance(&newest.source, ""));
        let values = |contract: &Contract| -> Vec<(String, String, String)> {
            let values = contract.enumeration(&name).into_iter();
            let values = values.flat_map(|entry| &entry.values).map(|value| {
                let doc = description(&value.doc, value);
                (value.value.clone(), doc, value.source.join(", "))
            });
            values.collect()
        };
        let rows = union(contracts, values).into_iter().map(|value| {
            let cells = [code(&value.0), value.1.clone(), value.2.clone()];
            let marks = marks(contracts, |contract| values(contract).contains(&value));
            cells.into_iter().chain(marks).collect()
        });
        let rows = rows.collect();
        page.table(&header(["Value", "Description", "Source"], contracts), rows);
    }
}

fn ids(page: &mut Page, contracts: &Contracts) {
    if contracts.ids.is_empty() {
        return;
    }
    page.line("## Identifiers");
    let rows = contracts
        .ids
        .iter()
        .map(|id| vec![code(&id.name), id.doc.clone(), id.source.join(", ")]);
    page.table(&strings(["Type", "Description", "Source"]), rows.collect());
}

fn headers(page: &mut Page, contracts: &Contracts) {
    if contracts.headers.is_empty() {
        return;
    }
    page.line("## Response headers");
    let rows = contracts.headers.iter().map(|header| {
        vec![
            code(&header.name),
            code(&header.ty),
            header.doc.clone(),
            header.source.join(", "),
        ]
    });
    page.table(
        &strings(["Header", "Type", "Description", "Source"]),
        rows.collect(),
    );
}

fn errors(page: &mut Page, contracts: &Contracts) {
    page.line("## Error codes");
    page.line(
        "One entry applies to an error: the words of the message take precedence over a subcode, a \
         subcode over the code alone, and a code over a range of codes. If several words match, \
         the longest apply. An error concerns the whole call unless the table states that it \
         concerns a node.",
    );
    let all = |contract: &Contract| -> Vec<(ErrorPlace, [String; 5])> {
        let errors = contract.errors.iter().map(|error| {
            let advice = serde_json::to_value(error.advice).unwrap_or_default();
            let advice = code(advice.as_str().unwrap_or_default());
            let advice = match &error.token {
                Some(token) => format!("{advice} ({token})"),
                None => advice,
            };
            let concerns = match error.concerns {
                Concern::Call => "",
                Concern::Node => "node",
            };
            let cells = [
                error.name.clone(),
                description(&error.doc, error),
                advice,
                concerns.to_owned(),
                error.source.join(", "),
            ];
            (error_place(error), cells)
        });
        errors.collect()
    };
    let by_version: Vec<_> = contracts.versions.iter().map(all).collect();
    let rows = union(contracts, all).into_iter().map(|error| {
        let ((_, number, case), [name, doc, advice, concerns, source]) = error.clone();
        let cells = [number, case, code(name), doc, advice, concerns, source];
        let marks = by_version
            .iter()
            .map(|errors| mark(errors.contains(&error)));
        cells.into_iter().chain(marks).collect()
    });
    let rows = rows.collect();
    let columns = [
        "Code",
        "Subcode or message",
        "Name",
        "Description",
        "Advice",
        "Concerns",
        "Source",
    ];
    page.table(&header(columns, contracts), rows);
}

/// The code, for the order; the code or the range, and the case, as cells.
type ErrorPlace = (i64, String, String);

fn error_place(error: &ErrorCode) -> ErrorPlace {
    let number = match error.through {
        Some(through) => format!("{} to {}", code(error.code), code(through)),
        None => code(error.code),
    };
    let words = error.message.as_ref().map(|words| format!("“{words}”"));
    let case = error.subcode.map(code).or(words).unwrap_or_default();
    (error.code, number, case)
}

fn sources(page: &mut Page, contracts: &Contracts) {
    page.line("## Sources");
    let rows = contracts.sources.iter().map(|source| {
        let certainty = format!("{:?}", source.certainty).to_lowercase();
        let place = source.url.clone().unwrap_or_default();
        vec![source.name.clone(), certainty, source.doc.clone(), place]
    });
    page.table(
        &strings(["Source", "Certainty", "Description", "Where"]),
        rows.collect(),
    );
}
