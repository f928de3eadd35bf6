//! How a file of the contract begins, and the order of its sections.

use crate::contract::spec::FORMAT;

/// Returns the first line of a spec file, which states its format.
pub(crate) fn format_line() -> String {
    format!("format: {FORMAT}\n")
}

/// Returns the first lines of a new file of `spec`, with its schema for editors.
pub(crate) fn first_lines() -> String {
    let schema = "# yaml-language-server: $schema=../generated/spec.schema.json\n";
    format!("{schema}{}", format_line())
}

/// The sections of a file, in the usual order.
pub(crate) const SECTIONS: [&str; 14] = [
    "format",
    "api",
    "sources",
    "versions",
    "hosts",
    "common_params",
    "ids",
    "operations",
    "enums",
    "types",
    "headers",
    "errors",
    "waivers",
    "meta_spec",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SECTIONS;
    use crate::contract::spec::Spec;

    #[test]
    fn all_sections_have_a_place() {
        let schema = schemars::schema_for!(Spec).to_value();
        let sections = schema["properties"].as_object().into_iter().flatten();
        let sections: BTreeSet<_> = sections.map(|(name, _)| name.as_str()).collect();
        assert_eq!(sections, BTreeSet::from(SECTIONS));
    }
}
