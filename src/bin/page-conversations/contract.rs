//! The contract, of which `get` and `doctor` are made.

use std::sync::LazyLock;

use serde::Deserialize;

/// The contract of all versions.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = include_str!("../../../generated/contract.json");
    serde_json::from_str(text).expect("the generated contract has the form of `Contract`")
});

#[derive(Deserialize)]
struct Contract {
    versions: Vec<VersionContract>,
}

/// The contract of a version.
#[derive(Deserialize)]
pub struct VersionContract {
    pub version: String,
    pub operations: Vec<Operation>,
    enums: Vec<Enum>,
    types: Vec<Type>,
}

/// A call.
#[derive(Deserialize)]
pub struct Operation {
    /// Name, such as `ListConversations`.
    pub name: String,
    pub doc: String,
    pub path: String,
    pub returns: String,
    path_params: Vec<Param>,
    params: Vec<Param>,
    common_params: Vec<Param>,
    pub permissions: Vec<Permission>,
}

/// A parameter.
#[derive(Deserialize)]
pub struct Param {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub required: bool,
    pub doc: String,
    /// How a list is written: `comma`, or as JSON.
    pub style: Option<String>,
}

#[derive(Deserialize)]
struct Enum {
    name: String,
    values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Deserialize)]
pub struct EnumValue {
    pub value: String,
    pub doc: String,
}

#[derive(Deserialize)]
struct Type {
    name: String,
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
}

/// Permissions that allow a call.
#[derive(Deserialize)]
pub struct Permission {
    pub host: Option<String>,
    pub platform: Option<String>,
    pub scopes: Vec<String>,
}

/// Returns the contracts of all versions, oldest first.
pub fn versions() -> &'static [VersionContract] {
    &CONTRACT.versions
}

impl VersionContract {
    /// Returns the contract of a version, which has one.
    pub fn of(version: &str) -> &'static Self {
        let mut versions = versions().iter();
        versions
            .find(|contract| contract.version == version)
            .expect("versions of the command line are of the contract")
    }

    /// Returns the values of a type, if it is an enum.
    pub fn values(&self, ty: &str) -> Option<&[EnumValue]> {
        let mut enums = self.enums.iter();
        Some(&enums.find(|one| one.name == ty)?.values)
    }

    /// Returns the operation with a name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|one| one.name == name)
    }

    /// Returns the fields of the nodes that an operation returns.
    pub fn fields(&self, operation: &Operation) -> impl Iterator<Item = &str> {
        let node = operation.node();
        let ty = self.types.iter().find(|one| one.name == node);
        let fields = ty.into_iter().flat_map(|ty| &ty.fields);
        fields.map(|field| field.name.as_str())
    }
}

impl Operation {
    /// Returns the parameters in the path, then the others.
    pub fn params(&self) -> impl Iterator<Item = &Param> {
        self.path_params.iter().chain(self.query())
    }

    /// Returns the parameters that are not in the path.
    pub fn query(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().chain(&self.common_params)
    }

    /// Returns whether the answer is a page of an edge.
    pub fn is_edge(&self) -> bool {
        self.returns.starts_with("edge<")
    }

    /// Returns the type of the nodes in the answer.
    fn node(&self) -> &str {
        let inner = self.returns.rsplit(['<', ',']).next().unwrap_or_default();
        inner.trim_matches([' ', '>'])
    }
}

impl Param {
    /// Returns the type of the elements, if it is a list.
    pub fn element(&self) -> Option<&str> {
        self.ty.strip_prefix("list<")?.strip_suffix('>')
    }

    /// Returns the type of a value, or of each value of a list.
    pub fn value_type(&self) -> &str {
        self.element().unwrap_or(&self.ty)
    }
}
