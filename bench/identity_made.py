"""People who do not exist, written down several times with the errors that address books have.

Every person has one true line and from none to five copies of it. A copy may lose a field, slip on the keyboard,
shorten the first name to an initial or a short form, swap the two names, give another address or another town.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from reknit.core.nicknames import name_classes

FIELDS = ("unique_id", "first_name", "surname", "dob", "city", "email", "cluster")
Row = dict[str, str]


def _list(words: str) -> list[str]:
    return words.split()


_FIRST = _list(
    """
    James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph
    Jessica Thomas Sarah Charles Karen Christopher Anna Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Stefan
    Ashley Steven Emily Paul Kimberly Andrew Margaret Joshua Donna Kenneth Michelle Kevin Carol Brian Amanda George
    Melissa Timothy Deborah Ronald Stephanie Edward Rebecca Jason Laura Jeffrey Helen Ryan Sharon Jacob Cynthia Gary
    Kathleen Nicholas Amy Eric Angela Jonathan Shirley Stephen Brenda Larry Emma Justin Ruth Scott Katharina
    Benjamin Nicole Samuel Samantha Gregory Katherine Alexander Christine Frank Catherine Patrick Virginia Raymond
    Rachel Jack Janet Dennis Maria Jerry Heather Tyler Diane Aaron Olivia Jose Julie Adam Joyce Nathan Victoria
    Henry Kelly Zachary Lauren Douglas Martha Peter Judith Kyle Cheryl Noah Megan Ethan Andrea Jeremy Ann Walter
    Alice Christian Jean Keith Doris Roger Jacqueline Terry Hannah Austin Gloria Sean Teresa Gerald Sara Carl Janice
    Harold Marie Dylan Julia Arthur Grace Lawrence Judy Jordan Theresa Jesse Beverly Bryan Denise Billy Marilyn
    Bruce Amber Gabriel Danielle Joe Sophia Logan Diana Alan Brittany Ivan Olga Wei Fatima Ahmed Yuki Lars Ingrid
    Pierre Camille Giulia Marco Sofia Diego Ana Luis Piotr Agnieszka Mehmet Ayse
    """
)
_STEMS = _list(
    """
    Ash Bar Ben Black Brad Brook Brown Bur Cal Car Chap Clark Cole Cook Cor Craw Dal Daw Den Dray East Ed El Fair
    Far Fel Fin Flet Fos Ful Gar Gib Gil Good Gran Green Hal Ham Har Hart Hay Hol Hop Hud Hun Jack Jen John Kel Ken
    King Kirk Lam Lang Law Lew Lin Long Mac Mar Mas May Mil Mor Nel New Nor Oak Os Par Pat Pear Pen Pick Por Pres
    Ray Reed Rich Rob Rog Ros Rus Sand Saun Sey Shaw Shel Sim Smith South Stan Ste Stone Sut Tay Thomp Thorn Tom Tur
    Under Van Wal War Wat Web Wel West Wil Win Wood Wright York Zim Ko Nova Petro Schmi Mei Schul Bau Lehr Ros
    Silber Gold Dubo Lefe More Ferr Ros Bian Garc
    """
)
_ENDINGS = _list(
    """
    ton son ley er man ford field well wood worth ham by den ridge shaw land stone more combe vale brook ski ova ic
    ez eau ini etti berg stein dorf meier mann hof bauer feld
    """
)
_TOWNS = _list(
    """
    London Leeds Bristol Cardiff Derby York Bath Hull Luton Ipswich Norwich Exeter Oxford Reading Swansea Glasgow
    """
)
_PUBLIC = ("gmail.com", "outlook.com", "yahoo.com", "gmx.net", "icloud.com")
_KEYS = "abcdefghijklmnopqrstuvwxyz"
_COPIES = (0.45, 0.27, 0.14, 0.08, 0.04, 0.02)


class _World:
    """What all people share: names, towns, and mailboxes, each of which has one owner."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.families = [stem + ending for stem in _STEMS for ending in ("", *_ENDINGS)]
        self.draw.shuffle(self.families)
        self.towns = _TOWNS + [
            f"{stem}{ending}".title() for stem in _STEMS[::3] for ending in ("ton", "bury", "mouth")
        ]
        self.owned: set[str] = set()


