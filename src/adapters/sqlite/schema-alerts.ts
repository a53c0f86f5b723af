/** Schema step of what tells a person: rules of alerts (a number is never given twice), what has fired, and the summaries of days. */
export const ALERTS_STEP = `
  CREATE TABLE alert_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    added_at REAL NOT NULL,
    body TEXT NOT NULL
  );
  CREATE TABLE alert_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    rule INTEGER NOT NULL,
    at REAL NOT NULL,
    account TEXT,
    body TEXT NOT NULL,
    outcomes TEXT NOT NULL
  );
  CREATE INDEX alert_log_at ON alert_log (at);
  CREATE TABLE session_wrap (
    account TEXT NOT NULL,
    date TEXT NOT NULL,
    at REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (account, date)
  ) WITHOUT ROWID;`
