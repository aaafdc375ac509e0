-- What changed since a list was last read, so that only that is read again. Counted by triggers, so that no writer can
-- forget it.
CREATE TABLE changes (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    voicemails INTEGER NOT NULL, -- how often a message was written
    removals   INTEGER NOT NULL, -- how often one was removed
    people     INTEGER NOT NULL  -- how often the directory was written
) STRICT;
INSERT INTO changes (only_row, voicemails, removals, people) VALUES (1, 1, 1, 1);

-- The value of changes.voicemails when the message was last written.
ALTER TABLE voicemails ADD COLUMN changed INTEGER NOT NULL DEFAULT 1;
CREATE INDEX voicemails_changed ON voicemails (changed);

CREATE TRIGGER voicemail_inserted AFTER INSERT ON voicemails BEGIN
    UPDATE changes SET voicemails = voicemails + 1;
    UPDATE voicemails SET changed = (SELECT voicemails FROM changes) WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER voicemail_updated AFTER UPDATE OF folder, uid, seen, received_ms, facts ON voicemails BEGIN
    UPDATE changes SET voicemails = voicemails + 1;
    UPDATE voicemails SET changed = (SELECT voicemails FROM changes) WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER voicemail_deleted AFTER DELETE ON voicemails BEGIN
    UPDATE changes SET removals = removals + 1;
END;
CREATE TRIGGER person_inserted AFTER INSERT ON people BEGIN
    UPDATE changes SET people = people + 1;
END;
CREATE TRIGGER person_updated AFTER UPDATE ON people BEGIN
    UPDATE changes SET people = people + 1;
END;
CREATE TRIGGER person_deleted AFTER DELETE ON people BEGIN
    UPDATE changes SET people = people + 1;
END;
