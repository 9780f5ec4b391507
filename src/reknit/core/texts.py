"""The words of the core, in one table: name → text, or (one, many) where a count decides.

`_` marks a text for translation and changes nothing. Values stand in braces; what the names mean is in the
module that uses them. Plain, warm, short; no exclamation marks, no guilt, nothing that is not known.
"""

from typing import Final, TypeVar

Text = TypeVar("Text", str, tuple[str, str])


def _(text: Text) -> Text:
    return text


_TIME: Final[dict[str, str | tuple[str, str]]] = {
    "lately": _("lately"),
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "days ago": _(("{count} day ago", "{count} days ago")),
    "weeks ago": _(("{count} week ago", "{count} weeks ago")),
    "months ago": _(("{count} month ago", "{count} months ago")),
    "years ago": _(("{count} year ago", "{count} years ago")),
    "in days": _(("in {count} day", "in {count} days")),
    "in weeks": _(("in {count} week", "in {count} weeks")),
    "every day": _("almost every day"),
    "every days": _(("every day", "every {count} days")),
    "every weeks": _(("every week", "every {count} weeks")),
    "every months": _(("every month", "every {count} months")),
    "every years": _(("every year", "every {count} years")),
    "date": _("{day} {month} {year}"),
    "on day": _("on {day} {month} {year}"),
    "in month": _("in {month}"),
    "in month of year": _("in {month} {year}"),
    "month 1": _("January"),
    "month 2": _("February"),
    "month 3": _("March"),
    "month 4": _("April"),
    "month 5": _("May"),
    "month 6": _("June"),
    "month 7": _("July"),
    "month 8": _("August"),
    "month 9": _("September"),
    "month 10": _("October"),
    "month 11": _("November"),
    "month 12": _("December"),
    "weekday 0": _("Mondays"),
    "weekday 1": _("Tuesdays"),
    "weekday 2": _("Wednesdays"),
    "weekday 3": _("Thursdays"),
    "weekday 4": _("Fridays"),
    "weekday 5": _("Saturdays"),
    "weekday 6": _("Sundays"),
}

_TIES: Final[dict[str, str | tuple[str, str]]] = {
    "state strong": _("strong"),
    "state active": _("active"),
    "state new": _("new"),
    "state fading": _("fading"),
    "state dormant": _("dormant"),
    "state unknown": _("unknown"),
    "by hand": _("{word}, set by you"),
    "no data": _("No contact on record yet, so nothing can be said."),
    "only coming": _("No contact on record yet; the first is planned {when}."),
    "one way in": _(
        (
            "One message from them and none from you: no tie yet.",
            "{count} messages from them and none from you: no tie yet.",
        )
    ),
    "one way out": _(
        (
            "One message from you and no answer on record: no tie yet.",
            "{count} messages from you and no answer on record: no tie yet.",
        )
    ),
    "only groups": _("Only large groups so far: no exchange between the two of you on record."),
    "is strong": _("In touch {rhythm}, last {ago}."),
    "is active": _("In touch {ago}, on {days} in all."),
    "is new": _("First contact {first}, last {ago}."),
    "is fading flag": _("Usually in touch {rhythm}; last {ago}, more than eight times as long."),
    "is fading": _("Less contact than usual: {rhythm} as a rule, last {ago}."),
    "is fading cadence": _("You want to be in touch {rhythm}; last {ago}."),
    "is dormant": _("Last contact {ago}, on {days} in all until then."),
    "set by hand": _("You set this to {word}. From the record: {sentence}"),
    "days": _(("one day", "{count} different days")),
    "no number": _("no data"),
    "strength": _("worth {number} recent contact-days"),
    "strength little": _("worth less than a tenth of a recent contact-day"),
    "last contact": _("{ago}, {on}"),
    "contact days": _("{days} in {weeks}"),
    "weeks": _(("one week", "{count} different weeks")),
    "exchange": _("{incoming} from them, {outgoing} from you, meetings and calls counted on both sides"),
    "rhythm": _("{rhythm}, give or take {spread} days"),
    "no rhythm": _("too few contacts to see a rhythm"),
    "silence": _("{times} times the usual gap"),
    "trend rising": _(
        (
            "rising: contact on one day of the last 90, {before} of the 90 before",
            "rising: contact on {count} days of the last 90, {before} of the 90 before",
        )
    ),
    "trend steady": _(
        (
            "steady: contact on one day of the last 90, {before} of the 90 before",
            "steady: contact on {count} days of the last 90, {before} of the 90 before",
        )
    ),
    "trend falling": _(
        (
            "falling: contact on one day of the last 90, {before} of the 90 before",
            "falling: contact on {count} days of the last 90, {before} of the 90 before",
        )
    ),
    "layer 0": _("among your closest 5"),
    "layer 1": _("among your closest 15"),
    "layer 2": _("among your closest 50"),
    "layer 3": _("among your closest 150"),
    "layer 4": _("outside your closest 150"),
    "cadence": _("contact expected {rhythm}"),
    "fades on": _("fading after {when} if nothing happens"),
    "faded on": _("fading since {when}"),
    "next expected": _("next contact expected around {when}"),
    "planned": _("next one planned {when}"),
    "chance": _("{percent} % chance of contact within 30 days"),
    "weekday habit": _("mostly on {weekday}: {held} of {total} days"),
    "month habit": _("mostly {month}: {held} of {total} months with contact"),
}

