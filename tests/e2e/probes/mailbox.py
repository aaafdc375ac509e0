"""Opens every message of INBOX from a UID on, by imaplib, and prints what is in it.

Started as `mailbox.py HOST PORT FIRST_UID` with PROBE_USER and PROBE_PASSWORD in the environment. Prints
{"uid", "subject", "size", "octets", "audio"}: RFC822.SIZE, the bytes that came, and the sha256 of the decoded recording.
"""

import email
import email.policy
import hashlib
import imaplib
import json
import os
import re
import sys


def main():
    host, port, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    imap = imaplib.IMAP4(host, port)
    imap.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"])
    imap.select("INBOX", readonly=True)
    _, data = imap.uid("FETCH", f"{first}:*", "(UID RFC822.SIZE BODY.PEEK[])")
    for item in data:
        if not isinstance(item, tuple):
            continue
        head, body = item
        uid, size = (int(re.search(word + rb" (\d+)", head)[1]) for word in (b"UID", b"RFC822.SIZE"))
        if uid < first:
            continue  # n:* names the last message even if its UID is lower.
        message = email.message_from_bytes(body, policy=email.policy.default)
        parts = [part for part in message.walk() if part.get_content_maintype() == "audio"]
        audio = hashlib.sha256(parts[-1].get_payload(decode=True)).hexdigest() if parts else None
        print(json.dumps({
            "uid": uid, "subject": message["Subject"], "size": size, "octets": len(body), "audio": audio,
        }))
    imap.logout()


main()
