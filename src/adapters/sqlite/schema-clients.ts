/**
 * Schema step of what programs do: the audit, which the file itself keeps append-only; orders that programs placed, by the id they gave;
 * datasets of the home folder.
 */
export const CLIENTS_STEP = `
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    caller TEXT NOT NULL,
    client TEXT,
    tool TEXT NOT NULL,
    effect TEXT NOT NULL,
    arguments_hash TEXT NOT NULL,
    arguments TEXT NOT NULL,
    mode TEXT,
    outcome TEXT NOT NULL,
    detail TEXT
  );
  CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE TABLE placement (
    client_order_id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    preview TEXT NOT NULL UNIQUE,
    at REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE dataset (
    name TEXT PRIMARY KEY,
    loaded_at REAL NOT NULL,
    info TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
  );`
