"""People who act, how they sign in, and the machines that act for an organisation."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from pharos.common.ids import unguessable, uuid7


class Person(models.Model):
    """Somebody who acts in one or more organisations. Learners are kept by their provider."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.TextField()
    latin_name = models.TextField(default="", blank=True)
    email = models.TextField()
    # Addresses that differ by case or by compatibility letters only are one address.
    email_folded = models.TextField(unique=True)
    language = models.CharField(max_length=2, default="en")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_person"
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=["en", "hy", "ka"]), name="accounts_person_language"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="accounts_person_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Login(AbstractBaseUser):
    """The way in of a person, under the person's id: one a person, and none without one.

    `password` holds no password, there is none: it is a random mark in every session's seal, so
    that a new one ends all sessions. `email` is the folded address, by which the sign-in finds
    the row before anybody is known; whom mail goes to and in which language, the person tells.
    """

    id = models.UUIDField(primary_key=True)
    email = models.TextField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "accounts_login"

    def __str__(self) -> str:
        return self.email


class SigninLink(models.Model):
    """A link that signs one person in, once and for a short time; in demonstrations only."""

    # Random, since the link carries it and the door finds the row by it before any sign-in.
    id = models.UUIDField(primary_key=True, default=unguessable)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signin_links")
    token_hash = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_signin_link"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="accounts_link_expires"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ApiClient(models.Model):
    """A machine that acts for an organisation under a person who answers for it.

    Its token is shown once; the row keeps a keyed hash. A rotated token lives on beside the
    new one until `previous_until`, so that nothing stands still while it is replaced.
    """

    # Random, since the token carries it and the door finds the row by it before any login.
    id = models.UUIDField(primary_key=True, default=unguessable)
    organisation_id = models.UUIDField()
    name = models.TextField()
    sponsor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clients")
    scopes = models.JSONField()
    token_hash = models.BinaryField()
    previous_hash = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "accounts_api_client"
        indexes = [models.Index(fields=["organisation_id", "sponsor"], name="accounts_client_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="accounts_client_expires"
            ),
            models.CheckConstraint(
                condition=Q(previous_hash__isnull=True, previous_until__isnull=True)
                | Q(previous_hash__isnull=False, previous_until__isnull=False),
                name="accounts_client_previous_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_reason=""),
                name="accounts_client_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClientUse(models.Model):
    """When a client was last seen; apart from the client, so that use makes no events."""

    client = models.OneToOneField(ApiClient, on_delete=models.PROTECT, primary_key=True)
    organisation_id = models.UUIDField()
    last_used_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_client_use"

    def __str__(self) -> str:
        return f"{self.client_id} {self.last_used_at:%Y-%m-%d}"


class PersonToken(models.Model):
    """A member's own way to act by program in one organisation, until sign-in or instead of it.

    It carries no right by itself: what its holder may do is looked up at every request, so that
    a role that ends takes the token's power along in the same transaction (AUT-05).
    """

    # Random, since the token carries it and the door finds the row by it before any login.
    id = models.UUIDField(primary_key=True, default=unguessable)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    organisation_id = models.UUIDField()
    name = models.TextField()
    token_hash = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_person_token"
        indexes = [models.Index(fields=["person"], name="accounts_token_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="accounts_token_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.name
