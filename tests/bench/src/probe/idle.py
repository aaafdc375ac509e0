"""Idles in a mailbox with imaplib and prints `exists <number> <nanoseconds of CLOCK_MONOTONIC>` for each EXISTS."""

import imaplib
import os
import sys
import time

host, port, user = sys.argv[1:4]
mailbox = imaplib.IMAP4(host, int(port))
mailbox.login(user, os.environ["MOBILE_LINK_PASSWORD"])
_, (count,) = mailbox.select("INBOX")
mailbox.send(b"idle1 IDLE\r\n")
if not mailbox.readline().startswith(b"+"):
    sys.exit("the server does not idle")
print("ready", int(count), flush=True)
while line := mailbox.readline():
    now = time.monotonic_ns()
    words = line.split()
    if words[2:] == [b"EXISTS"]:
        print("exists", int(words[1]), now, flush=True)
