-- A folder's HIGHESTMODSEQ grows when its annotations change (RFC 7162 section 3.2).
ALTER TABLE folders ADD COLUMN annotated_modseq INTEGER NOT NULL DEFAULT 0;