def made_rows(count: int, *, seed: int = 1) -> list[Row]:
    """`count` rows about invented people, shuffled; rows with equal ``cluster`` are one person."""
    world = _World(seed)
    rows: list[Row] = []
    while len(rows) < count:
        person = {**_person(world), "cluster": str(len(rows))}
        copies = world.draw.choices(range(len(_COPIES)), _COPIES)[0]
        rows += [person, *(_copy(world, person) for _ in range(copies))]
    rows = rows[:count]
    world.draw.shuffle(rows)
    return [{"unique_id": str(number), **row} for number, row in enumerate(rows)]


def write_rows(path: Path, rows: list[Row]) -> None:
    """The rows as the file that `python -m bench.identity` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(rows)


def _person(world: _World) -> Row:
    draw = world.draw
    first, last = _frequent(draw, _FIRST), _frequent(draw, world.families)
    born = f"{draw.randint(1945, 2004)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return {
        "first_name": first,
        "surname": last,
        "dob": born,
        "city": _frequent(draw, world.towns),
        "email": _address(world, first, last),
    }


def _frequent(draw: random.Random, values: list[str]) -> str:
    """The k-th value about 1/k as often as the first: names and towns are distributed so (Zipf)."""
    return values[min(int(len(values) ** draw.random()) - 1, len(values) - 1)]


def _address(world: _World, first: str, last: str) -> str:
    draw = world.draw
    while True:
        local = draw.choice(
            [
                f"{first}.{last}",
                f"{first[0]}{last}",
                f"{first}{draw.randint(1, 99)}",
                f"{last}.{first[0]}{draw.randint(50, 99)}",
                f"{first}_{last}{draw.randint(1, 999)}",
            ]
        )
        domain = draw.choice(_PUBLIC) if draw.random() < 0.5 else f"{draw.choice(world.families)}.com"
        address = f"{local}@{domain}".lower()
        if address not in world.owned:
            world.owned.add(address)
            return address


def _copy(world: _World, person: Row) -> Row:
    draw, row = world.draw, dict(person)
    row["first_name"] = _first_name(draw, row["first_name"])
    if draw.random() < 0.03:
        row["surname"] = _frequent(draw, world.families)
    if draw.random() < 0.12:
        row["city"] = _frequent(draw, world.towns)
    if draw.random() < 0.3:
        row["email"] = _address(world, person["first_name"], row["surname"])
    for field, share in (("first_name", 0.1), ("surname", 0.1), ("city", 0.06), ("email", 0.06), ("dob", 0.06)):
        if draw.random() < share:
            row[field] = _slip(draw, row[field])
    for field, share in (("first_name", 0.03), ("surname", 0.02), ("dob", 0.25), ("city", 0.2), ("email", 0.25)):
        if draw.random() < share:
            row[field] = ""
    if draw.random() < 0.08:
        row["first_name"], row["surname"] = row["surname"], row["first_name"]
    return row


def _first_name(draw: random.Random, name: str) -> str:
    chance = draw.random()
    if chance < 0.08:
        return f"{name[0]}."
    short = sorted(_short_forms(name))
    return draw.choice(short).title() if chance < 0.18 and short else name


def _short_forms(name: str) -> Iterator[str]:
    mine = name_classes(name.lower())
    return (word for word in _SHORT if word != name.lower() and name_classes(word) & mine)


_SHORT = _list(
    """
    jim jimmy bob bobby rob mike micha dave will bill liz beth rick dick joe tom tommy charlie chuck chris dan danny
    matt tony steve andy josh ken kevin ted ed jeff nick jon greg ben sam alex kate cathy katie pat trish sue susie
    jess jen jenny peggy maggie becky steph kim meg deb mandy sandy barb vicky julie tim ron larry gabe dana lena
    gosia aga pete lizzie
    """
)


def _slip(draw: random.Random, text: str) -> str:
    """One letter or digit left out, doubled, replaced, or changed with its neighbour."""
    if len(text) < 3:
        return text
    at = draw.randrange(1, len(text) - 1)
    if text[0].isdigit():
        digits = [i for i, c in enumerate(text) if c.isdigit() and i > 2]
        at = draw.choice(digits)
        return text[:at] + str(draw.randint(0, 9)) + text[at + 1 :]
    return draw.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + draw.choice(_KEYS) + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        ]
    )
