"""Mail that no person wrote to the user: by its header fields and by its sender's address.

Each rule has one reason in words, which a record carries in `bulk` and a report counts. The fields come from
RFC 2369 and 2919 (lists), RFC 3834 (automatic replies), RFC 3464 and 8098 (reports), RFC 8058
(one-click unsubscription) and from what mailing services, list programs and trackers write. Rules
over many messages are in `reknit.exchange.traffic`.
"""

import functools
import re
from collections.abc import Mapping
from typing import Final

DELIVERY_REPORT: Final = "a delivery report"
AUTOMATIC_REPLY: Final = "an automatic reply"
SPAM: Final = "marked as spam"
NOTIFICATION: Final = "an automatic notification"
MAILING_LIST: Final = "a mailing list"
NEWSGROUP: Final = "a newsgroup"
NEWSLETTER: Final = "a newsletter"
BULK_MAILING: Final = "a bulk mailing"
NO_REPLY: Final = "a no-reply address"
RECEIPT: Final = "a receipt or an order"
BOT: Final = "a bot"
CALENDAR: Final = "a room or a shared calendar"

# What is sent to many people by people.
BY_PEOPLE: Final = frozenset({MAILING_LIST, NEWSGROUP})

# Bulk that says nothing against the person whose address it comes from: posts, and what their program answers.
SENDER_MAY_BE_A_PERSON: Final = BY_PEOPLE | {DELIVERY_REPORT, AUTOMATIC_REPLY}

_REPORT = re.compile(r"multipart/report|report-type|message/(?:delivery|disposition)", re.IGNORECASE)
_AUTO_REPLY_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
_LIST_FIELDS = (
    "list-post", "mailing-list", "x-mailing-list", "x-beenthere", "x-mailman-version", "x-listar-version", "x-list",
    "x-ml-name", "x-ml-count", "x-mlserver", "list-software", "list-archive", "archived-at", "x-google-group-id",
    "x-sympa-to", "x-list-received-date", "x-egroups-from", "x-yahoo-profile",
)  # fmt: skip
_NEWSLETTER_FIELDS = (
    "list-unsubscribe", "list-unsubscribe-post", "x-unsubscribe", "x-list-unsubscribe", "x-newsletter",
    "x-campaign", "x-campaignid", "x-campaign-id", "x-mc-user", "x-csa-complaints", "x-cm-message-id", "x-listmember",
    "x-mailgun-sid", "x-mailgun-tag", "x-sg-eid", "x-mandrill-user", "x-mailjet-campaign", "x-mj-campaign",
    "x-mailin-campaign", "x-sib-id", "x-sfmc-stack", "x-rext", "x-roving-id", "x-rpcampaign", "x-emarsys-identify",
    "x-virtualserver", "x-msys-api", "x-iterable-campaign-id", "x-kmail-account", "x-hs-cid", "x-mktarchive",
    "x-mktmaildkim", "x-phplist-version", "x-elqpod", "x-emailtype-id",
)  # fmt: skip
_NOTIFICATION_FIELDS = (
    "x-github-reason", "x-github-sender", "x-gitlab-project", "x-gitlab-project-id", "x-gerrit-messagetype",
    "x-bugzilla-reason", "x-bugzilla-url", "x-jira-fingerprint", "x-atlassian-token", "x-trac-project",
    "x-redmine-host", "x-redmine-project", "x-launchpad-message-rationale", "x-launchpad-notification-type",
    "x-debian-pr-message", "x-phabricator-sent-this-message", "x-rt-loop-prevention", "x-otrs-loop",
    "x-zendesk-from-account-id", "x-notifications", "x-facebook", "x-facebook-notify", "x-linkedin-class",
    "x-linkedin-template", "x-linkedin-fbl", "x-twitterimpressionid", "x-discourse-post-id", "x-discourse-topic-id",
    "x-google-appengine-app-id", "x-cron-env", "x-jenkins-job", "x-sentry-project", "x-svn-commit-project",
    "x-git-repo", "x-git-refname", "x-auto-generated", "x-meetup-messg-id",
)  # fmt: skip
_AUTO_REPLY_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply")
_LIST_PROGRAM = re.compile(r"\bowner-[\w.+-]+@|-(?:bounces?|owner|request)(?:[+=][^\s<>]*)?@", re.IGNORECASE)
_SPAM_YES = re.compile(r"\s*yes\b", re.IGNORECASE)
_SPAM_FOLDER = re.compile(
    r"\b(?:spam|junk|bulk mail|unerwünscht|indésirable|correo no deseado|indesiderata)\b", re.IGNORECASE
)

