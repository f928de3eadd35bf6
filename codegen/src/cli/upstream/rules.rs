//! What a comparison with Meta's files finds.

use crate::contract::diff::{Bump, Effect, ElementKind, Rule, Severity};

macro_rules! rules {
    ($($name:ident, $id:literal, $element:ident $effect:ident, $severity:ident, $bump:ident, $doc:literal;)*) => {
        $(pub(super) static $name: Rule = Rule {
            id: $id,
            element: ElementKind::$element,
            effect: Effect::$effect,
            properties: &[],
            severity: Severity::$severity,
            bump: Bump::$bump,
            doc: $doc,
        };)*

        /// All rules of the comparison with Meta's files.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    OPERATION_MISSING, "upstream-operation-missing", Operation Added, Drift, Minor,
        "Meta's files have the call, and the contract of the version does not.";
    OPERATION_STALE, "upstream-operation-stale", Operation Removed, Drift, Major,
        "The contract of the version has the call, and Meta's files do not have it any more.";
    PARAMETER_MISSING, "upstream-parameter-missing", Parameter Added, Drift, Minor,
        "Meta's files have the parameter, and the contract of the version does not.";
    PARAMETER_STALE, "upstream-parameter-stale", Parameter Removed, Drift, Major,
        "The parameter rests on Meta's files, which do not have it.";
    PARAMETER_EXTRA, "upstream-parameter-extra", Parameter Lost, Compatible, None,
        "Meta's files do not have the parameter. It has another source.";
    FIELD_MISSING, "upstream-field-missing", Field Added, Drift, Minor,
        "Meta's files have the field, and the contract of the version does not.";
    FIELD_LEFT_OUT, "upstream-field-left-out", Type Lost, Compatible, None,
        "Meta's files have the field. The contract says that the type is not complete.";
    FIELD_STALE, "upstream-field-stale", Field Removed, Drift, Major,
        "The field rests on Meta's files, which do not have it.";
    FIELD_EXTRA, "upstream-field-extra", Field Lost, Compatible, None,
        "Meta's files do not have the field. It has another source.";
    VALUE_MISSING, "upstream-value-missing", Value Added, Drift, Minor,
        "Meta's files have the value, and the contract of the version does not.";
    VALUE_STALE, "upstream-value-stale", Value Removed, Drift, Major,
        "The value rests on Meta's files, which do not have it.";
    VALUE_EXTRA, "upstream-value-extra", Value Lost, Compatible, None,
        "Meta's files do not have the value. It has another source.";
    TYPE_DIFFERS, "upstream-type-differs", Any Changed, Drift, Major,
        "Meta's type is another one, and no `corrects` says so.";
    TYPE_CORRECTED, "upstream-type-corrected", Any Changed, Compatible, None,
        "Meta's type is another one, and `corrects` says so.";
    CORRECTION_STALE, "upstream-correction-stale", Any Changed, Drift, Patch,
        "`corrects` names a type that Meta's files do not have there.";
    REQUIRED_DIFFERS, "upstream-required-differs", Any Changed, Drift, Major,
        "Meta's files and the contract disagree on whether the call fails without the parameter.";
    EDGES_DISAGREE, "upstream-edges-disagree", Any Changed, Drift, None,
        "An edge that the contract describes together with its own takes more, or other types.";
    EDGE_TAKES_LESS, "upstream-edge-takes-less", Any Changed, Compatible, None,
        "An edge that the contract describes together with its own does not take all of it.";
}
