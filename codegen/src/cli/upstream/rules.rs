//! The rules of `cargo codegen upstream`.

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
        "The call is in Meta's files, and not in the contract of the version.";
    OPERATION_STALE, "upstream-operation-stale", Operation Removed, Drift, Major,
        "The call is in the contract of the version, and no longer in Meta's files.";
    PARAMETER_MISSING, "upstream-parameter-missing", Parameter Added, Drift, Minor,
        "The parameter is in Meta's files, and not in the contract of the version.";
    PARAMETER_STALE, "upstream-parameter-stale", Parameter Removed, Drift, Major,
        "The parameter names Meta's files as its source, and is not in them.";
    PARAMETER_EXTRA, "upstream-parameter-extra", Parameter Lost, Compatible, None,
        "The parameter is not in Meta's files. It has another source.";
    FIELD_MISSING, "upstream-field-missing", Field Added, Drift, Minor,
        "The field is in Meta's files, and not in the contract of the version.";
    FIELD_LEFT_OUT, "upstream-field-left-out", Type Lost, Compatible, None,
        "Fields of Meta's files are not in the contract, which states that the type is partial.";
    FIELD_STALE, "upstream-field-stale", Field Removed, Drift, Major,
        "The field names Meta's files as its source, and is not in them.";
    FIELD_EXTRA, "upstream-field-extra", Field Lost, Compatible, None,
        "The field is not in Meta's files. It has another source.";
    VALUE_MISSING, "upstream-value-missing", Value Added, Drift, Minor,
        "The value is in Meta's files, and not in the contract of the version.";
    VALUE_STALE, "upstream-value-stale", Value Removed, Drift, Major,
        "The value names Meta's files as its source, and is not in them.";
    VALUE_EXTRA, "upstream-value-extra", Value Lost, Compatible, None,
        "The value is not in Meta's files. It has another source.";
    TYPE_DIFFERS, "upstream-type-differs", Any Changed, Drift, Major,
        "Meta's files have another type, and no `corrects` states it.";
    TYPE_CORRECTED, "upstream-type-corrected", Any Changed, Compatible, None,
        "Meta's files have another type, and `corrects` states it.";
    CORRECTION_STALE, "upstream-correction-stale", Any Changed, Drift, Patch,
        "`corrects` names a type that Meta's files do not have.";
    REQUIRED_DIFFERS, "upstream-required-differs", Any Changed, Drift, Major,
        "Meta's files and the contract disagree on whether the call fails without the parameter.";
    EDGES_DISAGREE, "upstream-edges-disagree", Any Changed, Drift, None,
        "Edges that the contract describes as one operation differ: another takes more, or other types.";
    EDGE_TAKES_LESS, "upstream-edge-takes-less", Any Changed, Compatible, None,
        "Edges that the contract describes as one operation differ: another takes less.";
}

/// The rule of a parameter, a field or a value that only Meta's files have
/// (added), that rests on them and is not in them (removed), or that has
/// another source (lost).
pub(super) fn of_member(kind: ElementKind, effect: Effect) -> &'static Rule {
    match (kind, effect) {
        (ElementKind::Parameter, Effect::Added) => &PARAMETER_MISSING,
        (ElementKind::Parameter, Effect::Removed) => &PARAMETER_STALE,
        (ElementKind::Parameter, _) => &PARAMETER_EXTRA,
        (ElementKind::Field, Effect::Added) => &FIELD_MISSING,
        (ElementKind::Field, Effect::Removed) => &FIELD_STALE,
        (ElementKind::Field, _) => &FIELD_EXTRA,
        (_, Effect::Added) => &VALUE_MISSING,
        (_, Effect::Removed) => &VALUE_STALE,
        (_, _) => &VALUE_EXTRA,
    }
}
