#!/usr/bin/env python3
"""Tests the explorer in a browser.

`tests/outside/explorer/run.py` builds the program `page-conversations-simulator`, starts
it with the admin API, without it and with a secret, installs a driver and axe-core into a
folder of its own, and clicks through the page in headless Chromium (`test.mjs`). It leaves
nothing behind. Where Chromium or the packages cannot be had, it says so, and is content.

With `--screenshot`, it writes the picture that the README shows.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SCREENSHOT = ROOT / "docs" / "explorer.png"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
SECRET = "a-secret-of-this-test"
# Seconds that each part may take.
PATIENCE = 900


def skipped(why):
    print(f"skipped: the explorer in a browser: {why}")
    return 0


def chromium():
    """The path of Chromium; `None` where there is none."""
    paths = map(shutil.which, filter(None, [os.environ.get("CHROMIUM"), *NAMES]))
    return next(filter(None, paths), None)


def install(folder):
    """Installs the packages. Returns what went wrong, if anything."""
    shutil.copy(HERE / "package.json", folder)
    settings = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    command = ["npm", "install", *settings]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    lines = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else f"npm fails: {lines[-1] if lines else ''}"


def program():
    """The path of the program."""
    # As the tests build it, so that nothing is compiled twice.
    build = ["cargo", "tests", "--quiet", "--no-run", "--message-format", "json", "--test", "runtime"]
    done = subprocess.run(build, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    for message in map(json.loads, done.stdout.splitlines()):
        target = message.get("target", {})
        if target.get("kind") == ["bin"] and target["name"] == "page-conversations-simulator":
            return message["executable"]
    raise AssertionError("Cargo builds no program")


@contextlib.contextmanager
def started(path, *settings, **environment):
    """A running simulator: what it prints of itself."""
    command = [path, "--json", "--explorer", *settings]
    environment = os.environ | environment
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            yield json.loads(running.stdout.readline())
        finally:
            running.kill()


def main():
    parser = argparse.ArgumentParser(description="Tests the explorer in a browser.")
    parser.add_argument("--screenshot", action="store_true", help="write docs/explorer.png")
    screenshot = parser.parse_args().screenshot
    browser = chromium()
    if browser is None:
        return skipped("Chromium is not installed; CHROMIUM can state its path")
    if not shutil.which("node") or not shutil.which("npm"):
        return skipped("Node.js is not installed")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        problem = install(folder)
        if problem:
            return skipped(problem)
        path = os.environ.get("SIMULATOR") or program()
        secret = {"GRAPH_SIMULATOR_ADMIN_SECRET": SECRET}
        settings = {
            "browser": browser,
            "modules": folder,
            "screenshot": str(SCREENSHOT) if screenshot else None,
            "secret": SECRET,
            "with_admin": stack.enter_context(started(path, "--admin")),
            "without_admin": stack.enter_context(started(path)),
            "with_secret": stack.enter_context(started(path, "--admin", **secret)),
        }
        SCREENSHOT.parent.mkdir(exist_ok=True)
        command = ["node", HERE / "test.mjs"]
        # Arguments are visible to everyone.
        return subprocess.run(command, input=json.dumps(settings), text=True, timeout=PATIENCE).returncode


if __name__ == "__main__":
    sys.exit(main())
