"""Ways to reach a person, from TEL, EMAIL, URL, IMPP, ADR and the many private properties for them.

Every reader here returns None for a value that is no such address; the caller then keeps
the property verbatim.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

from reknit.core.keys import profile_key
from reknit.core.records import Channel, ChannelKind
from reknit.exchange.columns import POSTAL_FIELDS
from reknit.exchange.contentlines import Head, split_values, unescape
from reknit.exchange.drafts import postal_text

# TYPE values that say nothing about which of several addresses this is.
_SILENT_TYPES = frozenset(
    ["internet", "voice", "text", "msg", "dom", "intl", "postal", "parcel", "x400", "smtp", "uri"]
)
_TYPE_WORDS = {
    "cell": "mobile",
    "homefax": "home fax",
    "workfax": "work fax",
    "facsimile": "fax",
    "x-mobile": "mobile",
}
_PLACES = ("home", "work")

# Private properties that hold a name on a messenger, as Apple, Google, Evolution, Android and KDE call them.
MESSENGERS = {
    "X-AIM": "AIM",
    "X-DISCORD": "Discord",
    "X-GADUGADU": "Gadu-Gadu",
    "X-GOOGLE-TALK": "Google Talk",
    "X-GROUPWISE": "GroupWise",
    "X-GTALK": "Google Talk",
    "X-ICQ": "ICQ",
    "X-JABBER": "Jabber",
    "X-KADDRESSBOOK-X-IMADDRESS": "",
    "X-LINE": "Line",
    "X-MASTODON": "Mastodon",
    "X-MATRIX": "Matrix",
    "X-MS-IMADDRESS": "",
    "X-MSN": "MSN",
    "X-QQ": "QQ",
    "X-SIGNAL": "Signal",
    "X-SIP": "SIP",
    "X-SKYPE": "Skype",
    "X-SKYPE-USERNAME": "Skype",
    "X-TELEGRAM": "Telegram",
    "X-THREEMA": "Threema",
    "X-VIBER": "Viber",
    "X-WECHAT": "WeChat",
    "X-WHATSAPP": "WhatsApp",
    "X-YAHOO": "Yahoo",
}
NETWORKS = {
    "X-FACEBOOK": "Facebook",
    "X-GITHUB": "GitHub",
    "X-INSTAGRAM": "Instagram",
    "X-LINKEDIN": "LinkedIn",
    "X-TWITTER": "Twitter",
    "X-XING": "XING",
}
# The URI schemes by which IMPP (RFC 6350 §6.4.3) names the messenger.
SCHEMES = {
    "aim": "AIM",
    "gg": "Gadu-Gadu",
    "gtalk": "Google Talk",
    "icq": "ICQ",
    "im": "",
    "irc": "IRC",
    "jabber": "Jabber",
    "matrix": "Matrix",
    "msn": "MSN",
    "msnim": "MSN",
    "pres": "",
    "qq": "QQ",
    "signal": "Signal",
    "sip": "SIP",
    "skype": "Skype",
    "telegram": "Telegram",
    "tg": "Telegram",
    "threema": "Threema",
    "whatsapp": "WhatsApp",
    "x-apple": "",
    "xmpp": "XMPP",
    "yahoo": "Yahoo",
    "ymsgr": "Yahoo",
}
KDE_MESSENGERS = tuple(
    f"X-MESSAGING/{name}-ALL"
    for name in "aim gadu groupwise icq irc meanwhile msn skype sms xmpp yahoo".upper().split()
)
_SERVICE_NAMES = {name.casefold(): name for name in (*MESSENGERS.values(), *NETWORKS.values(), *SCHEMES.values())}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>\",;:()\[\]]+@[^\s@<>\",;:()\[\]]+")
_TEL_PARAMETER = re.compile(r";([\w-]+)=([^;]*)", re.ASCII)


@lru_cache(maxsize=4096)
def label_of(types: tuple[str, ...]) -> str:
    """TYPE values as a label for people: ``work fax``, ``mobile``; "" when they say nothing."""
    words = [_TYPE_WORDS.get(kind, kind.removeprefix("x-")) for kind in types if kind not in _SILENT_TYPES]
    words.sort(key=lambda word: word not in _PLACES)
    return " ".join(dict.fromkeys(word for word in words if word))


def phone(head: Head, value: str, label: str) -> Channel | None:
    """TEL: as text, or as a ``tel:`` URI (RFC 3966) whose extension is written out."""
    text = unescape(value)
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in {"tel", "callto", "fax", "sms"}:
        extension = dict(_TEL_PARAMETER.findall(rest)).get("ext", "")
        text = unquote(rest.partition(";")[0]).strip() + (f" ext. {extension}" if extension else "")
    elif colon and scheme.lower() in {"sip", "sips"}:
        return Channel(kind="handle", value=rest.strip(), label="SIP") if rest.strip() else None
    return _channel("phone", text, head, label)


def emails(head: Head, value: str, label: str) -> list[Channel]:
    """EMAIL: usually one address; a display name and ``mailto:`` are left off."""
    text = unescape(value)
    found = [text] if _ADDRESS.fullmatch(text) else _ADDRESS.findall(text)
    channels = (_channel("email", address.strip("."), head, label) for address in found)
    return [channel for channel in channels if channel is not None]


def web_page(head: Head, value: str, label: str) -> Channel | None:
    """URL: a page, or a profile when its address is one person's page on a network."""
    text = unescape(value)
    if ":" in text:
        scheme, _, rest = text.partition(":")
        if scheme.lower() == "mailto" and _ADDRESS.fullmatch(rest):
            return _channel("email", rest, head, label)
        if not rest.strip("/ "):
            return None
    return _channel("profile" if profile_key(text) else "url", text, head, label)


