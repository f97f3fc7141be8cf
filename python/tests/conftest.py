"""Where the articles are, and the command line that all records are compared with."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "articles"


@pytest.fixture(scope="session")
def articles():
    """The fixture articles as dictionaries."""
    found = [
        {"id": path.stem, "text": path.read_bytes().decode(), "outlet": "Herald"}
        for path in sorted(FIXTURES.glob("*.txt"))
    ]
    assert len(found) > 8
    return found


@pytest.fixture(scope="session")
def program():
    """The command line."""
    path = os.environ.get("WHOSAID_PROGRAM")
    if not path:
        pytest.skip("WHOSAID_PROGRAM does not name the command line: records are not compared with its")
    return path


@pytest.fixture(scope="session")
def run(program, tmp_path_factory):
    """What the command line writes about articles."""

    def run(articles, *options):
        path = tmp_path_factory.mktemp("run") / "articles.jsonl"
        path.write_text(
            "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), encoding="utf-8"
        )
        command = [program, "extract", path, "--quiet", *options]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()

    return run
