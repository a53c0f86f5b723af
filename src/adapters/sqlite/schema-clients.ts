/**
 * Schema step of what programs do: the audit, which the file itself keeps append-only; orders that programs placed, by the id they gave;
 * datasets of the home folder. Triggers of inserts are there for REPLACE, which takes a row away without asking those of deletes.
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
  CREATE TRIGGER audit_adds BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE TABLE placement (
    account TEXT NOT NULL,
    client_order_id TEXT NOT NULL,
    preview TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    client TEXT,
    PRIMARY KEY (account, client_order_id)
  ) WITHOUT ROWID;
  CREATE TRIGGER placement_stands BEFORE UPDATE ON placement BEGIN SELECT RAISE(ABORT, 'a placement is never changed'); END;
  CREATE TRIGGER placement_stays BEFORE DELETE ON placement BEGIN SELECT RAISE(ABORT, 'a placement is never taken away'); END;
  CREATE TRIGGER placement_first BEFORE INSERT ON placement WHEN EXISTS (
    SELECT 1 FROM placement WHERE preview = NEW.preview OR (account = NEW.account AND client_order_id = NEW.client_order_id)
  ) BEGIN SELECT RAISE(IGNORE); END;
  CREATE TABLE dataset (
    name TEXT PRIMARY KEY,
    loaded_at REAL NOT NULL,
    info TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
  );`
