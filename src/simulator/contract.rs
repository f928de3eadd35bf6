//! The contract, as far as the simulator reads it: routes, parameters, types and
//! error codes of each version.

mod error_code;
mod operation;

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

pub(crate) use self::error_code::ErrorCode;
pub(crate) use self::operation::Operation;
use super::model_field::ModelField;
use super::own_types::{OWN_EDGES, OWN_TYPES};
use crate::version::Date;

/// The first version in which the Facebook host has an account's conversations.
const ACCOUNTS_ON_FACEBOOK: &str = "v26.0";

/// Former names of edges, which Graph still serves, and their names now.
const FORMER_NAMES: [(&str, &str); 1] = [("threads", "conversations")];

/// What reading the embedded contract results in.
static EMBEDDED: LazyLock<serde_json::Result<Contract>> =
    LazyLock::new(|| read(include_str!("../../generated/contract.json")));

/// The contract without versions, which no simulator serves: see [`check`].
static NONE: Contract = Contract {
    versions: Vec::new(),
    paged: BTreeSet::new(),
};

/// The embedded contract.
pub(crate) static CONTRACT: LazyLock<&Contract> =
    LazyLock::new(|| EMBEDDED.as_ref().unwrap_or(&NONE));

/// Returns an error if the embedded contract cannot be read. A simulator that is not
/// started cannot answer from it.
pub(crate) fn check() -> std::io::Result<()> {
    match &*EMBEDDED {
        Ok(_) => Ok(()),
        Err(error) => Err(std::io::Error::other(format!(
            "the embedded contract cannot be read: {error}"
        ))),
    }
}

fn read(text: &str) -> serde_json::Result<Contract> {
    let mut contract: Contract = serde_json::from_str(text)?;
    if contract.versions.is_empty() {
        return Err(serde_json::Error::custom("it has no versions"));
    }
    for version in &mut contract.versions {
        version.add_types();
    }
    contract.paged = paged(&contract.versions);
    Ok(contract)
}

/// Returns the names of the fields that are edges with parameters and pages of their own.
fn paged(versions: &[VersionContract]) -> BTreeSet<String> {
    let types = versions.iter().flat_map(|version| version.types.values());
    let fields = types.flat_map(|ty| &ty.fields);
    let paged = fields.filter(|field| field.params_of.is_some());
    paged.map(|field| field.name.clone()).collect()
}

/// All versions, the oldest first.
#[derive(Debug, Deserialize)]
pub(crate) struct Contract {
    versions: Vec<VersionContract>,
    /// What [`Contract::is_paged`] looks up.
    #[serde(skip)]
    paged: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct VersionContract {
    pub(crate) version: String,
    #[serde(default, deserialize_with = "date")]
    expires: Option<Date>,
    operations: Vec<Operation>,
    enums: Vec<Enum>,
    #[serde(deserialize_with = "types_by_name")]
    types: HashMap<String, Type>,
    pub(crate) errors: Vec<ErrorCode>,
    /// The permissions of the Facebook host, as a person has granted them.
    #[serde(skip)]
    pub(crate) granted: Vec<Value>,
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
pub(crate) struct Type {
    name: String,
    pub(crate) fields: Vec<Field>,
    /// Fields that Graph returns where a call selects none.
    pub(crate) default_fields: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// The operation that reads the same edge, with the same parameters.
    pub(crate) params_of: Option<String>,
    /// The name in JSON, with quotes and colon.
    #[serde(skip)]
    pub(crate) key: String,
    /// Which field of the model it is, if the model has values for it.
    #[serde(skip)]
    pub(crate) of_model: Option<ModelField>,
    /// Whether it is an edge with pages of its own without an operation.
    #[serde(skip)]
    is_own_edge: bool,
}

impl Field {
    fn new(name: &str, ty: &str) -> Self {
        Self {
            name: name.to_owned(),
            ty: ty.to_owned(),
            params_of: None,
            key: String::new(),
            of_model: None,
            is_own_edge: false,
        }
    }

    /// Returns whether it is an edge with parameters and pages of its own.
    pub(crate) fn is_paged(&self) -> bool {
        self.params_of.is_some() || self.is_own_edge
    }
}

impl Contract {
    /// Returns the version that answers a call on a day: the requested one or, if
    /// it has expired or there is none, the oldest that has not expired.
    pub(crate) fn answering(&self, version: Option<&str>, today: Date) -> Option<&VersionContract> {
        let is_usable = |one: &&VersionContract| one.expires.is_none_or(|day| day > today);
        let mut usable = self.versions.iter().filter(is_usable);
        let same = |one: &&VersionContract| Some(one.version.as_str()) == version;
        usable.clone().find(same).or_else(|| usable.next())
    }

    /// Returns whether Graph has, or had, a version. Those older than the contract
    /// are taken to have existed.
    pub(crate) fn knows(&self, version: &str) -> bool {
        let oldest = self.versions.first().map(|oldest| oldest.version.as_str());
        let is_older = match (number(version), oldest.and_then(number)) {
            (Some(version), Some(oldest)) => version < oldest,
            _ => false,
        };
        is_older || self.versions.iter().any(|one| one.version == version)
    }

    /// Returns a field in the first version that has it.
    pub(crate) fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        let mut versions = self.versions.iter();
        versions.find_map(|version| version.field(ty, name))
    }

    /// Returns the default fields of a type in the first version that has it.
    pub(crate) fn default_fields(&self, ty: &str) -> &[String] {
        let mut versions = self.versions.iter();
        let ty = versions.find_map(|version| version.ty(ty));
        ty.and_then(|ty| ty.default_fields.as_deref())
            .unwrap_or_default()
    }

    /// Returns whether lists of some version can be read from a folder.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn has_folder(&self, name: &str) -> bool {
        self.versions.iter().any(|version| {
            let mut params = version.operations.iter().flat_map(|one| &one.params);
            let folder = params.find(|param| param.name == "folder");
            let folders = folder.and_then(|folder| version.enum_values(&folder.ty));
            folders.is_some_and(|mut folders| folders.any(|folder| folder == name))
        })
    }

