#!/usr/bin/env python3
"""Runs what others wrote against the simulator: clients in several languages, and a
tester of documents.

`tests/outside/run.py` builds the program `page-conversations-simulator`, starts it with
and without TLS, and installs each client with the package manager of its language into
a folder of its own. Each client reads over both, and what it reads is compared with what
plain HTTP reads. It prints a table, and leaves nothing behind. A client whose interpreter
or package cannot be had is named as skipped.
"""

import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).parent
PAGE_THREADS = 60
PLATFORMS = ["messenger", "instagram"]
# What each client does besides reading all pages.
DEEDS = ["nested", "batch", "ids", "proof", "errors"]
KOALA = "3.7.0"
# Seconds that each part may take.
PATIENCE = 400
# Variables with which clients trust a certificate: of Requests, of Node.js, and of OpenSSL
# and Go.
TRUST = ["REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]


class Skipped(Exception):
    """A client that cannot be had here."""


def needed(*programs):
    """Skips where a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            raise Skipped(f"`{program}` is not installed")


def install(command, **settings):
    """Installs packages; skips where they cannot be had."""
    settings = {"capture_output": True, "text": True, "timeout": PATIENCE, **settings}
    try:
        done = subprocess.run(command, **settings)
    except subprocess.TimeoutExpired:
        raise Skipped(f"`{Path(command[0]).name}` did not end in {PATIENCE} seconds")
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Skipped(f"`{Path(command[0]).name}` fails: {lines[-1] if lines else ''}")


def python(folder):
    """Clients in Python: the command, and variables for it."""
    venv.create(folder, with_pip=True)
    interpreter = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
    pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install([*pip, "--requirement", HERE / "requirements.txt"])
    # An SDK warns of each field that its own model has not.
    return [interpreter, "-B", "-W", "ignore", HERE / "sdks.py"], {}


def node(folder):
    """Clients in JavaScript."""
    needed("node", "npm")
    shutil.copy(HERE / "package.json", folder)
    settings = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    install(["npm", "install", *settings], cwd=folder)
    modules = Path(folder, "node_modules")
    # What old clients use of Node.js is deprecated.
    return ["node", "--no-deprecation", HERE / "sdks.js"], {"NODE_PATH": str(modules)}


def ruby(folder):
    """A client in Ruby."""
    needed("ruby", "gem")
    install(["gem", "install", "koala", "--version", KOALA, "--no-document", "--install-dir", folder])
    return ["ruby", HERE / "sdks.rb"], {"GEM_PATH": folder, "GEM_HOME": folder}


def go(folder):
    """A client in Go."""
    needed("go")
    for name in ["sdks.go", "go.mod"]:
        shutil.copy(HERE / name, folder)
    program = Path(folder, "sdks")
    # Go writes the checksums, which it compares with public ones.
    settings = {"GOFLAGS": "-mod=mod", "GOPATH": str(Path(folder, "path"))}
    settings |= {"GOCACHE": str(Path(folder, "cache"))}
    try:
        install(["go", "build", "-modcacherw", "-o", program, "."], cwd=folder, env=os.environ | settings)
    except Skipped:
        # A module that cannot be had is one thing, and code that does not compile another.
        install(["go", "mod", "download", "-modcacherw"], cwd=folder, env=os.environ | settings)
        raise AssertionError("sdks.go does not compile")
    return [program], {}


LANGUAGES = {
    "facebook-business, python-facebook-api, facebook-sdk (Python)": python,
    "facebook-nodejs-business-sdk, fbgraph, fb (Node.js)": node,
    "koala (Ruby)": ruby,
    "huandu/facebook (Go)": go,
}


def program():
    """The path of the program."""
    # As the tests build it, so that nothing is compiled twice.
    build = ["cargo", "tests", "--quiet", "--no-run", "--message-format", "json", "--test", "runtime"]
    done = subprocess.run(build, cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True, check=True)
    for message in map(json.loads, done.stdout.splitlines()):
        target = message.get("target", {})
        if target.get("kind") == ["bin"] and target["name"] == "page-conversations-simulator":
            return message["executable"]
    raise AssertionError("Cargo builds no program")


@contextlib.contextmanager
def simulator(path, *flags):
    """What a running simulator prints. It has to end well."""
    command = [path, "--json", "--threads-per-page", str(PAGE_THREADS), *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield json.loads(running.stdout.readline()) | {"page_threads": PAGE_THREADS}
            running.terminate()
            assert running.wait(PATIENCE) == 0, running.returncode
        finally:
            running.kill()


def expected(graph):
    """What plain HTTP reads: the numbers of conversations and messages by platform."""
    context = ssl.create_default_context(cadata=graph["certificate"])

    def nodes(path, **params):
        params["access_token"] = graph["access_token"]
        url, read = f"{graph['address']}/v26.0/{path}?{urllib.parse.urlencode(params)}", []
        while url:
            secure = context if url.startswith("https") else None
            with urllib.request.urlopen(url, context=secure) as answer:
                page = json.load(answer)
            read += [node["id"] for node in page["data"]]
            url = page.get("paging", {}).get("next")
        return read

    page = graph["instagram_page_ids"][0]
    threads = [nodes(f"{page}/conversations", platform=one, limit=50) for one in PLATFORMS]
    messages = [nodes(f"{ids[0]}/messages", limit=50) for ids in threads]
    assert [len(ids) for ids in threads] == [PAGE_THREADS] * 2, threads
    return {"threads": [len(ids) for ids in threads], "messages": [len(ids) for ids in messages]}


def read(command, variables, graph, certificate, scheme):
    """The rows of clients over one of HTTP and HTTPS, and whether they are right."""
    trust = {name: certificate for name in TRUST} if scheme == "https" else {}
    done = subprocess.run(
        [*command, json.dumps(graph)],
        env=os.environ | variables | trust, stdout=subprocess.PIPE, text=True, timeout=PATIENCE,
    )
    rows = [json.loads(line) | {"over": scheme} for line in done.stdout.splitlines()]
    wanted, fine = expected(graph), done.returncode == 0 and bool(rows)
    for row in rows:
        if {name: row[name] for name in wanted} != wanted or row["did"] != DEEDS:
            print(f"wrong: {row}; expected {wanted} and {DEEDS}")
            fine = False
    return rows, fine


def table(rows, skipped):
    """Prints what each client did."""
    print(f"\n{'client':36}{'over':7}{'conversations':>14}{'messages':>10}   and")
    for row in rows:
        counts = ["+".join(map(str, row[name])) for name in ["threads", "messages"]]
        print(f"{row['client']:36}{row['over']:7}{counts[0]:>14}{counts[1]:>10}   {', '.join(row['did'])}")
    for name, why in skipped.items():
        print(f"skipped: {name}: {why}")
    sys.stdout.flush()


def main():
    with contextlib.ExitStack() as stack:
        folder = lambda: stack.enter_context(tempfile.TemporaryDirectory())
        path, certificate = program(), str(Path(folder(), "certificate.pem"))
        graphs = {
            "http": stack.enter_context(simulator(path, "--admin")),
            "https": stack.enter_context(simulator(path, "--tls", "--write-certificate", certificate)),
        }
        rows, skipped, fine, interpreter = [], {}, True, None
        for name, language in LANGUAGES.items():
            try:
                command, variables = language(folder())
            except Skipped as why:
                skipped[name] = why
                continue
            interpreter = command[0] if language is python else interpreter
            for scheme, graph in graphs.items():
                found, is_fine = read(command, variables, graph, certificate, scheme)
                rows, fine = rows + found, fine and is_fine
        table(rows, skipped)
        snippets = [sys.executable, "-B", HERE / "guide.py", str(Path(path).parent)]
        fine = subprocess.run(snippets, timeout=PATIENCE).returncode == 0 and fine
        if interpreter:
            documents = [interpreter, "-B", HERE / "documents.py", json.dumps(graphs["http"])]
            fine = subprocess.run(documents, timeout=PATIENCE).returncode == 0 and fine
        return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
