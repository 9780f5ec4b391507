"""Ties as rows: computed by `core.ties` from the interactions between the ego and each alter."""

from reknit.store.policy import Actor


def refresh(actor: Actor, person_ids: list[int]) -> None:
    pass


def drop(actor: Actor) -> None:
    pass
