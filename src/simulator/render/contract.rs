//! What the simulator reads of the contract.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::version::Date;

/// The contract, embedded.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = include_str!("../../../generated/contract.json");
    // The generator wrote it, and a test reads it.
    serde_json::from_str(text).unwrap_or_default()
});

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Contract {
    pub(crate) versions: Vec<VersionContract>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct VersionContract {
    pub(crate) version: String,
    #[serde(default, deserialize_with = "date")]
    expires: Option<Date>,
    operations: Vec<Operation>,
    enums: Vec<Enum>,
    types: Vec<Type>,
    pub(crate) errors: Vec<ErrorCode>,
}

#[derive(Debug, Deserialize)]
struct Operation {
    name: String,
    params: Vec<Named>,
    common_params: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Enum {
    name: String,
    values: Vec<EnumValue>,
}

#[derive(Debug, Deserialize)]
struct EnumValue {
    value: String,
}

#[derive(Debug, Deserialize)]
struct Type {
    name: String,
    fields: Vec<Named>,
}

/// A parameter or a field.
#[derive(Debug, Deserialize)]
struct Named {
    name: String,
    #[serde(rename = "type")]
    ty: String,
}

/// An error code, or a case of one.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) code: i64,
    /// The last code of a range.
    pub(crate) through: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) advice: String,
    pub(crate) doc: String,
}

impl Contract {
    /// The version that answers a call in `asked` on a day: that version, or,
    /// where it is over or not there, the oldest that is not over.
    pub(crate) fn answering(&self, asked: Option<&str>, today: Date) -> Option<&VersionContract> {
        let usable = |version: &&VersionContract| version.expires.is_none_or(|day| day > today);
        let mut versions = self.versions.iter().filter(usable);
        let same = |version: &&VersionContract| Some(version.version.as_str()) == asked;
        versions.clone().find(same).or_else(|| versions.next())
    }

    /// Whether a version is, or was, one of Graph's. Nothing is known of those
    /// that are older than all of the contract.
    pub(crate) fn knows(&self, version: &str) -> bool {
        let number = |version: &str| version.strip_prefix('v')?.parse::<f64>().ok();
        let oldest = self.versions.first().map(|oldest| oldest.version.as_str());
        let is_older = match (number(version), oldest.and_then(number)) {
            (Some(version), Some(oldest)) => version < oldest,
            _ => false,
        };
        is_older || self.versions.iter().any(|one| one.version == version)
    }
}

impl Contract {
    /// The type of a field in any version; `None` where the type never had it.
    pub(crate) fn field(&self, ty: &str, field: &str) -> Option<&str> {
        let mut versions = self.versions.iter();
        versions.find_map(|version| version.field(ty, field))
    }
}

/// A type without the list around it.
pub(crate) fn inner(ty: &str) -> &str {
    ty.rsplit('<').next().unwrap_or(ty).trim_end_matches('>')
}

impl ErrorCode {
    /// Whether it is of a code.
    pub(crate) fn holds(&self, code: i64) -> bool {
        (self.code..=self.through.unwrap_or(self.code)).contains(&code)
    }
}

impl VersionContract {
    /// The type of a field; `None` where the type has no such field.
    pub(crate) fn field(&self, ty: &str, field: &str) -> Option<&str> {
        let ty = self.types.iter().find(|one| one.name == ty)?;
        let field = ty.fields.iter().find(|one| one.name == field)?;
        Some(&field.ty)
    }

    /// Whether an operation takes a parameter; others are ignored.
    pub(crate) fn takes(&self, operation: &str, param: &str) -> bool {
        let operation = self.operations.iter().find(|one| one.name == operation);
        operation.is_some_and(|operation| {
            let mut params = operation.params.iter().chain(&operation.common_params);
            params.any(|one| one.name == param)
        })
    }

    /// Whether an operation exists.
    pub(crate) fn has(&self, operation: &str) -> bool {
        self.operations.iter().any(|one| one.name == operation)
    }

    /// The value of an enum, as the contract spells it.
    pub(crate) fn value(&self, name: &str, value: &str) -> Option<&str> {
        let of = self.enums.iter().find(|one| one.name == name)?;
        let mut values = of.values.iter().map(|one| one.value.as_str());
        values.find(|one| one.eq_ignore_ascii_case(value))
    }
}

fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let (month, day) = (month.try_into().ok()?, day.try_into().ok()?);
        Some(Date::new(year.into(), month, day))
    }))
}