def social_profile(head: Head, value: str, label: str) -> Channel | None:
    """X-SOCIALPROFILE of Apple and SOCIALPROFILE (RFC 9554 §2.5): a page, or a name on a network."""
    service = _service(head) or NETWORKS.get(head.name, label)
    if label and label != label_of(head.types):  # here TYPE names the network
        service = label
    text = unescape(value).removeprefix("x-apple:") or head.param("X-USER") or head.param("USERNAME")
    if not text:
        return None
    is_page = "://" in text or ("/" in text and "." in text.partition("/")[0])
    return _channel("profile" if is_page else "handle", text, head, service)


def handle(head: Head, value: str, label: str) -> Channel | None:
    """IMPP and the private messenger properties; the label is the messenger."""
    service = _service(head) or MESSENGERS.get(head.name, "")
    text = unescape(value)
    match = _SCHEME.fullmatch(text)
    if match and (head.name == "IMPP" or match[1].lower() in SCHEMES):
        scheme = match[1].lower()
        if scheme in {"http", "https"}:
            return _channel("profile" if profile_key(text) else "url", text, head, label or service)
        service = service or SCHEMES.get(scheme, scheme.removeprefix("x-"))
        text = _account(match[2])
    return _channel("handle", text, head, service or (label if label not in _PLACES else ""))


def kde_handle(head: Head, value: str, _label: str) -> Channel | None:
    """``X-messaging/xmpp-All`` of KDE's address book."""
    service = head.name.partition("/")[2].removesuffix("-ALL").lower()
    return _channel("handle", unescape(value), head, SCHEMES.get(service, _canonical(service)))


def postal(head: Head, value: str, label: str) -> Channel | None:
    """ADR: the text of its LABEL parameter (RFC 6350 §6.3.1), else lines made of its parts."""
    values = zip(POSTAL_FIELDS, split_values(value, ";"), strict=False)
    parts = {name: text for name, text in values if text}
    text = unescape(", ".join(head.params.get("LABEL", ()))) or postal_text(parts)
    return _channel("postal", text, head, label, parts)


def _channel(
    kind: ChannelKind, value: str, head: Head, label: str, parts: dict[str, str] | None = None
) -> Channel | None:
    if not value:
        return None
    return Channel(kind=kind, value=value, label=label, preferred=head.preferred, parts=parts or {})


def _service(head: Head) -> str:
    """The messenger or network that the parameters name."""
    named = head.param("SERVICE-TYPE") or head.param("X-SERVICE-TYPE")
    if not named and head.name.endswith("SOCIALPROFILE"):
        named = next((kind for kind in head.types if kind not in _PLACES), "")
    return _canonical(named)


def _canonical(service: str) -> str:
    return _SERVICE_NAMES.get(service.casefold(), service)


def _account(rest: str) -> str:
    """The name in ``goim?screenname=ada``, ``chat?jid=ada``, ``ada?chat`` or ``ada``."""
    before, mark, after = rest.strip("/").partition("?")
    if mark and before.lower() in {"goim", "chat", "sendim", "msg", "add", "resolve"}:
        before = after.partition("=")[2] or after
    return unquote(before).strip()
