//! CAPABILITY (RFC 3501 §6.1.1): what works here and now, and nothing else.

use server_core::Limits;
use server_sasl::Mechanism;

use crate::connection::{Channel, Connection, Fault, LogIn, StartTls, Transport};
use crate::reply::Answer;
use crate::session::State;

/// What works in every state.
const ALWAYS: &str = "ID ENABLE IDLE CONDSTORE QRESYNC NAMESPACE CHILDREN SPECIAL-USE UIDPLUS MOVE UNSELECT PREVIEW COMPRESS=DEFLATE \
    ESEARCH SEARCHRES PARTIAL WITHIN SORT SORT=DISPLAY ESORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES \
    MULTIAPPEND BINARY REPLACE UTF8=ACCEPT OBJECTID SAVEDATE NOTIFY";
/// What works with folders and mailboxes as such.
const FOLDERS: &str = "LIST-EXTENDED LIST-STATUS CREATE-SPECIAL-USE STATUS=SIZE QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE METADATA";

/// The capabilities, as they stand in the response and in the code of greeting and log-in.
pub(crate) fn list<Who>(channel: Channel, state: &State<Who>, limits: &Limits) -> String {
    let is_stranger = matches!(state, State::NotAuthenticated { .. });
    // One of the two and never both (RFC 7888 §5): strangers have no megabytes thrown away for them.
    let literals = if is_stranger { "LITERAL-" } else { "LITERAL+" };
    let mut capabilities =
        format!("IMAP4rev1 IMAP4rev2 {literals} {ALWAYS} {FOLDERS} APPENDLIMIT={}", limits.message_bytes);
    if !is_stranger {
        return capabilities;
    }
    if channel.starttls == StartTls::Offered {
        capabilities.push_str(" STARTTLS");
    }
    match channel.log_in {
        LogIn::NeedsTls => capabilities.push_str(" LOGINDISABLED"),
        LogIn::Allowed => {
            capabilities.push_str(" SASL-IR");
            for mechanism in Mechanism::ALL {
                capabilities.push_str(" AUTH=");
                capabilities.push_str(mechanism.name());
            }
        }
    }
    capabilities
}

/// Runs CAPABILITY.
pub(super) async fn run<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    let line = format!("* CAPABILITY {}\r\n", list(on.channel, &on.state, on.phone().limits()));
    on.lines.write(line.as_bytes()).await?;
    Ok(Answer::ok("That is what works"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_off_loopback_no_way_to_log_in_is_announced() {
        let channel = Channel { log_in: LogIn::NeedsTls, starttls: StartTls::Offered };
        let list = list(channel, &State::<()>::NotAuthenticated { failures: 0 }, &Limits::default());
        assert!(list.ends_with(" STARTTLS LOGINDISABLED"), "{list}");
        assert!(!list.contains("AUTH="));
    }

    #[test]
    fn who_has_signed_in_is_not_invited_to_do_so() {
        let channel = Channel { log_in: LogIn::Allowed, starttls: StartTls::Offered };
        assert_eq!(
            list(channel, &State::Authenticated(()), &Limits::default()),
            format!("IMAP4rev1 IMAP4rev2 LITERAL+ {ALWAYS} {FOLDERS} APPENDLIMIT=52428800")
        );
        let before = list(channel, &State::<()>::NotAuthenticated { failures: 0 }, &Limits::default());
        assert!(
            before.starts_with("IMAP4rev1 IMAP4rev2 LITERAL- ") && !before.contains("LITERAL+"),
            "{before}"
        );
        assert!(before.ends_with(" STARTTLS SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER AUTH=XOAUTH2"), "{before}");
    }
}
