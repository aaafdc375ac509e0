-- Keywords: flags that clients name themselves. The n-th is bit 5 + n of messages.flags; a number is never used again.
CREATE TABLE keywords (
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  number      INTEGER NOT NULL CHECK (number BETWEEN 0 AND 57),
  name        TEXT    NOT NULL COLLATE NOCASE,      -- as it was first written
  PRIMARY KEY (account_id, number),
  UNIQUE (account_id, name)
) STRICT, WITHOUT ROWID;

-- SAVEDATE (RFC 8514): when the message came into its folder. Of messages from before, only their arrival is known.
ALTER TABLE messages ADD COLUMN saved_at INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET saved_at = received_at;
