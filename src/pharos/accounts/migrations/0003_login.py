import django.db.models.deletion
import pharos.common.ids
from django.db import migrations, models

# Everybody who was entered before can sign in from now on; a mark that is no password. The owner
# sees persons only while their rows are not kept from it, and the checks that wait for the end of
# the transaction are made at once, since tables with checks that wait cannot be changed further.
_LOGINS = """
    alter table accounts_person no force row level security;
    insert into accounts_login (id, email, is_active, password, last_login)
    select id, email_folded, true, '!' || replace(gen_random_uuid()::text, '-', ''), null
      from accounts_person;
    set constraints all immediate;
    set constraints all deferred;
    alter table accounts_person force row level security
"""
_BELONGS = """
    alter table accounts_login add constraint accounts_login_of_person
      foreign key (id) references accounts_person (id) deferrable initially deferred
"""
# What `django.core.cache.backends.db` expects: limits of sign-in, for all processes alike.
_CACHE = """
    create table accounts_cache (
      cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
    create index accounts_cache_expires on accounts_cache (expires)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_person_token")]
    # the sign-in library's tables point at the login
    run_before = [
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Login",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("email", models.TextField(unique=True)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={"db_table": "accounts_login"},
        ),
        migrations.CreateModel(
            name="SigninLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.unguessable, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signin_links",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_signin_link",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="accounts_link_expires",
                    )
                ],
            },
        ),
        migrations.RunSQL(_BELONGS, migrations.RunSQL.noop),
        migrations.RunSQL(_LOGINS, migrations.RunSQL.noop),
        migrations.RunSQL(_CACHE, "drop table accounts_cache"),
    ]
