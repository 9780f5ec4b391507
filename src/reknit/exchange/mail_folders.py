"""What the place of a mail tells about it: sent, a draft, junk.

Read from the names of files and folders (``Sent.mbox``, ``.INBOX.Sent/cur``), Gmail's labels in a Takeout
archive and Maildir flags. Names are those that the usual programs give in the usual languages.
"""

import functools
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Literal

from reknit.exchange.mail_headers import clean_text

Folder = Literal["", "sent", "drafts", "junk"]

_NAMES: dict[Folder, str] = {
    "sent": """sent, sent mail, sent items, sent item, sent messages, sent message, sent objects, sentbox, sentmail,
        gesendet, gesendete, gesendete objekte, gesendete elemente, gesendete nachrichten,
        envoyes, elements envoyes, messages envoyes, courrier envoye, enviados, enviado, enviadas, elementos enviados,
        mensajes enviados, itens enviados, correo enviado, inviata, inviati, posta inviata, elementi inviati,
        verzonden, verzonden items, verzonden objecten, verzonden berichten, skickat, skickade objekt, sendt,
        sendte elementer, lahetetyt, wysłane, elementy wysłane, odeslane, отправленные, надіслані,
        已发送, 已发送邮件, 已傳送, 送信済み, 送信済みメール, 送信済みアイテム""",
    "drafts": """draft, drafts, entwurf, entwurfe, brouillon, brouillons, borrador, borradores, rascunho, rascunhos,
        bozze, concepten, utkast, kladder, luonnokset, wersje robocze, szkice, koncepty, rozepsane, черновики,
        чернетки, 草稿, 草稿箱, 下書き""",
    "junk": """junk, junk mail, junk email, junk e mail, spam, bulk mail, unerwunscht, courrier indesirable,
        indesirables, pourriel, correo no deseado, lixo eletronico, posta indesiderata, ongewenste e mail,
        ongewenste post, skrappost, søppelpost, roskaposti, нежелательная почта, спам, 垃圾邮件, 迷惑メール""",
}

# What comes before or after the folder's own name in the name of a file.
_PREFIX = re.compile(r"^(?:\.?inbox[./]|mail\.|\[g(?:oogle )?mail\][./]?|[._]+)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:mbox|mbx|sbd|gz|txt|eml|csv|mail)$", re.IGNORECASE)
_YEAR = re.compile(r"[-_ .]\d[-\d]*$")
_NOT_FOLDERS = frozenset({"cur", "new", "tmp", "mbox", "messages"})
_FLAGS = re.compile(r"[:;!,]2,([A-Za-z]*)$")

# A folder of the year may lie in the folder of sent mail; what is further up is not the mailbox any more.
_DEPTH = 3


def _plain(name: str) -> str:
    """Without case, accents, and the choice between blank, hyphen and underline."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Japanese voicing marks are no accents: compose again what belongs together.
    return " ".join(re.split(r"[\s_-]+", unicodedata.normalize("NFC", bare)))


_KINDS: dict[str, Folder] = {_plain(name.strip()): kind for kind, names in _NAMES.items() for name in names.split(",")}


@functools.lru_cache(maxsize=1024)
def folder_of(label: str) -> Folder:
    """What kind of folder a file is, or lies in. label: a path, `Source.label`."""
    flags = _FLAGS.search(label)
    if flags and "D" in flags[1]:
        return "drafts"
    parts = PurePosixPath(label.replace("\\", "/").replace("!", "/")).parts
    folders = [part for part in parts if part not in _NOT_FOLDERS]
    return next((kind for part in reversed(folders[-_DEPTH:]) if (kind := _kind(part))), "")


@functools.lru_cache(maxsize=4096)
def folder_by_labels(raw: str) -> Folder:
    """The same from Gmail's labels, as they stand in ``X-Gmail-Labels``. A draft is a draft whatever else it is."""
    kinds = {_kind(label.strip(" \"'")) for label in clean_text(raw).split(",")}
    ranked: tuple[Folder, ...] = ("drafts", "junk", "sent")
    return next((kind for kind in ranked if kind in kinds), "")


def _kind(name: str) -> Folder:
    while (shorter := _SUFFIX.sub("", _PREFIX.sub("", name))) != name:
        name = shorter
    return _KINDS.get(_plain(_YEAR.sub("", name)), "")
