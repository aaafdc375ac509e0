//! The service that listeners hand connections to.

use std::borrow::Cow;
use std::sync::Arc;

use server_core::PhoneSystem;
use server_net::{ConnectionError, LineStream, Permit, Refused, Stream, Why};

use crate::Settings;
use crate::connection::{self, Channel, Connection, End, LogIn, StartTls};
use crate::reply::Answer;
use crate::seats::Seats;

/// IMAP for one phone system; cheap to clone. Clones count each person's sessions together.
#[derive(Clone)]
pub struct Service {
    pub(crate) phone: PhoneSystem,
    pub(crate) settings: Arc<Settings>,
    pub(crate) seats: Seats,
}

impl Service {
    /// A service with these settings.
    pub fn new(phone: PhoneSystem, settings: Settings) -> Self {
        Self { phone, settings: Arc::new(settings), seats: Seats::default() }
    }

    /// Serves one client until it leaves, is sent away, or the server stops. Ends by itself soon after
    /// [`Permit::stopping`].
    pub async fn serve(self, stream: Stream, permit: Permit) {
        if let Err(error) = self.sessions(stream, &permit).await {
            connection::note(&error);
        }
    }

    /// One session, or two: that before STARTTLS and that after, which share nothing but the socket.
    async fn sessions(self, stream: Stream, permit: &Permit) -> Result<(), ConnectionError> {
        let mut lines = LineStream::new(stream, self.settings.line_bytes, self.settings.write_within);
        let mut is_greeted = false;
        loop {
            let channel = self.channel(lines.stream(), permit);
            let mut connection = Connection::new(self.clone(), lines, channel);
            if !is_greeted {
                connection.greet().await?;
                is_greeted = true;
            }
            match connection.converse(permit.stopping()).await? {
                End::Closed => return Ok(()),
                End::StartTls(plain) => match permit.starttls() {
                    Some(tls) => lines = Box::pin(plain.upgrade(tls)).await?,
                    None => return Ok(()),
                },
            }
        }
    }

    fn channel(&self, stream: &Stream, permit: &Permit) -> Channel {
        let may_log_in = self.settings.plaintext_login.permits(stream.is_private());
        let can_start_tls = !stream.is_tls() && permit.starttls().is_some();
        Channel {
            log_in: if may_log_in { LogIn::Allowed } else { LogIn::NeedsTls },
            starttls: if can_start_tls { StartTls::Offered } else { StartTls::NotOffered },
        }
    }
}

/// What a client is told whose connection was not taken (SRV-05); for `server_net::Listener::serve`.
pub fn refusal(refused: &Refused) -> Option<Cow<'static, [u8]>> {
    let text = match refused.why {
        Why::ServerFull { limit } => format!("All {limit} connections are in use; try again later"),
        Why::PeerFull { limit } => {
            format!("You have {limit} connections open, which is the most for one client; close one first")
        }
    };
    Some(Cow::Owned(Answer::bye(text).untagged()))
}
