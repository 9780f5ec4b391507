"""The files of a LinkedIn archive and how each is told from its header.

A file is recognised by the set of its columns: their order has changed over the years, and
columns have come and gone. Where the columns say too little (``Name``), the file's own name
has to agree.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from reknit.exchange.linkedin_rows import column_name
from reknit.exchange.sources import Source


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file.

    columns: column names (`column_name`) that must all be there.
    only: no other column may be there.
    stems: beginnings of the file's name, one of which must fit, if there are any.
    beside: the file must lie in an archive, because neither name nor columns prove it.
    nothing: why the file adds nobody and nothing to a network; "" if it does.
    """

    name: str
    columns: frozenset[str] = frozenset()
    only: bool = False
    stems: tuple[str, ...] = ()
    beside: bool = False
    nothing: str = ""

    def fits(self, columns: frozenset[str], stem: str) -> bool:
        """Whether a file with these columns and this name may be one."""
        if self.stems and not stem.startswith(self.stems):
            return False
        return columns == self.columns if self.only else columns >= self.columns


def _holds(name: str, columns: str, **more: bool | tuple[str, ...]) -> Kind:
    return Kind(name=name, columns=frozenset(columns.split()), **more)  # type: ignore[arg-type]


def _nothing(what: str, columns: str, *stems: str, only: bool = False) -> Kind:
    return Kind(
        name="nothing",
        columns=frozenset(columns.split()),
        stems=stems,
        only=only,
        nothing=f"{what}, no contacts",
    )


_ASSISTANTS = ("guidemessages", "learningcoachmessages", "learningroleplaymessages", "coachmessages")

KINDS = (
    _nothing("conversations with LinkedIn's assistant", "conversationid from to date", *_ASSISTANTS),
    _nothing("conversations with LinkedIn's assistant", "noconversationsfound", *_ASSISTANTS, only=True),
    _holds("connections", "firstname lastname connectedon"),
    _holds("messages", "conversationid from to date content folder"),
    _holds("messages", "from to date subject content direction folder"),
    _holds("invitations", "from to sentat direction"),
    _holds("endorsements received", "endorsementdate skillname endorserfirstname endorserlastname"),
    _holds("endorsements given", "endorsementdate skillname endorseefirstname endorseelastname"),
    _holds("recommendations", "firstname lastname text creationdate"),
    _holds("recommendations", "firstname lastname body", stems=("recommendations",)),
    _holds("profile", "firstname lastname headline maidenname"),
    _holds("profile", "firstname lastname headline instantmessengers"),
    _holds("positions", "companyname title startedon finishedon"),
    _holds("education", "schoolname degreename startdate enddate"),
    _holds("volunteering", "companyname role cause"),
    _holds("skills", "name", only=True, stems=("skill",)),
    _holds("languages", "name proficiency", only=True, stems=("language",)),
    _holds("certifications", "name authority startedon"),
    _holds("projects", "title description startedon finishedon"),
    _holds("email addresses", "emailaddress confirmed primary"),
    _holds("phone numbers", "number extension iswhatsappnumber"),
    _holds("phone numbers", "extension number type", only=True, stems=("phonenumber",)),
    _holds("events", "eventname eventtime"),
    _holds("contacts", "firstname lastname emails phonenumbers createdat"),
    _holds("notes", "connectionprofileurl note"),
    _nothing("what advertisers aim at", "memberage memberskills"),
    _nothing("advertisements you clicked", "adclickeddate"),
    _nothing("advertisements you saw", "adtitleid"),
    _nothing("what LinkedIn infers about you", "typeofinference inference"),
    _nothing("reactions to posts", "date type link", "reactions", only=True),
    _nothing("comments on posts", "date link message", "comments", only=True),
    _nothing("posts you shared", "sharelink sharecommentary"),
    _nothing("posts you shared again", "date link", "instantreposts", only=True),
    _nothing("votes in polls", "date link optiontext"),
    _nothing("articles you saved", "savedat link name", only=True),
    _nothing("things you saved", "saveditem"),
    _nothing("pictures and files you uploaded", "medialink"),
    _nothing("pictures and files you uploaded", "type link", "richmedia", only=True),
    _nothing("courses you took", "contenttitle contenttype"),
    _nothing("courses you took", "name number", "courses", only=True),
    _nothing("honours you were given", "title issuedon", "honors"),
    _nothing("publications", "name publishedon publisher"),
    _nothing("your summary of yourself", "profilesummary", only=True),
    _nothing("causes you support", "supportedcause"),
    _nothing("companies you follow", "organization followedon"),
    _nothing("topics you follow", "hashtag"),
    _nothing("people you follow without a way to reach them", "date status fullname", "memberfollows"),
    _nothing("searches you made", "searchquery"),
    _nothing("your registration", "registeredat registrationip"),
    _nothing("your logins", "logindate ipaddress"),
    _nothing("security checks", "challengedate challengetype"),
    _nothing("your receipts", "transactionmadeat invoicenumber"),
    _nothing("checks of your identity", "verificationtype issuingauthority"),
    _nothing("checks of your identity", "privateidentityassetname"),
    _nothing("job applications", "applicationdate joburl"),
    _nothing("jobs you saved", "saveddate joburl"),
    _nothing("job preferences", "dreamcompanies jobtitles"),
    _nothing("job alerts", "alertparameters savedsearchid"),
    _nothing("job alerts", "savedsearchdate jobsearchurl"),
    _nothing("answers to recruiters", "question answer", "jobapplicant", only=True),
    Kind(
        name="nothing",
        beside=True,
        stems=(
            "accountstatushistory",
            "adtargeting",
            "engagements",
            "groups",
            "honors",
            "jobpostings",
            "onlinejobpostings",
            "opportunities",
            "opprtunities",
            "organizations",
            "patents",
            "providers",
            "reviews",
            "savedjobalerts",
            "testscores",
            "verifiedexternalcapability",
        ),
        nothing="a LinkedIn list, no contacts",
    ),
)

