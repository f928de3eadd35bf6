//! The migration guide: what a caller of one version has to look at in another.

use crate::contract::{Contract, Replacement};
use crate::report::{Change, Severity, Text};
use crate::spec::replacement::Kind;

/// The guide from one version to another.
pub(super) fn text(old: &Contract, new: &Contract, changes: &[Change]) -> Text {
    let (from, to) = (old.version, new.version);
    Text {
        key: "guide",
        verb: "Guide",
        title: format!("Moving from {from} to {to}"),
        intro: format!("What a caller of {from} has to do, in this order."),
        markdown: steps(old, new, changes),
        language: None,
    }
}

fn steps(old: &Contract, new: &Contract, changes: &[Change]) -> String {
    let (from, to) = (old.version, new.version);
    if from == to {
        return "Nothing has to be done.\n".to_owned();
    }
    let of = |wanted: &[Severity]| -> Vec<_> {
        let changes = changes.iter();
        changes
            .filter(|change| wanted.contains(&change.rule.severity))
            .collect()
    };
    let before = |change: &&&Change| change.rule.id.starts_with("permission");
    let (first, send): (Vec<_>, Vec<_>) = of(&[Severity::BreakingSend])
        .into_iter()
        .partition(|change| before(&change));
    let read = of(&[Severity::BreakingRead, Severity::Drift]);
    let free = of(&[Severity::Compatible]);
    let mut steps = Vec::new();
    if !first.is_empty() {
        steps.push(section(
            "Before anything else, see to what callers must be allowed",
            old,
            to,
            &first,
        ));
    }
    steps.push(format!(
        "Write `page_conversations::{}` where the code says `page_conversations::{}`.",
        to.ident(),
        from.ident()
    ));
    if !send.is_empty() {
        steps.push(section("Look at what is sent", old, to, &send));
    }
    if !read.is_empty() {
        steps.push(section("Look at what is read", old, to, &read));
    }
    let mut guide: String = steps
        .iter()
        .enumerate()
        .map(|(index, step)| format!("{}. {step}\n", index + 1))
        .collect();
    if steps.len() == 1 {
        guide.push_str("\nNothing else has to be done.\n");
    }
    if !free.is_empty() {
        let lines = free.iter().map(|change| format!("- {}\n", change.message));
        let lines: String = lines.collect();
        guide.push_str(&format!("\nNothing has to be done about these:\n\n{lines}"));
    }
    guide
}

fn section(
    title: &str,
    old: &Contract,
    to: crate::spec::words::VersionName,
    changes: &[&Change],
) -> String {
    let lines = changes.iter().map(|change| {
        let message = match instead(old, &change.item) {
            Some(instead) if change.rule.id.ends_with("-removed") => {
                format!("`{}` is gone in {to}: {instead}.", change.item)
            }
            _ => change.message.clone(),
        };
        format!("\n   - {message}")
    });
    format!("{title}:{}", lines.collect::<String>())
}

/// What to do instead of using an item, where the contract says it.
fn instead(contract: &Contract, item: &str) -> Option<String> {
    let replacement = replacement(contract, item)?;
    let verb = match replacement.kind {
        Kind::Operation => "call",
        Kind::Parameter | Kind::Value => "send",
        Kind::Type => "read",
        Kind::Field => "ask for",
        Kind::ErrorCode => "expect",
    };
    Some(format!("{verb} `{replacement}`"))
}

fn replacement<'a>(contract: &'a Contract, item: &str) -> Option<&'a Replacement> {
    let operations = contract.operations.iter();
    let types = contract.types.iter();
    let Some((owner, name)) = item.split_once('.') else {
        let operation = operations.clone().find(|operation| operation.name == item);
        let ty = types.clone().find(|ty| ty.name == item);
        return operation
            .and_then(|operation| operation.replaced_by.as_ref())
            .or_else(|| ty.and_then(|ty| ty.replaced_by.as_ref()));
    };
    let params = operations
        .filter(|operation| operation.name == owner)
        .flat_map(|one| one.query());
    let fields = types
        .filter(|ty| ty.name == owner)
        .flat_map(|ty| &ty.fields);
    let mut members = params.chain(fields).filter(|member| member.name == name);
    let values = contract
        .enums
        .iter()
        .filter(|one| one.name == owner)
        .flat_map(|one| &one.values);
    let mut values = values.filter(|value| value.value == name);
    let member = members
        .next()
        .and_then(|member| member.replaced_by.as_ref());
    member.or_else(|| values.next().and_then(|value| value.replaced_by.as_ref()))
}
