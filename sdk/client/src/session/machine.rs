//! The session as a pure table: state × event → state and at most one effect (features 19.1).
//!
//! ```text
//! SignedOut ─SignIn→ SigningIn ─Licensed→ Syncing ⇄ Connected        (Syncing with news in between: Stale)
//!     │                  └─────Unlicensed→ Evaluation     └ a mail leg fails → Partial ─RetryDue→ Syncing
//!     └─Continue→ Reopening ←RetryDue─ Waiting ←LinkLost─ any of the four that are online
//! ```
//! No I/O and no clock in it; `driver.rs` runs the effects. The snapshot in `snapshots/` is the full grid.

use crate::state::LinkState;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody is signed in.
    SignedOut,
    /// A password is being checked.
    SigningIn,
    /// The cache is catching up.
    Syncing,
    /// The cache is catching up, and there is news already that it may have missed.
    Stale,
    /// Everything works and the cache is up to date.
    Connected,
    /// AMDS works, IMAP or SMTP does not.
    Partial,
    /// Signed in without the Mobile Link key (ML-03).
    Evaluation,
    /// The link is lost; a timer runs.
    Waiting,
    /// The session is being opened again.
    Reopening,
}

/// What can happen to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The user gave a name and a password.
    SignIn,
    /// The app starts and a session of an earlier run was kept.
    Continue,
    /// The server let the user in, with the Mobile Link key.
    Licensed,
    /// The server let the user in, without it.
    Unlicensed,
    /// The server did not let the user in, or the first attempt found no server.
    Refused,
    /// AMDS cannot be reached.
    LinkLost,
    /// IMAP or SMTP does not work.
    LegFailed,
    /// The cache is up to date.
    CaughtUp,
    /// Something in the mailbox changed.
    Hinted,
    /// The server no longer knows the cursor.
    CursorExpired,
    /// The user did something that waits in the outbox.
    Acted,
    /// The timer ran out, or the app says the network is back.
    RetryDue,
    /// The server ended the session: device revoked, password changed.
    SessionEnded,
    /// The user signed out.
    SignOut,
}

/// What the driver does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Check name and password.
    Authenticate,
    /// Open the kept session again.
    Reopen,
    /// Read the change log from the cursor, listen for more, send the outbox, read the mailbox, check submission.
    PullAll,
    /// Send the outbox, read the mailbox, check submission if it did not work before.
    PullMailbox,
    /// Listen for the one kind of news an evaluation gets, and send the outbox.
    Listen,
    /// Send the outbox.
    Push,
    /// Start the timer, longer each time.
    RetryLater,
    /// End everything and forget the session; the cache keeps its records.
    Forget,
    /// As `Forget`, and tell the server.
    Close,
}

/// What the session does next. A pair not listed changes nothing.
pub(crate) fn next(state: State, event: Event) -> (State, Option<Effect>) {
    use Effect::{Authenticate, Close, Forget, Listen, PullAll, PullMailbox, Push, Reopen, RetryLater};
    use Event::{
        Acted, CaughtUp, Continue, CursorExpired, Hinted, LegFailed, Licensed, LinkLost, Refused, RetryDue,
        SessionEnded, SignIn, SignOut, Unlicensed,
    };
    use State::{Connected, Evaluation, Partial, Reopening, SignedOut, SigningIn, Stale, Syncing, Waiting};

    match (state, event) {
        (SignedOut, SignIn) => (SigningIn, Some(Authenticate)),
        (SignedOut, Continue) => (Reopening, Some(Reopen)),
        (SigningIn | Reopening, Licensed) => (Syncing, Some(PullAll)),
        (SigningIn | Reopening, Unlicensed) => (Evaluation, Some(Listen)),
        (SigningIn, Refused | LinkLost) => (SignedOut, Some(Forget)),

        (Syncing, CaughtUp) => (Connected, None),
        (Syncing, Hinted) => (Stale, None),
        (Stale, CaughtUp) => (Syncing, Some(PullMailbox)),
        (Connected | Partial, Hinted) => (Syncing, Some(PullMailbox)),
        (Syncing | Stale | Connected | Partial, CursorExpired) => (Syncing, Some(PullAll)),
        (Syncing | Stale | Connected, LegFailed) => (Partial, Some(RetryLater)),
        (Partial, RetryDue) => (Syncing, Some(PullMailbox)),
        (Syncing | Stale | Connected | Partial | Evaluation, Acted) => (state, Some(Push)),

        (Syncing | Stale | Connected | Partial | Evaluation | Reopening, LinkLost) => {
            (Waiting, Some(RetryLater))
        }
        (Waiting, RetryDue) => (Reopening, Some(Reopen)),
        (Reopening, Refused) => (SignedOut, Some(Forget)),
        (Syncing | Stale | Connected | Partial | Evaluation | Reopening, SessionEnded) => {
            (SignedOut, Some(Forget))
        }
        (Syncing | Stale | Connected | Partial | Evaluation | Waiting | Reopening | SigningIn, SignOut) => {
            (SignedOut, Some(Close))
        }

        (unchanged, _) => (unchanged, None),
    }
}

