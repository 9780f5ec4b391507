"""What the cells of a column look like, whatever its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reknit.core.keys import name_words, profile_key
from reknit.exchange.header_words import word_set

_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+\.[A-Za-z0-9-]{2,}")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?:tel:)?\+?[\d\s()./x-]{6,28}", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*")
_HONORIFICS = word_set("mr mrs ms miss mx dr prof herr frau m mme mlle monsieur madame sr sra sig dott dhr mevr")

# Words that stand in the names of organisations, not of people.
_ORGANISATION_WORDS = word_set(
    """
    inc ltd llc llp gmbh ag kg ohg ev corp corporation company co sa sas sarl srl spa bv nv plc oy ab as aps kk
    group gruppe services service solutions systems technologies technology partners holding holdings international
    global university universitat universite institute institut bank enterprise enterprises business studio studios
    agency agentur foundation stiftung association verein consulting labs industries ventures hotel restaurant clinic
    hospital school college church museum ministry department office software media marketing capital insurance
    energy logistics trading motors airlines press club league council committee team network
    """
)


@dataclass(frozen=True, kw_only=True)
class Looks:
    """Shares (0 to 1) of the cells with any text that look like something; filled is their share of all rows.

    people: like the name of one person, two to four words; words: text without digits and without "@";
    organisations: with a word that people's names lack; distinct: different texts.
    """

    filled: float = 0.0
    email: float = 0.0
    url: float = 0.0
    profile: float = 0.0
    phone: float = 0.0
    number: float = 0.0
    words: float = 0.0
    people: float = 0.0
    organisations: float = 0.0
    honorific: float = 0.0
    distinct: float = 0.0


def looks_of(cells: Iterable[str]) -> Looks:
    """What a sample of one column looks like."""
    rows = [cell.strip() for cell in cells]
    texts = [cell for cell in rows if cell]
    if not texts:
        return Looks()

    def share(count: int) -> float:
        return count / len(texts)

    phones = [text for text in texts if _PHONE.fullmatch(text)]
    return Looks(
        filled=len(texts) / len(rows),
        email=share(sum(_EMAIL.search(text) is not None and len(text) < 255 for text in texts)),
        url=share(sum(_URL.match(text) is not None for text in texts)),
        profile=share(sum(profile_key(text) != "" for text in texts)),
        phone=share(sum(7 <= sum(map(str.isdigit, text)) <= 16 for text in phones)),
        number=share(sum(_NUMBER.fullmatch(text) is not None for text in texts)),
        words=share(sum(not re.search(r"[\d@]", text) and any(map(str.isalpha, text)) for text in texts)),
        people=share(sum(map(_is_person, texts))),
        organisations=share(sum(map(_is_organisation, texts))),
        honorific=share(sum(text.lower().rstrip(".") in _HONORIFICS for text in texts)),
        distinct=share(len(set(texts))),
    )


def _is_person(text: str) -> bool:
    words = name_words(text)
    return 2 <= len(words) <= 4 and all(word.isalpha() for word in words) and not _is_organisation(text)


def _is_organisation(text: str) -> bool:
    return any(word in _ORGANISATION_WORDS for word in re.findall(r"\w+", text.casefold()))
