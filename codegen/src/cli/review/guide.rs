//! The migration guide from one version to another.

use crate::cli::report::markdown::prose;
use crate::cli::report::{Text, effects};
use crate::contract::diff::{Change, Severity};
use crate::contract::spec::VersionName;

/// Returns the guide from one version to another.
pub(super) fn text(from: VersionName, to: VersionName, changes: &[Change]) -> Text {
    Text {
        key: "guide",
        verb: "Guide",
        title: format!("Moving from {from} to {to}"),
        intro: format!("What a caller of {from} has to do, in this order."),
        markdown: guide(from, to, changes),
        language: None,
    }
}

fn guide(from: VersionName, to: VersionName, changes: &[Change]) -> String {
    use Severity::{Behavior, BreakingCode, BreakingRead, BreakingSend, Compatible, Drift};
    if from == to {
        return "Nothing has to be done.\n".to_owned();
    }
    let of = |wanted: &[Severity]| {
        let changes = changes.iter();
        let changes = changes.filter(|change| wanted.contains(&change.rule.severity));
        changes.collect::<Vec<_>>()
    };
    let sent = step("Look at what is sent", &of(&[BreakingSend]));
    let read = step("Look at what is read", &of(&[BreakingRead, Drift]));
    let code = step("Look at what no longer compiles", &of(&[BreakingCode]));
    let behavior = step("Look at what calls now do", &of(&[Behavior]));
    let mut module = format!(
        "Write `page_conversations::{}` where the code says `page_conversations::{}`.",
        to.ident(),
        from.ident()
    );
    if sent.is_some() || read.is_some() || code.is_some() {
        module.push_str(" The compiler then finds the names that are gone.");
    }
    let steps = [Some(module), sent, read, code, behavior];
    let steps: Vec<_> = steps.into_iter().flatten().collect();
    let numbered = steps.iter().enumerate();
    let numbered = numbered.map(|(index, step)| format!("{}. {step}\n", index + 1));
    let mut guide: String = numbered.collect();
    if steps.len() == 1 {
        guide.push_str("\nNothing else has to be done.\n");
    }
    let free = of(&[Compatible]);
    if !free.is_empty() {
        let lines = free
            .iter()
            .map(|change| format!("- {}\n", prose(&change.message())));
        let lines: String = lines.collect();
        guide.push_str(&format!("\nThese changes need nothing:\n\n{lines}"));
    }
    guide
}

fn step(title: &str, changes: &[&Change]) -> Option<String> {
    let lines = changes.iter().map(|change| {
        let effects = effects(change, &change.versions);
        let effects = effects.map(|effect| format!("\n     - {}.", prose(&effect)));
        let effects: String = effects.collect();
        format!("\n   - {}{effects}", prose(&change.message()))
    });
    let lines: String = lines.collect();
    (!changes.is_empty()).then(|| format!("{title}:{lines}"))
}
