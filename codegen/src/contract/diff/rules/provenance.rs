//! What is said of things, and where that comes from.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    DOCS_CHANGED = "docs-changed", Changed, DocsOnly, Patch:
        "Something is described in other words.";
    SOURCE_CHANGED = "source-changed", Changed, DocsOnly, Patch:
        "A fact comes from elsewhere.";
    CORRECTION_STATED = "correction-stated", Changed, DocsOnly, Patch:
        "A type is stated as a correction of Meta's machine-readable spec.";
    CORRECTION_WITHDRAWN = "correction-withdrawn", Changed, DocsOnly, Patch:
        "A type is no longer stated as a correction of Meta's machine-readable spec.";
    REPLACEMENT_CHANGED = "replacement-changed", Changed, DocsOnly, Patch:
        "Something else is named to use instead of what is gone.";
    SOURCE_ADDED = "source-added", Added, DocsOnly, None:
        "A source of facts is new.";
    SOURCE_REMOVED = "source-removed", Removed, DocsOnly, None:
        "A source of facts is gone.";
    SOURCE_RENAMED = "source-renamed", Changed, DocsOnly, Patch:
        "A source of facts has another short name. What comes from it is not reported.";
    SOURCE_CERTAINTY_CHANGED = "source-certainty-changed", Changed, DocsOnly, Patch:
        "What comes from a source is more or less sure.";
    SOURCE_URL_CHANGED = "source-url-changed", Changed, DocsOnly, None:
        "A source is to be read elsewhere.";
}
