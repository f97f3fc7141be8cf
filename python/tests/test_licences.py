"""What ships in the wheel and not in the program is under a permissive licence; `tests/it/house/licences.rs` looks at the rest."""

import json
import re
import shutil
import subprocess

import pytest
from conftest import ROOT

ALLOWED = {
    "Apache-2.0",
    "Apache-2.0 OR MIT",
    "MIT",
    "MIT OR Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
}


def test_licences():
    if shutil.which("cargo") is None:
        pytest.skip("there is no cargo here: licences are not looked at")
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", ROOT / "python" / "Cargo.toml"]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in found["packages"]}
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    reached, todo = set(), [found["resolve"]["root"]]
    while todo:
        one = todo.pop()
        if one not in reached:
            reached.add(one)
            kinds = ((dep["pkg"], {kind["kind"] for kind in dep["dep_kinds"]}) for dep in nodes[one]["deps"])
            todo += [package for package, kind in kinds if kind != {"dev"}]
    program = set(re.findall(r'^name = "(.*)"$', (ROOT / "Cargo.lock").read_text(encoding="utf-8"), re.M))
    own = [packages[one] for one in reached if packages[one]["name"] not in program | {"whosaid-python"}]
    assert {"pyo3", "arrow-pyarrow"} <= {package["name"] for package in own}
    assert {package["name"]: package["license"] for package in own if package["license"] not in ALLOWED} == {}
