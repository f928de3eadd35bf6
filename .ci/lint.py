#!/usr/bin/env python3
"""Checks files that no compiler reads: GitHub's workflows and Dependabot's settings,
their form and what would make them unsafe, the Dockerfile, and the scripts of this folder.

`.ci/lint.py` installs what `requirements.txt` pins into a folder of its own and leaves
nothing behind. Where the packages cannot be had it says so, and is content. So it is
without `shellcheck`, a package of Debian.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
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


def scripts():
    """Checks the scripts in Bash; returns whether one is wrong."""
    if shutil.which("shellcheck") is None:
        print("skipped: the scripts of .ci, because shellcheck is missing")
        return False
    files = [path for path in sorted(HERE.iterdir()) if path.is_file() and not path.suffix]
    return subprocess.run(["shellcheck", *files]).returncode != 0


def main():
    github = ROOT / ".github"
    workflows = sorted((github / "workflows").glob("*.y*ml"))
    settings = github / "dependabot.yml"
    wrong = scripts()
    with tempfile.TemporaryDirectory() as folder:
        programs = tools(folder)
        if programs is None:
            return int(wrong)
        form = [programs / "check-jsonschema", "--builtin-schema"]
        checks = [
            [*form, "vendor.github-workflows", *workflows],
            [*form, "vendor.dependabot", settings],
            [programs / "zizmor", "--offline", "--quiet", *workflows, settings],
            [programs / "hadolint", ROOT / "Dockerfile"],
        ]
        return int(any([wrong, *[subprocess.run(check).returncode for check in checks]]))


if __name__ == "__main__":
    sys.exit(main())
