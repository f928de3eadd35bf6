//! All benchmarks, in one table.
//!
//! `cargo bench` builds and runs each of them, one after the other, and prints one table in
//! Markdown. `-- decoding reading` runs some. It fails if a bound is exceeded or a benchmark
//! cannot run. `benches/README.md` explains the rows.

#![allow(missing_docs)]

mod table;

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use indicatif::{ProgressBar, ProgressStyle};

use crate::table::{ROWS_FILE, Row};

/// A benchmark.
struct Program {
    name: &'static str,
    package: &'static str,
    /// Features that it needs.
    features: &'static str,
    /// Whether it is the program of its package, and no benchmark for Cargo.
    is_program: bool,
}

const fn of_client(name: &'static str, features: &'static str) -> Program {
    Program {
        name,
        package: "page-conversations",
        features,
        is_program: false,
    }
}

/// The cheap ones first.
const PROGRAMS: [Program; 10] = [
    of_client("decoding", ""),
    Program {
        name: "instructions",
        package: "page-conversations-instructions",
        features: "",
        is_program: true,
    },
    of_client("reading", ""),
    of_client("tokens", ""),
    of_client("plan", "simulator"),
    of_client("simulator", "simulator"),
    of_client("sync", "postgres,simulator"),
    of_client("load", "simulator"),
    Program {
        name: "codegen",
        package: "page-conversations-codegen",
        features: "",
        is_program: false,
    },
    of_client("building", ""),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo passes `--bench`.
    let names: Vec<_> = env::args()
        .skip(1)
        .filter(|name| name != "--bench")
        .collect();
    let is_known = |name: &&String| PROGRAMS.iter().any(|program| program.name == **name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        let known: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
        return Err(format!("no benchmark {unknown:?}; there are {}", known.join(", ")).into());
    }
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let programs: Vec<_> = PROGRAMS
        .iter()
        .filter(|program| is_wanted(program.name))
        .collect();

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rows");
    let bar = ProgressBar::new(programs.len() as u64);
    bar.set_style(ProgressStyle::with_template(
        "{bar:20} {pos}/{len} benchmarks, {elapsed} so far: {msg}",
    )?);
    let mut broken = Vec::new();
    for program in programs {
        bar.set_message(program.name);
        bar.tick();
        // It fails for an exceeded bound, too, which its rows state.
        let before = rows(&file)?.len();
        let succeeded = run(program, &file)?;
        if !succeeded && rows(&file)?.len() == before {
            broken.push(program.name);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let code = table::print(rows(&file)?);
    match broken.is_empty() {
        true => Ok(code),
        false => Err(format!("these could not run: {}", broken.join(", ")).into()),
    }
}

/// Builds and runs a benchmark, which adds its rows to a file. Its own table goes to standard
/// error.
fn run(program: &Program, rows: &Path) -> Result<bool, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO"));
    match program.is_program {
        true => command.args(["run", "--release"]),
        false => command.args(["bench", "--bench", program.name]),
    };
    let output = command
        .args(["--quiet", "--package", program.package])
        .args(["--features", program.features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env(ROWS_FILE, rows)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    Ok(output.status.success())
}

/// Returns the rows that benchmarks have added so far.
fn rows(file: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = match file.exists() {
        true => fs::read_to_string(file)?,
        false => String::new(),
    };
    let rows = text.lines().map(serde_json::from_str);
    Ok(rows.collect::<Result<_, _>>()?)
}
