//! The paths that all commands take.

use std::path::{Path, PathBuf};

/// The paths of the contract and of the generated files.
#[derive(Debug, clap::Args)]
pub struct Paths {
    /// Folder of the contract, or its only file [default: spec]
    #[arg(long, value_name = "PATH", global = true)]
    spec: Option<PathBuf>,

    /// Folder of the generated files [default: generated]
    #[arg(long, value_name = "FOLDER", global = true)]
    out: Option<PathBuf>,
}

impl Paths {
    /// Returns the path of the contract.
    pub fn spec(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| in_workspace("spec"))
    }

    /// Returns the folder given with `--out`.
    pub fn given_out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Returns the folder of the generated files.
    pub fn out(&self) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| in_workspace("generated"))
    }
}

/// Returns a path in the workspace, whatever the working directory is.
fn in_workspace(name: &str) -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match package.as_deref().and_then(|package| package.parent()) {
        Some(workspace) => workspace.join(name),
        None => PathBuf::from(name),
    }
}
