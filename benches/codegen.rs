//! What generating costs, in ratios of one run.
//!
//! `cargo bench -p page-conversations-codegen` prints a table and fails where a
//! bound is broken.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

#[path = "codegen/progenitor_alone.rs"]
mod progenitor_alone;
mod table;

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::cli::upstream::draft::merge::merge;
use page_conversations_codegen::cli::upstream::draft::{Catalogue, Wanted};
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::diff::{Diff, Places, Revision, against};
use page_conversations_codegen::contract::origin::Origins;
use page_conversations_codegen::contract::spec::Spec;
use page_conversations_codegen::contract::{Contracts, resolve};
use page_conversations_codegen::contract::{check, load};
use page_conversations_codegen::{emit, generate, generate_loaded};
use serde_json::{Value, json};

use crate::table::Row;

/// The allocator of `cargo codegen`, for both sides of each ratio.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    table::print(vec![
        against_progenitor("all cores", None),
        against_progenitor("one core", Some(1)),
        nothing_to_do(),
        against_a_tenth(),
        edges_against_a_tenth(),
        diff_against_a_tenth(),
        diff_against_resolving(),
    ])
}

/// The ratio of two times with its bound.
fn ratio(what: String, against: String, (ours, theirs): (Duration, Duration), bound: f64) -> Row {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    Row::ratio(
        what,
        against,
        ratio,
        "the fastest of each".to_owned(),
        bound,
    )
}

/// Resolving and generating everything, against what progenitor and formatting
/// alone take on the same documents, with so many threads.
fn against_progenitor(cores: &str, threads: Option<usize>) -> Row {
    let (spec, sources) = check::check(load::load(Path::new("../spec"))).unwrap();
    let origins = Origins::new(&spec, &sources);
    let documents = progenitor_alone::documents(&resolve(&spec));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or_default());
    let pool = pool.build().unwrap();
    let times = fastest(
        301,
        || black_box(pool.install(|| everything(&spec, &origins))),
        || black_box(progenitor_alone::run(&documents)),
    );
    ratio(
        format!(
            "generating everything on {cores}, {:.0} ms",
            millis(times.0)
        ),
        format!(
            "progenitor and formatting on one, {:.0} ms",
            millis(times.1)
        ),
        times,
        1.8,
    )
}

/// A run of the command with nothing to do, against one without the record of the last run.
fn nothing_to_do() -> Row {
    let program = Path::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
    let record = program.with_file_name("page-conversations-codegen.last-run");
    let out = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = Command::new(program);
        command.args(["--spec", "../spec", "--out"]).arg(out.path());
        assert!(command.output().unwrap().status.success());
    };
    run();
    let times = fastest(51, run, || {
        fs::remove_file(&record).unwrap();
        run();
    });
    ratio(
        format!(
            "`cargo codegen` with nothing to do, {:.0} ms",
            millis(times.0)
        ),
        format!("generating and comparing, {:.0} ms", millis(times.1)),
        times,
        0.3,
    )
}

fn everything(spec: &Spec, origins: &Origins) -> usize {
    emit::emit(&resolve(spec), origins, "crate")
        .unwrap()
        .files
        .len()
}

/// Ten times as much, from YAML to text.
fn against_a_tenth() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let [small, large] = [100, 1_000].map(|types| {
        let path = folder.path().join(format!("{types}.yaml"));
        fs::write(&path, spec_of(types)).unwrap();
        path
    });
    let times = fastest(
        9,
        || black_box(generate(&large, "crate").unwrap().files.len()),
        || black_box(generate(&small, "crate").unwrap().files.len()),
    );
    let what = format!("1,000 types with 10,000 fields, {:.0} ms", millis(times.0));
    let against = format!("100 types with 1,000 fields, {:.0} ms", millis(times.1));
    ratio(what, against, times, 10.5).floor(10.0)
}

/// Drafting, merging and generating seven times as many edges.
fn edges_against_a_tenth() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let [few, many] = [10, 71].map(|edges| {
        let folder = folder.path().join(edges.to_string());
        catalogue_of(edges, &folder);
        MetaSpec::load(&folder).unwrap()
    });
    let times = fastest(
        9,
        || black_box(merged_and_generated(&many)),
        || black_box(merged_and_generated(&few)),
    );
    let what = format!("71 edges from Meta's files, {:.0} ms", millis(times.0));
    let against = format!("10 edges, {:.0} ms", millis(times.1));
    ratio(what, against, times, 7.1).floor(7.1)
}

fn merged_and_generated(meta_spec: &MetaSpec) -> usize {
    let name = "graph.yaml".to_owned();
    let text = spec_of(1);
    let mut editor = Editor::new(Sources(vec![Source { name, text }])).unwrap();
    let wanted = Wanted {
        targets: vec!["Page.*".to_owned()],
        depth: 0,
        version: "v2.0".parse().unwrap(),
        released: None,
        assume_same: false,
    };
    merge(&mut editor, &Catalogue::new(meta_spec), &wanted, None).unwrap();
    let generated = generate_loaded(editor.load(), "crate").unwrap();
    generated.files.len()
}

