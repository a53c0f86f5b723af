/**
 * Schema step of what trades: the journal of every account, which only grows (triggers refuse the rest), the keys by which a thing told
 * twice is known, simulated accounts, proposals and leases. `seq` is given under the write lock, so a smaller one is never seen later.
 */
export const ORDERS_STEP = `
  CREATE TABLE journal_account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  );
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES journal_account (id),
    at REAL NOT NULL,
    known_at REAL NOT NULL,
    kind TEXT NOT NULL,
    client_order_id TEXT,
    checksum INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX journal_kind ON journal (account, kind);
  CREATE INDEX journal_all ON journal (account);
  CREATE INDEX journal_order ON journal (account, client_order_id) WHERE client_order_id IS NOT NULL;
  CREATE TRIGGER journal_stands BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'a journal entry is never changed'); END;
  CREATE TRIGGER journal_stays BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'a journal entry is never taken away'); END;
  CREATE TABLE journal_key (
    account INTEGER NOT NULL,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (account, key)
  ) WITHOUT ROWID;
  CREATE TABLE simulated_account (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE TABLE proposal (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    at REAL NOT NULL,
    expires_at REAL NOT NULL,
    origin TEXT NOT NULL,
    body TEXT NOT NULL,
    used_at REAL
  );
  CREATE INDEX proposal_newest ON proposal (account, at, sequence);
  CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    holder TEXT NOT NULL,
    token TEXT NOT NULL,
    since REAL NOT NULL,
    renewed_at REAL NOT NULL,
    note TEXT NOT NULL
  ) WITHOUT ROWID;`
