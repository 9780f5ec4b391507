"""How one would begin a letter to somebody: by the given name, where it can be told."""

from collections.abc import Mapping

from reknit.store.models import Fact
from reknit.store.policy import Actor, of


def called(actor: Actor, names: Mapping[int, str]) -> dict[int, str]:
    """By person, from the name of each: the given name as a source states it for the name shown, else the
    first word of the name, else, where that may be a title or the family name, all of it.
    """
    facts = of(actor, Fact).filter(person_id__in=list(names), kind="name").exclude(state="refused")
    given = {
        person_id: str(data["given"])
        for person_id, value, data in facts.order_by("typed", "id").values_list("person_id", "value", "data")
        if data.get("given") and value == names[person_id]
    }
    return {person_id: given.get(person_id) or _first(name) for person_id, name in names.items()}


def _first(name: str) -> str:
    words = name.split()
    plain = len(words) > 1 and "," not in name and words[0].isalpha() and len(words[0]) > 1
    return words[0] if plain else name