    /// Returns whether a field of any type and version is an edge with parameters
    /// and pages of its own.
    pub(crate) fn is_paged(&self, field: &str) -> bool {
        self.paged.contains(field)
    }
}

impl VersionContract {
    /// Adds the types of [`OWN_TYPES`], and what the contract does not say of its
    /// own ones.
    fn add_types(&mut self) {
        for (name, fields) in OWN_TYPES {
            let default_fields = fields.iter().filter(|(.., is_default)| *is_default);
            let ty = Type {
                name: name.to_owned(),
                fields: fields
                    .iter()
                    .map(|(name, ty, _)| Field::new(name, ty))
                    .collect(),
                default_fields: Some(
                    default_fields
                        .map(|(name, ..)| (*name).to_owned())
                        .collect(),
                ),
            };
            self.types.insert(name.to_owned(), ty);
        }
        for operation in &self.operations {
            let (Some(edge), Some(node)) = (operation.edge(), operation.own_type()) else {
                continue;
            };
            let former = FORMER_NAMES.iter().filter(|(_, now)| *now == edge);
            let names = former.map(|(former, _)| *former).chain([edge]);
            let fields = names.map(|name| Field {
                params_of: Some(operation.name.clone()),
                ..Field::new(name, &operation.returns)
            });
            if let Some(ty) = self.types.get_mut(node) {
                ty.fields.extend(fields);
            }
        }
        for (ty, edge) in OWN_EDGES {
            let ty = self.types.get_mut(ty);
            let mut fields = ty.into_iter().flat_map(|ty| &mut ty.fields);
            if let Some(field) = fields.find(|field| field.name == edge) {
                field.is_own_edge = true;
            }
        }
        for field in self.types.values_mut().flat_map(|ty| &mut ty.fields) {
            field.key = format!("\"{}\":", field.name);
            field.of_model = ModelField::new(&field.name);
        }
        let granted = |scope: &str| json!({ "permission": scope, "status": "granted" });
        self.granted = self.scopes("facebook").into_iter().map(granted).collect();
    }

    /// Returns the permissions that calls to a host need, in alphabetical order.
    pub(crate) fn scopes(&self, host: &str) -> BTreeSet<&str> {
        let permissions = self.operations.iter().flat_map(|one| &one.permissions);
        let permissions = permissions.filter(|permission| permission.is_for(host));
        let scopes = permissions.flat_map(|permission| &permission.scopes);
        scopes.map(String::as_str).collect()
    }

    /// Returns whether the Facebook host has the conversations of an account.
    pub(crate) fn has_accounts_on_facebook(&self) -> bool {
        number(&self.version) >= number(ACCOUNTS_ON_FACEBOOK)
    }

    /// Returns the type with a name.
    pub(crate) fn ty(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// Returns a field of a type.
    pub(crate) fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        let mut fields = self.ty(ty)?.fields.iter();
        fields.find(|field| field.name == name)
    }

    /// Returns the operation with a name.
    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|one| one.name == name)
    }

    /// Returns the type of the nodes of an edge with a name, whatever node has it.
    pub(crate) fn edge_type(&self, edge: &str) -> Option<&str> {
        let former = FORMER_NAMES.iter().find(|(former, _)| *former == edge);
        let edge = former.map_or(edge, |(_, now)| now);
        let mut operations = self.operations.iter();
        let operation = operations.find(|one| one.edge() == Some(edge))?;
        Some(element(&operation.returns))
    }

    /// Returns whether a code stands for too many calls.
    pub(crate) fn is_rate_limit(&self, code: i64) -> bool {
        let mut entries = self.errors.iter().filter(|entry| entry.contains(code));
        entries.any(|entry| entry.advice == "slow_down")
    }

    /// Returns whether an operation has a parameter with a name.
    pub(crate) fn is_of_operation(&self, name: &str) -> bool {
        let mut params = self.operations.iter().flat_map(|one| &one.params);
        params.any(|param| param.name == name)
    }

    /// Returns the maximum number of ids that one call reads.
    pub(crate) fn max_ids(&self) -> usize {
        let by_ids = self.operations.iter().filter(|one| one.path == "/");
        let mut params = by_ids.flat_map(|one| &one.params);
        let ids = params.find(|param| param.name == "ids");
        ids.and_then(|ids| ids.max_items).unwrap_or(usize::MAX)
    }

    /// Returns the values of an enum; `None` if there is no such enum.
    pub(crate) fn enum_values(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let values = &self.enums.iter().find(|one| one.name == name)?.values;
        Some(values.iter().map(|one| one.value.as_str()))
    }
}

/// Returns the number of a version, such as 26.0.
fn number(version: &str) -> Option<f64> {
    version.strip_prefix('v')?.parse().ok()
}

/// Returns whether a type is a list within `data`.
pub(crate) fn is_edge(ty: &str) -> bool {
    ty.starts_with("edge<")
}

/// Returns the type of the elements of a list; any other type as it is.
pub(crate) fn element(ty: &str) -> &str {
    ty.rsplit('<').next().unwrap_or(ty).trim_end_matches('>')
}

fn types_by_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<HashMap<String, Type>, D::Error> {
    let types = Vec::<Type>::deserialize(deserializer)?;
    Ok(types.into_iter().map(|ty| (ty.name.clone(), ty)).collect())
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(D::Error::custom))
        .transpose()
}

#[cfg(test)]
mod tests;
