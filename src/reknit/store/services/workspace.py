"""The workspace, its user and the ego."""

import datetime as dt
import hashlib
import os
import secrets
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction

from reknit.errors import InvalidValueError
from reknit.store import bulk, clock
from reknit.store.audit import Act
from reknit.store.models import LoginToken, Person, User, Workspace
from reknit.store.policy import Actor, get

LOGIN_TOKEN_HOURS = 24


def local_actor() -> Actor:
    """The one user of this computer, with their workspace and the ego, made on first use."""
    user = User.objects.order_by("id").first() or _make_local_user()
    return Actor(user_id=user.pk, workspace_id=user.workspace_id)


def _make_local_user() -> User:
    try:
        with transaction.atomic():
            now = clock.now()
            workspace = Workspace.objects.create(
                name="My network", zone=system_zone(), region=system_region(), created_at=now
            )
            user = User(name="me", workspace=workspace)
            user.set_unusable_password()
            user.save()
            Person.objects.create(workspace=workspace, ego=True, kept=True, created_at=now)
            return user
    except IntegrityError:  # another process was first
        return User.objects.get(name="me")


def system_zone() -> str:
    """IANA name of this computer's time zone, ``UTC`` when it does not say."""
    candidates = [os.environ.get("TZ", "").lstrip(":")]
    local = Path("/etc/localtime")
    if local.is_symlink():
        candidates.append("/".join(local.readlink().parts).rpartition("zoneinfo/")[2])
    return next((zone for zone in candidates if zone in available_timezones()), "UTC")


def system_region() -> str:
    """ISO 3166 region of this computer's locale (``de_AT.UTF-8`` → ``AT``), "" when it does not say."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LANG"):
        region = os.environ.get(name, "").partition(".")[0].partition("_")[2].partition("@")[0]
        if len(region) == 2 and region.isalpha():
            return region.upper()
    return ""


def workspace(actor: Actor) -> Workspace:
    """The actor's workspace row."""
    return Workspace.objects.get(pk=actor.workspace_id)


def zone_of(actor: Actor) -> ZoneInfo:
    """The user's time zone; asked for by every page several times."""
    return ZoneInfo(bulk.fetch("SELECT zone FROM store_workspace WHERE id = %s", [actor.workspace_id])[0][0])


def today(actor: Actor) -> dt.date:
    """This day where the user is."""
    return clock.today(zone_of(actor))


def edit_workspace(actor: Actor, *, zone: str, region: str, week_minutes: int, keep_subjects: bool) -> Workspace:
    """Change the settings of the workspace. Raises `InvalidValueError` naming the field."""
    if zone not in available_timezones():
        raise InvalidValueError(f"“{zone}” is not a time zone. Take one such as Europe/Berlin.", field="zone")
    if region and not (len(region) == 2 and region.isalpha()):
        raise InvalidValueError("A region is two letters, such as DE or US.", field="region")
    if not 5 <= week_minutes <= 2400:
        raise InvalidValueError("Between 5 and 2400 minutes a week.", field="week_minutes")
    row = workspace(actor)
    with Act(actor, "settings.edit", label="Settings") as act:
        act.update(row, zone=zone, region=region.upper(), week_minutes=week_minutes, keep_subjects=keep_subjects)
    return row


def ego(actor: Actor) -> Person:
    """The user as a person."""
    return Person.objects.get(workspace_id=actor.workspace_id, ego=True)


def make_login_token(actor: Actor) -> str:
    """A fresh token for one sign-in. Only its digest is stored; older unused ones are void."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        LoginToken.objects.filter(user_id=actor.user_id).delete()
        LoginToken.objects.create(user_id=actor.user_id, digest=_digest(token), made_at=clock.now())
    return token


def redeem_login_token(token: str) -> User | None:
    """The user a token was made for, once; None for an unknown, used or old one."""
    oldest = clock.now() - dt.timedelta(hours=LOGIN_TOKEN_HOURS)
    with transaction.atomic():
        row = LoginToken.objects.filter(digest=_digest(token), made_at__gte=oldest).first()
        if row is None:
            return None
        user = row.user
        row.delete()
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(user: User) -> Actor:
    """The actor a signed-in user is."""
    return Actor(user_id=user.pk, workspace_id=user.workspace_id)


def reporting_line(actor: Actor, person_id: int, reporting: str) -> None:
    """Place a person in the user's reporting line: ``above``, ``below`` or ``""``."""
    if reporting not in Person.Reporting.values:
        raise InvalidValueError("Choose above, below or none.", field="reporting")
    person = get(actor, Person, person_id)
    with Act(actor, "person.reporting", label=person.name, subject_id=person.pk) as act:
        act.update(person, reporting=reporting, kept=True)
