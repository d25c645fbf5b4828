"""Guards in the database: what was appended is never changed or deleted, by whomever.

The same for SQLite and PostgreSQL; each is tried with raw SQL in the tests.
"""

from typing import Any

APPENDED = ("cases_event", "registry_statement", "treasury_entry", "treasury_leg")
"""Tables that only grow."""


def up(apps: Any, editor: Any) -> None:
    """Put the guards in place."""
    for statement in _statements(editor.connection.vendor):
        editor.execute(statement, params=None)  # a % in a trigger is no placeholder


def down(apps: Any, editor: Any) -> None:
    """Take them away, for a migration that must."""
    for table in APPENDED:
        for action in ("update", "delete"):
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on}")


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION gaoxin_appended() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'appended rows stay: %', TG_TABLE_NAME; END $$"
        )
        return [
            function,
            *(
                f"CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION gaoxin_appended()"
                for table in APPENDED
                for action in ("update", "delete", "truncate")
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'appended rows stay: {table}'); END"
        for table in APPENDED
        for action in ("update", "delete")
    ]
