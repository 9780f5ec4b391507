from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Workspace(models.Model):
    """The tenant: every row of every other table belongs to one.

    zone: IANA name; decides which calendar day an instant falls on.
    region: ISO 3166, for phone numbers written without a country code; "" when unknown.
    column_mappings: tables whose columns the user assigned, each ``{"header": [...], "mapping": {column: field}}``.
    outlook: what was learnt from the user's own past (`services.outlooks`); empty until then.
    """

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    region = models.CharField(max_length=2, default="", blank=True)
    week_minutes = models.PositiveSmallIntegerField(default=60)
    keep_subjects = models.BooleanField(default=True)
    column_mappings = models.JSONField(default=list, blank=True)
    outlook = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()


class User(AbstractBaseUser):
    """Somebody who signs in. On one's own computer there is exactly one, without a password."""

    name = models.CharField(max_length=150, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "name"

    objects = BaseUserManager()


class LoginToken(models.Model):
    """A token printed by `reknit up`, good for one sign-in; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
