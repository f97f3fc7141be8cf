"""Docstrings, stubs, documentation."""

import ast
import doctest
import importlib
import json
import keyword
import re
import subprocess
import sys
from pathlib import Path

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


def test_the_wheel_brings_the_command(program, tmp_path):
    """`whosaid` beside the interpreter and `python -m whosaid` are the program: the same records, messages and exit codes."""
    installed = [[Path(sys.executable).parent / "whosaid"], [sys.executable, "-m", "whosaid"]]
    lines = [
        (["extract", ROOT / "fixtures" / "articles", "--quiet"], 0),
        (["extract", tmp_path / "missing.txt"], 1),
        (["extract", "--jobs", "none"], 2),
        (["--version"], 0),
    ]
    for arguments, code in lines:
        expected = subprocess.run([program, *arguments], capture_output=True, check=False, cwd=tmp_path)
        assert expected.returncode == code
        for command in installed:
            done = subprocess.run([*command, *arguments], capture_output=True, check=False, cwd=tmp_path)
            assert (done.returncode, done.stdout, done.stderr) == (code, expected.stdout, expected.stderr)


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


SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
DERIVED = {"start", "end", "span"}
"""Attributes of objects that their records do not have under these names."""


def test_stubs_have_the_fields_of_the_schema(program):
    """Every field of a record is an attribute of its class, with the type that the JSON Schema gives."""
    schema = json.loads(subprocess.run([program, "schema"], check=True, stdout=subprocess.PIPE).stdout)
    stubs = ast.parse((Path(whosaid.__file__).parent / "_whosaid.pyi").read_text(encoding="utf-8"))
    classes = {
        node.name: {
            item.name: ast.unparse(item.returns)
            for item in node.body
            if isinstance(item, ast.FunctionDef) and any(ast.unparse(one) == "property" for one in item.decorator_list)
        }
        for node in stubs.body
        if isinstance(node, ast.ClassDef)
    }

    def resolve(field):
        while "$ref" in field:
            found = schema
            for key in field["$ref"].removeprefix("#/").split("/"):
                found = found[key]
            field = {**found, **{key: value for key, value in field.items() if key != "$ref"}}
        return field

    def variants(field):
        field = resolve(field)
        for key in ("anyOf", "oneOf"):
            if key in field:
                return [one for part in field[key] for one in variants(part)]
        if isinstance(field.get("type"), list):
            return [{**field, "type": kind} for kind in field["type"]]
        if None in field.get("enum", ()):
            return [{**field, "enum": [one for one in field["enum"] if one is not None]}, {"type": "null"}]
        return [field]

    def check_type(where, annotation, field, required):
        kinds = variants(field)
        nullable = not required or any(kind.get("type") == "null" for kind in kinds)
        assert annotation.endswith(" | None") == nullable, f"{where}: {annotation}, nullable: {nullable}"
        annotation = annotation.removesuffix(" | None")
        kind = next(kind for kind in kinds if kind.get("type") != "null")
        if annotation.startswith("Literal"):
            assert set(ast.literal_eval(annotation.removeprefix("Literal"))) == set(kind["enum"]) - {None}, where
        elif kind.get("type") == "array":
            check_type(where, annotation.removeprefix("tuple[").removesuffix(", ...]"), kind["items"], True)
        elif annotation in classes:
            check_class(annotation, kind)
        elif kind.get("type") == "object":
            assert annotation == "dict[str, Any]", where
        else:
            assert annotation == SCALARS[kind.get("type", "string")], f"{where}: {annotation}, {kind}"

    def check_class(name, record):
        fields = {key: value for key, value in record["properties"].items() if key not in ("schema", "record", "offsets")}
        attributes = {key + "_" * keyword.iskeyword(key): key for key in fields}
        assert set(classes[name]) - DERIVED <= set(attributes) <= set(classes[name]), name
        for attribute, key in attributes.items():
            check_type(f"{name}.{attribute}", classes[name][attribute], fields[key], key in record.get("required", ()))

    for name in ("claim", "mention", "sentence"):
        check_class(name.capitalize(), schema["$defs"][name])


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
