//! Every rule of the comparison, by what it is about.
//!
//! A rule's doc says what it finds and why that has its severity. `RULES.md`
//! is written from here.

use crate::contract::diff::Rule;

/// States rules, and lists them in that order.
macro_rules! rules {
    ($($name:ident = $id:literal, $effect:ident, $severity:ident, $bump:ident: $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub static $name: Rule = Rule {
                id: $id,
                effect: Effect::$effect,
                severity: Severity::$severity,
                bump: Bump::$bump,
                doc: $doc,
            };
        )*

        pub(super) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

pub mod api;
pub mod enums;
pub mod errors;
pub mod fields;
pub mod operations;
pub mod parameters;
pub mod permissions;
pub mod provenance;
pub mod types;
pub mod versions;

/// All rules, under the heading of what they are about.
pub fn by_thing() -> [(&'static str, &'static [&'static Rule]); 10] {
    [
        ("Graph versions", versions::ALL),
        ("Operations", operations::ALL),
        ("Permissions", permissions::ALL),
        ("Parameters", parameters::ALL),
        ("Enums and ids", enums::ALL),
        ("Types", types::ALL),
        ("Fields", fields::ALL),
        ("Error codes", errors::ALL),
        ("Hosts and headers", api::ALL),
        ("Docs and sources", provenance::ALL),
    ]
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let things = by_thing().into_iter();
    things.flat_map(|(_, rules)| rules.iter().copied())
}
