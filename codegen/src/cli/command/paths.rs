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

/// Returns a path in the workspace, whatever the working directory is: below the
/// workspace that Cargo runs this in, else below the nearest folder that has a
/// contract.
fn in_workspace(name: &str) -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = package.and_then(|package| package.parent().map(Path::to_owned));
    match workspace.or_else(folder_with_contract) {
        Some(workspace) => workspace.join(name),
        None => PathBuf::from(name),
    }
}

fn folder_with_contract() -> Option<PathBuf> {
    let folder = std::env::current_dir().ok()?;
    let has_contract =
        |folder: &&Path| folder.join("spec").is_dir() && folder.join("Cargo.toml").is_file();
    let found = folder.ancestors().find(has_contract)?;
    Some(found.to_owned())
}
