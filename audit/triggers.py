"""The locks on the audit tables: entries can be added at the end of a chain, and nothing else can happen to them.

A database owner can take triggers off; then the chain and the copies kept elsewhere tell. `verify_audit` asserts
that every lock is in place and says what it should. The end of a chain is moved by a trigger, not by the program,
so a lost trigger makes the next entry fail instead of passing unnoticed.
"""

from django.db import connections

from audit.chain import GENESIS, TAG

# Refusing an existing rowid as well: INSERT OR REPLACE would otherwise delete the old row without asking anybody.
SQLITE = {
    "audit_entry_add": """CREATE TRIGGER audit_entry_add BEFORE INSERT ON audit_entry BEGIN
  SELECT RAISE(ABORT, 'audit: the entry exists')
    WHERE EXISTS (SELECT 1 FROM audit_entry WHERE rowid = NEW.rowid OR (chain = NEW.chain AND seq = NEW.seq));
  SELECT RAISE(ABORT, 'audit: the entry does not follow the end of its chain')
    WHERE NOT EXISTS (
      SELECT 1 FROM audit_head WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.prev);
END""",
    "audit_entry_added": """CREATE TRIGGER audit_entry_added AFTER INSERT ON audit_entry BEGIN
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
END""",
    "audit_entry_keep": """CREATE TRIGGER audit_entry_keep BEFORE UPDATE ON audit_entry BEGIN
  SELECT RAISE(ABORT, 'audit: entries are never changed');
END""",
    "audit_entry_stay": """CREATE TRIGGER audit_entry_stay BEFORE DELETE ON audit_entry BEGIN
  SELECT RAISE(ABORT, 'audit: entries are never deleted');
END""",
    "audit_head_start": """CREATE TRIGGER audit_head_start BEFORE INSERT ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: a chain starts empty, and once')
    WHERE NEW.seq <> 0 OR NEW.hash <> '<genesis>' OR (
      EXISTS (SELECT 1 FROM audit_entry WHERE chain = NEW.chain)
      AND NOT EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain));
END""",
    "audit_head_move": """CREATE TRIGGER audit_head_move BEFORE UPDATE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: the end of a chain moves by one entry')
    WHERE NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
      SELECT 1 FROM audit_entry WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash);
END""",
    "audit_head_stay": """CREATE TRIGGER audit_head_stay BEFORE DELETE ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit: chains are never deleted');
END""",
    "audit_content_keep": """CREATE TRIGGER audit_content_keep BEFORE UPDATE ON audit_content BEGIN
  SELECT RAISE(ABORT, 'audit: content is erased or kept, never changed');
END""",
}

# Function bodies. Errors are of class 23, so Django reports an IntegrityError on both databases.
POSTGRES = {
    "audit_refuse": """
BEGIN
  RAISE EXCEPTION 'audit: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
""",
    "audit_entry_add": r"""
DECLARE
  tail audit_head%ROWTYPE;
BEGIN
  SELECT * INTO tail FROM audit_head WHERE chain = NEW.chain FOR UPDATE;
  IF NOT FOUND OR NEW.seq <> tail.seq + 1 OR NEW.prev <> tail.hash THEN
    RAISE EXCEPTION 'audit: the entry does not follow the end of its chain'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.hash <> encode(sha256(convert_to(concat_ws(E'\n', '<tag>', NEW.prev, NEW.chain, NEW.seq::text,
      NEW.content_commit, NEW.body), 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'audit: the seal is wrong' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
""",
    "audit_entry_added": """
BEGIN
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NULL;
END
""",
    "audit_head_start": """
BEGIN
  -- Where the chain has its end, another writer was faster and the primary key decides. One expression, one snapshot:
  -- asked one after the other, the two could disagree.
  IF NEW.seq <> 0 OR NEW.hash <> '<genesis>' OR (
      EXISTS (SELECT 1 FROM audit_entry WHERE chain = NEW.chain)
      AND NOT EXISTS (SELECT 1 FROM audit_head WHERE chain = NEW.chain)) THEN
    RAISE EXCEPTION 'audit: a chain starts empty, and once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
""",
    "audit_head_move": """
BEGIN
  IF NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
      SELECT 1 FROM audit_entry WHERE chain = NEW.chain AND seq = NEW.seq AND hash = NEW.hash) THEN
    RAISE EXCEPTION 'audit: the end of a chain moves by one entry'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
""",
}
# name of the trigger: (table, moment, function)
POSTGRES_TRIGGERS = {
    "audit_entry_add": ("audit_entry", "BEFORE INSERT ON audit_entry FOR EACH ROW", "audit_entry_add"),
    "audit_entry_added": ("audit_entry", "AFTER INSERT ON audit_entry FOR EACH ROW", "audit_entry_added"),
    "audit_entry_keep": ("audit_entry", "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW", "audit_refuse"),
    "audit_entry_stay": ("audit_entry", "BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT", "audit_refuse"),
    "audit_head_start": ("audit_head", "BEFORE INSERT ON audit_head FOR EACH ROW", "audit_head_start"),
    "audit_head_move": ("audit_head", "BEFORE UPDATE ON audit_head FOR EACH ROW", "audit_head_move"),
    "audit_head_keep": ("audit_head", "BEFORE DELETE ON audit_head FOR EACH ROW", "audit_refuse"),
    "audit_head_stay": ("audit_head", "BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT", "audit_refuse"),
    "audit_content_keep": ("audit_content", "BEFORE UPDATE ON audit_content FOR EACH ROW", "audit_refuse"),
}
for statements in (SQLITE, POSTGRES):
    for name, statement in statements.items():
        statements[name] = statement.replace("<genesis>", GENESIS).replace("<tag>", TAG)
TABLES = {"audit_entry", "audit_head", "audit_content"}


def ensure(using: str = "default") -> None:
    """Put every lock in place, replacing what stands there."""
    connection = connections[using]
    if not TABLES.issubset(connection.introspection.table_names()):
        return  # migrated backwards: there is nothing to lock
    remove(using)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in SQLITE.values():
                cursor.execute(statement)
            return
        for name, source in POSTGRES.items():
            # The end of a chain moves with the owner's rights: the program's own role needs none to change it.
            rights = "SECURITY DEFINER SET search_path FROM CURRENT" if name == "audit_entry_added" else ""
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {rights} AS $body${source}$body$"
            )
        for name, (_table, moment, function) in POSTGRES_TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION {function}()")


def remove(using: str = "default") -> None:
    """Only for emptying a test or demonstration database: see the flush command."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name, (table, _moment, _function) in POSTGRES_TRIGGERS.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def missing(using: str = "default") -> list[str]:
    """The locks that are absent, switched off, or no longer say what they should."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return [name for name, statement in SQLITE.items() if found.get(name) != statement]
        cursor.execute(
            "SELECT t.tgname, c.relname, p.proname, p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
        stand = {name: (table, function, source) for name, table, function, source in cursor.fetchall()}
    return [
        name
        for name, (table, _moment, function) in POSTGRES_TRIGGERS.items()
        if stand.get(name) != (table, function, POSTGRES[function])
    ]
