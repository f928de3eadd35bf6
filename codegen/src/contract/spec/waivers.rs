//! Breaking changes that may stand, and why.

use schemars::JsonSchema;
use serde::Deserialize;

use super::VersionName;
use super::located::{Located, Name};

/// A breaking change that may stand. It excuses the change that adds it, and is
/// history from then on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `rule`, `item` and `reason`"
)]
pub struct Waiver {
    /// The rule that finds the change, such as `field-removed`.
    pub rule: Name,
    /// What changes, as the report names it, such as `UnifiedThread.subject`.
    pub item: Name,
    /// Graph versions in which it may; all where absent.
    pub versions: Option<Vec<Located<VersionName>>>,
    /// Why callers may be broken. The report and the changelog say it.
    pub reason: String,
}

impl Waiver {
    /// The versions that it names; none where it holds for all.
    pub fn versions(&self) -> Vec<VersionName> {
        let versions = self.versions.iter().flatten();
        versions.map(|version| version.value).collect()
    }

    /// Whether it excuses a change of this rule and item in a version.
    pub fn covers(&self, rule: &str, item: &str, version: Option<VersionName>) -> bool {
        let named = self.versions();
        self.rule.value == rule
            && self.item.value == item
            && (named.is_empty() || version.is_some_and(|version| named.contains(&version)))
    }
}
