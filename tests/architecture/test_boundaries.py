"""The database is touched in the store alone, the clock is read at one place, the core loads no framework."""

import ast
import subprocess
import sys
from pathlib import Path

import reknit

SOURCE = Path(reknit.__file__).parent
WRITES = (".save(", ".bulk_create(", ".objects")


def modules_outside(layer):
    return [p for p in SOURCE.rglob("*.py") if layer not in p.relative_to(SOURCE).parts]


def test_only_the_store_touches_models():
    found = [
        f"{path}:{number}"
        for path in modules_outside("store")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(word in line for word in WRITES)
    ]
    assert found == []


def test_only_the_store_imports_models():
    found = []
    for path in modules_outside("store"):
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        found += [str(path) for node in nodes if (node.module or "").startswith("reknit.store.models")]
    assert found == []


def test_the_core_loads_without_a_framework():
    code = (
        "import sys, pkgutil, importlib, reknit.core\n"
        "[importlib.import_module('reknit.core.' + m.name) for m in pkgutil.iter_modules(reknit.core.__path__)]\n"
        "print([m for m in ('django', 'typer', 'rich', 'waitress') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_no_framework():
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom reknit.cli.main import app\n"
        "result = CliRunner().invoke(app, ['--help'])\nassert result.exit_code == 0, result.output\n"
        "print([m for m in ('django', 'numpy', 'icalendar') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_there_are_no_drawer_modules():
    drawers = {"utils", "helpers", "common", "misc", "manager"}
    assert [p for p in SOURCE.rglob("*.py") if p.stem in drawers] == []
