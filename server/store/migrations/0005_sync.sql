-- What sessions need to come back after a long time (RFC 7162).

-- The greatest modseq of the `vanished` rows that have been forgotten: a reader that stopped before it cannot be told by
-- name what is gone. HIGHESTMODSEQ never falls below it.
ALTER TABLE folders ADD COLUMN forgotten_modseq INTEGER NOT NULL DEFAULT 0;

-- An empty folder says HIGHESTMODSEQ 1, for 0 it may not say: whoever heard that must be told of the first message.
UPDATE accounts SET seq = 1 WHERE seq = 0;
