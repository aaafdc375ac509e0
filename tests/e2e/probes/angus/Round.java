// The round (src/round.rs) by Angus Mail, the Jakarta Mail of Eclipse, over STARTTLS.

import jakarta.mail.BodyPart;
import jakarta.mail.Flags;
import jakarta.mail.Flags.Flag;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.SubjectTerm;
import java.io.FileInputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.imap.IMAPFolder;

public final class Round {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.imap.starttls.required", "true");
        // The server made its certificate itself; who it is was not the question here.
        properties.put("mail.imap.ssl.trust", "*");
        properties.put("mail.imap.ssl.checkserveridentity", "false");
        Session session = Session.getInstance(properties);
        Store store = session.getStore("imap");
        int port = Integer.parseInt(of("PROBE_PORT"));
        store.connect(of("PROBE_HOST"), port, of("PROBE_USER"), of("PROBE_PASSWORD"));
        String names = Arrays.stream(store.getDefaultFolder().list("*"))
            .map(folder -> '"' + folder.getFullName() + '"')
            .collect(Collectors.joining(","));
        say("{\"folders\":[" + names + "]}");

        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE);
        Message keep = only(inbox, "Keep");
        say("{\"audio\":\"" + Base64.getEncoder().encodeToString(audioOf(keep)) + "\"}");

        // What it read by BODY[…] is seen already.
        keep.setFlag(Flag.FLAGGED, true);
        inbox.moveMessages(new Message[] {only(inbox, "Move")}, store.getFolder("Sent"));
        only(inbox, "Delete").setFlag(Flag.DELETED, true);
        inbox.expunge();
        try (FileInputStream file = new FileInputStream(of("PROBE_DRAFT"))) {
            MimeMessage draft = new MimeMessage(session, file);
            draft.setFlags(new Flags(Flag.DRAFT), true);
            draft.setFlags(new Flags(Flag.SEEN), true);
            store.getFolder("Drafts").appendMessages(new Message[] {draft});
        }

        int[] exists = {0};
        inbox.addMessageCountListener(new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
                exists[0] = event.getMessages()[0].getMessageNumber();
            }
        });
        say("{\"idling\":true}");
        inbox.idle(true);
        say("{\"exists\":" + exists[0] + "}");
        inbox.close(false);
        store.close();
    }

    private static Message only(Folder folder, String subject) throws Exception {
        Message[] found = folder.search(new SubjectTerm(subject));
        if (found.length != 1) {
            throw new IllegalStateException(subject + ": " + found.length);
        }
        return found[0];
    }

    private static byte[] audioOf(Message message) throws Exception {
        Multipart parts = (Multipart) message.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType("audio/*")) {
                return part.getInputStream().readAllBytes();
            }
        }
        throw new IllegalStateException("no audio");
    }

    private static String of(String name) {
        return System.getenv(name);
    }

    private static void say(String json) {
        System.out.println(json);
        System.out.flush();
    }
}
