"""`reknit week`: the weekly plan in the terminal."""

from typing import Annotated

import typer

from reknit.cli.output import JsonFlag, emit, parse_day, say
from reknit.cli.session import open_store


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(week)


def week(
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="As if today were this day.")] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", min=5, max=2400, help="The week's budget; default: your setting.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """This week: whom to reconnect with and why, and what you promised.

    Example: reknit week --as-of 2026-03-02
    """
    actor = open_store()
    from reknit.store.selectors import pulse as pulses
    from reknit.store.selectors import week as weeks
    from reknit.store.services import workspace

    day = workspace.today(actor) if as_of is None else parse_day(as_of)
    plan = weeks.week(actor, day, minutes=minutes)
    if as_json:
        beat = pulses.pulse(actor, weeks.instant_of(actor, day))
        emit(weeks.as_json(plan) | {"pulse": {"now": beat.now, "four_weeks_ago": beat.before}})
        return
    say(f"This week, {plan.day:%A} {plan.day.day} {plan.day:%B %Y}: {plan.minutes_planned} of {plan.minutes} minutes")
    say(pulses.pulse(actor, weeks.instant_of(actor, day)).words)
    if not plan.lines:
        say(plan.empty_words)
    for group, lines in plan.groups():
        say()
        say(group)
        for line in lines:
            say(f"  • {line.sentence} ({line.minutes} min)")
            for detail in line.details():
                say(f"      {detail}")
    if plan.no_data:
        say()
        say("No exchange on record yet")
        for entry in plan.no_data:
            say(f"  • {entry.sentence}")