# Every field that `bulk_by_headers` looks at: a message with none of them is done with one look.
_TELLING = frozenset({
    *_LIST_FIELDS, *_NEWSLETTER_FIELDS, *_NOTIFICATION_FIELDS, *_AUTO_REPLY_FIELDS, "precedence", "auto-submitted",
    "list-id", "newsgroups", "x-failed-recipients", "x-auto-response-suppress", "feedback-id", "x-spam-flag",
    "x-spam-status", "x-gmail-labels",
})  # fmt: skip


def bulk_by_headers(headers: Mapping[str, str]) -> str:
    """Why a message with these fields is no personal mail, "" if nothing says so.

    headers: lower-case field name → value.
    """
    if _is_report(headers):
        return DELIVERY_REPORT
    if _TELLING.isdisjoint(headers):
        return MAILING_LIST if _is_from_list_program(headers) else ""
    precedence = headers.get("precedence", "").strip().lower()
    submitted = headers.get("auto-submitted", "no").strip().lower()
    if _is_auto_reply(headers, precedence, submitted):
        return AUTOMATIC_REPLY
    if _is_spam(headers):
        return SPAM
    if _any_of(_NOTIFICATION_FIELDS, headers) or not submitted.startswith("no"):
        return NOTIFICATION
    return _by_mailing(headers, precedence)


def _by_mailing(headers: Mapping[str, str], precedence: str) -> str:
    if precedence == "list" or _is_list(headers):
        return MAILING_LIST
    if _any_of(_NEWSLETTER_FIELDS, headers) or _has_feedback_loop(headers):
        return NEWSLETTER
    if "list-id" in headers or (precedence == "bulk" and _any_of(("x-loop", "errors-to"), headers)):
        return MAILING_LIST
    return _by_little(headers, precedence)


def _by_little(headers: Mapping[str, str], precedence: str) -> str:
    if "newsgroups" in headers:
        return NEWSGROUP
    if precedence in {"bulk", "junk"}:
        return BULK_MAILING
    suppressed = headers.get("x-auto-response-suppress", "").lower().split(",")
    if "all" in suppressed:
        return NOTIFICATION
    return MAILING_LIST if _is_from_list_program(headers) else ""


def _any_of(names: tuple[str, ...], headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in names)


def _is_report(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "")
    # A null return path is what RFC 5321 §4.5.5 demands of every kind of report.
    return (
        ("report" in kind.lower() and _REPORT.search(kind) is not None)
        or "x-failed-recipients" in headers
        or (headers.get("return-path", "").strip() == "<>" and "auto-submitted" not in headers)
    )


def _is_auto_reply(headers: Mapping[str, str], precedence: str, submitted: str) -> bool:
    return (
        submitted.startswith("auto-replied")
        or precedence in _AUTO_REPLY_PRECEDENCE
        or _any_of(_AUTO_REPLY_FIELDS, headers)
    )


def _is_spam(headers: Mapping[str, str]) -> bool:
    return (
        _SPAM_YES.match(headers.get("x-spam-flag", "")) is not None
        or _SPAM_YES.match(headers.get("x-spam-status", "")) is not None
        or _SPAM_FOLDER.search(headers.get("x-gmail-labels", "")) is not None
    )


def _is_list(headers: Mapping[str, str]) -> bool:
    """A list that people can write to; ``List-Post: NO`` is RFC 2369 for an announcement."""
    if headers.get("list-post", "").strip().upper().startswith("NO"):
        return False
    return _any_of(_LIST_FIELDS, headers)


def _is_from_list_program(headers: Mapping[str, str]) -> bool:
    """Whether bounces go to a list program: ``owner-list@``, ``list-bounces@``."""
    sender, path = headers.get("sender"), headers.get("return-path")
    return (sender is not None and _LIST_PROGRAM.search(sender) is not None) or (
        path is not None and _LIST_PROGRAM.search(path) is not None
    )


def _has_feedback_loop(headers: Mapping[str, str]) -> bool:
    """Senders of mailings report complaints under this field; Amazon puts it on everything that passes it."""
    loop = headers.get("feedback-id", "")
    return bool(loop) and "amazonses" not in loop.lower()


_CALENDAR_DOMAIN = re.compile(r"(?:resource|group|group\.v|import)\.calendar\.google\.com$")
_NOTIFYING_DOMAIN = re.compile(
    r"(?:^|\.)(?:facebookmail\.com|notifications?\.[\w.-]+|notify\.[\w.-]+|reply\.github\.com|bounces?\.[\w.-]+)$"
)
_MAILING_DOMAIN = re.compile(r"^(?:e?newsletters?|mailings?|campaigns?|marketing)\.")
_SEPARATED = r"(?:[-_.+=\d].*)?$"

