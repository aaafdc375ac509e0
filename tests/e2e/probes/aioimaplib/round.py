"""The round (src/round.rs) by aioimaplib, inside TLS."""

import asyncio
import base64
import email
import email.policy
import json
import os
import ssl

from aioimaplib import aioimaplib


def say(**value):
    print(json.dumps(value), flush=True)


def well(response):
    assert response.result == "OK", response
    return response.lines


async def uid_of(mail, subject):
    lines = well(await mail.uid_search(f"SUBJECT {subject}"))
    [uid] = lines[0].split()
    return uid.decode()


async def main():
    host, port = os.environ["PROBE_HOST"], int(os.environ["PROBE_TLS_PORT"])
    context = ssl.create_default_context(cafile=os.environ["PROBE_CERTIFICATE"])
    mail = aioimaplib.IMAP4_SSL(host, port, ssl_context=context)
    await mail.wait_hello_from_server()
    well(await mail.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"]))
    lines = [line.decode() for line in well(await mail.list('""', "*"))]
    say(folders=[line.rsplit(" ", 1)[1].strip('"') for line in lines if line.startswith("(")])

    well(await mail.select("INBOX"))
    keep = await uid_of(mail, "Keep")
    lines = well(await mail.uid("fetch", keep, "(BODY.PEEK[])"))
    message = email.message_from_bytes(lines[1], policy=email.policy.default)
    [audio] = [part for part in message.walk() if part.get_content_maintype() == "audio"]
    say(audio=base64.b64encode(audio.get_payload(decode=True)).decode())

    well(await mail.uid("store", keep, "+FLAGS", r"(\Seen \Flagged)"))
    assert mail.has_capability("MOVE")
    well(await mail.uid("move", await uid_of(mail, "Move"), "Sent"))
    well(await mail.uid("store", await uid_of(mail, "Delete"), "+FLAGS", r"(\Deleted)"))
    well(await mail.expunge())
    with open(os.environ["PROBE_DRAFT"], "rb") as draft:
        well(await mail.append(draft.read(), mailbox="Drafts", flags=r"\Draft \Seen"))

    idle = await mail.idle_start(timeout=60)
    say(idling=True)
    exists = []
    while not exists:
        lines = await mail.wait_server_push(timeout=30)
        assert lines != aioimaplib.STOP_WAIT_SERVER_PUSH, "nothing was heard"
        exists = [int(line.split()[0]) for line in lines if line.endswith(b"EXISTS")]
    mail.idle_done()
    await asyncio.wait_for(idle, 10)
    say(exists=exists[-1])
    well(await mail.logout())


asyncio.run(main())
