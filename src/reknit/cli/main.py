"""The command line: `reknit`. Django is imported only by the command that needs it, so --help is instant."""

import sys

import typer

from reknit.cli import book, care, feeds, importing, server, week
from reknit.cli.output import fail
from reknit.errors import ReknitError

app = typer.Typer(
    name="reknit",
    help="A private manager for your professional network. Nothing leaves this computer.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

for module in (server, importing, week, book, feeds, care):
    module.register(app)


def run() -> None:
    """Entry point: maps every error of Reknit to one line on stderr and its exit code."""
    try:
        app()
    except ReknitError as error:
        fail(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        fail("Stopped.")
        sys.exit(130)
