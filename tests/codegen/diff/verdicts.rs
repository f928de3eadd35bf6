//! Each change has one verdict: the headline, the section, the changelog, the
//! annotation, the bump and the exit code agree on what it means for callers.

use std::path::Path;

use page_conversations_codegen::cli::report::{ChangeReport, Finding, github, human, markdown};
use page_conversations_codegen::cli::review;
use page_conversations_codegen::contract::diff::{Bump, Change, Rule, Severity, rules};

use crate::diff::rules::Fixture;

/// What a report states of one change.
#[derive(Debug, PartialEq)]
struct Stated {
    headline: &'static str,
    release: &'static str,
    section: &'static str,
    verb: &'static str,
    level: &'static str,
    /// The label in the changelog; `None` if it does not list the change.
    changelog: Option<&'static str>,
    fails: bool,
    asks_for_waiver: bool,
}

fn expected(rule: &Rule, is_waived: bool) -> Stated {
    let breaking = |section| Stated {
        headline: "breaks callers in 1 place",
        release: "a major release",
        section,
        verb: "Breaking",
        level: "error",
        changelog: Some("Breaking"),
        fails: true,
        asks_for_waiver: true,
    };
    let harmless = |section, verb, changelog| Stated {
        headline: "breaks nobody",
        release: release(rule.bump),
        section,
        verb,
        level: "notice",
        changelog,
        fails: false,
        asks_for_waiver: false,
    };
    match rule.severity {
        severity if is_waived && severity.fails() => Stated {
            headline: "breaks callers in 1 place, with a stated reason",
            verb: "Waived",
            level: "warning",
            fails: false,
            asks_for_waiver: false,
            ..breaking("Breaks callers, waived")
        },
        Severity::BreakingSend => breaking("Breaks what callers send"),
        Severity::BreakingRead => breaking("Breaks what callers read"),
        Severity::BreakingCode => breaking("Breaks code, not calls"),
        Severity::Behavior => Stated {
            headline: "breaks no code, but changes behavior in 1 place",
            release: "a minor release",
            section: "Changes behavior",
            verb: "Behavior",
            level: "warning",
            changelog: Some("Behavior"),
            fails: false,
            asks_for_waiver: false,
        },
        Severity::Compatible => harmless("Compatible", "Compatible", Some("")),
        Severity::DocsOnly => harmless("Documentation only", "Docs", None),
        Severity::Drift => panic!("{} is not a rule of diff", rule.id),
    }
}

fn release(bump: Bump) -> &'static str {
    match bump {
        Bump::None => "no release",
        Bump::Patch => "a patch release",
        Bump::Minor => "a minor release",
        Bump::Major => "a major release",
    }
}

/// The one of some words that a text has, and no other; the longest counts.
fn only(text: &str, words: &[&'static str]) -> &'static str {
    let found: Vec<_> = words.iter().filter(|word| text.contains(*word)).collect();
    let longest = found.iter().max_by_key(|word| word.len());
    let longest = longest.unwrap_or_else(|| panic!("none of {words:?} in {text}"));
    assert!(
        found.iter().all(|word| longest.contains(*word)),
        "{found:?} in {text}"
    );
    longest
}

fn stated(report: &ChangeReport) -> Stated {
    let sections = [
        "Breaks what callers send",
        "Breaks what callers read",
        "Breaks code, not calls",
        "Differs from Meta's files",
        "Breaks callers, waived",
        "Changes behavior",
        "Compatible",
        "Documentation only",
    ];
    let page = markdown::render(report);
    let headings = page.lines().filter_map(|line| line.strip_prefix("### "));
    let headings: Vec<_> = headings.filter(|title| sections.contains(title)).collect();
    let terminal = human::render(report, false);
    let verbs = [
        "Breaking",
        "Drifted",
        "Waived",
        "Behavior",
        "Compatible",
        "Docs",
    ];
    let verb = |line: &&str| {
        verbs
            .iter()
            .any(|verb| line.trim_start().starts_with(&format!("{verb} 1 change")))
    };
    let annotation = github::render(&Finding::of_changes(report, |_| None));
    let text = |key: &str| report.texts.iter().find(|text| text.key == key);
    let changelog = text("changelog").map(|text| {
        let line = text
            .markdown
            .lines()
            .find(|line| line.starts_with("- "))
            .unwrap();
        let label = ["Breaking", "Behavior"].into_iter();
        let mut label = label.filter(|label| line.starts_with(&format!("- {label}")));
        let label = label.next().unwrap_or_default();
        if label == "Behavior" {
            assert!(
                text.markdown.starts_with("### Changed\n"),
                "{}",
                text.markdown
            );
        }
        label
    });
    Stated {
        headline: only(
            &report.summary,
            &[
                "breaks callers in 1 place",
                "breaks callers in 1 place, with a stated reason",
                "breaks no code, but changes behavior in 1 place",
                "breaks nobody",
            ],
        ),
        release: only(
            &report.summary,
            &[
                "no release",
                "a patch release",
                "a minor release",
                "a major release",
            ],
        ),
        section: only(&headings.join("\n"), &sections),
        verb: only(terminal.lines().find(verb).unwrap_or(&terminal), &verbs),
        level: only(
            annotation.split_whitespace().next().unwrap(),
            &["error", "warning", "notice"],
        ),
        changelog,
        fails: report.breaks(),
        asks_for_waiver: text("waivers").is_some(),
    }
}

/// The report of one change.
fn report(fixture: &Fixture, change: Change) -> ChangeReport {
    let (base, head) = (&fixture.base.contracts, &fixture.head.contracts);
    review::of_changes(base, head, vec![change], Vec::new())
}

#[test]
fn headline_section_changelog_annotation_and_exit_code_agree_for_each_rule() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let fixture = Fixture::new(&Path::new("../tests/codegen/diff/rules").join(rule.id));
        let changes = fixture.head.against(&fixture.base).changes;
        let change = changes.into_iter().find(|change| change.rule.id == rule.id);
        let change = change.unwrap_or_else(|| panic!("{} is not found", rule.id));
        for waiver in [None, Some("Accepted.".to_owned())] {
            let is_waived = waiver.is_some();
            let change = Change {
                waiver,
                ..change.clone()
            };
            let (stated, expected) = (stated(&report(&fixture, change)), expected(rule, is_waived));
            if stated != expected {
                wrong.push(format!("{}: {stated:#?}, not {expected:#?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bump_is_major_where_callers_break_and_nowhere_else() {
    for rule in rules::all() {
        assert!(rule.severity.allows(rule.bump), "{}", rule.id);
        assert_eq!(
            rule.severity.fails(),
            rule.bump == Bump::Major,
            "{}",
            rule.id
        );
        if rule.severity == Severity::Behavior {
            assert_eq!(rule.bump, Bump::Minor, "{}", rule.id);
        }
    }
}
