//! What a comparison with Meta's files finds.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

macro_rules! rules {
    ($($name:ident, $id:literal, $severity:ident, $bump:ident, $doc:literal;)*) => {
        $(pub(super) const $name: Rule = Rule {
            id: $id,
            effect: Effect::Changed,
            severity: Severity::$severity,
            bump: Bump::$bump,
            doc: $doc,
        };)*

        /// All rules of the comparison with Meta's files.
        pub const ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    OPERATION_MISSING, "upstream-operation-missing", Drift, Minor,
        "Meta's files have the call, and the contract of the version does not.";
    OPERATION_STALE, "upstream-operation-stale", Drift, Major,
        "The contract of the version has the call, and Meta's files do not have it any more.";
    PARAMETER_MISSING, "upstream-parameter-missing", Drift, Minor,
        "Meta's files have the parameter, and the contract of the version does not.";
    PARAMETER_STALE, "upstream-parameter-stale", Drift, Major,
        "The parameter rests on Meta's files, which do not have it.";
    PARAMETER_EXTRA, "upstream-parameter-extra", Compatible, None,
        "Meta's files do not have the parameter. It has another source.";
    FIELD_MISSING, "upstream-field-missing", Drift, Minor,
        "Meta's files have the field, and the contract of the version does not.";
    FIELD_LEFT_OUT, "upstream-field-left-out", Compatible, None,
        "Meta's files have the field. The contract says that the type is not complete.";
    FIELD_STALE, "upstream-field-stale", Drift, Major,
        "The field rests on Meta's files, which do not have it.";
    FIELD_EXTRA, "upstream-field-extra", Compatible, None,
        "Meta's files do not have the field. It has another source.";
    VALUE_MISSING, "upstream-value-missing", Drift, Minor,
        "Meta's files have the value, and the contract of the version does not.";
    VALUE_STALE, "upstream-value-stale", Drift, Major,
        "The value rests on Meta's files, which do not have it.";
    VALUE_EXTRA, "upstream-value-extra", Compatible, None,
        "Meta's files do not have the value. It has another source.";
    TYPE_DIFFERS, "upstream-type-differs", Drift, Major,
        "Meta's type is another one, and no `corrects` says so.";
    TYPE_CORRECTED, "upstream-type-corrected", Compatible, None,
        "Meta's type is another one, and `corrects` says so.";
    CORRECTION_STALE, "upstream-correction-stale", Drift, Patch,
        "`corrects` names a type that Meta's files do not have there.";
    REQUIRED_DIFFERS, "upstream-required-differs", Drift, Major,
        "Meta's files and the contract disagree on whether the call fails without the parameter.";
    EDGES_DISAGREE, "upstream-edges-disagree", Drift, None,
        "An edge that the contract describes together with its own takes more, or other types.";
    EDGE_TAKES_LESS, "upstream-edge-takes-less", Compatible, None,
        "An edge that the contract describes together with its own does not take all of it.";
}
