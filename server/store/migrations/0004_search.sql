-- What SEARCH, SORT and THREAD ask for, so that they open no message. Rows are written with their body and back-filled at
-- open for bodies that are older. Texts are in the form in which they are compared (i;unicode-casemap); several values of
-- one field are joined by U+001F. NULL = no such field.
CREATE TABLE searched (
  id            INTEGER PRIMARY KEY,
  body_id       TEXT    NOT NULL UNIQUE REFERENCES bodies (id) ON DELETE CASCADE,
  size          INTEGER NOT NULL,
  sent_at       INTEGER,                            -- Date header
  sent_day      INTEGER,                            -- its day as written, in days since 1970
  is_reply      INTEGER NOT NULL,                   -- subject with Re: or its like
  base_subject  TEXT    NOT NULL,                   -- RFC 5256 section 2.1
  from_mailbox  TEXT    NOT NULL,                   -- of the first address
  to_mailbox    TEXT    NOT NULL,
  cc_mailbox    TEXT    NOT NULL,
  from_display  TEXT    NOT NULL,                   -- RFC 5957
  to_display    TEXT    NOT NULL,
  message_id    TEXT    NOT NULL,
  in_reply_to   TEXT    NOT NULL,                   -- References, else In-Reply-To; the parent is last
  from_text     TEXT,
  to_text       TEXT,
  cc_text       TEXT,
  bcc_text      TEXT,
  subject_text  TEXT
) STRICT;

-- Apart, because they are long and few searches ask for them. NULL = too long to be kept; the file is read.
CREATE TABLE searched_texts (
  id      INTEGER PRIMARY KEY REFERENCES searched (id) ON DELETE CASCADE,
  header  TEXT,
  text    TEXT
) STRICT;

-- searched.id, so that 100,000 messages are joined by number and not by name.
ALTER TABLE messages ADD COLUMN searched_id INTEGER;
CREATE TRIGGER messages_are_searched AFTER INSERT ON messages BEGIN
  UPDATE messages SET searched_id = (SELECT id FROM searched WHERE body_id = NEW.body_id) WHERE id = NEW.id;
END;
