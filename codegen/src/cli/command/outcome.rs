//! The result of generating, as lines on a terminal and as a report.

use std::cell::LazyCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::report::{Finding, Level, Place, Problems, Root};
use crate::cli::upstream::pinned::{self, report::Line};
use crate::contract::diagnostic::Report;
use crate::contract::messages::count;
use crate::emit::output::lock::spec_folder;
use crate::emit::output::{Action, Change};

use super::paths::Paths;
use super::terminal::{print_status, print_stderr};

/// The result of a completed run.
pub struct Outcome {
    /// Number of generated files.
    files: usize,
    /// What they hold, in words.
    counts: String,
    /// The files that were out of date.
    changes: Vec<Change>,
    /// Whether the changes were written.
    written: bool,
    /// Files that interrupted runs left.
    pub left: Vec<PathBuf>,
    /// What a person has still to decide: errors in a check, else warnings, so that
    /// bindings can be generated while a contract is written.
    pub placeholders: Option<Report>,
    /// Differences from pinned facts of Meta's spec: errors in a check, else warnings.
    pub pins: Vec<Line>,
}

impl Outcome {
    /// Returns the result of a run that made so many files, which hold what `counts` says.
    pub fn new(files: usize, counts: String, changes: Vec<Change>, written: bool) -> Self {
        Self {
            files,
            counts,
            changes,
            written,
            left: Vec::new(),
            placeholders: None,
            pins: Vec::new(),
        }
    }

    /// Prints the result, and returns the exit code.
    pub fn print(&self, paths: &Paths) -> ExitCode {
        for change in &self.changes {
            print_status(self.verb(change.action), &change.path);
        }
        for file in &self.left {
            let file = file.display();
            print_status("Interrupted", format_args!("{file}, which a run left"));
        }
        print_status("Counted", &self.counts);
        let files = count(self.files, "file", "files");
        if let Some(placeholders) = &self.placeholders {
            print_stderr(placeholders.render(true));
        }
        self.print_pins();
        let code = self.code(paths);
        if self.changes.is_empty() && self.left.is_empty() {
            print_status("Up to date", format_args!("{files}, nothing to change"));
        } else if self.written {
            print_status("Finished", format_args!("{files}: {}", self.what_changed()));
        }
        code
    }

    /// Prints the differences from pinned facts of Meta's spec.
    fn print_pins(&self) {
        for line in &self.pins {
            let level = match line.drift && !self.written {
                true => "error",
                false => "warning",
            };
            print_stderr(format_args!("{level}: {line}\n"));
        }
        if let Some(summary) = pinned::report::summary(&self.pins) {
            print_stderr(format_args!("{summary}; {}\n", pinned::report::HELP));
        }
    }

    /// Prints the errors that a check found, and returns the exit code.
    pub fn code(&self, paths: &Paths) -> ExitCode {
        let is_clean = self.changes.is_empty()
            && self.left.is_empty()
            && self.placeholders.is_none()
            && !self.pins.iter().any(|line| line.drift);
        if self.written || is_clean {
            return ExitCode::SUCCESS;
        }
        print_stderr(self.errors(paths));
        ExitCode::from(1)
    }

    /// The result as a report.
    pub fn problems(&self, paths: &Paths) -> Problems {
        let mut findings = self.stale_files(&paths.out());
        findings.extend(self.left_files());
        findings.extend(self.found_placeholders(paths));
        findings.extend(self.found_pins(paths));
        Problems {
            summary: self.summary(),
            findings,
            next: None,
        }
    }

    fn stale_files(&self, out: &Path) -> Vec<Finding> {
        // Git finds it, which takes longer than all else where nothing is to be done.
        let root = LazyCell::new(|| Root::of(out));
        let stale = self.changes.iter().filter(|_| !self.written);
        let stale = stale.map(|change| {
            let verb = self.verb(change.action).to_lowercase();
            let doc = "A generated file is out of date.";
            let file = root.join(&change.path);
            let message = format!("`{file}` is {verb}");
            Finding {
                help: Some("run `cargo codegen` and commit the result".to_owned()),
                at: Some(Place::of_file(file)),
                ..Finding::error("stale-output", doc, message)
            }
        });
        stale.collect()
    }

