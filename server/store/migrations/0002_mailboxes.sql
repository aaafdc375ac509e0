-- Folders of the user's own: what each holds, its use, who is subscribed to what, annotations, greetings, and what a visual
-- voicemail client sets.

-- A folder's use (RFC 6154): archive, junk. The four have theirs by their role.
ALTER TABLE folders ADD COLUMN special_use TEXT;
-- How much is in it, kept by the triggers below, so that STATUS and quotas count nothing.
ALTER TABLE folders ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN byte_count INTEGER NOT NULL DEFAULT 0;
UPDATE folders SET
  message_count = (SELECT count(*) FROM messages WHERE folder_id = folders.id),
  byte_count = (SELECT coalesce(sum(b.size), 0) FROM messages m JOIN bodies b ON b.id = m.body_id WHERE m.folder_id = folders.id);

CREATE TRIGGER message_counted AFTER INSERT ON messages BEGIN
  UPDATE folders SET message_count = message_count + 1,
    byte_count = byte_count + (SELECT size FROM bodies WHERE id = NEW.body_id) WHERE id = NEW.folder_id;
END;
CREATE TRIGGER message_discounted AFTER DELETE ON messages BEGIN
  UPDATE folders SET message_count = message_count - 1,
    byte_count = byte_count - (SELECT size FROM bodies WHERE id = OLD.body_id) WHERE id = OLD.folder_id;
END;
CREATE TRIGGER message_moved AFTER UPDATE OF folder_id ON messages WHEN OLD.folder_id <> NEW.folder_id BEGIN
  UPDATE folders SET message_count = message_count - 1,
    byte_count = byte_count - (SELECT size FROM bodies WHERE id = OLD.body_id) WHERE id = OLD.folder_id;
  UPDATE folders SET message_count = message_count + 1,
    byte_count = byte_count + (SELECT size FROM bodies WHERE id = NEW.body_id) WHERE id = NEW.folder_id;
END;

CREATE INDEX messages_deleted ON messages (folder_id) WHERE flags & 8 <> 0;

-- The highest UIDVALIDITY that was given: a name that is made again gets a higher one.
ALTER TABLE accounts ADD COLUMN uid_validity INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET uid_validity = (SELECT coalesce(max(uid_validity), 0) FROM folders WHERE account_id = accounts.id);

-- Names a person is subscribed to; a folder that is deleted stays here until the person says otherwise (RFC 3501 6.3.6).
CREATE TABLE subscriptions (
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  name        TEXT    NOT NULL,
  PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO subscriptions (account_id, name) SELECT account_id, name FROM folders;

-- RFC 5464. They go with their folder.
CREATE TABLE annotations (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  folder_id   INTEGER REFERENCES folders (id) ON DELETE CASCADE,  -- none = the whole mailbox
  entry       TEXT    NOT NULL,                                   -- '/private/comment', lower case
  value       BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX annotations_by_entry ON annotations (account_id, coalesce(folder_id, 0), entry);
CREATE INDEX annotations_of_folder ON annotations (folder_id);

-- Which message greets callers in which presence (AMC-50); 'default' where a presence has none.
CREATE TABLE greetings (
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  slot        TEXT    NOT NULL,
  message_id  INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX greetings_by_message ON greetings (message_id);

-- What a visual voicemail client has set (OMTP 1.3).
CREATE TABLE voicemail_settings (
  account_id       INTEGER PRIMARY KEY REFERENCES accounts (id),
  language         INTEGER,                                       -- as the carrier numbers them; none = not chosen
  tutorial_closed  INTEGER NOT NULL DEFAULT 0
) STRICT;
