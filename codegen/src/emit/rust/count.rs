//! Whether all that the contract holds is in the output.
//!
//! The syntax trees are counted as they go to the printer, whatever the loops
//! that made them left out, and the contract by itself.

use std::collections::BTreeSet;
use std::fmt;

use syn::visit::{self, Visit};
use syn::{Expr, ImplItem, Item as Code, UseTree};

use super::Failure;
use crate::contract::{Contract, Contracts, Item, Operation, Shapes};

macro_rules! kinds {
    ($($kind:ident: $name:literal,)*) => {
        /// What is counted. A thing that several versions share counts once.
        #[derive(Clone, Copy, Debug)]
        enum Kind {
            $($kind,)*
        }

        const NAMES: &[&str] = &[$($name),*];
    };
}

kinds! {
    Versions: "versions",
    Modules: "modules of versions",
    Names: "names in modules of versions",
    Aliases: "requests in modules of versions",
    Hosts: "hosts",
    Ids: "ids",
    Requests: "requests",
    Parameters: "parameters of requests",
    Calls: "calls of clients",
    Sent: "parameters that clients send",
    Types: "types",
    Fields: "fields of types",
    Enums: "enums",
    Values: "values of enums",
    Spelled: "spellings of values",
    Selectors: "selectors",
    Selected: "fields of selectors",
    Expanded: "fields of selectors with fields of their own",
    Expansions: "expansions",
    Modifiers: "parameters of expansions",
    Codes: "error codes",
    Cases: "cases of error codes",
    Constants: "names of error codes",
}

/// How many things of each kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts([usize; NAMES.len()]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; NAMES.len()])
    }
}

/// The kinds that a person knows from the contract, on one line.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |kind: Kind| self.0[kind as usize];
        write!(
            f,
            "{} versions, {} requests, {} parameters, {} types, {} fields, {} enums, {} values, \
             {} error codes",
            of(Kind::Versions),
            of(Kind::Requests),
            of(Kind::Parameters),
            of(Kind::Types),
            of(Kind::Fields),
            of(Kind::Enums),
            of(Kind::Values),
            of(Kind::Codes) + of(Kind::Cases),
        )
    }
}

impl Counts {
    /// What the contract holds.
    pub(super) fn expected(contracts: &Contracts, shapes: &Shapes<'_>) -> Self {
        let mut counts = Self::default();
        counts.add(Kind::Versions, contracts.versions.len());
        counts.add(Kind::Modules, contracts.versions.len());
        counts.add(Kind::Hosts, contracts.hosts.len());
        counts.add(Kind::Ids, contracts.ids.len());
        for (index, contract) in contracts.versions.iter().enumerate() {
            let owns = |item: Item<'_>| shapes.owns(item, index);
            counts.expect_reach(contract, contracts.ids.len());
            counts.expect_types(contract, owns);
            counts.expect_operations(contract, owns);
            if owns(Item::Errors) {
                let cases = contract
                    .errors
                    .iter()
                    .filter(|error| error.is_case())
                    .count();
                counts.add(Kind::Codes, contract.errors.len() - cases);
                counts.add(Kind::Cases, cases);
            }
        }
        let errors = contracts.versions.iter().flat_map(|one| &one.errors);
        let named = errors.filter(|error| error.message.is_none());
        let names: BTreeSet<_> = named.map(|error| &error.name).collect();
        counts.add(Kind::Constants, names.len());
        counts
    }

    /// What a version's module leads to, whoever owns it.
    fn expect_reach(&mut self, contract: &Contract, ids: usize) {
        // A type comes with its selector.
        let types = contract.generated_types().count();
        let names = contract.enums.len() + 2 * types + ids;
        self.add(Kind::Names, names + contract.expansions().count());
        self.add(Kind::Aliases, contract.operations.len());
    }

