"""Docstrings, stubs, documentation."""

import doctest
import importlib
import re
import subprocess
import sys

import pytest
from conftest import ROOT

import whosaid

MODULES = ["whosaid", "whosaid._extractor", "whosaid._errors", "whosaid._arrow", "whosaid._show"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings(name):
    for needed in ("pyarrow", "pandas", "polars"):
        pytest.importorskip(needed)
    outcome = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0
    assert outcome.attempted > 0 or name not in ("whosaid", "whosaid._extractor")


def test_everything_public_has_a_docstring():
    missing = [name for name in whosaid.__all__ if name != "FIELDS" and not getattr(whosaid, name).__doc__]
    assert [name for name in missing if name != "__version__"] == []


def test_stubs_are_those_of_the_module(tmp_path):
    pytest.importorskip("mypy")
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\nignore_missing_imports = true\n")
    command = [sys.executable, "-m", "mypy.stubtest", "whosaid._whosaid", "--mypy-config-file", settings]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["docs/python.md", "README.md", "python/README.md"])
def test_examples_of_pages(page, tmp_path, monkeypatch):
    """Every python block runs, in order, in one namespace; what a `#>` line says is what was printed."""
    for needed in ("pyarrow", "pandas", "polars"):
        pytest.importorskip(needed)
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks, "no example"
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    namespace, printed = {}, []
    monkeypatch.setitem(namespace, "print", lambda *values: printed.append(" ".join(map(str, values))))
    for block in blocks:
        printed.clear()
        exec(compile(block, page, "exec"), namespace)
        expected = re.findall(r"^#> ?(.*)$", block, re.MULTILINE)
        assert not expected or "\n".join(printed).splitlines() == expected
