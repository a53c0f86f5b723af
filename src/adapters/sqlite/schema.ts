import type Database from 'better-sqlite3'
import { OpenbellError } from '../../core/errors.ts'
import type { Access } from './access.ts'
import { LAYOUTS, type Layout } from './layout.ts'
import { ALERTS_STEP } from './schema-alerts.ts'
import { CLIENTS_STEP } from './schema-clients.ts'
import { ORDERS_STEP } from './schema-orders.ts'

/** Marks a file as ours in SQLite's header ("OBEL"). */
const APPLICATION_ID = 0x4f42454c

const chunkTable = (layout: Layout) => `
  CREATE TABLE ${layout.table} (
    id INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series (id),
    first REAL NOT NULL,
    last REAL NOT NULL,
    rows INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    time BLOB NOT NULL,
    ${layout.columns.map((column) => `${column.name} BLOB${column.optional ? '' : ' NOT NULL'}`).join(',\n    ')}
  );
  CREATE INDEX ${layout.table}_span ON ${layout.table} (series, first, last, rows);`

/** Step n brings a file from schema n to n + 1. A published step is never changed, only followed by another. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    symbol TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    source TEXT NOT NULL,
    feed TEXT NOT NULL,
    UNIQUE (kind, symbol, timeframe, source)
  );
  ${LAYOUTS.map(chunkTable).join('\n')}
  CREATE TABLE bar_tail (
    series INTEGER NOT NULL REFERENCES series (id),
    time REAL NOT NULL,
    open REAL, high REAL, low REAL, close REAL, volume REAL, prints REAL, vwap REAL,
    PRIMARY KEY (series, time)
  ) WITHOUT ROWID;
  CREATE TABLE label (
    series INTEGER NOT NULL REFERENCES series (id),
    field TEXT NOT NULL,
    code INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (series, field, code)
  ) WITHOUT ROWID;
  CREATE TABLE corporate_action (
    symbol TEXT NOT NULL,
    source TEXT NOT NULL,
    ex_day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value REAL,
    ratio REAL,
    PRIMARY KEY (symbol, source, ex_day, kind)
  ) WITHOUT ROWID;
  CREATE TABLE adjusted_close (
    symbol TEXT NOT NULL,
    source TEXT NOT NULL,
    time REAL NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (symbol, source, time)
  ) WITHOUT ROWID;
  CREATE TABLE fetched_range (
    symbol TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    source TEXT NOT NULL,
    first REAL NOT NULL,
    last REAL NOT NULL,
    PRIMARY KEY (symbol, timeframe, source, first)
  ) WITHOUT ROWID;
  CREATE TABLE kept (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at REAL NOT NULL,
    as_of REAL NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX kept_newest ON kept (kind, id);`,
  // Adjusted closes of two timeframes can share a stamp. Rows whose timeframe cannot be told any more are left behind.
  `
  ALTER TABLE adjusted_close RENAME TO adjusted_close_1;
  CREATE TABLE adjusted_close (
    symbol TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    source TEXT NOT NULL,
    time REAL NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (symbol, timeframe, source, time)
  ) WITHOUT ROWID;
  INSERT INTO adjusted_close
    SELECT old.symbol, series.timeframe, old.source, old.time, old.value
    FROM adjusted_close_1 AS old
    JOIN series ON series.kind = 'bars' AND series.symbol = old.symbol AND series.source = old.source
    GROUP BY old.symbol, old.source, old.time HAVING count(*) = 1;
  DROP TABLE adjusted_close_1;`,
  // `sequence` orders what was kept in one millisecond.
  `
  CREATE TABLE run (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at REAL NOT NULL,
    strategy TEXT NOT NULL,
    symbols TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    source TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX run_newest ON run (at, sequence);
  CREATE TABLE run_column (
    run TEXT NOT NULL REFERENCES run (id),
    name TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (run, name)
  );
  CREATE TABLE trial (
    data_key TEXT NOT NULL,
    id TEXT NOT NULL,
    strategy TEXT NOT NULL,
    at REAL NOT NULL,
    daily_sharpe REAL,
    PRIMARY KEY (data_key, id)
  ) WITHOUT ROWID;
  CREATE TABLE study (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    body TEXT NOT NULL,
    finished INTEGER NOT NULL
  );
  CREATE TABLE study_trial (
    sequence INTEGER PRIMARY KEY,
    study TEXT NOT NULL REFERENCES study (id),
    stretch TEXT NOT NULL,
    key TEXT NOT NULL,
    params TEXT NOT NULL,
    body TEXT NOT NULL,
    checksum INTEGER,
    returns BLOB,
    UNIQUE (study, stretch, key)
  );`,
  ORDERS_STEP,
  ALERTS_STEP,
  CLIENTS_STEP,
]

const SCHEMA = MIGRATIONS.length

/** Version of the schema that a file has; 0 in a new one. */
export function schemaOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

/** Makes the file ours or brings it up to date; refuses foreign files and files of a newer openbell, by name. */
export function migrate(access: Access): void {
  if (isCurrent(access)) return
  access.write(() => {
    const from = inspect(access)
    for (let step = from; step < SCHEMA; step++) access.db.exec(MIGRATIONS[step])
    access.db.pragma(`application_id = ${APPLICATION_ID}`)
    access.db.pragma(`user_version = ${SCHEMA}`)
  })
}

function isCurrent(access: Access): boolean {
  return access.read(() => inspect(access) === SCHEMA)
}

/** Schema number of a file that is ours (0 = new and empty). */
function inspect({ db, path }: Access): number {
  const application = db.pragma('application_id', { simple: true }) as number
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_master').get() as { n: number }
  const schema = schemaOf(db)
  if (application !== APPLICATION_ID) {
    if (application === 0 && tables.n === 0) return 0
    throw new OpenbellError(
      'config',
      `${path} is a database of another program, not an openbell store`,
      'choose another folder: --home DIR',
    )
  }
  if (schema > SCHEMA) {
    const reason = `the store ${path} has schema ${schema}; this openbell knows up to ${SCHEMA}`
    throw new OpenbellError('config', reason, 'update openbell, or choose another folder: --home DIR')
  }
  return schema
}
