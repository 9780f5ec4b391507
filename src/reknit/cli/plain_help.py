"""Help for people: what to type, what it does, an example, without the names that Python has for it.

The terminal and the reference page show the same `CommandHelp`.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

EXAMPLE = "Example: "
_WORDS = {"int": "NUMBER", "float": "NUMBER", "str": "TEXT", "Path": "PATH", "bool": ""}

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CommandHelp:
    """What there is to say about a command. arguments and options: what to type, and what it does."""

    usage: str
    text: str
    example: str
    arguments: Rows
    options: Rows

    @property
    def sentence(self) -> str:
        """The first sentence."""
        return self.text.partition("\n")[0].partition(". ")[0].rstrip(".") + "."


def help_of(command: TyperCommand, path: str) -> CommandHelp:
    """The help of one command. path: how it is called, ``reknit show``."""
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    options = [p for p in command.params if isinstance(p, TyperOption) and not p.hidden]
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    example = next((p.removeprefix(EXAMPLE) for p in paragraphs if p.startswith(EXAMPLE)), "")
    return CommandHelp(
        usage=" ".join([path, *(["[OPTIONS]"] if options else []), *map(_place, arguments)]),
        text="\n\n".join(" ".join(p.split()) for p in paragraphs if not p.startswith(EXAMPLE)),
        example=" ".join(example.split()),
        arguments=tuple((_metavar(argument), _sentences(argument)) for argument in arguments),
        options=tuple((_typed(option), _sentences(option)) for option in options),
    )


def _place(argument: TyperArgument) -> str:
    name = _metavar(argument) + ("..." if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _typed(option: TyperOption) -> str:
    names = ", ".join([*sorted(option.opts, key=len), *option.secondary_opts])
    return f"{names} {_metavar(option)}".rstrip()


def _metavar(parameter: TyperArgument | TyperOption) -> str:
    if parameter.metavar is not None:
        return parameter.metavar
    if isinstance(parameter, TyperArgument):
        return (parameter.name or "").upper()
    return _WORDS.get(parameter.bare_type().removeprefix("list[").removesuffix("]"), "TEXT")


def _sentences(parameter: TyperArgument | TyperOption) -> str:
    """The help as it is written, then the range and the default where there are any."""
    least, most, default = parameter.min, parameter.max, parameter.default
    said = [parameter.help or ""]
    if least is not None and most is not None:
        said.append(f"From {least:g} to {most:g}.")
    if getattr(parameter, "required", False) and isinstance(parameter, TyperOption):
        said.append("Required.")
    if default not in (None, "", [], ()) and not isinstance(default, bool) and "efault" not in said[0]:
        said.append(f"Default: {default}.")
    return " ".join(filter(None, said))


class PlainCommand(TyperCommand):
    """A command that shows its `CommandHelp`."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        told = help_of(self, ctx.command_path)
        _write_head(formatter, told.usage, told.text)
        _write_rows(formatter, "Arguments", told.arguments)
        _write_rows(formatter, "Options", (*told.options, ("-h, --help", "Show this.")))
        if told.example:
            with formatter.section("Example"):
                formatter.write(f"  {told.example}\n")  # in one line, however long, so that it can be copied


class PlainGroup(TyperGroup):
    """All commands under the headings of their modules, one sentence each."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_head(formatter, f"{ctx.command_path} COMMAND [OPTIONS] [ARGUMENTS]", self.help or "")
        for heading, commands in headings(self):
            _write_rows(formatter, heading, tuple((c.name or "", help_of(c, "").sentence) for c in commands))
        more = (
            ("-h, --help", "After a command: what it takes, with an example."),
            ("--install-completion", "Commands can be completed with the tab key from then on."),
        )
        _write_rows(formatter, "Options", more)


def headings(group: TyperGroup) -> Iterator[tuple[str, list[TyperCommand]]]:
    """Heading → its commands, in the order in which they were registered."""
    found: dict[str, list[TyperCommand]] = {}
    for command in group.commands.values():
        if isinstance(command, TyperCommand) and not command.hidden:
            found.setdefault(command.rich_help_panel or "Commands", []).append(command)
    yield from found.items()


def _write_head(formatter: Any, usage: str, text: str) -> None:
    program, _, rest = usage.partition(" ")
    formatter.write_usage(program, rest)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def _write_rows(formatter: Any, heading: str, rows: Rows) -> None:
    if rows:
        with formatter.section(heading):
            formatter.write_dl(list(rows))
