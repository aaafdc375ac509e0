"""All folders of a mailbox and what is in them, by imaplib.

Started as `mailboxes.py HOST PORT FIRST` with PROBE_USER and PROBE_PASSWORD in the environment; FIRST is JSON, the UID in
each folder from which on messages are opened, 1 where none is given. Prints {"folder", "uid_validity", "uid_next"} for each
folder and {"folder", "uid", "flags"} for each message, with "subject" and "digest" if it was opened.
"""

import email
import email.policy
import imaplib
import json
import os
import re
import sys

from voicemail import digest_of


def value(imap, code):
    return int(imap.response(code)[1][-1])


def opened(imap, first):
    """Messages from a UID on, whole."""
    found = {}
    _, data = imap.uid("FETCH", f"{first}:*", "(UID RFC822.SIZE BODY.PEEK[])")
    for item in data:
        if not isinstance(item, tuple):
            continue
        head, body = item
        uid, size = (int(re.search(word + rb" (\d+)", head)[1]) for word in (b"UID", b"RFC822.SIZE"))
        whole = size == len(body)
        subject = email.message_from_bytes(body, policy=email.policy.default)["Subject"]
        found[uid] = {"subject": subject, "digest": digest_of(body) if whole else None}
    return found


def main():
    host, port, first = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    imap = imaplib.IMAP4(host, port)
    imap.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"])
    _, listed = imap.list()
    for line in listed:
        folder = re.search(rb'"/" "?([^"]+)"?$', line)[1].decode()
        imap.select(folder, readonly=True)
        print(json.dumps({"folder": folder, "uid_validity": value(imap, "UIDVALIDITY"), "uid_next": value(imap, "UIDNEXT")}))
        messages = opened(imap, first.get(folder, 1))
        _, data = imap.uid("FETCH", "1:*", "(UID FLAGS)")
        for item in data:
            if item is None:
                continue
            uid = int(re.search(rb"UID (\d+)", item)[1])
            flags = re.search(rb"FLAGS \(([^)]*)\)", item)[1].decode().split()
            print(json.dumps({"folder": folder, "uid": uid, "flags": flags, **messages.get(uid, {})}))
    imap.logout()


main()
