"""Writes the pages that the code itself can tell: docs/reference/cli.md and docs/reference/settings.md.

`--check` only tells which of them are not current.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"

ABOUT_CLI = """\
# Commands

Written by `script/docs` from the commands themselves. `reknit COMMAND --help` shows the same.

From a checkout the command is `.venv/bin/reknit`.

| Exit code | |
|---|---|
| 0 | it ran; of an import also when single records could not be read |
| 1 | it could not be done: nobody of that name, nothing readable, a disk or database that fails |
| 2 | the call was wrong |
| 130 | stopped with Ctrl-C |

With `--json` stdout is exactly one JSON object, and progress goes to stderr. When a command could not be done or was
called wrongly, the object has the key `error` with the sentence that is also on stderr. `import` gives the report and,
when the files held nothing at all, `error` besides.
"""

ABOUT_SETTINGS = """\
# Settings

Written by `script/docs` from the code.

## Of the program

Environment variables, read once at the start. A value that cannot be used is an error, never a guess.
"""

ABOUT_WORKSPACE = """\
## Of your network

On the page *Settings*. They are part of your data: the export holds them, and `reknit undo` takes a change back.
"""


# What a new data folder takes over from the computer it is made on.
FROM_COMPUTER = {"zone": "this computer's", "region": "that of this computer's language"}


def cli_page() -> str:
    """Every command with its usage, text, example, arguments and options, under the headings of the help."""
    import typer

    from reknit.cli.main import app  # type: ignore[import-untyped]
    from reknit.cli.plain_help import PlainGroup, headings, help_of  # type: ignore[import-untyped]

    group = typer.main.get_command(app)
    assert isinstance(group, PlainGroup)
    parts = [ABOUT_CLI]
    for heading, commands in headings(group):
        parts.append(f"## {heading}\n")
        for command in commands:
            told = help_of(command, f"reknit {command.name}")
            parts.append(f"### reknit {command.name}\n\n{told.text}\n\n```sh\n{told.usage}\n{told.example}\n```\n")
            parts.append(table(("", ""), [(f"`{name}`", words) for name, words in (*told.arguments, *told.options)]))
    return "\n".join(parts)


def settings_page() -> str:
    """The environment variables and the settings of the workspace, each with its default and what it does."""
    from reknit.config.env import SETTINGS  # type: ignore[import-untyped]

    variables = [(f"`{each.name}`", f"`{each.default}`" if each.default else "", each.help) for each in SETTINGS]
    workspace = table(("Setting", "Default", "What it does"), workspace_settings())
    return "\n".join(
        [ABOUT_SETTINGS, table(("Name", "Default", "What it does"), variables), ABOUT_WORKSPACE, workspace]
    )


def workspace_settings() -> Iterator[tuple[str, str, str]]:
    """Label, default and help of what the page *Settings* asks. Loads Django, with a data folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REKNIT_HOME": home, "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.apps import apps

        from reknit.web.forms.settings import SettingsForm  # type: ignore[import-untyped]

        model = apps.get_model("store", "workspace")
        columns = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001 - Django's own name
        for name, field in SettingsForm.base_fields.items():
            default = in_words(columns[name].get_default()) if name in columns else ""
            yield str(field.label), FROM_COMPUTER.get(name, default), str(field.help_text)


def in_words(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    lines = [
        columns,
        tuple("---" for _ in columns),
        *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def pages() -> dict[Path, str]:
    """Where each page lies, and what it should hold."""
    return {REFERENCE / "cli.md": cli_page(), REFERENCE / "settings.md": settings_page()}


def stale() -> list[Path]:
    """The pages that are not what the code says now."""
    return [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    if "--check" in sys.argv[1:]:
        for path in (old := stale()):
            print(f"{path.relative_to(ROOT)} is not what the code says: run script/docs")
        return 1 if old else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