_LOCAL_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (
            (
                r"no[-_.]?(?:t[-_.]?)?(?:reply|replies|respond|response|responder|responda|answer)(?:$|[^a-z])"
                r"|do[-_.]?not[-_.]?(?:reply|respond|answer)|dont[-_.]?reply|nicht[-_.]?antworten|keine?[-_.]?antwort"
                r"|ne[-_.]?pas[-_.]?repondre|n[aã]o[-_.]?respond|non[-_.]?rispondere|geen[-_.]?antwoord|svar[-_.]?ej"
                r"|nicht[-_.]?beantworten|^unattended|^unmonitored"
            ),
            NO_REPLY,
        ),
        (
            rf"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|bounces?|mdaemon){_SEPARATED}|[-_.+]bounces?$",
            DELIVERY_REPORT,
        ),
        (
            (
                r"^(?:listserv|majordomo|mailman|listmaster|sympa|ezmlm)(?:$|[-_.+])|^owner-"
                r"|-(?:request|owner|subscribe|unsubscribe|announce|listadmin)$"
            ),
            MAILING_LIST,
        ),
        (
            (
                r"^(?:e?-?news(?:letters?|flash|desk)?|the-?newsletter|mailings?|mailinglist|daily-?digest|digest|marketing|promo(?:s|tions?)?"
                rf"|offers?|deals?|campaigns?|announcements?|unsubscribe|e-?blast|specials?){_SEPARATED}|newsletter"
            ),
            NEWSLETTER,
        ),
        (
            (
                r"^(?:auto-?confirm|e?-?receipts?|orders?|order-?(?:update|confirm|status|info)[\w-]*|invoices?|e?-?billing|payments?"
                rf"|shipping|shipment[\w-]*|ship-confirm|checkout|rechnung(?:en)?|bestellung(?:en)?|facturation|facturas?|faktura){_SEPARATED}"
            ),
            RECEIPT,
        ),
        (
            (
                r"(?:^|[-_.+])(?:notif(?:y|ier|ications?)|alerts?|reminders?|autom(?:ated|ailer|ail)|auto-?mail(?:er)?)(?:$|[-_.+=\d])"
                r"|^(?:auto|system)(?:$|[-_.+\d])|^(?:account-?(?:update|security|info)|security-?alert|invitations|messages-|comments-)"
            ),
            NOTIFICATION,
        ),
        (
            (
                r"^(?:ro)?bots?(?:$|[-_.+\d])|[-_](?:ro)?bot$|\[bot\]"
                r"|^(?:root|cron|daemon|nobody|www-data|apache2?|nginx|httpd|jenkins|hudson|buildbot|travis|nagios|zabbix|icinga"
                r"|bugzilla|gitlab|jira|redmine|gerrit|sentry|dependabot|renovate|logwatch|munin|monit)(?:$|[-_+\d])|^(?:bugzilla|cvs|git|svn)-"
            ),
            BOT,
        ),
    )
)
_NAME_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"no[- ]?reply|do not reply", re.IGNORECASE), NO_REPLY),
    (re.compile(r"mail delivery (?:sub)?system|mailer-daemon|postmaster", re.IGNORECASE), DELIVERY_REPORT),
    (re.compile(r"\[bot\]|\bcron daemon\b", re.IGNORECASE), BOT),
    (re.compile(r"\bnewsletter\b", re.IGNORECASE), NEWSLETTER),
    (
        re.compile(r"\b(?:notifications?|alerts?)$|\bvia (?:RT|OTRS|LinkedIn|GitHub|GitLab|Jira)$", re.IGNORECASE),
        NOTIFICATION,
    ),
)


@functools.lru_cache(maxsize=8192)
def bulk_by_address(address: str, name: str = "") -> str:
    """Why nobody personal writes from this address, "" if nothing says so.

    address: an e-mail address, any case; name: the name that stood beside it. Also tells rooms and shared
    calendars among the attendees of a meeting.
    """
    local, _, domain = address.lower().rpartition("@")
    if domain and _CALENDAR_DOMAIN.search(domain):
        return CALENDAR
    for pattern, reason in _LOCAL_RULES:
        if pattern.search(local):
            return reason
    if domain and _NOTIFYING_DOMAIN.search(domain):
        return NOTIFICATION
    if domain and _MAILING_DOMAIN.search(domain):
        return NEWSLETTER
    return next((reason for pattern, reason in _NAME_RULES if name and pattern.search(name)), "")