impl State {
    /// The state a user sees (ML-22).
    pub(crate) fn shown(self) -> LinkState {
        match self {
            Self::SignedOut | Self::SigningIn | Self::Waiting | Self::Reopening | Self::Partial => {
                LinkState::Disconnected
            }
            Self::Syncing | Self::Stale => LinkState::Syncing,
            Self::Connected => LinkState::Connected,
            Self::Evaluation => LinkState::Evaluation,
        }
    }

    /// Whether anything runs that would end when the link is lost.
    pub(crate) fn is_online(self) -> bool {
        matches!(self, Self::Syncing | Self::Stale | Self::Connected | Self::Partial | Self::Evaluation)
    }

    /// Whether something is under way that will lead to another state by itself soon.
    pub(crate) fn is_settled(self) -> bool {
        !matches!(self, Self::SigningIn | Self::Syncing | Self::Stale | Self::Reopening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const STATES: [State; 9] = [
        State::SignedOut,
        State::SigningIn,
        State::Syncing,
        State::Stale,
        State::Connected,
        State::Partial,
        State::Evaluation,
        State::Waiting,
        State::Reopening,
    ];
    const EVENTS: [Event; 14] = [
        Event::SignIn,
        Event::Continue,
        Event::Licensed,
        Event::Unlicensed,
        Event::Refused,
        Event::LinkLost,
        Event::LegFailed,
        Event::CaughtUp,
        Event::Hinted,
        Event::CursorExpired,
        Event::Acted,
        Event::RetryDue,
        Event::SessionEnded,
        Event::SignOut,
    ];

    /// The whole grid, so that a new state or event shows up in review.
    #[test]
    fn the_grid_is_as_pinned() {
        let mut grid = String::new();
        for state in STATES {
            writeln!(grid, "{state:?} (shown as {:?})", state.shown()).unwrap();
            for event in EVENTS {
                let (after, effect) = next(state, event);
                let after = if after == state { "·".into() } else { format!("{after:?}") };
                let effect = effect.map(|e| format!("{e:?}")).unwrap_or_default();
                writeln!(grid, "{}", format!("  {:<14}{after:<11}{effect}", format!("{event:?}")).trim_end())
                    .unwrap();
            }
        }
        insta::assert_snapshot!("session", grid);
    }

    #[test]
    fn whoever_is_signed_out_stays_out_until_somebody_signs_in() {
        for event in EVENTS.into_iter().filter(|e| !matches!(e, Event::SignIn | Event::Continue)) {
            assert_eq!(next(State::SignedOut, event), (State::SignedOut, None), "{event:?}");
        }
    }

    #[test]
    fn a_lost_link_is_always_retried_once_somebody_is_in() {
        for state in STATES.into_iter().filter(|s| s.is_online()) {
            assert_eq!(next(state, Event::LinkLost), (State::Waiting, Some(Effect::RetryLater)), "{state:?}");
        }
    }

    #[test]
    fn without_the_key_nothing_is_ever_pulled_ml_03() {
        for event in EVENTS {
            let (_, effect) = next(State::Evaluation, event);
            assert!(!matches!(effect, Some(Effect::PullAll | Effect::PullMailbox)), "{event:?}");
        }
    }

    #[test]
    fn news_during_a_pull_leads_to_another_pull() {
        let (state, _) = next(State::Syncing, Event::Hinted);
        assert_eq!(next(state, Event::CaughtUp), (State::Syncing, Some(Effect::PullMailbox)));
    }

    #[test]
    fn connected_is_only_reached_by_having_caught_up() {
        for state in STATES.into_iter().filter(|s| *s != State::Connected) {
            for event in EVENTS.into_iter().filter(|e| *e != Event::CaughtUp) {
                assert_ne!(next(state, event).0, State::Connected, "{state:?} {event:?}");
            }
        }
    }
}
