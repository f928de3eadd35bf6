//! Types as Meta writes them, compared with those of the contract.

use super::meta_spec::MetaSpec;
use crate::contract::spec::Spec;
use crate::contract::spec::TypeExpr;

/// The maximum nesting of lists and maps.
const DEEPEST: u8 = 8;

/// A type as Meta writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MetaType {
    /// A type that the contract has too.
    Simple(TypeExpr),
    /// `list<T>`
    List(Box<Self>),
    /// `map<string, T>`
    Map(Box<Self>),
    /// A node, an enum, or a word unknown to the contract.
    Named(String),
}

/// How a type of the contract agrees with one of Meta's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// They are the same.
    Same,
    /// Both are enums, whose values have to be compared.
    Enums { ours: String, metas: String },
    /// They differ.
    Different,
}

impl MetaType {
    pub(super) fn parse(text: &str) -> Self {
        Self::nested(text.trim(), DEEPEST)
    }

    fn nested(text: &str, depth: u8) -> Self {
        let named = || Self::Named(text.to_owned());
        let Some(depth) = depth.checked_sub(1) else {
            return named();
        };
        let within = |outer: &str| {
            let rest = text.strip_prefix(outer)?.trim_start();
            Some(rest.strip_prefix('<')?.strip_suffix('>')?.trim())
        };
        if let Some(inner) = within("list") {
            return Self::List(Box::new(Self::nested(inner, depth)));
        }
        if let Some((key, value)) = within("map").and_then(|inner| inner.split_once(',')) {
            if key.trim() != "string" {
                return named();
            }
            return Self::Map(Box::new(Self::nested(value.trim(), depth)));
        }
        match text.parse() {
            // Words of the contract alone.
            Ok(
                TypeExpr::Named(_)
                | TypeExpr::OneOrMany(_)
                | TypeExpr::Edge(_)
                | TypeExpr::TimestampMs,
            )
            | Err(_) => named(),
            Ok(simple) => Self::Simple(simple),
        }
    }

    /// The name in it, if any: a node, an enum or an unknown word.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(of) | Self::Map(of) => of.name(),
            Self::Simple(_) => None,
        }
    }

    /// The type in the contract's words, with what `named` makes of a name;
    /// `None` where that makes nothing of it.
    pub(super) fn in_contract(&self, named: &dyn Fn(&str) -> Option<TypeExpr>) -> Option<TypeExpr> {
        Some(match self {
            Self::Simple(simple) => simple.clone(),
            Self::List(of) => TypeExpr::List(Box::new(of.in_contract(named)?)),
            Self::Map(of) => TypeExpr::Map(Box::new(of.in_contract(named)?)),
            Self::Named(name) => named(name)?,
        })
    }
}

/// Whether two of Meta's spellings mean one type.
pub(super) fn same_spelling(one: &str, other: &str) -> bool {
    MetaType::parse(one) == MetaType::parse(other)
}

/// Compares a type of the contract with one of Meta's.
pub(super) fn agreement(
    ours: &TypeExpr,
    metas: &MetaType,
    spec: &Spec,
    meta_spec: &MetaSpec,
) -> Agreement {
    match (ours, metas) {
        (TypeExpr::List(ours), MetaType::List(metas))
        | (TypeExpr::Map(ours), MetaType::Map(metas)) => agreement(ours, metas, spec, meta_spec),
        (TypeExpr::Named(name), MetaType::Named(metas)) => {
            let enums = spec.enums.get(name).is_some() && meta_spec.enums.contains_key(metas);
            if enums {
                return Agreement::Enums {
                    ours: name.clone(),
                    metas: metas.clone(),
                };
            }
            let node = spec.types.get(name).map(|entry| match &entry.upstream {
                Some(upstream) => &upstream.value,
                None => name,
            });
            match node == Some(metas) {
                true => Agreement::Same,
                false => Agreement::Different,
            }
        }
        (ours, MetaType::Simple(metas)) if ours == metas => Agreement::Same,
        // Meta has no type for times in milliseconds.
        (TypeExpr::TimestampMs, MetaType::Simple(TypeExpr::UnsignedInt | TypeExpr::Int)) => {
            Agreement::Same
        }
        _ => Agreement::Different,
    }
}
