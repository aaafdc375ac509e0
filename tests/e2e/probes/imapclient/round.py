"""The round (src/round.rs) by imapclient, over STARTTLS."""

import base64
import email
import email.policy
import json
import os
import ssl

import imapclient


def say(**value):
    print(json.dumps(value), flush=True)


def uid_of(mail, subject):
    [uid] = mail.search(["SUBJECT", subject])
    return uid


def main():
    mail = imapclient.IMAPClient(os.environ["PROBE_HOST"], port=int(os.environ["PROBE_PORT"]), ssl=False)
    mail.starttls(ssl.create_default_context(cafile=os.environ["PROBE_CERTIFICATE"]))
    mail.login(os.environ["PROBE_USER"], os.environ["PROBE_PASSWORD"])
    say(folders=[name for _, _, name in mail.list_folders()])
    sent = mail.find_special_folder(imapclient.imapclient.SENT)
    drafts = mail.find_special_folder(imapclient.imapclient.DRAFTS)

    mail.select_folder("INBOX")
    keep = uid_of(mail, "Keep")
    fetched = mail.fetch([keep], ["ENVELOPE", "BODYSTRUCTURE", "BODY.PEEK[]"])[keep]
    assert fetched[b"ENVELOPE"].subject == b"Keep"
    assert fetched[b"BODYSTRUCTURE"].is_multipart
    message = email.message_from_bytes(fetched[b"BODY[]"], policy=email.policy.default)
    [audio] = [part for part in message.walk() if part.get_content_maintype() == "audio"]
    say(audio=base64.b64encode(audio.get_payload(decode=True)).decode())

    flags = mail.add_flags([keep], [imapclient.SEEN, imapclient.FLAGGED])[keep]
    assert imapclient.FLAGGED in flags and imapclient.SEEN in flags, flags
    mail.move([uid_of(mail, "Move")], sent)
    delete = uid_of(mail, "Delete")
    mail.delete_messages([delete])
    mail.expunge([delete])
    with open(os.environ["PROBE_DRAFT"], "rb") as draft:
        mail.append(drafts, draft.read(), [imapclient.DRAFT, imapclient.SEEN])

    mail.idle()
    say(idling=True)
    heard = []
    while not any(line[1:] == (b"EXISTS",) for line in heard):
        heard += mail.idle_check(timeout=30) or exit("nothing was heard")
    mail.idle_done()
    say(exists=max(line[0] for line in heard if line[1:] == (b"EXISTS",)))
    mail.logout()


main()
