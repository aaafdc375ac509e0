// The round (src/round.rs) by imapflow, inside TLS.

const { readFileSync } = require("node:fs");
const { ImapFlow } = require("imapflow");

const { PROBE_HOST, PROBE_TLS_PORT, PROBE_USER, PROBE_PASSWORD, PROBE_DRAFT, PROBE_CERTIFICATE } = process.env;

function say(value) {
    process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function uidOf(mail, subject) {
    const uids = await mail.search({ subject }, { uid: true });
    if (uids.length !== 1) {
        throw new Error(`${subject}: ${uids}`);
    }
    return String(uids[0]);
}

function folder(folders, use) {
    return folders.find((folder) => folder.specialUse === use).path;
}

function audioPart(structure) {
    const inside = structure.childNodes ?? [];
    return structure.type.startsWith("audio/") ? structure.part : inside.map(audioPart).find((part) => part);
}

async function bytesOf(stream) {
    const pieces = [];
    for await (const piece of stream) {
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

async function round() {
    const mail = new ImapFlow({
        host: PROBE_HOST,
        port: Number(PROBE_TLS_PORT),
        secure: true,
        auth: { user: PROBE_USER, pass: PROBE_PASSWORD },
        tls: { ca: readFileSync(PROBE_CERTIFICATE) },
        logger: false,
    });
    await mail.connect();
    const folders = await mail.list();
    say({ folders: folders.map((folder) => folder.path) });

    await mail.mailboxOpen("INBOX");
    const keep = await uidOf(mail, "Keep");
    const message = await mail.fetchOne(keep, { envelope: true, bodyStructure: true }, { uid: true });
    if (message.envelope.subject !== "Keep") {
        throw new Error(`read ${message.envelope.subject}`);
    }
    const part = audioPart(message.bodyStructure);
    const { content } = await mail.download(keep, part, { uid: true });
    say({ audio: (await bytesOf(content)).toString("base64") });

    await mail.messageFlagsAdd(keep, ["\\Seen", "\\Flagged"], { uid: true });
    await mail.messageMove(await uidOf(mail, "Move"), folder(folders, "\\Sent"), { uid: true });
    await mail.messageDelete(await uidOf(mail, "Delete"), { uid: true });
    await mail.append(folder(folders, "\\Drafts"), readFileSync(PROBE_DRAFT), ["\\Draft", "\\Seen"]);

    const exists = new Promise((resolve) => mail.on("exists", ({ count }) => resolve(count)));
    const idle = mail.idle();
    say({ idling: true });
    say({ exists: await exists });
    // Any command ends its IDLE.
    await mail.noop();
    await idle;
    await mail.logout();
}

round().catch((error) => {
    console.error(error);
    process.exit(1);
});
