"""The snippets of docs/analysis.md, over a run of the command line."""

import re
import subprocess

import pytest
from conftest import FIXTURES, ROOT


@pytest.fixture(scope="module")
def folder(program, tmp_path_factory):
    """A folder in which a run has written."""
    folder = tmp_path_factory.mktemp("analysis")
    for output in (["-o", "claims.parquet"], ["-o", "out/", "--emit", "claims,mentions,sentences,articles"]):
        subprocess.run([program, "extract", FIXTURES, "--quiet", *output], check=True, cwd=folder)
    return folder


def blocks(language):
    page = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def test_sql(folder, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(folder)
    found = blocks("sql")
    assert len(found) == 3
    for query in found:
        assert duckdb.sql(query).fetchall(), query


def test_python(folder, monkeypatch, capsys):
    for needed in ("pyarrow", "pandas", "polars"):
        pytest.importorskip(needed)
    monkeypatch.chdir(folder)
    found = blocks("python")
    assert len(found) == 3
    for block in found:
        exec(compile(block, "docs/analysis.md", "exec"), {})
        assert capsys.readouterr().out.count("\n") > 3, block
