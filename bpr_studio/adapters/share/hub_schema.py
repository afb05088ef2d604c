"""What a PostgreSQL hub consists of: one table of files, who may read and write which scope.

Files are never changed: nobody is granted UPDATE or DELETE, and row-level security shows a person
only the rows of the scopes in `bpr.access`. The folder of requests, the two chains and the site
itself ("" as scope) are read by everybody, as on a shared folder.
"""

from __future__ import annotations

from typing import Final

CHANNEL: Final = "bpr_file"
"""What a PC listens to; told after each file."""
GROUP: Final = "bpr_user"
"""Role that everybody who exchanges is a member of."""
EVERYTHING: Final = "*"
"""Scope in `bpr.access` of those who read and write everything: the DX office."""

STATEMENTS: Final = (
    "CREATE SCHEMA IF NOT EXISTS bpr",
    """
    CREATE TABLE IF NOT EXISTS bpr.file (
        name text COLLATE "C" PRIMARY KEY,
        scope text NOT NULL GENERATED ALWAYS AS (
            CASE WHEN name ~ '^[skr]/' THEN split_part(name, '/', 2) ELSE '' END
        ) STORED,
        data bytea NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        placed_by text NOT NULL DEFAULT session_user
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS bpr.access (
        person text NOT NULL,
        scope text NOT NULL,
        may_write boolean NOT NULL DEFAULT true,
        PRIMARY KEY (person, scope)
    )
    """,
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{GROUP}') THEN
            CREATE ROLE {GROUP} NOLOGIN;
        END IF;
    END $$
    """,
    f"GRANT USAGE ON SCHEMA bpr TO {GROUP}",
    f"GRANT SELECT ON bpr.access TO {GROUP}",
    f"GRANT SELECT, INSERT (name, data) ON bpr.file TO {GROUP}",
    "ALTER TABLE bpr.file ENABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS reading ON bpr.file",
    """
    CREATE POLICY reading ON bpr.file FOR SELECT USING (
        scope IN ('', 'org', 'lib') OR EXISTS (
            SELECT FROM bpr.access AS a
            WHERE a.person = session_user AND a.scope IN (file.scope, '*')
        )
    )
    """,
    "DROP POLICY IF EXISTS writing ON bpr.file",
    """
    CREATE POLICY writing ON bpr.file FOR INSERT WITH CHECK (
        name LIKE 'e/%' OR EXISTS (
            SELECT FROM bpr.access AS a
            WHERE a.person = session_user AND a.may_write
            AND (a.scope = '*' OR (a.scope = file.scope AND name LIKE 's/%'))
        )
    )
    """,
    f"""
    CREATE OR REPLACE FUNCTION bpr.tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('{CHANNEL}', '');
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER tell AFTER INSERT ON bpr.file
    FOR EACH STATEMENT EXECUTE FUNCTION bpr.tell()
    """,
)
"""In this order, each harmless when it was done before; run by whoever administers the server."""
