//! What is said of things, and where that comes from.

use crate::report::{Bump, Rule, Severity};

rules! {
    DOCS_CHANGED = "docs-changed", DocsOnly, Patch:
        "Something is described in other words.";
    SOURCE_CHANGED = "source-changed", DocsOnly, Patch:
        "A fact comes from elsewhere.";
    CORRECTION_STATED = "correction-stated", DocsOnly, Patch:
        "A type is stated as a correction of Meta's machine-readable spec.";
    CORRECTION_WITHDRAWN = "correction-withdrawn", DocsOnly, Patch:
        "A type is no longer stated as a correction of Meta's machine-readable spec.";
    REPLACEMENT_CHANGED = "replacement-changed", DocsOnly, Patch:
        "Something else is named to use instead of what is gone.";
    SOURCE_ADDED = "source-added", DocsOnly, None:
        "A source of facts is new.";
    SOURCE_REMOVED = "source-removed", DocsOnly, None:
        "A source of facts is gone.";
    SOURCE_RENAMED = "source-renamed", DocsOnly, Patch:
        "A source of facts has another short name. What comes from it is not reported.";
    SOURCE_CERTAINTY_CHANGED = "source-certainty-changed", DocsOnly, Patch:
        "What comes from a source is more or less sure.";
    SOURCE_URL_CHANGED = "source-url-changed", DocsOnly, None:
        "A source is to be read elsewhere.";
}
