"""The snippets of the guide for other languages, as people paste them.

`run.py` starts it; its one argument is the folder of the program. Those for Docker are
checked by `.ci/image`.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "src" / "simulator" / "how_to_use.md"
SNIPPET = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Seconds that each may take.
PATIENCE = 60


def run(language, snippet, folder):
    """Runs a snippet, and returns what it printed."""
    interpreter = ["sh", "-e", "-c"] if language == "sh" else [sys.executable, "-c"]
    path = os.pathsep.join([folder, os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [*interpreter, snippet],
            cwd=empty, env=os.environ | {"PATH": path}, timeout=PATIENCE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
    assert done.returncode == 0, f"{snippet}\n{done.stdout}\n{done.stderr}"
    return done.stdout, done.stderr


def main():
    snippets = SNIPPET.findall(GUIDE.read_text())
    assert [language for language, _ in snippets] == ["sh", "python"], snippets
    for language, snippet in snippets:
        printed, reported = run(language, snippet, sys.argv[1])
        if language == "sh":
            # The program prints calls to paste, too.
            body, _ = json.JSONDecoder().raw_decode(printed, printed.index("{\n"))
            assert len(body["data"]) == 3, printed
        else:
            assert "Ran 1 test" in reported, reported
    print(f"{len(snippets)} snippets of the guide do what they say")


if __name__ == "__main__":
    main()
