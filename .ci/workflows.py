#!/usr/bin/env python3
"""Checks GitHub's workflows and Dependabot's settings: their form, and what would
make them unsafe.

`.ci/workflows.py [FILE…]` installs what `requirements.txt` pins into a folder
of its own and leaves nothing behind. It checks all workflows where no file is
named, and the settings. Where the packages cannot be had it says so, and is content.
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
    github = HERE.parent / ".github"
    settings = [] if files else [github / "dependabot.yml"]
    files = files or sorted((github / "workflows").glob("*.y*ml"))
    with tempfile.TemporaryDirectory() as folder:
        programs = tools(folder)
        if programs is None:
            return 0
        form = [programs / "check-jsonschema", "--builtin-schema"]
        checks = [
            [*form, "vendor.github-workflows", *files],
            [programs / "zizmor", "--offline", "--quiet", *files, *settings],
        ]
        if settings:
            checks.append([*form, "vendor.dependabot", *settings])
        return int(any([subprocess.run(command).returncode for command in checks]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