/// Files of a Page with so many edges, each with parameters and an enum of its
/// own, to a node with 20 fields of its own.
fn catalogue_of(edges: usize, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let write = |name: &str, file: Value| {
        fs::write(folder.join(format!("{name}.json")), file.to_string()).unwrap();
    };
    let (mut enums, mut apis) = (Vec::new(), Vec::new());
    for edge in 0..edges {
        let (node, order) = (format!("Node{edge}"), format!("edge{edge}_order"));
        let fields = (0..20).map(|field| {
            let ty = ["string", "int", "list<string>", &node][field % 4];
            json!({ "name": format!("field_{field}"), "type": ty })
        });
        write(
            &node,
            json!({ "apis": [], "fields": fields.collect::<Vec<_>>() }),
        );
        let values = [format!("A{edge}"), format!("B{edge}")];
        enums.push(
            json!({ "name": order, "node": "Page", "field_or_param": "order", "values": values }),
        );
        let params = [
            ("order", order.as_str()),
            ("since", "datetime"),
            ("tags", "list<string>"),
        ];
        let params =
            params.map(|(name, ty)| json!({ "name": name, "required": false, "type": ty }));
        apis.push(json!({
            "method": "GET", "endpoint": format!("edge{edge}"), "return": node, "params": params,
        }));
    }
    let id = json!({ "name": "id", "type": "string" });
    write("Page", json!({ "apis": apis, "fields": [id] }));
    write("enum_types", enums.into());
}

/// Two revisions of a contract, one field of every tenth type changed.
struct Revisions {
    specs: [Spec; 2],
    contracts: [Contracts; 2],
    sources: [Sources; 2],
}

impl Revisions {
    fn of(types: usize) -> Self {
        let base = spec_of(types);
        let mut types_seen = 0;
        let lines = base.split_inclusive('\n').map(|line| {
            types_seen += usize::from(line.starts_with("  Type"));
            match types_seen % 10 {
                1 => line.replace("field_9: { type: int", "field_9: { type: string"),
                _ => line.to_owned(),
            }
        });
        let head = lines.collect();
        let read = |text| {
            let name = "large.yaml".to_owned();
            let sources = Sources(vec![Source { name, text }]);
            check::check(load::load_sources(sources)).unwrap()
        };
        let [(base, base_sources), (head, head_sources)] = [read(base), read(head)];
        Self {
            contracts: [resolve(&base), resolve(&head)],
            specs: [base, head],
            sources: [base_sources, head_sources],
        }
    }

    fn places(&self) -> [Places; 2] {
        self.sources.clone().map(Places::new)
    }

    fn diff(&self, places: &[Places; 2]) -> Diff {
        let [base, head] = [0, 1].map(|side| Revision {
            contracts: &self.contracts[side],
            places: Some(&places[side]),
        });
        against(base, head)
    }
}

/// Comparing ten times as much. The YAML that tells the lines is read before,
/// as the contracts are.
fn diff_against_a_tenth() -> Row {
    let [small, large] = [100, 1_000].map(Revisions::of);
    let places = [&small, &large].map(Revisions::places);
    assert_eq!(large.diff(&places[1]).changes.len(), 100);
    let times = fastest(
        301,
        || black_box(large.diff(&places[1])),
        || black_box(small.diff(&places[0])),
    );
    let what = format!("comparing 10,000 fields, {:.0} ms", millis(times.0));
    let against = format!("comparing 1,000 fields, {:.1} ms", millis(times.1));
    ratio(what, against, times, 12.0).floor(10.0)
}

/// Comparing alone, against resolving what is compared.
fn diff_against_resolving() -> Row {
    let revisions = Revisions::of(1_000);
    let places = revisions.places();
    let times = fastest(
        101,
        || black_box(revisions.diff(&places)),
        || black_box(revisions.specs.each_ref().map(resolve)),
    );
    let what = format!("comparing 10,000 fields, {:.1} ms", millis(times.0));
    let against = format!("resolving them, {:.1} ms", millis(times.1));
    ratio(what, against, times, 1.0)
}

/// A spec with so many types of ten fields each, three of them of other types.
fn spec_of(types: usize) -> String {
    let mut text = "format: 1
api: { title: Large, doc: Many types. }
sources: { page: { certainty: documented, doc: A page. } }
versions:
  v1.0: { released: 2020-01-01, source: page }
  v2.0: { released: 2021-01-01, source: page }
hosts: { graph: { url: https://graph.example.com, doc: Everyone., source: page } }
types:
"
    .to_owned();
    for number in 0..types {
        writeln!(
            text,
            "  Type{number}:\n    doc: A type.\n    source: page\n    fields:"
        )
        .unwrap();
        for field in 0..10 {
            let ty = match field {
                0 => "string, required: true".to_owned(),
                1..=3 => format!("Type{}", (number * 7 + field) % types),
                _ => ["int", "bool", "list<string>"][field % 3].to_owned(),
            };
            let doc = "What it says.";
            writeln!(
                text,
                "      field_{field}: {{ type: {ty}, doc: {doc}, source: page }}"
            )
            .unwrap();
        }
    }
    text
}

/// The fastest runs of two things that are timed in turn: what else the machine
/// does only ever makes a run slower.
fn fastest<A, B>(
    rounds: usize,
    one: impl Fn() -> A,
    other: impl Fn() -> B,
) -> (Duration, Duration) {
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        best = (best.0.min(time(&one)), best.1.min(time(&other)));
    }
    best
}

fn time<T>(what: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    what();
    start.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
