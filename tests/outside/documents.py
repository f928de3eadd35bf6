"""A tester that knows nothing of Graph, over the exported documents.

It makes calls of each document, right and wrong ones, and holds the simulator's
answers against it. `run.py` starts it; its one argument is the line that the program
prints.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENTS = HERE.parents[1] / "generated" / "openapi"
TESTER = Path(sys.executable).with_name("schemathesis")
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
# Calls of each operation and phase, at most.
EXAMPLES = 12
# It has three times as many operations, and those of Graph are tested in each version.
ADMIN_EXAMPLES = 5
SEED = 1


def read(graph, path, **params):
    """Ids of the nodes of an edge."""
    params["access_token"] = graph["access_token"]
    url = f"{graph['address']}/v26.0/{path}?{urllib.parse.urlencode(params)}"
    with urllib.request.urlopen(url) as answer:
        return [node["id"] for node in json.load(answer)["data"]]


def real_ids(graph):
    """Ids of conversations, messages and Pages."""
    threads, messages = [], []
    for platform in ["messenger", "instagram"]:
        page = graph["instagram_page_ids"][0]
        threads += read(graph, f"{page}/conversations", platform=platform, limit=10)
    for thread in threads[::3]:
        messages += read(graph, f"{thread}/messages", limit=20)
    return threads, messages, graph["page_ids"]


def test(name, path, address, headers, examples, share, hook=None):
    """Tests one document; `True` where nothing is found, and more than a share of the calls
    succeed: refusals alone would show nothing."""
    settings = {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "calls.har")
        done = subprocess.run(
            [
                *[TESTER, "run", path, "--url", address, *headers],
                *["--checks", ",".join(CHECKS), "--max-examples", str(examples)],
                *["--seed", str(SEED), "--continue-on-failure", "--no-color"],
                *["--report", "har", "--report-har-path", report],
            ],
            env=os.environ | settings | (hook or {}), cwd=folder, capture_output=True, text=True,
        )
        calls = json.loads(report.read_text())["log"]["entries"] if report.exists() else []
    statuses = Counter(str(call["response"]["status"]) for call in calls)
    cases = re.search(r"\d+ generated, .*", done.stdout)
    said = cases.group() if cases else "nothing was tested"
    print(f"{name:8}{said}; {dict(statuses)}", flush=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n")
    succeeded = statuses["200"] + statuses["201"] > len(calls) * share
    if not succeeded:
        print(f"{name}: too few calls succeed")
    return done.returncode == 0 and succeeded


def run(graph, path, ids):
    """Tests the document of a Graph version."""
    hook = {"SCHEMATHESIS_HOOKS": "real_calls", "REAL_IDS": json.dumps(ids)}
    address, token = f"{graph['address']}/{path.stem}", f"Bearer {graph['access_token']}"
    headers = ["--header", f"Authorization: {token}"]
    return test(path.stem, path, address, headers, EXAMPLES, 1 / 4, hook)


def run_admin(graph):
    """Tests the document of the admin API, which the simulator serves itself. It is the
    last one, because its calls change the world and set faults."""
    with urllib.request.urlopen(f"{graph['address']}/__admin/openapi.json") as answer:
        document = answer.read()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "admin.json")
        path.write_bytes(document)
        # Most of its requests have a body, which most cases make wrong.
        return test("admin", path, graph["address"], [], ADMIN_EXAMPLES, 1 / 10)


def main():
    graph = json.loads(sys.argv[1])
    ids, paths = real_ids(graph), sorted(DOCUMENTS.glob("v*.json"))
    with ThreadPoolExecutor(2) as two:
        fine = list(two.map(lambda path: run(graph, path, ids), paths))
    fine.append(run_admin(graph))
    sys.exit(0 if fine and all(fine) else 1)


if __name__ == "__main__":
    main()