    fn expect_types(&mut self, contract: &Contract, owns: impl Fn(Item<'_>) -> bool) {
        for ty in contract.generated_types() {
            if owns(Item::Type(&ty.name)) {
                self.add(Kind::Types, 1);
                self.add(Kind::Fields, ty.fields.len());
            }
            if owns(Item::Fields(&ty.name)) {
                let node = |name: &&str| contract.ty(name).is_some();
                let names = ty.fields.iter().filter_map(|field| field.ty.name());
                self.add(Kind::Selectors, 1);
                self.add(Kind::Selected, ty.fields.len());
                self.add(Kind::Expanded, names.filter(node).count());
            }
        }
        for entry in contract
            .enums
            .iter()
            .filter(|one| owns(Item::Enum(&one.name)))
        {
            self.add(Kind::Enums, 1);
            self.add(Kind::Values, entry.values.len());
            // Once where it is written, once where it is read.
            self.add(Kind::Spelled, 2 * entry.values.len());
        }
    }

    fn expect_operations(&mut self, contract: &Contract, owns: impl Fn(Item<'_>) -> bool) {
        let owned = |operation: &&Operation| owns(Item::Operation(&operation.name));
        for operation in contract.operations.iter().filter(owned) {
            let params = operation.path_params.len() + operation.query().count();
            self.add(Kind::Requests, 1);
            self.add(Kind::Calls, 1);
            self.add(Kind::Parameters, params);
            self.add(Kind::Sent, params);
        }
        for operation in contract.expansions() {
            if owns(Item::Expansion(&operation.name)) {
                self.add(Kind::Expansions, 1);
                self.add(Kind::Modifiers, operation.modifiers().count());
            }
        }
    }

    /// Adds what a file of the output has. Its path says what it is.
    pub fn add_file(&mut self, path: &str, file: &syn::File) {
        let mut counter = Counter {
            counts: self,
            folder: path.split('/').next().unwrap_or_default(),
        };
        counter.visit_file(file);
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    fn add(&mut self, kind: Kind, count: usize) {
        self.0[kind as usize] += count;
    }

    /// Fails where the output has not what the contract has.
    pub(super) fn compare(&self, expected: &Self) -> Result<(), Failure> {
        let counts = expected.0.iter().zip(&self.0).zip(NAMES);
        let differences = counts.filter(|((expected, emitted), _)| expected != emitted);
        let differences: Vec<_> = differences
            .map(|((expected, emitted), name)| {
                format!("{expected} {name} in the contract, {emitted} in the output")
            })
            .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(Failure::new(differences.join("; ")))
    }
}

/// Counts what stands in a file, by the folder or the name of the file.
struct Counter<'a> {
    counts: &'a mut Counts,
    folder: &'a str,
}

impl<'ast> Visit<'ast> for Counter<'_> {
    /// Docs are long, and hold nothing.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item(&mut self, item: &'ast Code) {
        match (self.folder, item) {
            ("types", Code::Struct(item)) => {
                self.counts.add(Kind::Types, 1);
                // One field is for members that the contract does not know.
                self.counts.add(Kind::Fields, item.fields.len() - 1);
            }
            ("types", Code::Enum(item)) => {
                let known = |variant: &&syn::Variant| variant.fields.is_empty();
                self.counts.add(Kind::Enums, 1);
                let values = item.variants.iter().filter(known).count();
                self.counts.add(Kind::Values, values);
            }
            ("fields", Code::Struct(item)) if item.ident.to_string().ends_with("Fields") => {
                self.counts.add(Kind::Selectors, 1);
            }
            ("fields", Code::Struct(_)) => self.counts.add(Kind::Expansions, 1),
            ("requests", Code::Struct(_)) => self.counts.add(Kind::Requests, 1),
            ("requests", Code::Impl(item)) if item.trait_.is_none() => {
                for item in &item.items {
                    self.counts.add(Kind::Parameters, parameters(item));
                }
            }
            ("types" | "fields" | "client", Code::Impl(item)) => visit::visit_item_impl(self, item),
            ("errors", Code::Static(item)) => visit::visit_item_static(self, item),
            ("errors", Code::Const(_)) => self.counts.add(Kind::Constants, 1),
            ("hosts.rs", Code::Const(_)) => self.counts.add(Kind::Hosts, 1),
            ("ids.rs", Code::Struct(_)) => self.counts.add(Kind::Ids, 1),
            ("versions.rs", Code::Struct(_)) => self.counts.add(Kind::Versions, 1),
            ("mod.rs", Code::Mod(item)) if is_version(&item.ident.to_string()) => {
                self.counts.add(Kind::Modules, 1);
            }
            (file, Code::Use(item)) if is_version(file) => {
                let public = matches!(item.vis, syn::Visibility::Public(_));
                self.counts
                    .add(Kind::Names, if public { names(&item.tree) } else { 0 });
            }
            (file, Code::Type(_)) if is_version(file) => self.counts.add(Kind::Aliases, 1),
            _ => {}
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let private = matches!(item.vis, syn::Visibility::Inherited);
        if self.folder == "client" && item.sig.asyncness.is_some() && !private {
            self.counts.add(Kind::Calls, 1);
        }
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if self.folder == "fields" {
            match call.method.to_string().as_str() {
                "field" => self.counts.add(Kind::Selected, 1),
                "expanded" | "paged" => self.counts.add(Kind::Expanded, 1),
                "modifier" | "modifier_comma" | "modifier_json" => {
                    self.counts.add(Kind::Modifiers, 1);
                }
                _ => {}
            }
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if self.folder == "client" && is_call(call, &["QueryParam", "new"]) {
            self.counts.add(Kind::Sent, 1);
        }
        if self.folder == "errors" && is_call(call, &["ErrorEntry", "new"]) {
            let case = matches!(call.args.get(1), Some(Expr::Call(_)));
            let kind = if case { Kind::Cases } else { Kind::Codes };
            self.counts.add(kind, 1);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_lit_str(&mut self, _: &'ast syn::LitStr) {
        if self.folder == "types" {
            self.counts.add(Kind::Spelled, 1);
        }
    }

    /// The values of `format!`, among which the parts of a path are.
    fn visit_macro(&mut self, code: &'ast syn::Macro) {
        if self.folder == "client" {
            let parse = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
            let values = code.parse_body_with(parse).unwrap_or_default();
            let part = |value: &&Expr| matches!(value, Expr::Call(call) if is_call(call, &["encode_path"]));
            let parts = values.iter().filter(part).count();
            self.counts.add(Kind::Sent, parts);
        }
    }
}

/// What a method of a request's builder takes.
fn parameters(item: &ImplItem) -> usize {
    let ImplItem::Fn(item) = item else { return 0 };
    let inputs = item.sig.inputs.iter();
    inputs
        .filter(|input| matches!(input, syn::FnArg::Typed(_)))
        .count()
}

/// How many names a `use` passes on.
fn names(tree: &UseTree) -> usize {
    match tree {
        UseTree::Path(path) => names(&path.tree),
        UseTree::Group(group) => group.items.iter().map(names).sum(),
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => 1,
    }
}

fn is_call(call: &syn::ExprCall, path: &[&str]) -> bool {
    let Expr::Path(function) = &*call.func else {
        return false;
    };
    let segments = function.path.segments.iter();
    segments.map(|segment| &segment.ident).eq(path)
}

/// Whether a module or its file is a version's, such as `v19_0`.
fn is_version(name: &str) -> bool {
    name.strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
