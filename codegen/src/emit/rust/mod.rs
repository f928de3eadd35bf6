//! The bindings in Rust: a file for each thing that the contract names.
//!
//! progenitor makes the methods of the client (`client.rs`): it builds the URLs
//! and the queries, sends the requests through the hooks and sorts the answers
//! by status. It is given the calls alone, with raw bytes as answers.
//! Everything else is written from the contract: structs, enums, selectors of
//! fields, requests and their builders, error tables, versions and modules.

mod arguments;
mod client;
mod code;
pub mod completeness;
mod emitter;
mod enums;
mod errors;
mod expansions;
mod fields;
mod hosts;
mod ids;
mod imports;
mod layout;
mod modules;
pub mod names;
mod permission_table;
mod permissions;
mod progenitor;
mod reading;
mod requests;
mod taking;
mod traits;
mod types;
mod versions;

use rayon::prelude::*;

use self::completeness::{Counts, Emitted};
use self::emitter::{Emitter, Part};
use self::permission_table::PermissionTable;
use crate::contract::derived::Derived;
use crate::contract::origin::Origins;
use crate::contract::{Contracts, Enum, Item, Operation, Shapes, Type};
use crate::emit::Failure;
use crate::emit::output::File;

/// The files of the bindings, and what they hold of the contract.
#[derive(Debug)]
pub struct Bindings<'a> {
    /// The files.
    pub files: Vec<File>,
    /// Every item of the contract in them.
    pub emitted: Vec<Emitted<'a>>,
}

/// Emits every file of the bindings, and checks that they are complete.
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
    let bindings = bindings(contracts, shapes, origins, runtime)?;
    let counts = completeness::check(contracts, shapes, &bindings.emitted)?;
    Ok((bindings.files, counts))
}

/// Emits every file of the bindings.
///
/// # Errors
///
/// Only for a defect of the generator.
pub fn bindings<'a>(
    contracts: &'a Contracts,
    shapes: &Shapes<'_>,
    origins: &Origins,
    runtime: &str,
) -> Result<Bindings<'a>, Failure> {
    let derived = contracts.versions.iter().map(Derived::new);
    let expanded = contracts.versions.iter().map(|contract| {
        let expanded = contract.expansions();
        expanded.map(|operation| operation.name.as_str()).collect()
    });
    let emitter = Emitter {
        contracts,
        shapes,
        origins,
        derived: derived.collect(),
        expanded: expanded.collect(),
        permissions: PermissionTable::new(contracts),
    };
    let jobs = emitter.jobs();
    let parts = jobs.into_par_iter().map(|job| emitter.run(job));
    let mut parts: Vec<_> = parts.collect::<Result<Vec<_>, _>>()?;
    let mut parts: Vec<_> = parts.drain(..).flatten().collect();
    parts.extend(emitter.folders(&parts));
    parts.push(emitter.root_module(runtime, &parts));
    let mut bindings = Bindings {
        files: Vec::with_capacity(parts.len()),
        emitted: Vec::new(),
    };
    for part in parts {
        bindings.files.push(part.file);
        bindings.emitted.extend(part.emitted);
    }
    Ok(bindings)
}

/// What is emitted at a time.
enum Job<'a> {
    Hosts,
    Ids,
    Errors,
    Permissions,
    Versions,
    Version(usize),
    Calls(usize),
    Type(usize, &'a Type),
    Enum(usize, &'a Enum),
    Fields(usize, &'a Type),
    Expansion(usize, &'a Operation),
    Request(usize, &'a Operation),
}

impl<'a> Emitter<'a, '_> {
    /// Everything that there is to emit, but the modules above it.
    fn jobs(&self) -> Vec<Job<'a>> {
        // Those that take longest come first, so that no thread waits for them.
        let versions = 0..self.contracts.versions.len();
        let mut jobs: Vec<_> = versions.map(Job::Calls).collect();
        jobs.extend([Job::Hosts, Job::Errors, Job::Versions]);
        if !self.contracts.ids.is_empty() {
            jobs.push(Job::Ids);
        }
        if !self.permissions.is_empty() {
            jobs.push(Job::Permissions);
        }
        for (index, contract) in self.contracts.versions.iter().enumerate() {
            jobs.push(Job::Version(index));
            let owns = |item: Item<'_>| self.shapes.owns(item, index);
            let mut jobs_if = |item, job| {
                if owns(item) {
                    jobs.push(job);
                }
            };
            for ty in contract.generated_types() {
                jobs_if(Item::Type(&ty.name), Job::Type(index, ty));
                jobs_if(Item::Fields(&ty.name), Job::Fields(index, ty));
            }
            for entry in &contract.enums {
                jobs_if(Item::Enum(&entry.name), Job::Enum(index, entry));
            }
            for one in &contract.operations {
                jobs_if(Item::Operation(&one.name), Job::Request(index, one));
            }
            for one in contract.expansions() {
                jobs_if(Item::Expansion(&one.name), Job::Expansion(index, one));
            }
        }
        jobs
    }

    fn run(&self, job: Job<'a>) -> Result<Vec<Part<'a>>, Failure> {
        Ok(vec![match job {
            Job::Calls(index) => return self.calls(index),
            Job::Errors => return Ok(self.errors()),
            Job::Hosts => self.hosts(),
            Job::Ids => self.ids(),
            Job::Permissions => self.permissions(),
            Job::Versions => self.versions(),
            Job::Version(index) => self.version_module(index),
            Job::Type(index, ty) => self.ty(index, ty),
            Job::Enum(index, entry) => self.open_enum(index, entry),
            Job::Fields(index, ty) => self.fields(index, ty),
            Job::Expansion(index, operation) => self.expansion(index, operation),
            Job::Request(index, operation) => self.request(index, operation),
        }])
    }
}
