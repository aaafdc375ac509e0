-- Which messages a folder has and which of them are seen, without reading past what they hold.
CREATE INDEX voicemails_flags ON voicemails (folder, seen, uid);