_RECONNECT: Final[dict[str, str | tuple[str, str]]] = {
    "reason promise": _("You promised {name}: {text}."),
    "reason promise due": _("You promised {name}: {text}, due {when}."),
    "reason promised me": _("{name} promised you: {text}; a friendly word may help it along."),
    "reason job": _("{name} has a new role ({text}), seen {since}; you were last in touch {ago}."),
    "reason project": _("{name} works on something new ({text}); you were last in touch {ago}."),
    "reason news": _("{name} published something {since} ({text}); you were last in touch {ago}."),
    "reason birthday": _("It is the birthday of {name} {when}; you were last in touch {ago}."),
    "reason anniversary": _("{name} has an anniversary {when} ({text}); you were last in touch {ago}."),
    "reason event": _("You and {name} will both be at {text}, {when}."),
    "reason event past": _("You and {name} were both at {text} {ago}."),
    "reason offer": _("You have something for {name}: {text}. You were last in touch {ago}."),
    "reason fading": _("You and {name} used to be in touch {rhythm}; the last time was {ago}."),
    "reason fading plain": _("You and {name} are in touch less than before; the last time was {ago}."),
    "reason dormant": _("You and {name} were in touch on {days}; the last time was {ago}."),
    "reason new": _("You and {name} got in touch {first}; another conversation makes it last."),
    "reason once": _("You and {name} were in touch once, {ago}."),
    "reason due": _("You and {name} were last in touch {ago}."),
    "reason nothing": _("Nothing between you and {name} is on record yet."),
    "reason connected": _("You and {name} connected {when}; no exchange is on record yet."),
    "reason one way": _("Only one side has written so far between you and {name}."),
    "about": _("{channel} {when}: {subject} ({source})"),
    "about nothing": _("{channel} {when} ({source})"),
    "channel meeting": _("meeting"),
    "channel call": _("call"),
    "channel mail": _("mail"),
    "channel message": _("message"),
    "channel event": _("event"),
    "channel reaction": _("reaction"),
    "novelty": _("brings people and fields you see little of"),
    "novelty some": _("moves partly in other circles than you"),
    "novelty little": _("moves in the same circles as you"),
    "novelty unknown": _("whether you move in the same circles is not known"),
    "fit": _("what they offer and need fits you well"),
    "fit some": _("what they offer and need fits you in part"),
    "fit little": _("no match between offers and needs on record"),
    "fit unknown": _("what they offer and need is not known"),
    "closeness": _("on {days} in all"),
    "fading without action": _("{percent} % chance of a silent season without a word from you"),
    "fading unknown": _("how likely it is to go silent is not known"),
    "live": _("a reason to write now"),
    "live none": _("no particular occasion"),
    "ease": _("easy to reach"),
    "ease some": _("reachable, with some effort"),
    "ease little": _("no direct way to reach them on record"),
    "unknown channel": _("no address or number"),
    "unknown organisation": _("where they work"),
    "unknown fit": _("what they offer and need"),
    "unknown seniority": _("how senior they are"),
    "unknown context": _("what you last talked about"),
    "unknown contact": _("whether you have ever been in touch"),
    "draft greeting": _("Hello {name},"),
    "draft promise": _("I owe you something: {text}. It is not forgotten."),
    "draft job": _("I saw that you have a new role ({text}) and hope it starts well."),
    "draft project": _("I saw what you are working on ({text}) and would like to hear how it goes."),
    "draft news": _("I read what you published ({text})."),
    "draft birthday": _("all the best for your birthday."),
    "draft anniversary": _("all the best for the anniversary ({text})."),
    "draft event": _("I see that we will both be at {text}. Shall we find half an hour there?"),
    "draft event past": _("we were both at {text}, and I would like to pick up from there."),
    "draft context": _("the last time we were in touch was {month}, about “{subject}”."),
    "draft silence": _("it has been a while; we were last in touch {month}."),
    "draft offer": _("Something that may be of use to you: {text}."),
    "draft open": _("If I can help with anything at the moment, tell me."),
    "draft no hurry": _("I would like to hear what you are working on. There is no hurry."),
    "draft introduce": _("we have not been in touch yet, and I would like to change that."),
    "draft first": _("we are connected and have never really talked; I would like to change that."),
    "draft subject": _("Hello from me"),
    "draft subject promise": _("What I promised"),
    "draft subject event": _("Meeting at {text}"),
    "draft subject birthday": _("Happy birthday"),
}

_PLAN: Final[dict[str, str | tuple[str, str]]] = {
    "left out budget": _("Left for another week: the {minutes} minutes are used."),
    "left out person": _("Another line is about the same person."),
}

TEXTS: Final[dict[str, str | tuple[str, str]]] = _TIME | _TIES | _RECONNECT | _PLAN
