#!/usr/bin/env python3
"""Checks GitHub's workflows: their form, and what would make them unsafe.

`.ci/workflows.py [FILE…]` installs what `requirements.txt` pins into a folder
of its own and leaves nothing behind. It checks all workflows where no file is
named. Where the packages cannot be had it says so, and is content.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Seconds that installing may take.
PATIENCE = 400


def tools(folder):
    """The folder of the tools; `None` where they cannot be had."""
    venv.create(folder, with_pip=True)
    programs = Path(folder, "Scripts" if os.name == "nt" else "bin")
    install = [programs / "python", "-m", "pip", "install", "--quiet"]
    install += ["--disable-pip-version-check", "--requirement", HERE / "requirements.txt"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode == 0:
        return programs
    print("skipped: pip cannot install the packages:", (done.stderr.splitlines() or [""])[-1])
    return None


def main(files):
    files = files or sorted((HERE.parent / ".github/workflows").glob("*.y*ml"))
    with tempfile.TemporaryDirectory() as folder:
        programs = tools(folder)
        if programs is None:
            return 0
        form = [programs / "check-jsonschema", "--builtin-schema", "vendor.github-workflows"]
        safety = [programs / "zizmor", "--offline", "--quiet"]
        codes = [subprocess.run([*command, *files]).returncode for command in (form, safety)]
        return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
