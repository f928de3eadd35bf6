-- The first version of the schema. It never changes: later versions have scripts of their own.
-- Times are Unix times in seconds. Ids have no maximum length, and are indexed by their hashes:
-- a row of an index has at most 2,704 bytes.

CREATE TABLE inboxes (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    watermark BIGINT,
    walk_newest BIGINT,
    walk_cursor TEXT,
    walk_thread TEXT,
    lease_holder TEXT,
    lease_token BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT NOT NULL DEFAULT 0,
    is_scheduled BOOLEAN NOT NULL DEFAULT FALSE,
    started_at BIGINT NOT NULL DEFAULT 0
);

-- By this, a store is recognized.
COMMENT ON TABLE inboxes IS 'Inboxes that page-conversations mirrors.';

CREATE UNIQUE INDEX inboxes_by_account ON inboxes (md5(account_id), platform);

CREATE TABLE threads (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbox BIGINT NOT NULL REFERENCES inboxes (key),
    id TEXT NOT NULL,
    updated_time BIGINT,
    is_settled BOOLEAN NOT NULL,
    is_complete BOOLEAN NOT NULL,
    listed_run BIGINT,
    synced_at BIGINT NOT NULL,
    vanished_at BIGINT,
    raw TEXT NOT NULL
);

CREATE UNIQUE INDEX threads_by_id ON threads (inbox, md5(id));
CREATE INDEX threads_by_time ON threads (inbox, updated_time);

CREATE TABLE messages (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thread BIGINT NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created_time BIGINT,
    sender_id TEXT,
    sender_name TEXT,
    text TEXT,
    stored_at BIGINT NOT NULL,
    changed_at BIGINT,
    vanished_at BIGINT,
    raw TEXT NOT NULL
);

CREATE UNIQUE INDEX messages_by_id ON messages (thread, md5(id));
CREATE INDEX messages_by_time ON messages (thread, created_time);

CREATE TABLE participants (
    thread BIGINT NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    person_id TEXT NOT NULL,
    name TEXT,
    username TEXT,
    email TEXT
);

CREATE UNIQUE INDEX participants_by_id ON participants (thread, md5(person_id));
CREATE INDEX participants_by_person ON participants (md5(person_id));

CREATE TABLE attachments (
    message BIGINT NOT NULL REFERENCES messages (key) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    id TEXT,
    mime_type TEXT,
    name TEXT,
    size BIGINT,
    PRIMARY KEY (message, position)
);

CREATE TABLE gaps (
    thread BIGINT NOT NULL REFERENCES threads (key) ON DELETE CASCADE,
    from_time BIGINT,
    to_time BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    PRIMARY KEY (thread, to_time)
);

CREATE TABLE unreadable (
    inbox BIGINT NOT NULL REFERENCES inboxes (key),
    id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    updated_time BIGINT,
    code BIGINT,
    error TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX unreadable_by_id ON unreadable (inbox, md5(id));
CREATE INDEX unreadable_by_thread ON unreadable (inbox, md5(thread_id));

CREATE TABLE runs (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inbox BIGINT NOT NULL REFERENCES inboxes (key),
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'complete', 'failed', 'stopped')),
    error TEXT,
    threads_listed BIGINT,
    threads_read BIGINT,
    threads_new BIGINT,
    threads_vanished BIGINT,
    messages_new BIGINT,
    messages_changed BIGINT,
    messages_vanished BIGINT,
    gaps BIGINT,
    unreadable BIGINT,
    left_out BIGINT,
    calls BIGINT,
    listed_again BIGINT
);

CREATE INDEX runs_by_inbox ON runs (inbox, outcome);

CREATE TABLE forgotten (
    hash BYTEA PRIMARY KEY,
    forgotten_at BIGINT NOT NULL
);

CREATE TABLE settings (
    salt BYTEA NOT NULL,
    keep_since BIGINT
);

INSERT INTO settings (salt)
VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
