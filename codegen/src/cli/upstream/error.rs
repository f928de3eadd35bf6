//! Errors of the comparison with Meta's files.

use std::io;
use std::path::PathBuf;

use super::defect::Defect;
use crate::contract::spec::VersionName;

/// Why Meta's files cannot be compared with the contract.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be read.
    #[error("cannot read the folder `{path}`: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The folder is another one.
    #[error(
        "`{path}` holds no files of Meta's spec: neither it nor its folder `specs` has an \
         `enum_types.json`; name the folder of one release, such as `v25.0` or `api_specs/specs`"
    )]
    NoFiles {
        /// The folder.
        path: PathBuf,
    },
    /// What was found cannot be shown.
    #[error("cannot write the report: {0}")]
    Output(io::Error),
    /// The version of the files is not given.
    #[error("the Graph version of the files is unknown; add `--graph-version v25.0`")]
    VersionUnknown,
    /// The release that facts to pin are from is not given.
    #[error(
        "the facts to pin for {version} are new; name the release of Meta's spec that they are \
         from with `--origin`"
    )]
    NoOrigin {
        /// The version of the files.
        version: VersionName,
    },
    /// The contract pins no facts to compare with.
    #[error(
        "no facts of Meta's spec are pinned{}; name a folder of Meta's files, and pin them with \
         `--pin`",
        of_version(.version)
    )]
    NotPinned {
        /// The version that was asked for.
        version: Option<VersionName>,
    },
    /// The contract has no words for it.
    #[error("{0}")]
    NotExpressible(String),
    /// The spec does not have the version.
    #[error(
        "the spec does not have {version}; it has {}; open it with `cargo codegen upstream … \
         --graph-version {version} --apply --released <day>`",
        versions(.known)
    )]
    NoVersion {
        /// The version.
        version: VersionName,
        /// Those that it has.
        known: Vec<VersionName>,
    },
    /// Files make no sense where the comparison needs them.
    #[error("{}", list(.0))]
    Upstream(Vec<Defect>),
}

fn list(defects: &[Defect]) -> String {
    let lines: Vec<_> = defects.iter().map(Defect::to_string).collect();
    format!("Meta's files make no sense here:\n  {}", lines.join("\n  "))
}

fn of_version(version: &Option<VersionName>) -> String {
    version.map_or(String::new(), |version| format!(" for {version}"))
}

fn versions(known: &[VersionName]) -> String {
    let names: Vec<_> = known.iter().map(VersionName::to_string).collect();
    names.join(", ")
}
