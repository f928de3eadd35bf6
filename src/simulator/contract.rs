//! The contract, as far as the simulator reads it: routes, parameters, types and
//! error codes of each version.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

use crate::version::Date;

/// Name of the type of a Page, which the contract refers to but does not define.
pub(crate) const PAGE: &str = "Page";

/// Name of the type of Page ids in the contract.
const PAGE_ID: &str = "PageId";

/// Former names of edges, which Graph still serves, and their names now.
const FORMER_NAMES: [(&str, &str); 1] = [("threads", "conversations")];

/// The embedded contract.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = include_str!("../../generated/contract.json");
    // The generator writes it, and the tests read it.
    let mut contract: Contract = serde_json::from_str(text).unwrap_or_default();
    contract
        .versions
        .iter_mut()
        .for_each(VersionContract::add_page);
    contract
});

/// All versions, the oldest first.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Contract {
    versions: Vec<VersionContract>,
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
}

/// A call that the contract describes.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) name: String,
    /// Such as `/{page_id}/conversations`.
    path: String,
    /// Such as `edge<UnifiedThread>`.
    pub(crate) returns: String,
    path_params: Vec<Param>,
    pub(crate) params: Vec<Param>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    max_items: Option<usize>,
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
}

/// An error code of the table, or a special case of one.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) code: i64,
    /// The last code, if the entry is a range.
    pub(crate) through: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) advice: String,
    pub(crate) doc: String,
}

impl ErrorCode {
    /// Returns whether the entry covers a code.
    pub(crate) fn contains(&self, code: i64) -> bool {
        (self.code..=self.through.unwrap_or(self.code)).contains(&code)
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
        let number = |version: &str| version.strip_prefix('v')?.parse::<f64>().ok();
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

    /// Returns whether a field of any type and version is an edge with parameters
    /// and pages of its own.
    pub(crate) fn is_paged(&self, field: &str) -> bool {
        let types = self.versions.iter().flat_map(|one| one.types.values());
        let mut fields = types.flat_map(|ty| &ty.fields);
        fields.any(|one| one.name == field && one.params_of.is_some())
    }
}

impl VersionContract {
    /// Adds the type of a Page: its edges are the operations on a Page.
    fn add_page(&mut self) {
        let field = |name: &str, ty: &str, params_of: Option<&str>| Field {
            name: name.to_owned(),
            ty: ty.to_owned(),
            params_of: params_of.map(str::to_owned),
        };
        let mut fields = vec![field("id", PAGE_ID, None), field("name", "string", None)];
        for operation in &self.operations {
            let (Some(edge), [param]) = (operation.edge(), &operation.path_params[..]) else {
                continue;
            };
            let former = FORMER_NAMES.iter().filter(|(_, now)| *now == edge);
            let names = former.map(|(former, _)| *former).chain([edge]);
            if param.ty == PAGE_ID {
                fields.extend(
                    names.map(|name| field(name, &operation.returns, Some(&operation.name))),
                );
            }
        }
        let page = Type {
            name: PAGE.to_owned(),
            fields,
            default_fields: Some(vec!["name".to_owned(), "id".to_owned()]),
        };
        self.types.insert(PAGE.to_owned(), page);
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

    /// Returns the operation that reads an edge of a node. A path that names the
    /// node, such as `/me/conversations`, precedes one for any node.
    pub(crate) fn edge(&self, node: &str, edge: &str) -> Option<&Operation> {
        let former = FORMER_NAMES.iter().find(|(former, _)| *former == edge);
        let edge = former.map_or(edge, |(_, now)| now);
        let of_edge = |one: &&Operation| one.edge() == Some(edge);
        let mut operations = self.operations.iter().filter(of_edge);
        let names_node = |one: &&Operation| one.segments().next() == Some(node);
        let named = operations.clone().find(names_node);
        named.or_else(|| operations.find(|one| !one.path_params.is_empty()))
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

impl Operation {
    fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|segment| !segment.is_empty())
    }

    /// Returns the name of the edge in the path; `None` if it ends with the node.
    fn edge(&self) -> Option<&str> {
        self.segments().nth(1)
    }

    /// Returns whether the path names its node, such as `me`.
    pub(crate) fn names_node(&self) -> bool {
        self.path_params.is_empty()
    }
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
    Ok(text.and_then(|text| {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let (month, day) = (month.try_into().ok()?, day.try_into().ok()?);
        Some(Date::new(year.into(), month, day))
    }))
}
