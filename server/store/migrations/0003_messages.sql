-- Keywords: flags that clients name themselves. The n-th is bit 5 + n of messages.flags; a number is never used again.
CREATE TABLE keywords (
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  number      INTEGER NOT NULL CHECK (number BETWEEN 0 AND 57),
  name        TEXT    NOT NULL COLLATE NOCASE,      -- as it was first written
  PRIMARY KEY (account_id, number),
  UNIQUE (account_id, name)
) STRICT, WITHOUT ROWID;
