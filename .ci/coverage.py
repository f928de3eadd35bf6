#!/usr/bin/env python3
"""Runs the tests with all databases, and prints how many lines of each part they run.

`.ci/coverage.py` takes half an hour. `.ci/coverage.py report` prints the figures of the last run
again. `target/llvm-cov/missed.txt` has the lines that no test runs.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target" / "llvm-cov"
COVERAGE = ["cargo", "llvm-cov"]
PACKAGES = ["--package", "page-conversations", "--package", "page-conversations-codegen"]
TESTS = ["--workspace", "--features", "blocking,cli,postgres,tracing"]
# It links what is not measured with what is.
SKIPPED = ["--skip", "explorer_code::its_programs"]
# A file belongs to the first part whose folder it is in; what has no name is not counted.
PARTS = [
    ("src/fuzzing", None),
    ("src/bin", "programs"),
    ("src/simulator", "simulator"),
    ("src", "library"),
    ("generated", "bindings"),
    ("codegen/src/fuzzing", None),
    ("codegen/src", "generator"),
]


def measure():
    subprocess.run([*COVERAGE, "clean", "--profraw-only"], check=True)
    tests = [*COVERAGE, "--no-report", *TESTS, "--", *SKIPPED]
    subprocess.run([".ci/postgres", *tests], check=True)


def report(*options):
    # Programs that a test kills leave files that are cut.
    settings = {**os.environ, "LLVM_PROFDATA_FLAGS": "--failure-mode=all"}
    command = [*COVERAGE, "report", *PACKAGES, *options]
    done = subprocess.run(command, env=settings, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def part_of(path):
    for folder, name in PARTS:
        if path.is_relative_to(folder):
            return name
    return None


def lines_by_part():
    """The lines of each part, and those that were run."""
    files = {}
    for file in json.loads(report("--json", "--summary-only"))["data"][0]["files"]:
        path = Path(os.path.normpath(file["filename"])).relative_to(ROOT)
        lines = file["summary"]["lines"]
        found = lines["covered"], lines["count"]
        # Programs may share a file: the one that runs more of it counts.
        files[path] = max(files.get(path, (0, 0)), found)
    parts = {}
    for path, (run, count) in files.items():
        name = part_of(path)
        if name is not None:
            before = parts.get(name, (0, 0))
            parts[name] = before[0] + run, before[1] + count
    return parts


def main():
    os.chdir(ROOT)
    if shutil.which("cargo-llvm-cov") is None:
        sys.exit("missing: cargo-llvm-cov (cargo install --locked cargo-llvm-cov)")
    if sys.argv[1:] != ["report"]:
        measure()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "missed.txt").write_text(report("--show-missing-lines"))
    print("| Part | Lines | Not run | Run |\n|---|---|---|---|")
    for name, (run, count) in sorted(lines_by_part().items()):
        print(f"| {name} | {count} | {count - run} | {100 * run / count:.1f} % |")


if __name__ == "__main__":
    main()
