"""Looks into a data folder whose server is not running, or changes it as no server would.

`database.py FOLDER bodies`: prints {"bodies": [ids that have a row], "orphans": rows without a body}.
`database.py FOLDER sequence`: prints alice's numbers: {"seq", "cursor", "messages": [[folder, uid, modseq]], "last": the last number
that a change or a vanished message has}.
`database.py FOLDER newer`: makes the database look as if a later version had written it.
"""

import json
import pathlib
import sqlite3
import sys


def main():
    folder, task = pathlib.Path(sys.argv[1]), sys.argv[2]
    database = sqlite3.connect(folder / "mobilelink.sqlite")
    if task == "bodies":
        bodies = [row[0] for row in database.execute("SELECT id FROM bodies")]
        orphans = "SELECT count(*) FROM messages WHERE body_id NOT IN (SELECT id FROM bodies)"
        print(json.dumps({"bodies": bodies, "orphans": database.execute(orphans).fetchone()[0]}))
    elif task == "sequence":
        account, seq, site = database.execute(
            "SELECT a.id, a.seq, s.seq FROM accounts a JOIN sites s ON s.id = a.site_id WHERE username = 'alice'"
        ).fetchone()
        messages = "SELECT folder_id, uid, modseq FROM messages WHERE account_id = ?"
        last = (
            "SELECT max(coalesce((SELECT max(seq) FROM changes WHERE audience = 'u' || ?1), 0), coalesce((SELECT max(modseq) "
            "FROM vanished WHERE folder_id IN (SELECT id FROM folders WHERE account_id = ?1)), 0))"
        )
        print(json.dumps({
            "seq": seq,
            "cursor": f"{seq}.{site}",
            "messages": database.execute(messages, [account]).fetchall(),
            "last": database.execute(last, [account]).fetchone()[0],
        }))
    elif task == "newer":
        database.execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) "
            "SELECT 9999, 'of the future', success, checksum, execution_time FROM _sqlx_migrations LIMIT 1"
        )
        database.commit()
    database.close()


main()
