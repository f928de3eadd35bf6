#!/usr/bin/env python3
"""Runs what others wrote against the simulator: SDKs, and a tester of documents.

`tests/outside/run.py` builds and starts the example `simulator`, installs what
`requirements.txt` pins into a folder of its own, and runs `sdks.py` and
`documents.py`. It leaves nothing behind. Where the packages cannot be had it
says so, and is content.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).parent
PAGE_THREADS = 60
# Seconds that each part may take.
PATIENCE = 400


def python(folder):
    """An interpreter that has the packages; `None` where they cannot be had."""
    venv.create(folder, with_pip=True)
    interpreter = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
    install = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--requirement", HERE / "requirements.txt"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode == 0:
        return interpreter
    print("skipped: pip cannot install the packages:", (done.stderr.splitlines() or [""])[-1])
    return None


def simulator():
    """The path of the example."""
    build = ["cargo", "build", "--quiet", "--example", "simulator", "--features", "simulator"]
    build += ["--message-format", "json"]
    done = subprocess.run(build, cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    return next(message["executable"] for message in messages if message.get("executable"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        interpreter = python(folder)
        if interpreter is None:
            return 0
        server = [simulator(), "--json", "--page-threads", str(PAGE_THREADS)]
        with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as running:
            try:
                graph = json.loads(running.stdout.readline()) | {"page_threads": PAGE_THREADS}
                codes = []
                for script in ["sdks.py", "documents.py"]:
                    # An SDK warns of each field that its own model has not.
                    command = [interpreter, "-B", "-W", "ignore", HERE / script, json.dumps(graph)]
                    codes.append(subprocess.run(command, timeout=PATIENCE).returncode)
                return max(codes)
            finally:
                running.kill()


if __name__ == "__main__":
    sys.exit(main())
