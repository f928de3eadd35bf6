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
import urllib.error
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
EXAMPLES = 20
# It has three times as many operations, and those of Graph are tested in each version.
ADMIN_EXAMPLES = EXAMPLES // 4
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


def command(graph, path, report):
    """What tests one document."""
    return [
        *[TESTER, "run", path, "--url", f"{graph['address']}/{path.stem}"],
        *["--header", f"Authorization: Bearer {graph['access_token']}"],
        *["--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES)],
        *["--seed", str(SEED), "--continue-on-failure", "--no-color"],
        *["--report", "har", "--report-har-path", report],
    ]


def run(graph, path, ids):
    """Tests one document; `True` where nothing is found."""
    hook = {"SCHEMATHESIS_HOOKS": "real_calls", "REAL_IDS": json.dumps(ids)}
    settings = {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = os.environ | hook | settings
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "calls.har")
        done = subprocess.run(
            command(graph, path, report),
            env=environment, cwd=folder, capture_output=True, text=True,
        )
        calls = json.loads(report.read_text())["log"]["entries"] if report.exists() else []
    statuses = Counter(str(call["response"]["status"]) for call in calls)
    cases = re.search(r"\d+ generated, .*", done.stdout)
    said = cases.group() if cases else "nothing was tested"
    print(f"{path.stem:8}{said}; {dict(statuses)}", flush=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n")
    # Refusals alone would show nothing.
    return done.returncode == 0 and statuses["200"] > len(calls) / 4


def run_admin(graph):
    """Tests the document of the admin API, which the simulator serves itself. It is the
    last one, because its calls change the world and set faults."""
    try:
        with urllib.request.urlopen(f"{graph['address']}/__admin/openapi.json") as answer:
            document = answer.read()
    except urllib.error.HTTPError as error:
        print(f"admin   skipped: the API is off (HTTP {error.code})", flush=True)
        return True
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder, "admin.json"), Path(folder, "calls.har")
        path.write_bytes(document)
        done = subprocess.run(
            [
                *[TESTER, "run", path, "--url", graph["address"]],
                *["--checks", ",".join(CHECKS), "--max-examples", str(ADMIN_EXAMPLES)],
                *["--seed", str(SEED), "--continue-on-failure", "--no-color"],
                *["--report", "har", "--report-har-path", report],
            ],
            cwd=folder, capture_output=True, text=True,
        )
        calls = json.loads(report.read_text())["log"]["entries"] if report.exists() else []
    statuses = Counter(str(call["response"]["status"]) for call in calls)
    cases = re.search(r"\d+ generated, .*", done.stdout)
    said = cases.group() if cases else "nothing was tested"
    print(f"{'admin':8}{said}; {dict(statuses)}", flush=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="\n")
    # Refusals alone would show nothing.
    return done.returncode == 0 and statuses["200"] > len(calls) / 4


def main():
    graph = json.loads(sys.argv[1])
    ids, paths = real_ids(graph), sorted(DOCUMENTS.glob("v*.json"))
    with ThreadPoolExecutor(2) as two:
        fine = list(two.map(lambda path: run(graph, path, ids), paths))
    fine.append(run_admin(graph))
    sys.exit(0 if fine and all(fine) else 1)


if __name__ == "__main__":
    main()
