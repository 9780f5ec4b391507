"""The full-text index over people, kept by the database itself whenever a cached column changes."""

from django.db import migrations

COLUMNS = ("name", "organisation_name", "title", "search_text")

_NAMES = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{c}" for c in COLUMNS)
_OLD = ", ".join(f"old.{c}" for c in COLUMNS)

SQLITE = [
    f"CREATE VIRTUAL TABLE store_person_search USING fts5({_NAMES}, content='store_person', content_rowid='id',"
    " tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    f"INSERT INTO store_person_search(rowid, {_NAMES}) SELECT id, {_NAMES} FROM store_person",
    f"CREATE TRIGGER store_person_search_add AFTER INSERT ON store_person BEGIN"
    f" INSERT INTO store_person_search(rowid, {_NAMES}) VALUES (new.id, {_NEW}); END",
    f"CREATE TRIGGER store_person_search_remove AFTER DELETE ON store_person BEGIN"
    f" INSERT INTO store_person_search(store_person_search, rowid, {_NAMES}) VALUES ('delete', old.id, {_OLD}); END",
    f"CREATE TRIGGER store_person_search_change AFTER UPDATE OF {_NAMES} ON store_person BEGIN"
    f" INSERT INTO store_person_search(store_person_search, rowid, {_NAMES}) VALUES ('delete', old.id, {_OLD});"
    f" INSERT INTO store_person_search(rowid, {_NAMES}) VALUES (new.id, {_NEW}); END",
]


def _words(column, weight):
    # Split at every sign, as FTS5 does: PostgreSQL's own parser keeps an address in one piece.
    return f"setweight(to_tsvector('simple', regexp_replace({column}, '[^[:alnum:]]+', ' ', 'g')), '{weight}')"


POSTGRES = [
    "ALTER TABLE store_person ADD COLUMN search_vector tsvector GENERATED ALWAYS AS ("
    + " || ".join(_words(column, weight) for column, weight in zip(COLUMNS, "ABCD"))
    + ") STORED",
    "CREATE INDEX store_person_search ON store_person USING gin (search_vector)",
]


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
