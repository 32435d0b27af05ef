"""Keys for documents and seals beside those for credentials; blocked keys; messages to sign."""

from django.db import migrations, models
from django.db.models import Q

# Messages may tell of a person; nobody comes back for one after an hour.
FORGET = """
create function registry_forget_messages(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    update registry_signing_intent set digests = '', emptied_at = now()
     where kind = 'documents' and emptied_at is null
       and created_at < least(before, now() - interval '10 minutes') returning 1
  )
  select count(*) from gone
$$;
"""

_STATES = ["active", "blocked", "compromised", "proposed", "retired"]
_KINDS = {
    "credentials": "z6Mk", "documents": "zDn", "log": "z6Mk", "root": "zDn", "seal": "zDn",
}  # fmt: skip


def _purposes() -> Q:
    fits = Q()
    for purpose, prefix in _KINDS.items():
        fits |= Q(purpose=purpose, public__startswith=prefix)
    return fits


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_lift_by_two")]

    operations = [
        migrations.AddField("issuerkey", "blocked_by", models.UUIDField(null=True)),
        migrations.AddField("issuerkey", "blocked_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("issuerkey", "registry_key_state"),
        migrations.AddConstraint(
            "issuerkey",
            models.CheckConstraint(condition=Q(state__in=_STATES), name="registry_key_state"),
        ),
        migrations.RemoveConstraint("issuerkey", "registry_key_purpose"),
        migrations.AddConstraint(
            "issuerkey",
            models.CheckConstraint(condition=_purposes(), name="registry_key_purpose"),
        ),
        migrations.AddConstraint(
            "issuerkey",
            models.CheckConstraint(
                condition=Q(state="blocked", blocked_at__isnull=False, blocked_by__isnull=False)
                | (~Q(state="blocked") & Q(blocked_at=None, blocked_by=None)),
                name="registry_key_blocked_at",
            ),
        ),
        migrations.RemoveConstraint("signingintent", "registry_intent_kind"),
        migrations.AddConstraint(
            "signingintent",
            models.CheckConstraint(
                condition=Q(kind__in=["credentials", "documents", "status_list"]),
                name="registry_intent_kind",
            ),
        ),
        migrations.AddIndex(
            "signingintent",
            models.Index(
                fields=["created_at"],
                condition=Q(kind="documents", emptied_at=None),
                name="registry_intent_messages",
            ),
        ),
        migrations.RunSQL(FORGET, "drop function registry_forget_messages(timestamptz)"),
    ]
