//! Generates bindings from every spec in `tests/codegen/specs`.

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
    Ok(())
}
