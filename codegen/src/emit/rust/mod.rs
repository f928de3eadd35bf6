//! The bindings: one file of Rust for each thing that the contract names.

mod arguments;
mod client;
mod count;
mod enums;
mod errors;
mod expansions;
mod fields;
mod hosts;
mod ids;
mod imports;
mod modules;
mod print;
pub mod progenitor;
mod reading;
mod requests;
mod traits;
mod types;
mod versions;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

pub use self::count::Counts;
use self::imports::Imports;
use crate::contract::origin::Origins;
use crate::contract::{Contract, Contracts, Shapes};
use crate::emit::docs;
use crate::emit::output::File;

/// A defect of the generator: a spec that passed the checks and still gave no
/// bindings.
#[derive(Debug, thiserror::Error)]
#[error("the generator failed on a spec that it had accepted, which is a defect of it: {message}")]
pub struct Failure {
    message: String,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl From<syn::Error> for Failure {
    fn from(error: syn::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// Emits every file of the bindings, and counts what they hold.
///
/// `runtime` is the path of the crate `page_conversations` in the code that
/// includes them: `crate` inside it, `::page_conversations` elsewhere.
///
/// # Errors
///
/// Only for a defect of the generator.
pub fn emit(
    contracts: &Contracts,
    shapes: &Shapes<'_>,
    origins: &Origins,
    runtime: &str,
) -> Result<(Vec<File>, Counts), Failure> {
    let mut emitter = Emitter {
        contracts,
        shapes,
        origins,
        files: Vec::new(),
        modules: Modules::new(),
        counts: Counts::default(),
    };
    let versions = || (0..contracts.versions.len()).into_par_iter();
    let through = versions().map(|index| emitter.empty().through_progenitor(index));
    let own = versions().map(|index| emitter.empty().own(index));
    let shared = rayon::iter::once(()).map(|()| emitter.empty().shared());
    let parts: Vec<_> = through.chain(own).chain(shared).collect();
    for part in parts {
        emitter.add(part?);
    }
    emitter.modules(runtime)?;
    emitter
        .counts
        .compare(&Counts::expected(contracts, shapes))?;
    Ok((emitter.files, emitter.counts))
}

type Modules = BTreeMap<(&'static str, String), Vec<(String, String)>>;

/// Files, what the modules above them have to name, and what they hold.
type Part = (Vec<File>, Modules, Counts);

/// Collects files, and what the modules above them have to name.
struct Emitter<'a> {
    contracts: &'a Contracts,
    shapes: &'a Shapes<'a>,
    origins: &'a Origins,
    files: Vec<File>,
    /// For each folder with a folder for each owner: the files and their types.
    modules: Modules,
    counts: Counts,
}

impl Emitter<'_> {
    /// What all versions have in common.
    fn shared(mut self) -> Result<Part, Failure> {
        self.hosts()?;
        self.ids()?;
        self.errors()?;
        self.versions()?;
        Ok((self.files, self.modules, self.counts))
    }

    /// What the contract of a version gives by itself.
    fn own(mut self, index: usize) -> Result<Part, Failure> {
        self.version_module(index)?;
        self.enums(index)?;
        self.fields(index)?;
        self.expansions(index)?;
        Ok((self.files, self.modules, self.counts))
    }

    /// What comes of progenitor's output.
    fn through_progenitor(mut self, index: usize) -> Result<Part, Failure> {
        if let Some(output) = progenitor::run(self.contracts, self.shapes, index)? {
            self.types(index, &output)?;
            let signatures = self.client(index, &output)?;
            self.requests(index, &signatures)?;
        }
        Ok((self.files, self.modules, self.counts))
    }

    fn add(&mut self, (files, modules, counts): Part) {
        self.counts.add_all(&counts);
        self.files.extend(files);
        for (place, files) in modules {
            self.modules.entry(place).or_default().extend(files);
        }
    }

    /// An emitter of the same, for a part that is made at the same time.
    fn empty(&self) -> Self {
        Self {
            files: Vec::new(),
            modules: Modules::new(),
            counts: Counts::default(),
            ..*self
        }
    }

    fn contract(&self, index: usize) -> &Contract {
        &self.contracts.versions[index]
    }

    /// Adds the file of a type that the version at `index` owns.
    fn owned(
        &mut self,
        folder: &'static str,
        index: usize,
        name: &str,
        origin: &str,
        imports: &Imports,
        items: Vec<syn::Item>,
    ) -> Result<(), Failure> {
        let owner = self.contract(index).version.ident();
        let module = crate::contract::check::file_ident(name);
        let path = format!("{folder}/{owner}/{module}.rs");
        let mut file = print::parse(imports.tokens(3))?;
        file.items.extend(items);
        self.print(&path, &self.origins.of(origin), &file);
        let owned = self.modules.entry((folder, owner)).or_default();
        owned.push((module, name.to_owned()));
        Ok(())
    }

    fn file(&mut self, path: &str, origin: &str, code: TokenStream) -> Result<(), Failure> {
        self.print(path, origin, &print::parse(code)?);
        Ok(())
    }

    fn print(&mut self, path: &str, origin: &str, file: &syn::File) {
        self.counts.add_file(path, file);
        let header = crate::emit::output::rust_header(origin);
        self.files
            .push(File::new(path, print::print(&header, file)));
    }

    /// The Rust type of a value in the version at `index`.
    fn rust_type(
        &self,
        ty: &crate::contract::spec::TypeExpr,
        index: usize,
        imports: &mut Imports,
    ) -> Result<syn::Type, Failure> {
        let path = crate::emit::openapi::lower::rust_path(ty, self.contracts, self.shapes, index);
        Ok(imports.ty(&path)?)
    }
}

/// A doc comment, wrapped as a person would.
fn doc(text: &str) -> TokenStream {
    let lines = docs::wrap(text).into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}

/// Takes clippy's word for a function with that many arguments.
fn too_many(arguments: usize) -> Option<TokenStream> {
    (arguments > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]))
}
