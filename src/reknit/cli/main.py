"""The command line: `reknit`. Django is imported only by the command that needs it, so --help is instant."""

import sys

import typer

from reknit.cli import book, care, care_people, feeds, importing, same, server, week
from reknit.cli.failures import guarded
from reknit.cli.output import adapt_streams
from reknit.cli.plain_help import PlainCommand, PlainGroup

app = typer.Typer(
    name="reknit",
    help="A private manager for your professional network. Nothing leaves this computer.",
    no_args_is_help=True,
    cls=PlainGroup,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

# The help lists the commands under these headings.
HEADINGS = (
    ("Begin", (server, importing)),
    ("From week to week", (week, book, feeds)),
    ("One person, one record", (same,)),
    ("Care, keep, leave", (care_people, care)),
)

for heading, modules in HEADINGS:
    for module in modules:
        registered = len(app.registered_commands)
        module.register(app)
        for command in app.registered_commands[registered:]:
            command.cls, command.rich_help_panel = PlainCommand, heading


def run() -> None:
    """Entry point: one answer and one exit code, whatever happens."""
    adapt_streams()
    sys.exit(guarded(app, sys.argv[1:]))
