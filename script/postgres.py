"""A PostgreSQL cluster of its own for one test run: private folder, port and password; gone when the run ends."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "reknit"
# PostgreSQL refuses to run as root; these accounts own nothing that matters.
UNPRIVILEGED = ("postgres", "nobody")


def server_binaries() -> Path | None:
    """The folder of the newest installed server, or None."""
    debian = Path("/usr/lib/postgresql")
    versions = sorted(debian.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


@dataclass(frozen=True)
class _Cluster:
    """Where one cluster lives, and as whom its programs run (None: as the caller)."""

    binaries: Path
    folder: Path
    port: int
    account: str | None

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of the server's programs to its end; its output is shown only when it fails."""
        done = subprocess.run(
            [self.binaries / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            user=self.account,
            group=pwd.getpwnam(self.account).pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed with exit code {done.returncode}:\n{done.stdout}")

    def start(self, password: str) -> None:
        password_file = self.folder / "password"
        password_file.write_text(password, encoding="ascii")
        if self.account:
            shutil.chown(password_file, self.account)
        data = str(self.folder / "data")
        how = ["--username", USER, "--auth", "scram-sha-256", "--pwfile", str(password_file)]
        self.run("initdb", "--pgdata", data, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", *how)
        password_file.unlink()
        # Durability is for data that is kept; this cluster is thrown away.
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self.folder}'"
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", f"{settings} {fast}")

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(self.folder / "data"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), UNPRIVILEGED[-1])


@contextmanager
def private_cluster(binaries: Path) -> Iterator[str]:
    """Yields the address of a fresh, empty cluster; stops and removes it in the end, whatever ends the run."""
    folder = Path(tempfile.mkdtemp(prefix="reknit-pg-"))
    cluster = _Cluster(binaries=binaries, folder=folder, port=_free_port(), account=_account())
    if cluster.account:
        shutil.chown(folder, cluster.account)
    password = secrets.token_urlsafe(18)
    # Being terminated unwinds like any other end, so that the server goes too.
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        cluster.start(password)
        yield f"postgresql://{USER}:{password}@127.0.0.1:{cluster.port}/postgres"
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)
