"""`reknit up`: the pages, on this computer only."""

import os
import socket
import sys
import webbrowser
from typing import Annotated

import typer

from reknit.cli.output import say
from reknit.cli.session import open_store
from reknit.errors import UsageError

PORTS_TRIED = 20
HIGHEST_PORT = 65535


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(up)


def up(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Start with the example network, kept apart from yours.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=HIGHEST_PORT, help="Default: 8765, or the next free one.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the address in a browser.")] = True,
) -> None:
    """Start Reknit on this computer and print the address to open.

    Example: reknit up --demo
    """
    from reknit.config import env

    if demo:
        os.environ["REKNIT_HOME"] = str(env.home() / "demo")
        os.environ.pop("DATABASE_URL", None)  # the example never goes into a database that holds one's own
    actor = open_store()
    if demo:
        from reknit.cli.demo import load

        load(actor)
    from reknit.store import clock
    from reknit.store.services import care, leftovers, workspace

    leftovers.sweep(env.home(), now=clock.now())
    care.empty_trash(actor, now=clock.now())
    listener = _listen(port if port is not None else int(env.read("REKNIT_PORT")), exact=port is not None)
    # A name, not 127.0.0.1: cookies and passkeys are bound to names.
    address = f"http://localhost:{listener.getsockname()[1]}/enter?token={workspace.make_login_token(actor)}"
    say(f"Reknit runs on this computer. Open: {address}")
    sys.stdout.flush()
    if browser and sys.stdout.isatty():
        webbrowser.open(address)
    _serve(listener)


def _serve(listener: socket.socket) -> None:
    import waitress

    from reknit.config.wsgi import application
    from reknit.jobs import runner

    with runner.running():
        waitress.serve(application, sockets=[listener], threads=6, max_request_body_size=4 << 30, ident=None)


def _listen(port: int, *, exact: bool) -> socket.socket:
    """A listening socket on this computer's own address; when the port is taken, the next free one."""
    tries = 1 if exact or port == 0 else PORTS_TRIED
    for candidate in range(port, min(port + tries, HIGHEST_PORT + 1)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(64)
        return listener
    raise UsageError(f"Port {port} is taken on this computer. Choose another with --port, or --port 0 for any.")
