//! A report with every kind of change.

use page_conversations_codegen::cli::report::{ChangeReport, Text, UnusedWaiver};
use page_conversations_codegen::contract::diff::{
    Bump, Change, Effect, ElementKind, Location, Opened, Rule, Severity, Side,
};
use page_conversations_codegen::contract::path::Path;

pub static REMOVED: Rule = Rule {
    id: "field-removed",
    element: ElementKind::Field,
    effect: Effect::Removed,
    properties: &[],
    severity: Severity::BreakingRead,
    bump: Bump::Major,
    doc: "A field is gone.",
};
pub static NARROWED: Rule = Rule {
    id: "parameter-narrowed",
    element: ElementKind::Parameter,
    effect: Effect::Changed,
    properties: &[],
    severity: Severity::BreakingSend,
    bump: Bump::Major,
    doc: "A parameter takes less.",
};
pub static DRIFT: Rule = Rule {
    id: "upstream-type",
    element: ElementKind::Field,
    effect: Effect::Changed,
    properties: &[],
    severity: Severity::Drift,
    bump: Bump::None,
    doc: "Meta's files have another type.",
};
pub static ADDED: Rule = Rule {
    id: "field-added",
    element: ElementKind::Field,
    effect: Effect::Added,
    properties: &[],
    severity: Severity::Compatible,
    bump: Bump::Minor,
    doc: "A field is new.",
};
pub static DOCS: Rule = Rule {
    id: "docs-changed",
    element: ElementKind::Field,
    effect: Effect::Changed,
    properties: &[],
    severity: Severity::DocsOnly,
    bump: Bump::Patch,
    doc: "A doc reads otherwise.",
};

pub fn change(rule: &'static Rule, item: &str, versions: &[&str], predicate: &str) -> Change {
    let (owner, name) = item.split_once('.').unwrap();
    Change {
        rule,
        item: Path::new("types", owner).child("fields", name),
        versions: versions.iter().map(|name| name.parse().unwrap()).collect(),
        location: None,
        renamed_to: None,
        predicate: predicate.to_owned(),
        effects: Vec::new(),
        corrects: None,
        waiver: None,
    }
}

pub fn at(file: &str, line: usize, side: Side) -> Option<Location> {
    let file = file.to_owned();
    Some(Location { file, line, side })
}

/// One of everything, in an order that no form keeps.
pub fn report() -> ChangeReport {
    let old = ["v1.0", "v2.0", "v4.0"];
    let changes = vec![
        Change {
            location: at("spec/thing.yaml", 3, Side::Head),
            ..change(&DOCS, "Thing.colour", &["v1.0"], "changed `doc`")
        },
        Change {
            location: at("spec/thing.yaml", 9, Side::Base),
            ..change(
                &REMOVED,
                "Thing.size",
                &old,
                "was removed; request `volume | weight`",
            )
        },
        Change {
            waiver: Some("Graph never sent it, 100% sure:\nsee the <changelog>.".to_owned()),
            location: at("spec/other.yaml", 5, Side::Head),
            ..change(&REMOVED, "Other.name", &old[..2], "was removed")
        },
        Change {
            location: at("spec/thing.yaml", 12, Side::Head),
            ..change(
                &ADDED,
                "Thing.age",
                &["v1.0", "v4.0", "v5.0"],
                "was added: *its* age in days",
            )
        },
        Change {
            location: at("spec/calls.yaml", 7, Side::Head),
            ..change(
                &NARROWED,
                "ListThings.limit",
                &old,
                "now takes at most 50 entries, instead of 100, and this text is long enough for a second line in a terminal",
            )
        },
        change(
            &DRIFT,
            "Thing.tags",
            &[],
            "has type `list<string>` in Meta's files",
        ),
    ];
    let opened = vec![
        Opened {
            version: "v5.0".parse().unwrap(),
            previous: Some("v4.0".parse().unwrap()),
            changes: vec![
                Change {
                    location: at("spec/thing.yaml", 20, Side::Head),
                    ..change(&REMOVED, "Thing.topic", &["v5.0"], "was removed")
                },
                change(&ADDED, "Thing.title", &["v5.0"], "was added"),
            ],
        },
        Opened {
            version: "v6.0".parse().unwrap(),
            previous: Some("v5.0".parse().unwrap()),
            changes: Vec::new(),
        },
    ];
    ChangeReport {
        base: "the spec at `main`".to_owned(),
        head: "the spec in the working tree".to_owned(),
        versions: ["v1.0", "v2.0", "v4.0", "v5.0", "v6.0"]
            .map(|name| name.parse().unwrap())
            .to_vec(),
        summary: "This change opens v5.0 and v6.0, and breaks callers in 3 places.".to_owned(),
        notes: vec!["The places of the base are not known.".to_owned()],
        changes,
        opened,
        unused_waivers: vec![UnusedWaiver {
            rule: "field-removed".to_owned(),
            item: "Thing.weight".to_owned(),
            versions: Vec::new(),
            location: at("spec/waivers.yaml", 4, Side::Head).unwrap(),
        }],
        bump: Some(Bump::Major),
        texts: vec![Text {
            key: "changelog",
            verb: "Changelog",
            title: "Entry for the changelog".to_owned(),
            intro: "Put it under \"Unreleased\".".to_owned(),
            markdown: "### Removed\n\n- `Thing.size`.\n```\ncode\n```\n".to_owned(),
            language: Some("markdown"),
        }],
        next: vec!["Run `cargo codegen`.".to_owned()],
    }
}

/// The file, from the root of a repository that the spec is in a folder of.
pub fn place(at: &Location) -> Option<(String, usize)> {
    (at.file != "spec/other.yaml").then(|| (format!("graph, api/{}", at.file), at.line))
}
