//! Our contract with one mistake in it, made by chance but the same in each run:
//! it is refused at the line of the mistake, or is still a contract.

use std::fs;

use page_conversations_codegen::contract::check::check;
use page_conversations_codegen::contract::diagnostic::{Report, Source, Sources};
use page_conversations_codegen::contract::load::load_sources;

/// A mistake that can be made in a line.
#[derive(Clone, Copy, Debug)]
enum Mistake {
    NoColon,
    NoSpaceBehindColon,
    OneSpaceMore,
    OneSpaceLess,
    QuoteOpened,
    BracketLost,
    TabForSpaces,
    NoBreakSpace,
    LineLost,
    LineTwice,
    LinesSwapped,
    LineCutShort,
    CharactersSwapped,
    CharacterTwice,
}

use Mistake::*;

use crate::support::CONTRACT;

/// Those that break the syntax or the structure of a file.
const SYNTACTIC: [Mistake; 8] = [
    NoColon,
    NoSpaceBehindColon,
    OneSpaceMore,
    OneSpaceLess,
    QuoteOpened,
    BracketLost,
    TabForSpaces,
    NoBreakSpace,
];

const OTHERS: [Mistake; 6] = [
    LineLost,
    LineTwice,
    LinesSwapped,
    LineCutShort,
    CharactersSwapped,
    CharacterTwice,
];

impl Mistake {
    /// Makes the mistake; `None` where the line has no place for it.
    fn make(self, lines: &mut Vec<String>, at: usize, rng: &mut fastrand::Rng) -> Option<()> {
        let line = lines[at].clone();
        let indent = line.len() - line.trim_start().len();
        let colon = line
            .find(": ")
            .or_else(|| line.strip_suffix(':').map(str::len));
        let chars: Vec<char> = line.chars().collect();
        let nth = indent + rng.usize(..(chars.len().saturating_sub(indent + 1)).max(1));
        let with = |edit: &dyn Fn(&mut Vec<char>)| {
            let mut chars = chars.clone();
            edit(&mut chars);
            chars.into_iter().collect::<String>()
        };
        lines[at] = match self {
            NoColon => format!("{}{}", &line[..colon?], &line[colon? + 1..]),
            NoSpaceBehindColon => line.replacen(": ", ":", 1),
            OneSpaceMore => format!(" {line}"),
            OneSpaceLess => line.strip_prefix(' ')?.to_owned(),
            QuoteOpened => line.replacen(": ", ": \"", 1),
            BracketLost => {
                let at = line.rfind(['}', ']'])?;
                format!("{}{}", &line[..at], &line[at + 1..])
            }
            TabForSpaces => format!("\t{}", line.strip_prefix("  ")?),
            NoBreakSpace => line.replacen(' ', "\u{A0}", 1),
            LineLost => {
                lines.remove(at);
                return Some(());
            }
            LineTwice => {
                lines.insert(at, line);
                return Some(());
            }
            LinesSwapped => {
                (at + 1 < lines.len()).then(|| lines.swap(at, at + 1))?;
                return Some(());
            }
            _ if chars.len() < indent + 2 => return None,
            LineCutShort => with(&|chars| chars.truncate(nth)),
            CharactersSwapped => with(&|chars| chars.swap(nth, nth + 1)),
            CharacterTwice => with(&|chars| chars.insert(nth, chars[nth])),
        };
        (lines[at] != line).then_some(())
    }
}

/// The files of our contract.
fn contract() -> Sources {
    let mut files: Vec<_> = fs::read_dir(CONTRACT)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let source = |path: std::path::PathBuf| Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: fs::read_to_string(&path).unwrap(),
    };
    Sources(files.into_iter().map(source).collect())
}

/// A contract with a mistake.
struct Mutated {
    mistake: Mistake,
    file: usize,
    /// The line of the mistake, counted from 1.
    line: usize,
    /// Whether the line is part of a text in several lines.
    in_text: bool,
    report: Option<Report>,
    written: String,
}

/// Makes one mistake in our contract and reads it.
fn mutate(sources: &Sources, mistake: Mistake, rng: &mut fastrand::Rng) -> Mutated {
    loop {
        let mut sources = sources.clone();
        let file = rng.usize(..sources.0.len());
        let mut lines: Vec<_> = sources.0[file].text.lines().map(str::to_owned).collect();
        let at = rng.usize(..lines.len());
        let is_empty = lines[at].trim().is_empty() || lines[at].trim().starts_with('#');
        let in_text = is_in_text(&lines, at);
        if is_empty || mistake.make(&mut lines, at, rng).is_none() {
            continue;
        }
        let written = lines[at.min(lines.len() - 1)].clone();
        sources.0[file].text = lines.join("\n") + "\n";
        return Mutated {
            mistake,
            file,
            line: at + 1,
            in_text,
            report: check(load_sources(sources)).err(),
            written,
        };
    }
}

/// Whether a line is part of a text below `>-`.
fn is_in_text(lines: &[String], at: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut above = lines[..at].iter().rev();
    let outer = above.find(|line| !line.trim().is_empty() && indent(line) < indent(&lines[at]));
    outer.is_some_and(|line| line.ends_with(">-"))
}

/// Each diagnostic is at a line that the contract has, and says what to do.
fn assert_in_range(mutated: &Mutated) {
    let Some(report) = &mutated.report else {
        return;
    };
    assert!(!report.render(false).is_empty());
    for diagnostic in report.diagnostics() {
        let Mutated {
            mistake,
            line,
            written,
            ..
        } = mutated;
        let place = diagnostic.place().unwrap();
        let told = report.sources().line(place);
        let count = report.sources().0[place.file].text.lines().count();
        let message = diagnostic.message();
        assert!(
            told <= count,
            "{mistake:?} in line {line}, `{written}`: at {told}: {message}"
        );
        assert!(diagnostic.advice().is_some(), "no help: {message}");
    }
}

#[test]
fn a_mistake_is_told_at_a_line_with_help() {
    let sources = contract();
    let mut rng = fastrand::Rng::with_seed(3);
    let mut refused = 0;
    for _ in 0..4 {
        for mistake in SYNTACTIC.into_iter().chain(OTHERS) {
            let mutated = mutate(&sources, mistake, &mut rng);
            assert_in_range(&mutated);
            refused += usize::from(mutated.report.is_some());
        }
    }
    // Most mistakes break the contract: the test tests something.
    assert!(refused > 30, "{refused}");
}

/// A diagnostic is at the line with the mistake or at the one before: an entry
/// that lost its place is missing in the line above it.
#[test]
fn a_mistake_of_syntax_is_told_at_its_line() {
    let sources = contract();
    let mut rng = fastrand::Rng::with_seed(5);
    let mut wrong = Vec::new();
    for _ in 0..8 {
        for mistake in SYNTACTIC {
            let mutated = mutate(&sources, mistake, &mut rng);
            let Some(report) = &mutated.report else {
                continue;
            };
            // A text that is cut short leaves its rest where no entry can be.
            let near = if mutated.in_text { 8 } else { 1 };
            let hit = report.diagnostics().iter().any(|diagnostic| {
                let place = diagnostic.place().unwrap();
                let line = report.sources().line(place);
                place.file == mutated.file && line.abs_diff(mutated.line) <= near
            });
            if !hit {
                let first = report.render(false);
                let first = first.split("\n\n").next().unwrap_or_default().to_owned();
                let Mutated { line, written, .. } = mutated;
                wrong.push(format!("{mistake:?} in line {line}, `{written}`:\n{first}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} mistakes\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
