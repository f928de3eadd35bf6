//! Waived breaking changes, and the reasons.

use schemars::JsonSchema;
use serde::Deserialize;

use super::VersionName;
use super::located::{Located, Name};

/// A waived breaking change. It applies only to the change that adds it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `rule`, `item` and `reason`"
)]
pub struct Waiver {
    /// The rule of the change, such as `field-removed`.
    pub rule: Name,
    /// The changed item, as in the report, such as `UnifiedThread.subject`.
    pub item: Name,
    /// Graph versions of the change; all by default.
    pub versions: Option<Located<Vec<Located<VersionName>>>>,
    /// Why callers may be broken, for the report and the changelog.
    pub reason: Name,
}

impl Waiver {
    /// Returns the versions that it names; none if it applies to all.
    pub fn versions(&self) -> Vec<VersionName> {
        let versions = self.versions.iter().flat_map(|versions| versions.iter());
        versions.map(|version| version.value).collect()
    }

    /// Returns whether it waives a change of this rule and item in a version.
    pub fn covers(&self, rule: &str, item: &str, version: Option<VersionName>) -> bool {
        let named = self.versions();
        self.rule.value == rule
            && self.item.value == item
            && (named.is_empty() || version.is_some_and(|version| named.contains(&version)))
    }
}
