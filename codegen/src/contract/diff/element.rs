//! The elements of a contract: one tree that is paired, compared and counted.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::element_kind::ElementKind;
use super::pairing::nameless;
use crate::contract::path::Path;
use crate::contract::spec::{TypeExpr, VersionName};
use crate::contract::{
    Contract, Contracts, Enum, EnumValue, ErrorCode, Header, Host, Id, Lifetime, Note, Operation,
    Param, Permission, Source, Type,
};

/// A part of a contract that has a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Element<'a> {
    /// The contract as a whole.
    Api(&'a Contracts),
    /// A Graph version.
    Version(&'a Contract),
    /// A source of facts.
    Source(&'a Source),
    /// A server.
    Host(&'a Host),
    /// A type of identifiers.
    Id(&'a Id),
    /// A response header.
    Header(&'a Header),
    /// A call.
    Operation(&'a Operation),
    /// A placeholder in the path of an operation.
    PathParameter(&'a Param),
    /// A query parameter of an operation.
    Parameter(&'a Param),
    /// A query parameter that all reads of a kind take.
    CommonParameter(&'a Param),
    /// The permissions of an operation.
    Permission(&'a Permission),
    /// A limitation of an operation.
    Limitation(&'a Note),
    /// A note on an operation.
    Note(&'a Note),
    /// A kind of call that an operation does not support.
    Unsupported(&'a Note),
    /// An enum.
    Enum(&'a Enum),
    /// A value of an enum, and whether it has the source of its enum.
    Value(&'a EnumValue, bool),
    /// A type of responses.
    Type(&'a Type),
    /// A field of a type.
    Field(&'a Param),
    /// An error code, or a case of one.
    ErrorCode(&'a ErrorCode),
}

/// What identifies an element among its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key<'a> {
    /// The only one.
    Only,
    /// A Graph version.
    Version(VersionName),
    /// A name.
    Name(&'a str),
    /// An error code, its subcode, and the words of its message.
    Error(i64, Option<i64>, Option<&'a str>),
    /// A header.
    Header(HeaderName<'a>),
}

/// The name of a header, whose case is ignored.
#[derive(Clone, Copy, Debug)]
pub struct HeaderName<'a>(&'a str);

impl HeaderName<'_> {
    fn bytes(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for HeaderName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for HeaderName<'_> {}

impl Hash for HeaderName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().for_each(|byte| byte.hash(state));
    }
}

impl PartialOrd for HeaderName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for HeaderName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(other.bytes())
    }
}

impl<'a> Element<'a> {
    /// Its kind.
    pub fn kind(self) -> ElementKind {
        match self {
            Self::Api(_) => ElementKind::Any,
            Self::Version(_) => ElementKind::Version,
            Self::Source(_) => ElementKind::Source,
            Self::Host(_) => ElementKind::Host,
            Self::Id(_) => ElementKind::Id,
            Self::Header(_) => ElementKind::Header,
            Self::Operation(_) => ElementKind::Operation,
            Self::PathParameter(_) => ElementKind::PathParameter,
            Self::Parameter(_) | Self::CommonParameter(_) => ElementKind::Parameter,
            Self::Permission(_) => ElementKind::Permission,
            Self::Limitation(_) => ElementKind::Limitation,
            Self::Note(_) => ElementKind::Note,
            Self::Unsupported(_) => ElementKind::Unsupported,
            Self::Enum(_) => ElementKind::Enum,
            Self::Value(..) => ElementKind::Value,
            Self::Type(_) => ElementKind::Type,
            Self::Field(_) => ElementKind::Field,
            Self::ErrorCode(_) => ElementKind::ErrorCode,
        }
    }

    /// What identifies it among its siblings.
    pub fn key(self) -> Key<'a> {
        match self {
            Self::Api(_) => Key::Only,
            Self::Version(contract) => Key::Version(contract.version),
            Self::ErrorCode(code) => {
                let (code, subcode, message) = code.place();
                Key::Error(code, subcode, message)
            }
            Self::Header(header) => Key::Header(HeaderName(&header.name)),
            other => Key::Name(other.name()),
        }
    }

    /// Its name; empty for what is identified by a number.
    pub fn name(self) -> &'a str {
        match self {
            Self::Api(_) | Self::Version(_) | Self::ErrorCode(_) => "",
            Self::Source(one) => &one.name,
            Self::Host(one) => &one.name,
            Self::Id(one) => &one.name,
            Self::Header(one) => &one.name,
            Self::Operation(one) => &one.name,
            Self::PathParameter(one)
            | Self::Parameter(one)
            | Self::CommonParameter(one)
            | Self::Field(one) => &one.name,
            Self::Permission(one) => &one.name,
            Self::Limitation(one) | Self::Note(one) | Self::Unsupported(one) => &one.name,
            Self::Enum(one) => &one.name,
            Self::Value(one, _) => &one.value,
            Self::Type(one) => &one.name,
        }
    }

    /// Its path, as an element of `owner`.
    pub fn path(self, owner: &Path) -> Path {
        let name = self.name();
        match self {
            Self::Api(_) => Path::api(),
            Self::Version(contract) => Path::new("versions", contract.version),
            Self::Source(_) => Path::new("sources", name),
            Self::Host(_) => Path::new("hosts", name),
            Self::Id(_) => Path::new("ids", name),
            Self::Header(_) => Path::new("headers", name),
            Self::Operation(_) => Path::new("operations", name),
            Self::PathParameter(_) => owner.child("path", name),
            Self::Parameter(_) => owner.child("params", name),
            Self::CommonParameter(_) => Path::new("common_params", name),
            Self::Permission(_) => owner.child("permissions", name),
            Self::Limitation(_) => owner.child("limitations", name),
            Self::Note(_) => owner.child("notes", name),
            Self::Unsupported(_) => owner.child("unsupported", name),
            Self::Enum(_) => Path::new("enums", name),
            Self::Value(..) => owner.child("values", name),
            Self::Type(_) => Path::new("types", name),
            Self::Field(_) => owner.child("fields", name),
            Self::ErrorCode(code) => {
                let path = Path::new("errors", code.code);
                match (&code.subcode, &code.message) {
                    (Some(subcode), _) => path.child("subcodes", subcode),
                    (None, Some(words)) => path.child("messages", words),
                    (None, None) => path,
                }
            }
        }
    }

    /// Its elements, a list for each kind. Versions are compared on their own,
    /// so a version has none here.
    pub fn children(self) -> Vec<Vec<Self>> {
        match self {
            Self::Api(contracts) => vec![
                contracts.sources.iter().map(Self::Source).collect(),
                contracts.hosts.iter().map(Self::Host).collect(),
                contracts.ids.iter().map(Self::Id).collect(),
                contracts.headers.iter().map(Self::Header).collect(),
                contracts.versions.iter().map(Self::Version).collect(),
            ],
            Self::Operation(operation) => {
                let Operation {
                    path_params,
                    params,
                    common_params,
                    permissions,
                    limitations,
                    notes,
                    unsupported,
                    ..
                } = operation;
                vec![
                    path_params.iter().map(Self::PathParameter).collect(),
                    params.iter().map(Self::Parameter).collect(),
                    common_params.iter().map(Self::CommonParameter).collect(),
                    permissions.iter().map(Self::Permission).collect(),
                    limitations.iter().map(Self::Limitation).collect(),
                    notes.iter().map(Self::Note).collect(),
                    unsupported.iter().map(Self::Unsupported).collect(),
                ]
            }
            Self::Enum(entry) => {
                let value = |value: &'a EnumValue| Self::Value(value, value.source == entry.source);
                vec![entry.values.iter().map(value).collect()]
            }
            Self::Type(ty) => vec![ty.fields.iter().map(Self::Field).collect()],
            _ => Vec::new(),
        }
    }

    /// The elements of a version, a list for each kind.
    pub fn of_version(contract: &'a Contract) -> [Vec<Self>; 4] {
        [
            contract.operations.iter().map(Self::Operation).collect(),
            contract.enums.iter().map(Self::Enum).collect(),
            contract.types.iter().map(Self::Type).collect(),
            contract.errors.iter().map(Self::ErrorCode).collect(),
        ]
    }

    /// The parameter, or the field, which is stated as a parameter is.
    pub fn param(self) -> Option<&'a Param> {
        match self {
            Self::PathParameter(param)
            | Self::Parameter(param)
            | Self::CommonParameter(param)
            | Self::Field(param) => Some(param),
            _ => None,
        }
    }

    /// The versions that have it, where not all versions need to.
    pub fn lifetime(self) -> Option<&'a dyn Lifetime> {
        match self {
            Self::Operation(one) => Some(one),
            Self::Parameter(one)
            | Self::CommonParameter(one)
            | Self::PathParameter(one)
            | Self::Field(one) => Some(one),
            Self::Value(one, _) => Some(one),
            Self::Type(one) => Some(one),
            Self::ErrorCode(one) => Some(one),
            _ => None,
        }
    }

    /// What stays the same when it is renamed; `None` for kinds that are not
    /// renamed. `ty` translates types to the names of the head.
    pub(super) fn likeness(self, ty: impl Fn(&TypeExpr) -> TypeExpr) -> Option<Vec<String>> {
        let doc = |doc: &str| nameless(doc, self.name());
        Some(match self {
            Self::Source(source) => vec![
                doc(&source.doc),
                format!("{:?}", source.certainty),
                format!("{:?}", source.url),
            ],
            Self::Host(host) => vec![host.url.clone()],
            Self::Id(id) => vec![doc(&id.doc)],
            Self::Operation(one) => {
                vec![
                    one.path.clone(),
                    ty(&one.returns).to_string(),
                    doc(&one.doc),
                ]
            }
            Self::Parameter(one) | Self::CommonParameter(one) | Self::Field(one) => {
                vec![ty(&one.ty).to_string(), doc(&one.doc)]
            }
            Self::Enum(entry) => {
                let values = entry.values.iter().map(|value| value.value.clone());
                [doc(&entry.doc)].into_iter().chain(values).collect()
            }
            Self::Value(value, _) => vec![doc(&value.doc)],
            Self::Permission(one) => vec![
                doc(&one.doc),
                one.token.clone(),
                format!("{:?} {:?}", one.host, one.platform),
                format!("{:?} {:?}", one.scopes, one.tasks),
            ],
            Self::Limitation(one) => vec![doc(&one.doc)],
            Self::Type(one) => {
                let mut fields: Vec<_> =
                    one.fields.iter().map(|field| field.name.clone()).collect();
                fields.sort_unstable();
                [doc(&one.doc)].into_iter().chain(fields).collect()
            }
            _ => return None,
        })
    }

    /// The element of a version at a path.
    pub fn find(contract: &'a Contract, path: &Path) -> Option<Self> {
        let named = |params: &'a [Param], name: &str| {
            let mut params = params.iter();
            params.find(|param| param.name == name)
        };
        match path.keys().as_slice() {
            ["operations", name] => contract.operation(name).map(Self::Operation),
            ["operations", name, "path", param] => {
                named(&contract.operation(name)?.path_params, param).map(Self::PathParameter)
            }
            ["operations", name, "params", param] => {
                named(&contract.operation(name)?.params, param).map(Self::Parameter)
            }
            ["operations", name, _, _] => {
                let operation = Self::Operation(contract.operation(name)?);
                let mut parts = operation.children().into_iter().flatten();
                parts.find(|part| part.path(&Path::new("operations", name)) == *path)
            }
            ["common_params", param] => {
                let mut operations = contract.operations.iter();
                let param = operations.find_map(|one| named(&one.common_params, param));
                param.map(Self::CommonParameter)
            }
            ["enums", name] => contract.enumeration(name).map(Self::Enum),
            ["enums", name, "values", value] => {
                let entry = contract.enumeration(name)?;
                let value = entry.values.iter().find(|one| one.value == *value)?;
                Some(Self::Value(value, value.source == entry.source))
            }
            ["types", name] => contract.ty(name).map(Self::Type),
            ["types", name, "fields", field] => {
                named(&contract.ty(name)?.fields, field).map(Self::Field)
            }
            ["errors", code] => error(contract, code.parse().ok()?, None, None),
            ["errors", code, "subcodes", subcode] => error(
                contract,
                code.parse().ok()?,
                Some(subcode.parse().ok()?),
                None,
            ),
            ["errors", code, "messages", words] => {
                error(contract, code.parse().ok()?, None, Some(words))
            }
            _ => None,
        }
    }
}

fn error<'a>(
    contract: &'a Contract,
    code: i64,
    subcode: Option<i64>,
    message: Option<&str>,
) -> Option<Element<'a>> {
    let place = (code, subcode, message);
    let errors = &contract.errors;
    let index = errors.binary_search_by(|code| code.place().cmp(&place));
    index.ok().map(|index| Element::ErrorCode(&errors[index]))
}
