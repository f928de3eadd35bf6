//! Problems that leave nothing to report: an invalid spec, a failed comparison,
//! or generated files that are out of date.

use std::path::Path;

use super::finding::{Finding, Place};
use crate::cli::git::Folder;
use crate::contract::diagnostic::Report;
use crate::emit::output::lock::spec_folder;

/// What went wrong in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// A summary in a line.
    pub summary: String,
    /// The problems; none if all is well.
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: Option<String>,
}

impl Problems {
    /// The errors of an invalid spec at this path.
    pub fn of_spec(report: &Report, spec: &Path) -> Self {
        let root = Root::of(spec_folder(spec));
        let errors = report.errors();
        // What is missing has no place, and code scanning requires a file.
        let first = report.files().next();
        let first = first.map(|name| Place::of_file(root.spec_file(name)));
        let findings = errors.map(|error| {
            let finding = Finding::of_spec(error, |name| root.spec_file(name));
            Finding {
                at: finding.at.or_else(|| first.clone()),
                ..finding
            }
        });
        Self {
            summary: report.summary(),
            findings: findings.collect(),
            next: None,
        }
    }

    /// The errors of an invalid spec that is not in the working tree, so that no
    /// line can be annotated.
    pub fn of_other_spec(report: &Report) -> Self {
        let findings = report.errors().map(|error| Finding {
            at: None,
            ..Finding::of_spec(error, str::to_owned)
        });
        Self {
            summary: report.summary(),
            findings: findings.collect(),
            next: None,
        }
    }

    /// An error without a place.
    pub fn of_error(rule: &'static str, doc: &'static str, error: &impl ToString) -> Self {
        Self {
            summary: doc.trim_end_matches('.').to_owned(),
            findings: vec![Finding::error(rule, doc, error.to_string())],
            next: None,
        }
    }
}

/// A folder in a repository, or without one.
#[derive(Debug)]
pub struct Root {
    name: String,
    /// Path below the root of the repository: empty, or with `/` at its end.
    prefix: Option<String>,
}

impl Root {
    /// Finds the repository of a folder.
    pub fn of(folder: &Path) -> Self {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let repository = Folder::at(folder).ok();
        Self {
            name: name.into_owned(),
            prefix: repository.map(|repository| repository.prefix),
        }
    }

    /// Returns the path of a file of the spec, relative to the root of the
    /// repository; its name where there is none.
    pub fn spec_file(&self, name: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}{}", name.rsplit('/').next().unwrap_or(name)),
            None => name.to_owned(),
        }
    }

    /// Returns a path below the folder, relative to the root of the repository; to
    /// the folder that this one is in where there is none.
    pub fn join(&self, path: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}{path}"),
            None => format!("{}/{path}", self.name),
        }
    }
}
