"""The register of bodies: who they are, who acts for them, who signs.

An entry and what belongs to it (kinds, names, relations) is kept by the registry office, the
`keeper`; memberships, mandates and signatories belong to the organisation itself.
"""

from django.db import models
from django.db.models import F, Q

from pharos.accounts.models import Person
from pharos.common.ids import unguessable, uuid7
from pharos.organisations import rules


class Organisation(models.Model):
    """An entry of the register. Rows never go, so a slug is never used again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    slug = models.TextField(unique=True)
    name = models.JSONField()
    nation = models.CharField(max_length=2, null=True)
    legal_form = models.TextField(default="", blank=True)
    legal_ids = models.JSONField(default=dict)
    fictitious = models.BooleanField(default=False)
    register_note = models.TextField(default="", blank=True)
    state = models.TextField(choices=rules.STATES)
    held_for = models.TextField(default="", blank=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisations_organisation"
        indexes = [models.Index(fields=["nation", "slug"], name="organisations_by_nation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=rules.SLUG_PATTERN), name="organisations_slug_form"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state for state, _ in rules.STATES]),
                name="organisations_state_known",
            ),
            models.CheckConstraint(
                condition=Q(nation__isnull=True) | Q(nation__regex="^[A-Z]{2}$"),
                name="organisations_nation_form",
            ),
            # Whoever entered a name that looks like another may not let it pass as well.
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(reviewed_by=F("created_by")),
                name="organisations_review_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class OrganisationKind(models.Model):
    """What an organisation is, from a day to a day; it can be several things at once.

    Without `from_day` it has been so since before the register began.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="kind_entries"
    )
    kind = models.TextField()
    from_day = models.DateField(null=True)
    until_day = models.DateField(null=True)

    class Meta:
        db_table = "organisations_kind"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "from_day"],
                nulls_distinct=False,
                name="organisations_kind_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(until_day__isnull=True),
                name="organisations_kind_one_open",
            ),
            models.CheckConstraint(
                condition=Q(from_day__isnull=True)
                | Q(until_day__isnull=True)
                | Q(until_day__gt=F("from_day")),
                name="organisations_kind_term",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class OrganisationName(models.Model):
    """A name in one language, from a day to a day; old names stay findable.

    `skeleton` is equal for names that a reader may take for each other (UNI-01).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="name_entries"
    )
    language = models.CharField(max_length=2)
    text = models.TextField()
    skeleton = models.TextField()
    from_day = models.DateField(null=True)
    until_day = models.DateField(null=True)

    class Meta:
        db_table = "organisations_name"
        indexes = [models.Index(fields=["skeleton"], name="organisations_by_skeleton")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language"],
                condition=Q(until_day__isnull=True),
                name="organisations_name_one_open",
            ),
            models.CheckConstraint(
                condition=Q(from_day__isnull=True)
                | Q(until_day__isnull=True)
                | Q(until_day__gt=F("from_day")),
                name="organisations_name_term",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="organisations_name_given"),
        ]

    def __str__(self) -> str:
        return self.text


class Relation(models.Model):
    """How one organisation stands to another: branch of, merged into, owned by, under."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="relations"
    )
    kind = models.TextField(choices=rules.RELATION_KINDS)
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations_from")
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        db_table = "organisations_relation"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "other", "from_day"],
                name="organisations_relation_once",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("other")), name="organisations_relation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in rules.RELATION_KINDS]),
                name="organisations_relation_known",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gt=F("from_day")),
                name="organisations_relation_term",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Membership(models.Model):
    """A person's role in an organisation, from an instant to an instant.

    `appointed_in` is the organisation in which the appointment was made: the organisation
    itself, or the registry office for the first people of a new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.TextField(choices=rules.ROLES)
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True)
    appointed_by = models.UUIDField(null=True)
    appointed_in = models.UUIDField()
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(null=True)

    class Meta:
        db_table = "organisations_membership"
        indexes = [models.Index(fields=["person", "organisation"], name="organisations_roles_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                condition=Q(active_until__isnull=True),
                name="organisations_membership_one_open",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _ in rules.ROLES]),
                name="organisations_membership_role",
            ),
            # Nobody gives a role to oneself (AUT-04).
            models.CheckConstraint(
                condition=Q(appointed_by__isnull=True) | ~Q(appointed_by=F("person")),
                name="organisations_membership_by_another",
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(active_until__gte=F("active_from")),
                name="organisations_membership_term",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Invitation(models.Model):
    """Somebody is asked to take a role; the link of the mail accepts it, once.

    Who it is becomes known when it is accepted: the address may be somebody's already.
    `invited_in` is the registry office where it invited the first people of a new body, else
    empty.
    """

    # Random, since the link carries it and the door finds the row by it before any sign-in.
    id = models.UUIDField(primary_key=True, default=unguessable)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.TextField()
    email_folded = models.TextField()
    name = models.TextField()
    language = models.CharField(max_length=2)
    role = models.TextField(choices=rules.ROLES)
    token_hash = models.BinaryField()
    invited_by = models.UUIDField()
    invited_in = models.UUIDField(null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisations_invitation"
        indexes = [models.Index(fields=["organisation", "expires_at"], name="organisations_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _ in rules.ROLES]),
                name="organisations_invitation_role",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="organisations_invitation_term"
            ),
            # Nobody gives a role to oneself, by mail either (AUT-04).
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("invited_by")),
                name="organisations_invitation_to_another",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Switch(models.Model):
    """A feature that the register's operator turned off (or on again) for an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="switches"
    )
    feature = models.TextField(choices=rules.FEATURES)
    is_on = models.BooleanField()
    set_by = models.UUIDField()
    set_at = models.DateTimeField()

    class Meta:
        db_table = "organisations_switch"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "feature"], name="organisations_switch_once"
            ),
            models.CheckConstraint(
                condition=Q(feature__in=[feature for feature, _ in rules.FEATURES]),
                name="organisations_switch_known",
            ),
        ]

    def __str__(self) -> str:
        return self.feature


class Mandate(models.Model):
    """A provider's act that lets the register sign in its name; two people make it.

    An approval binds to `content_hash`; a revocation ends it at once and for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates"
    )
    act = models.TextField()
    act_day = models.DateField()
    first_day = models.DateField()
    until_day = models.DateField(null=True)
    content_hash = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(null=True)

    class Meta:
        db_table = "organisations_mandate"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="organisations_mandate_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="organisations_mandate_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    revoked_by__isnull=True, revoked_at__isnull=True, revoked_reason__isnull=True
                )
                | Q(
                    revoked_by__isnull=False,
                    revoked_at__isnull=False,
                    revoked_reason__isnull=False,
                ),
                name="organisations_mandate_revocation_whole",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gt=F("first_day")),
                name="organisations_mandate_term",
            ),
        ]

    def __str__(self) -> str:
        return self.act


class Signatory(models.Model):
    """Whose name and office stand on certificates of an organisation, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="signatories"
    )
    name = models.JSONField()
    office = models.JSONField()
    first_day = models.DateField()
    until_day = models.DateField(null=True)
    named_by = models.UUIDField()
    named_at = models.DateTimeField()

    class Meta:
        db_table = "organisations_signatory"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gt=F("first_day")),
                name="organisations_signatory_term",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


# The tables about records: Django finds models by this module.
from pharos.organisations.records.models import Custody, Enquiry  # noqa: E402

__all__ = [
    "Custody",
    "Enquiry",
    "Invitation",
    "Mandate",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationName",
    "Relation",
    "Signatory",
    "Switch",
]
