"""The start-up check of the roles: one that could become more makes row-level security void."""

from typing import Any

from django.db import connections

from pharos.common.enforcement import grants, role_names
from pharos.common.errors import DomainError
from pharos.common.tables import TABLES

_TABLE_RIGHTS = ("select", "insert", "update", "delete", "truncate", "references", "trigger")


class RolesRefused(DomainError):
    """The app role could do more than the file of grants says; Pharos does not start."""

    http_status = 503


def verify_roles(using: str = "default") -> None:
    """Raise RolesRefused when the app role is too strong or its grants differ (AUT-11)."""
    with connections[using].cursor() as cursor:
        problems = [
            *_strength_problems(cursor),
            *_grant_problems(cursor),
            *_function_problems(cursor),
        ]
    if problems:
        raise RolesRefused(
            "database_role_refused",
            "the app's database role: " + "; ".join(problems),
            reasons="; ".join(problems),
        )


def _strength_problems(cursor: Any) -> list[str]:
    problems = []
    cursor.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " from pg_roles where rolname = current_user"
    )
    words = ("superuser", "bypassrls", "createrole", "createdb", "replication")
    problems += [f"is {word}" for word, on in zip(words, cursor.fetchone(), strict=True) if on]
    cursor.execute(
        "select rolname from pg_roles where rolname <> current_user"
        " and pg_has_role(current_user, oid, 'MEMBER') order by 1"
    )
    problems += [f"may become {row[0]}" for row in cursor.fetchall()]
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relowner = (select oid from pg_roles where rolname = current_user) order by 1"
    )
    problems += [f"owns {row[0]}" for row in cursor.fetchall()]
    cursor.execute("select has_schema_privilege('public', 'CREATE')")
    problems += ["may create in schema public"] if cursor.fetchone()[0] else []
    return problems


def _grant_problems(cursor: Any) -> list[str]:
    """Differences between the tables' real grants, to roles and to everybody, and the file."""
    names = role_names()
    wanted = {
        (line.object, names[line.role], verb)
        for line in grants()
        if not line.function
        for verb in line.verbs
    }
    cursor.execute(
        """
        select c.relname, coalesce(r.rolname, 'public'), lower(a.privilege_type)
          from pg_class c, lateral aclexplode(c.relacl) a
          left join pg_roles r on r.oid = a.grantee
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
           and a.grantee <> c.relowner
        """
    )
    real = {(row[0], row[1], row[2]) for row in cursor.fetchall() if row[2] in _TABLE_RIGHTS}
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p')"
    )
    present = {row[0] for row in cursor.fetchall()}
    cursor.execute("select rolname from pg_roles where rolname = any(%s)", [list(names.values())])
    known = {row[0] for row in cursor.fetchall()}
    wanted = {(t, role, verb) for t, role, verb in wanted if t in present and role in known}
    problems = [f"{role} lacks {verb} on {table}" for table, role, verb in wanted - real]
    problems += [f"{role} has {verb} on {table}" for table, role, verb in real - wanted]
    unforced = _not_forced(cursor)
    return sorted(problems) + [f"{table} is not under row-level security" for table in unforced]


def _function_problems(cursor: Any) -> list[str]:
    """Functions that work with the owner's power and are not in the file, or can be led astray."""
    allowed = {line.function for line in grants() if line.function and line.role == "app"}
    cursor.execute(
        """
        select proname, has_function_privilege(oid, 'execute'),
               coalesce(array_to_string(proconfig, ' '), '') like '%search_path=%'
          from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1
        """
    )
    problems = []
    for name, may_execute, is_pinned in cursor.fetchall():
        if may_execute and name not in allowed:
            problems.append(f"may execute {name}")
        if not is_pinned:
            problems.append(f"{name} has no search_path of its own")
    return problems


def _not_forced(cursor: Any) -> list[str]:
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)"
    )
    bare = {row[0] for row in cursor.fetchall()}
    return sorted(t for t in bare if t in TABLES and TABLES[t].kind != "platform")