    fn left_files(&self) -> impl Iterator<Item = Finding> {
        self.left.iter().map(|file| {
            let doc = "An interrupted run left a temporary file.";
            let message = format!("`{}` was left by an interrupted run", file.display());
            Finding {
                help: Some("run `cargo codegen`, which removes it".to_owned()),
                ..Finding::error("interrupted-run", doc, message)
            }
        })
    }

    fn found_placeholders(&self, paths: &Paths) -> impl Iterator<Item = Finding> {
        let reports = self.placeholders.iter();
        let found =
            reports.flat_map(move |report| Problems::of_spec(report, &paths.spec()).findings);
        found.map(move |finding| Finding {
            level: match self.written {
                true => Level::Warning,
                false => Level::Error,
            },
            rule: "placeholder",
            doc: "The spec has a text that a person has to replace.",
            ..finding
        })
    }

    fn found_pins(&self, paths: &Paths) -> Vec<Finding> {
        let spec = paths.spec();
        let root = LazyCell::new(|| Root::of(spec_folder(&spec)));
        let pins = self.pins.iter().map(|line| Finding {
            level: match line.drift && !self.written {
                true => Level::Error,
                false => Level::Warning,
            },
            help: line.drift.then(|| pinned::report::HELP.to_owned()),
            at: line.at.as_ref().map(|at| Place {
                line: Some(at.line),
                ..Place::of_file(root.spec_file(&at.file))
            }),
            ..Finding::error(
                "pinned-facts",
                "The contract differs from pinned facts of Meta's spec.",
                &line.text,
            )
        });
        pins.collect()
    }

    fn summary(&self) -> String {
        let (files, changed) = (self.files, self.changes.len());
        let to_change = changed + self.left.len();
        let mut summary = match (self.written, to_change) {
            (true, 0) => format!("The {files} generated files did not change"),
            (true, _) => format!("{files} files are generated: {}", self.what_changed()),
            (false, 0) => format!("The {files} generated files are up to date"),
            (false, 1) => "1 file has to change: run `cargo codegen`".to_owned(),
            (false, many) => format!("{many} files have to change: run `cargo codegen`"),
        };
        let placeholders = self.placeholders.as_ref().map(|report| {
            let found = report.diagnostics().len();
            count(found, "placeholder", "placeholders") + " in the spec"
        });
        let pins = pinned::report::summary(&self.pins);
        for part in placeholders.into_iter().chain(pins) {
            summary.push_str("; ");
            summary.push_str(&part);
        }
        summary
    }

    /// The errors that a check found.
    fn errors(&self, paths: &Paths) -> String {
        let mut errors = String::new();
        if !self.changes.is_empty() {
            errors += &format!(
                "error: {} is out of date; run `cargo codegen` and commit the result\n",
                paths.out().display()
            );
        }
        if !self.left.is_empty() {
            errors += "error: an interrupted run left temporary files; run `cargo codegen`, which \
                       removes them\n";
        }
        errors
    }

    /// How many of the generated files were out of date. Removed ones are none of
    /// them.
    fn what_changed(&self) -> String {
        let number = |wanted: Action| {
            let changes = self.changes.iter();
            changes.filter(|change| change.action == wanted).count()
        };
        let [added, updated, removed] = [Action::Add, Action::Update, Action::Remove].map(number);
        let unchanged = self.files - added - updated;
        let parts = [
            (added, "added"),
            (updated, "updated"),
            (unchanged, "unchanged"),
        ];
        let parts = parts.into_iter().filter(|(number, _)| *number > 0);
        let parts: Vec<_> = parts
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        match removed {
            0 => parts.join(", "),
            _ => format!("{}; {removed} removed", parts.join(", ")),
        }
    }

    fn verb(&self, action: Action) -> &'static str {
        match (self.written, action) {
            (true, Action::Add) => "Added",
            (true, Action::Update) => "Updated",
            (true, Action::Remove) => "Removed",
            (false, Action::Add) => "Missing",
            (false, Action::Update) => "Stale",
            (false, Action::Remove) => "Left over",
        }
    }
}
