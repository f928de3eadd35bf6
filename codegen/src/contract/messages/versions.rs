//! Graph versions, availability and replacements.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::list;
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::replacement::{ItemKind, Target};
use crate::contract::spec::{Date, VersionName};

const META_TABLE: &str = "correct the dates from Meta's version table";

pub fn missing_section() -> Diagnostic {
    Diagnostic::new("missing section `versions`").help(
        "add `versions:` with a line such as \
         `v19.0: { released: 2024-01-23, source: changelog }`",
    )
}

pub fn expires_too_early(
    name: &Name,
    expires: &Located<Date>,
    released: &Located<Date>,
) -> Diagnostic {
    Diagnostic::new(format!("`{}` does not expire after its release", **name))
        .at(expires.place, "expires here")
        .at(released.place, "released here")
        .help(META_TABLE)
}

pub fn wrong_release_order(
    (newer, newer_released): (VersionName, Place),
    (older, older_released): (VersionName, Place),
) -> Diagnostic {
    Diagnostic::new(format!("`{newer}` is not released after `{older}`"))
        .at(newer_released, format!("release of `{newer}`"))
        .at(older_released, format!("release of `{older}`"))
        .help(META_TABLE)
}

pub fn wrong_expiry_order(
    (newer, newer_expires): (VersionName, Place),
    (older, older_expires): (VersionName, Place),
) -> Diagnostic {
    Diagnostic::new(format!("`{newer}` expires before `{older}`"))
        .at(newer_expires, format!("expiry of `{newer}`"))
        .at(older_expires, format!("expiry of `{older}`"))
        .help(META_TABLE)
}

pub fn invalid_ranges(kind: &str, name: &Name, ranges: Place) -> Diagnostic {
    Diagnostic::new(format!("invalid `ranges` of the {kind} `{}`", **name))
        .about(name.as_str())
        .at(ranges, "")
        .help(
            "give each range a `since` or a `removed_in`, and the entry itself neither; \
             unless it came and went more than once, write these two without `ranges`",
        )
}

pub fn ranges_touch(kind: &str, name: &Name, range: Place) -> Diagnostic {
    Diagnostic::new(format!(
        "the ranges of the {kind} `{}` overlap or touch",
        **name
    ))
    .at(range, "this range")
    .help("order the ranges from old to new, with a version between two of them")
}

pub fn removed_too_early(
    since: &Located<VersionName>,
    removed_in: &Located<VersionName>,
) -> Diagnostic {
    let message = format!(
        "`removed_in: {}` is not after `since: {}`",
        **removed_in, **since
    );
    Diagnostic::new(message)
        .at(removed_in.place, "removed here")
        .at(since.place, "added here")
        .help("`removed_in` is the first version without the entry")
}

pub fn unknown_version(version: &Located<VersionName>, known: &[VersionName]) -> Diagnostic {
    let open = format!("`cargo codegen new-version {version}` adds it");
    match known.last().is_some_and(|newest| *newest < **version) {
        true => unknown(version, known, &open),
        false => unknown(version, known, "for the oldest version, write no `since`"),
    }
}

pub fn unknown_version_of_waiver(
    version: &Located<VersionName>,
    known: &[VersionName],
) -> Diagnostic {
    unknown(
        version,
        known,
        "remove a waiver once its versions are removed",
    )
}

fn unknown(version: &Located<VersionName>, known: &[VersionName], advice: &str) -> Diagnostic {
    Diagnostic::new(format!("unknown version `{}`", **version))
        .at(version.place, "not one of the `versions`")
        .help(format!("the versions are {}; {advice}", list(known)))
}

pub fn no_entries(kind: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the list of entries of the {kind} `{}` is empty",
        **name
    ))
    .at(name.place, "")
    .help(format!("add an entry, or remove the {kind}"))
}

pub fn entries_overlap(
    kind: &str,
    name: &Name,
    version: VersionName,
    [later, earlier]: [Place; 2],
) -> Diagnostic {
    let message = format!(
        "two entries of the {kind} `{}` apply to `{version}`",
        **name
    );
    Diagnostic::new(message)
        .about(name.as_str())
        .at(later, "this one")
        .at(earlier, "and this one")
        .help("end one with `removed_in` where the other begins with `since`")
}

pub fn never_available(kind: &str, name: &Name, place: Place) -> Diagnostic {
    Diagnostic::new(format!(
        "the {kind} `{}` is available in no version",
        **name
    ))
    .about(name.as_str())
    .at(place, "leaves no version")
    .help("remove it, or correct its versions and those of what it is part of")
}

pub fn replaced_but_not_removed(kind: ItemKind, name: &Name, replacement: &Name) -> Diagnostic {
    let message = format!(
        "the {kind} `{}` is replaced, but not removed for good",
        **name
    );
    Diagnostic::new(message)
        .at(replacement.place, "the replaced one is still available")
        .help("state in `removed_in` the version that removes it, or remove `replaced_by`")
}

/// A replacement that the spec does not have; `near` is what may be meant.
pub fn unknown_replacement(
    (kind, owner): (ItemKind, Option<&str>),
    replacement: &Name,
    near: Option<String>,
) -> Diagnostic {
    let help = match (near, kind, owner) {
        (Some(near), ..) => format!("did you mean `{near}`?"),
        (None, ItemKind::ErrorCode, _) => "write the `name` of another error code".to_owned(),
        (None, _, None) => format!("write the name of another {kind}"),
        (None, _, Some(owner)) => {
            format!("write the name of another {kind} of `{owner}`, or a path such as `Type.field`")
        }
    };
    Diagnostic::new(format!("unknown replacement `{}`", **replacement))
        .at(replacement.place, "not in the spec")
        .help(help)
}

pub fn replaced_by_itself(kind: ItemKind, name: &Name, replacement: &Name) -> Diagnostic {
    Diagnostic::new(format!("the {kind} `{}` is replaced by itself", **name))
        .at(replacement.place, format!("the same {kind}"))
        .help("name its replacement, or remove `replaced_by`")
}

pub fn replacement_unavailable(
    (kind, name): (ItemKind, &Name),
    replacement: &Name,
    target: &Target<'_>,
    version: VersionName,
) -> Diagnostic {
    let message = format!(
        "the {} `{}` is not available in `{version}`, the first version without the {kind} `{}`",
        target.kind, **replacement, **name
    );
    Diagnostic::new(message)
        .at(replacement.place, format!("not in `{version}`"))
        .at(target.key.place, "defined here")
        .help(format!(
            "name something that `{version}` has, or remove `replaced_by`"
        ))
}
