-- The first schema. Applied files are never edited; a change is a new file.
-- Times are milliseconds since 1970, UTC. Words (roles, presences, kinds) are those of server-domain.

-- One company. `seq` numbers what everybody of the site may learn of.
CREATE TABLE sites (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL UNIQUE,            -- 'default', 'acme.example'
  display_name  TEXT    NOT NULL,                   -- what people read
  mail_domain   TEXT    NOT NULL,                   -- of its people's addresses
  seq           INTEGER NOT NULL DEFAULT 0,         -- last change everybody sees
  oldest_seq    INTEGER NOT NULL DEFAULT 0,         -- changes up to this one are no longer in the log
  created_at    INTEGER NOT NULL
) STRICT;

-- A person. `seq` numbers what only the person may learn of; it is IMAP's MODSEQ.
CREATE TABLE accounts (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id          INTEGER NOT NULL REFERENCES sites (id),
  username         TEXT    NOT NULL,
  extension        TEXT    NOT NULL,
  first_name       TEXT    NOT NULL,
  last_name        TEXT    NOT NULL,
  password_hash    TEXT    NOT NULL,                -- argon2id, PHC string
  pin_hash         TEXT    NOT NULL,                -- argon2id, PHC string; '' = none yet
  presence         TEXT    NOT NULL,                -- one of the seven
  presence_note    TEXT,
  presence_set_at  INTEGER NOT NULL,
  presence_set_by  TEXT    NOT NULL,
  permissions      TEXT    NOT NULL,                -- words, separated by spaces
  feature_keys     TEXT    NOT NULL,                -- words, separated by spaces
  epoch            INTEGER NOT NULL DEFAULT 0,      -- grows when live log-ins must end: new password, other keys
  seq              INTEGER NOT NULL DEFAULT 0,
  oldest_seq       INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL,
  UNIQUE (site_id, username),
  UNIQUE (site_id, extension)
) STRICT;

-- One row: how often a program beside the server (`mobilelinkd user …`) has written. The server watches it.
CREATE TABLE written_beside (
  times  INTEGER NOT NULL
) STRICT;
INSERT INTO written_beside (times) VALUES (0);

-- A phone or program that signed in. Signed out = revoked_at set; the row stays as a record.
CREATE TABLE devices (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id    INTEGER NOT NULL REFERENCES accounts (id),
  name          TEXT    NOT NULL,
  platform      TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  revoked_at    INTEGER
) STRICT;
CREATE INDEX devices_of_account ON devices (account_id);

-- Refresh tokens, hashed. A used one stays until it would have expired, so that its second use is noticed.
CREATE TABLE refresh_tokens (
  digest      TEXT    PRIMARY KEY,                  -- SHA-256, hex
  device_id   INTEGER NOT NULL REFERENCES devices (id),
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT;
CREATE INDEX refresh_tokens_of_device ON refresh_tokens (device_id);

CREATE TABLE folders (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id    INTEGER NOT NULL REFERENCES accounts (id),
  role          TEXT,                               -- inbox, drafts, sent, trash; none = the user's own
  name          TEXT    NOT NULL,                   -- UTF-8, '/' between levels
  uid_validity  INTEGER NOT NULL,
  uid_next      INTEGER NOT NULL DEFAULT 1,
  UNIQUE (account_id, name),
  UNIQUE (account_id, role)
) STRICT;

-- The bytes of a message are the file messages/<last two digits of id>/<id>.eml; here is what readers ask for most,
-- known at write time, so that no reader parses. Several messages may share one body.
CREATE TABLE bodies (
  id              TEXT    PRIMARY KEY,
  size            INTEGER NOT NULL,
  header_size     INTEGER NOT NULL,                 -- with the empty line
  envelope        TEXT    NOT NULL,                 -- IMAP ENVELOPE, serialised
  body_plain      TEXT    NOT NULL,                 -- IMAP BODY, serialised
  body_structure  TEXT    NOT NULL,                 -- IMAP BODYSTRUCTURE, serialised
  sections        TEXT    NOT NULL,                 -- JSON: where each part begins and ends
  subject         TEXT    NOT NULL,
  text            TEXT,                             -- the readable part
  sent_at         INTEGER,                          -- Date header
  introduction    TEXT,                             -- JSON: offset, encoding, duration, peaks
  recording       TEXT                              -- JSON: the same
) STRICT;

CREATE TABLE messages (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id      INTEGER NOT NULL REFERENCES accounts (id),
  folder_id       INTEGER NOT NULL REFERENCES folders (id),
  uid             INTEGER NOT NULL,
  body_id         TEXT    NOT NULL REFERENCES bodies (id),
  flags           INTEGER NOT NULL,                 -- bits of domain::mailbox::Flags
  modseq          INTEGER NOT NULL,                 -- accounts.seq at the last change
  received_at     INTEGER NOT NULL,                 -- INTERNALDATE
  sender_account  INTEGER REFERENCES accounts (id), -- set = a colleague
  sender_name     TEXT,
  sender_number   TEXT    NOT NULL,                 -- extension of a colleague, number of a caller
  UNIQUE (folder_id, uid)
) STRICT;
CREATE INDEX messages_by_change ON messages (folder_id, modseq);
CREATE INDEX messages_of_body ON messages (body_id);
CREATE INDEX messages_by_time ON messages (folder_id, received_at, id);
CREATE INDEX messages_unseen ON messages (folder_id) WHERE flags & 1 = 0;

-- UIDs that are gone, for sessions that still show them.
CREATE TABLE vanished (
  folder_id  INTEGER NOT NULL REFERENCES folders (id),
  modseq     INTEGER NOT NULL,
  uid        INTEGER NOT NULL,
  PRIMARY KEY (folder_id, modseq, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE conferences (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id      INTEGER NOT NULL REFERENCES sites (id),
  number       TEXT    NOT NULL,                    -- what callers dial
  name         TEXT    NOT NULL,
  password     TEXT    NOT NULL,                    -- digits; its creator and moderators may read it (CNF-08)
  kind         TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  creator_id   INTEGER NOT NULL REFERENCES accounts (id),
  start_at     INTEGER,
  duration_ms  INTEGER,
  repeat_days  INTEGER NOT NULL DEFAULT 0,
  revision     INTEGER NOT NULL DEFAULT 1,
  UNIQUE (site_id, number)
) STRICT;

CREATE TABLE conference_moderators (
  conference_id  INTEGER NOT NULL REFERENCES conferences (id),
  account_id     INTEGER NOT NULL REFERENCES accounts (id),
  PRIMARY KEY (conference_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE logos (
  site_id     INTEGER PRIMARY KEY REFERENCES sites (id),
  revision    TEXT    NOT NULL,                     -- SHA-256, hex
  media_type  TEXT    NOT NULL,
  bytes       BLOB    NOT NULL
) STRICT;

-- The log: what each audience may learn of, in the order in which it was committed. A row says which thing changed;
-- its present state is read where it lives, and `detail` keeps what is gone.
CREATE TABLE changes (
  audience  TEXT    NOT NULL,                       -- 'u1001' or 's1'
  seq       INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL,                       -- presence, arrived, changed, gone, conference, logo
  subject   INTEGER NOT NULL,                       -- identifier of the account, message, conference or site
  detail    TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (audience, seq)
) STRICT, WITHOUT ROWID;
