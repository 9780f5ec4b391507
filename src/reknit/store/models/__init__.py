"""All tables. Only modules of `reknit.store` import from here."""

from reknit.store.models.audit import Audit
from reknit.store.models.facts import Blob, Fact, Support
from reknit.store.models.feeds import Feed, FeedEntry
from reknit.store.models.identity import ForgottenMark, Merge, MergedPart, OrganisationAlias, RetentionRule
from reknit.store.models.imports import Import, ImportFile, ImportNote, PairQuestion, SenderRule
from reknit.store.models.interactions import Interaction, Link, Participant
from reknit.store.models.jobs import Job
from reknit.store.models.people import CadenceRule, Organisation, Person
from reknit.store.models.promises import Promise
from reknit.store.models.ties import Tie
from reknit.store.models.workspace import LoginToken, User, Workspace

__all__ = [
    "Audit",
    "Blob",
    "CadenceRule",
    "Fact",
    "Feed",
    "FeedEntry",
    "ForgottenMark",
    "Import",
    "ImportFile",
    "ImportNote",
    "Interaction",
    "Job",
    "Link",
    "LoginToken",
    "Merge",
    "MergedPart",
    "Organisation",
    "OrganisationAlias",
    "PairQuestion",
    "Participant",
    "Person",
    "Promise",
    "RetentionRule",
    "SenderRule",
    "Support",
    "Tie",
    "User",
    "Workspace",
]