ARTICLE = Kind(name="nothing", nothing="an article you wrote, no contacts")

# Files that hardly any archive lacks; two of them make a folder an archive.
_LANDMARKS = (
    "Profile.csv",
    "Connections.csv",
    "Registration.csv",
    "Email Addresses.csv",
    "Invitations.csv",
    "messages.csv",
)

_COPY = re.compile(r"(?:[ _-]*\(\d+\)|[ _-]\d+)+$")


def kind_of(source: Source, header: Iterable[str]) -> Kind | None:
    """The kind of a table, or None if it is not one of LinkedIn's."""
    columns = frozenset(map(column_name, header))
    stem = stem_of(source.name)
    for kind in KINDS:
        if kind.fits(columns, stem) and (not kind.beside or lies_in_archive(source)):
            return kind
    return None


def stem_of(name: str) -> str:
    """A file's name without its ending, number and marks: ``Comments_34875879.csv`` is ``comments``."""
    return column_name(_COPY.sub("", PurePosixPath(name).stem))


def is_article(source: Source, head: bytes) -> bool:
    """Whether this is a page of the archive's folder ``Articles``."""
    folders = PurePosixPath(source.member or source.path.as_posix()).parts[:-1]
    return (
        b"<html" in head[:2048].lower()
        and source.name.lower().endswith((".html", ".htm"))
        and any(folder.casefold() == "articles" for folder in folders[-2:])
        and (b"linkedin.com/pulse" in head or lies_in_archive(source))
    )


def lies_in_archive(source: Source) -> bool:
    """Whether two files that an archive always has are in this folder or one of the two above."""
    return any(
        sum(source.sibling(above + landmark) is not None for landmark in _LANDMARKS) > 1
        for above in ("", "../", "../../")
    )
