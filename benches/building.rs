//! What this crate adds to the build of a crate that uses it: processor time and packages,
//! compared with a hand-written crate on the same libraries.
//!
//! `cargo bench --bench building` takes minutes; `-- 1` builds one pair instead of five.
//! It fails if a bound is exceeded.

#![allow(missing_docs)]

mod table;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs, io};

use indicatif::{ProgressBar, ProgressStyle};

use crate::table::Row;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The dependencies of a minimal caller of this crate.
const OURS: &str = r#"
page-conversations = { path = 'REPOSITORY' }
futures-util = { version = "0.3", default-features = false }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;

/// The dependencies of a minimal hand-written client.
const BY_HAND: &str = r#"
chrono = { version = "0.4", default-features = false, features = ["alloc"] }
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo passes `--bench`.
    let pairs = env::args().find_map(|argument| argument.parse().ok());
    let pairs = pairs.unwrap_or(5).max(1);
    let folder = tempfile::tempdir()?;
    let make =
        |name, dependencies: &str, main| Caller::make(folder.path().join(name), dependencies, main);
    let by_hand_main = include_str!("building/by_hand.rs");
    let ours = make("ours", OURS, include_str!("building/ours.rs"))?;
    let by_hand = make("by-hand", BY_HAND, by_hand_main)?;
    let with_gzip = BY_HAND.replace("\"json\"", "\"gzip\", \"json\"");
    let with_gzip = make("with-gzip", &with_gzip, by_hand_main)?;

    let rows = vec![
        packages_row(&ours, &by_hand, &with_gzip)?,
        time_row(&ours, &by_hand, pairs)?,
    ];
    Ok(table::print(rows))
}

/// Counts and lists the packages that only our crate needs.
fn packages_row(
    ours: &Caller,
    by_hand: &Caller,
    with_gzip: &Caller,
) -> Result<Row, Box<dyn Error>> {
    const MOST: usize = 12;
    let [ours, by_hand, with_gzip] = [&ours.packages, &by_hand.packages, &with_gzip.packages];
    let names = |packages: &BTreeSet<String>| -> BTreeSet<_> {
        let name = |package: &String| package.split(' ').next().map(str::to_owned);
        packages.iter().filter_map(name).collect()
    };
    let moved: Vec<_> = by_hand.difference(ours).collect();
    let moved: Vec<_> = moved
        .into_iter()
        .filter(|package| names(ours).contains(package.split(' ').next().unwrap_or_default()))
        .collect();
    if !moved.is_empty() {
        return Err(format!("both must have the same versions, unlike {moved:?}").into());
    }
    let more: BTreeSet<_> = ours.difference(by_hand).cloned().collect();
    let gzip: BTreeSet<_> = more.intersection(with_gzip).cloned().collect();
    let more: BTreeSet<_> = more.difference(&gzip).cloned().collect();
    let list = |packages: &BTreeSet<String>| Vec::from_iter(packages.clone()).join(", ");
    println!("{} only ours needs: {}", more.len(), list(&more));
    println!("{} only gzip needs: {}", gzip.len(), list(&gzip));
    Ok(Row {
        what: format!(
            "packages, {} and {} of gzip",
            ours.len() - gzip.len(),
            gzip.len()
        ),
        against: format!("by hand, {}", by_hand.len()),
        figure: format!("{} more", more.len()),
        spread: String::new(),
        bound: format!("{MOST} more"),
        floor: String::new(),
        kept: more.len() <= MOST,
    })
}

/// Builds both crates from scratch, pair by pair.
fn time_row(ours: &Caller, by_hand: &Caller, pairs: usize) -> Result<Row, Box<dyn Error>> {
    let bar = ProgressBar::new(2 * pairs as u64);
    let style = "{spinner} {bar:20} {pos}/{len} builds, {elapsed} so far, {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let mut times = Vec::new();
    for pair in 0..pairs {
        // They take turns in going first.
        let time = |caller: &Caller| {
            let time = caller.build();
            bar.inc(1);
            time
        };
        times.push(if pair % 2 == 0 {
            let ours = time(ours)?;
            (ours, time(by_hand)?)
        } else {
            let by_hand = time(by_hand)?;
            (time(ours)?, by_hand)
        });
    }
    bar.finish_and_clear();
    let mut ratios: Vec<_> = times.iter().map(|(ours, by_hand)| ours / by_hand).collect();
    ratios.sort_by(f64::total_cmp);
    let mut ours: Vec<_> = times.iter().map(|(ours, _)| *ours).collect();
    let mut by_hand: Vec<_> = times.iter().map(|(_, by_hand)| *by_hand).collect();
    let spread = format!(
        "{:.2} to {:.2} in {pairs} pairs",
        ratios[0],
        ratios[pairs - 1]
    );
    Ok(Row::ratio(
        format!("user time of a clean build, {:.1} s", median(&mut ours)),
        format!("by hand, {:.1} s", median(&mut by_hand)),
        median(&mut ratios),
        spread,
        1.15,
    ))
}

/// Returns the median, the higher one of an even number.
fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The crate of a caller.
struct Caller {
    folder: PathBuf,
    /// Returns names and versions of its dependencies.
    packages: BTreeSet<String>,
}

impl Caller {
    /// Writes the crate, with the lock file of this repository.
    fn make(folder: PathBuf, dependencies: &str, main: &str) -> Result<Self, Box<dyn Error>> {
        let dependencies = dependencies.replace("REPOSITORY", REPOSITORY);
        let manifest = format!(
            "[package]\nname = \"caller\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]{dependencies}\n[workspace]\n"
        );
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), main)?;
        fs::copy(
            Path::new(REPOSITORY).join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        let tree = ["tree", "--edges=normal,build", "--prefix=none"];
        let output = cargo(&folder).args(tree).arg("--offline").output()?;
        let output = match output.status.success() {
            true => output,
            // Something is not there yet.
            false => cargo(&folder).args(tree).output()?,
        };
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let tree = String::from_utf8(output.stdout)?;
        let package = |line: &str| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?))
        };
        let packages = tree.lines().skip(1).filter_map(package).collect();
        Ok(Self { folder, packages })
    }

    /// Builds it from scratch, and returns the user time in seconds.
    fn build(&self) -> Result<f64, Box<dyn Error>> {
        let target = self.folder.join("target");
        let mut build = cargo(&self.folder);
        build.args(["build", "--quiet", "--offline", "--locked"]);
        build.arg("--target-dir").arg(&target);
        let start = user_time_of_children()?;
        let output = build.output()?;
        let end = user_time_of_children()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        fs::remove_dir_all(target)?;
        Ok(end - start)
    }
}

/// Returns Cargo in a folder, without caches and flags of the environment.
fn cargo(folder: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder);
    for name in [
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_TARGET_DIR",
        "RUSTC_WRAPPER",
    ] {
        command.env_remove(name);
    }
    command
}

/// Returns the user time of the processes that ended, including their children.
#[cfg(unix)]
fn user_time_of_children() -> io::Result<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let time = getrusage(UsageWho::RUSAGE_CHILDREN)?.user_time();
    Ok(time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6)
}

#[cfg(not(unix))]
fn user_time_of_children() -> io::Result<f64> {
    Err(io::ErrorKind::Unsupported.into())
}
