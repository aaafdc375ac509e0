-- The offline cache of one account on one device. Never edited once released; changes come as new files.

-- At most one row: whose cache this is and how far it has read.
CREATE TABLE account (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    server        TEXT NOT NULL, -- where the account lives, as the app names it
    user          TEXT NOT NULL, -- wire::User as JSON
    cursor        TEXT,          -- newest change applied
    refresh_token TEXT           -- the newest one; null once signed out
) STRICT;

-- Facts of the server, written by the sync engine only.
CREATE TABLE people (
    id     TEXT PRIMARY KEY,
    person TEXT NOT NULL -- wire::Person as JSON
) STRICT;

CREATE TABLE conferences (
    id         TEXT PRIMARY KEY,
    conference TEXT NOT NULL -- wire::Conference as JSON
) STRICT;

CREATE TABLE folders (
    folder       TEXT PRIMARY KEY,
    uid_validity INTEGER NOT NULL -- RFC 3501 §2.3.1.1
) STRICT;

CREATE TABLE voicemails (
    id          TEXT PRIMARY KEY,    -- stays when the message moves
    folder      TEXT NOT NULL,
    uid         INTEGER NOT NULL,
    seen        INTEGER NOT NULL CHECK (seen IN (0, 1)),
    received_ms INTEGER NOT NULL,    -- since 1970, UTC
    facts       TEXT NOT NULL,       -- MessageFacts as JSON
    UNIQUE (folder, uid)
) STRICT;

CREATE TABLE logo (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision   TEXT NOT NULL,
    media_type TEXT NOT NULL,
    image      BLOB NOT NULL
) STRICT;

-- Intentions of the user, written by the outbox only. `sent` rows are shown until the facts contain them.
CREATE TABLE outbox (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    intention TEXT NOT NULL, -- Intention as JSON
    state     TEXT NOT NULL CHECK (state IN ('queued', 'sent'))
) STRICT;
