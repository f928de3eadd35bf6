-- The first version of the schema. It never changes: later versions have scripts of their own.
-- Times are Unix times in seconds. `key` numbers rows within the file.
PRAGMA application_id = 1885565814;

CREATE TABLE inboxes (
    key INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    watermark INTEGER,
    walk_newest INTEGER,
    walk_cursor TEXT,
    walk_thread TEXT,
    lease_holder TEXT,
    lease_token INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    is_scheduled INTEGER NOT NULL DEFAULT FALSE,
    started_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, platform)
) STRICT;

CREATE TABLE threads (
    key INTEGER PRIMARY KEY,
    inbox INTEGER NOT NULL REFERENCES inboxes (key),
    id TEXT NOT NULL,
    updated_time INTEGER,
    is_settled INTEGER NOT NULL,
    is_complete INTEGER NOT NULL,
    listed_run INTEGER,
    synced_at INTEGER NOT NULL,
    vanished_at INTEGER,
    raw TEXT NOT NULL,
    UNIQUE (inbox, id)
) STRICT;

CREATE INDEX threads_by_time ON threads (inbox, updated_time);

CREATE TABLE messages (
    key INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created_time INTEGER,
    sender_id TEXT,
    sender_name TEXT,
    text TEXT,
    stored_at INTEGER NOT NULL,
    changed_at INTEGER,
    vanished_at INTEGER,
    raw TEXT NOT NULL,
    UNIQUE (thread, id)
) STRICT;

CREATE INDEX messages_by_time ON messages (thread, created_time);

CREATE TABLE participants (
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    person_id TEXT NOT NULL,
    name TEXT,
    username TEXT,
    email TEXT,
    PRIMARY KEY (thread, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX participants_by_person ON participants (person_id);

CREATE TABLE attachments (
    message INTEGER NOT NULL REFERENCES messages (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT,
    mime_type TEXT,
    name TEXT,
    size INTEGER,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
    thread INTEGER NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    from_time INTEGER,
    to_time INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (thread, to_time)
) STRICT, WITHOUT ROWID;

CREATE TABLE unreadable (
    inbox INTEGER NOT NULL REFERENCES inboxes (key),
    id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    updated_time INTEGER,
    code INTEGER,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    PRIMARY KEY (inbox, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX unreadable_by_thread ON unreadable (inbox, thread_id);

CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    inbox INTEGER NOT NULL REFERENCES inboxes (key),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'complete', 'failed', 'stopped')),
    error TEXT,
    threads_listed INTEGER,
    threads_read INTEGER,
    threads_new INTEGER,
    threads_vanished INTEGER,
    messages_new INTEGER,
    messages_changed INTEGER,
    messages_vanished INTEGER,
    gaps INTEGER,
    unreadable INTEGER,
    left_out INTEGER,
    calls INTEGER,
    listed_again INTEGER
) STRICT;

CREATE INDEX runs_by_inbox ON runs (inbox, outcome);

CREATE TABLE forgotten (
    hash BLOB PRIMARY KEY,
    forgotten_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    salt BLOB NOT NULL,
    keep_since INTEGER
) STRICT;

INSERT INTO settings (salt) VALUES (randomblob(32));
