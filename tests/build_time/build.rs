//! Generates bindings from every spec in `tests/codegen/specs`, and from our
//! contract, frozen, with a version opened in it.

#[path = "../codegen/support/next_version.rs"]
mod next_version;

use std::error::Error;
use std::fs;
use std::path::Path;

/// The last version that the tests know: what a later one has is stated by the
/// contract alone.
const LAST_KNOWN: &str = "v26.0";

fn main() -> Result<(), Box<dyn Error>> {
    let specs = Path::new("../codegen/specs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let out = std::env::var("OUT_DIR")?;
    for entry in fs::read_dir(specs)? {
        let spec = entry?.path();
        let name = spec.file_stem().ok_or("a spec without a name")?;
        let folder = Path::new(&out).join(name);
        page_conversations_codegen::build(&spec, &folder)?;
    }
    let spec = Path::new("../codegen/frozen/spec");
    println!("cargo::rerun-if-changed={}", spec.display());
    let copy = Path::new(&out).join("opened_spec");
    next_version::open(spec, &copy)?;
    page_conversations_codegen::build(&copy, &Path::new(&out).join("opened"))?;
    let ours = Path::new("../../spec");
    println!("cargo::rerun-if-changed={}", ours.display());
    fs::write(Path::new(&out).join("each_version.rs"), each_version(ours)?)?;
    Ok(())
}

/// Code that names the versions of our contract, which tests cannot find out.
fn each_version(spec: &Path) -> Result<String, Box<dyn Error>> {
    let last = LAST_KNOWN.parse()?;
    let (contracts, _) = page_conversations_codegen::read(spec)?;
    let names = contracts.versions.iter().map(|contract| contract.version);
    let mut known: Vec<_> = names.filter(|version| *version <= last).collect();
    known.sort();
    let Some(oldest) = known.first() else {
        return Err(format!("the contract has no version up to {LAST_KNOWN}").into());
    };
    let list: String = known
        .iter()
        .map(|version| format!("{} \"{version}\" ", version.ident()))
        .collect();
    Ok(format!(
        "/// Calls a macro with the module and the name of each version, oldest first.\n\
         macro_rules! each_version {{ ($call:ident) => {{ $call! {{ {list} }} }}; }}\n\
         pub use page_conversations::{} as oldest;\n",
        oldest.ident()
    ))
}
