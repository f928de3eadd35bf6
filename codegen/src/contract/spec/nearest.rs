//! Suggests what a misspelt scalar was meant to be.

use chrono::NaiveDate;
use heck::ToUpperCamelCase;

use super::scalars::{Date, SIMPLE, ScalarKind, TypeExpr, VersionName};

/// Returns a valid scalar of the kind that the text may have been meant as.
pub fn nearest(kind: ScalarKind, text: &str) -> Option<String> {
    match kind {
        ScalarKind::Version => version(text),
        ScalarKind::Date => date(text),
        ScalarKind::Type => ty(text, 8).filter(|ty| ty.parse::<TypeExpr>().is_ok()),
    }
}

/// The version of a text such as `19`, `19.0`, `V19.0`, `v019.0` or `v19_0`.
fn version(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let number = lower.strip_prefix("version").unwrap_or(&lower);
    let number = number.trim_start_matches(['v', ' ', '=', '^']);
    let mut parts = number.split(['.', '_', ',', '-']);
    let mut part = || parts.next().map(|part| part.trim().parse::<u16>());
    let (major, minor) = (part()?.ok()?, part().unwrap_or(Ok(0)).ok()?);
    // A patch number is not part of a Graph version.
    let others_are_zero = parts.all(|part| part.parse::<u16>() == Ok(0));
    let version = format!("v{major}.{minor}");
    let valid = others_are_zero && version.parse::<VersionName>().is_ok();
    valid.then_some(version)
}

/// Orders of year, month and day that mean one day only.
const DATES: [&str; 10] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y_%m_%d",
    "%Y %m %d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%Y-%d-%m",
];

/// Orders that Europe and America read as different days.
const AMBIGUOUS: [[&str; 2]; 2] = [["%d/%m/%Y", "%m/%d/%Y"], ["%d-%m-%Y", "%m-%d-%Y"]];

fn date(text: &str) -> Option<String> {
    let text = text.trim();
    // A time of day is not part of a date.
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    let parse = |format: &&str| NaiveDate::parse_from_str(day, format).ok();
    let plain = DATES.iter().find_map(parse);
    let date = plain.or_else(|| {
        AMBIGUOUS.iter().find_map(|formats| {
            let [one, other] = [parse(&formats[0]), parse(&formats[1])];
            match (one, other) {
                (Some(one), Some(other)) => (one == other).then_some(one),
                (one, other) => one.or(other),
            }
        })
    })?;
    Some(Date(date).to_string())
}

/// Names of types elsewhere, without regard to case, and what they are here.
const OTHER_NAMES: [(&str, &str); 32] = [
    ("boolean", "bool"),
    ("integer", "int"),
    ("int32", "int"),
    ("int64", "int"),
    ("i32", "int"),
    ("i64", "int"),
    ("long", "int"),
    ("uint", "unsigned int"),
    ("uint32", "unsigned int"),
    ("uint64", "unsigned int"),
    ("u32", "unsigned int"),
    ("u64", "unsigned int"),
    ("unsigned", "unsigned int"),
    ("unsigned_int", "unsigned int"),
    ("double", "float"),
    ("number", "float"),
    ("f64", "float"),
    ("str", "string"),
    ("text", "string"),
    ("varchar", "string"),
    ("date", "datetime"),
    ("time", "datetime"),
    ("timestamp", "datetime"),
    ("date-time", "datetime"),
    ("timestamp-ms", "timestamp_ms"),
    ("timestampms", "timestamp_ms"),
    ("timestamp_millis", "timestamp_ms"),
    ("unix_ms", "timestamp_ms"),
    ("epoch_ms", "timestamp_ms"),
    ("json", "Object"),
    ("any", "Object"),
    ("dict", "Object"),
];

/// Names of types with a type in them, here and elsewhere, and what they are
/// here.
const OUTER_NAMES: [(&str, &str); 9] = [
    ("list", "list"),
    ("one_or_many", "one_or_many"),
    ("map", "map"),
    ("edge", "edge"),
    ("array", "list"),
    ("vec", "list"),
    ("set", "list"),
    ("dict", "map"),
    ("hashmap", "map"),
];

fn ty(text: &str, depth: u8) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    if text.parse::<TypeExpr>().is_ok() && other_name(text).is_none() {
        return Some(text.to_owned());
    }
    let list = text.strip_suffix("[]");
    if let Some(of) = list {
        return Some(format!("list<{}>", ty(of, depth)?));
    }
    match text.split_once(['<', '[', '(']) {
        Some((outer, rest)) => {
            let inner = rest.trim_end_matches(['>', ']', ')']);
            with_inner(outer.trim(), inner, depth)
        }
        None => other_name(text).map(str::to_owned).or_else(|| word(text)),
    }
}

/// The simple type of a word with a wrong letter, or a name as those of types are written.
fn word(text: &str) -> Option<String> {
    let mut simple = SIMPLE.iter().map(|(name, _)| *name);
    let misspelt = simple.find(|name| strsim::osa_distance(name, text) == 1);
    // One that lacks the type in it is no name.
    let is_outer = OUTER_NAMES.iter().any(|(name, _)| *name == text);
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let name = || (is_word && !is_outer).then(|| text.to_upper_camel_case());
    misspelt.map(str::to_owned).or_else(name)
}

/// A type such as `list<T>`; `inner` lacks its brackets.
fn with_inner(outer: &str, inner: &str, depth: u8) -> Option<String> {
    let outer = outer.to_ascii_lowercase();
    let (_, outer) = OUTER_NAMES.iter().find(|(name, _)| *name == outer)?;
    // Closing brackets that were trimmed belong to the types inside.
    let open = inner.matches('<').count();
    let inner = format!("{inner}{}", ">".repeat(open));
    if *outer != "map" {
        return Some(format!("{outer}<{}>", ty(&inner, depth)?));
    }
    let value = inner
        .split_once(',')
        .map_or(inner.as_str(), |(_, value)| value);
    Some(format!("map<string, {}>", ty(value, depth)?))
}

/// The type of this contract that a name means elsewhere, or in another case.
pub(crate) fn other_name(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    let simple = SIMPLE.iter().map(|(name, _)| *name);
    let mut simple = simple.filter(|name| *name != text);
    let other = || OTHER_NAMES.iter().find(|(name, _)| *name == lower);
    let same = simple.find(|name| name.to_ascii_lowercase() == lower);
    same.or_else(|| other().map(|(_, name)| *name))
}
