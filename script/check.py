"""Runs every check, two at a time, and prints what each has to say; exits 1 if one is not content."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import build_assets

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(sys.executable).parent


@dataclass(frozen=True)
class Outcome:
    name: str
    is_clean: bool
    output: str
    seconds: float


def commands() -> dict[str, list[str]]:
    """What runs under which name; the slow ones first, so that two cores end together."""
    python = sys.executable
    node = build_assets.find_node()
    scripts = sorted(str(path) for path in ROOT.glob("script/*.py"))
    typescript = [node.program, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"] if node else []
    return {
        "mypy": [python, "-m", "mypy"],
        "mypy script": [python, "-m", "mypy", "--config-file=", "--strict", *scripts, "hatch_build.py"],
        "import-linter": [str(BINARIES / "lint-imports"), "--no-cache", "--no-logo"],
        "tsc": typescript,
        "ruff": [python, "-m", "ruff", "check", "--quiet", "--output-format=concise"],
        "ruff format": [python, "-m", "ruff", "format", "--check", "--quiet", "--output-format=concise"],
        "templates": [python, "script/check_templates.py"],
        "requirements": [python, "script/lock.py", "--check"],
        "reference pages": [python, "script/docs.py", "--check"],
    }


def run(name: str, command: list[str]) -> Outcome:
    started = time.monotonic()
    if not command:
        return Outcome(name, is_clean=False, output="Node 20 or newer is missing: run script/build-assets", seconds=0)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    output = (done.stdout + done.stderr).strip()
    return Outcome(name, done.returncode == 0, output, time.monotonic() - started)


def main() -> int:
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(lambda item: run(*item), commands().items()))
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.is_clean else 'FAILED'}  {outcome.name} ({outcome.seconds:.1f} s)")
    for outcome in outcomes:
        if not outcome.is_clean:
            print(f"\n{outcome.name}:\n{outcome.output}")
    return 0 if all(outcome.is_clean for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
