//! Generates bindings from every spec in `tests/codegen/specs`, and from our
//! contract, frozen, with a version opened in it.

#[path = "../codegen/support/next_version.rs"]
mod next_version;

use std::error::Error;
use std::fs;
use std::path::Path;

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
    Ok(())
}
