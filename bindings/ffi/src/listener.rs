//! What an app implements to be told of changes: the current value at once, then every newer one, in order.
//!
//! Called from the link's own threads, one call at a time per subscription. A listener that throws is told the next
//! change all the same. A listener that keeps the object that holds its subscription leaks both.

use mobilelink_client::{Conference, CurrentPresence, Lamps, LinkState, Logo, Person, User, Voicemail};

/// A listener threw what it must not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerFailed {
    /// What it threw.
    #[error("the listener failed: {reason}")]
    Threw {
        /// As the other language words it.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerFailed {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Threw { reason: error.reason }
    }
}

/// What every listener does, whatever it listens to.
pub(crate) trait Listener<T>: Send + Sync + 'static {
    fn changed(&self, value: T) -> Result<(), ListenerFailed>;
    fn ended(&self) -> Result<(), ListenerFailed>;
}

macro_rules! listener {
    ($(#[$doc:meta])* $name:ident, $value:ident: $type:ty) => {
        $(#[$doc])*
        #[uniffi::export(with_foreign)]
        pub trait $name: Send + Sync {
            /// The value now, and after every change.
            fn on_change(&self, $value: $type) -> Result<(), ListenerFailed>;
            /// No more will come: the link was closed.
            fn on_end(&self) -> Result<(), ListenerFailed>;
        }

        impl Listener<$type> for dyn $name {
            fn changed(&self, $value: $type) -> Result<(), ListenerFailed> {
                self.on_change($value)
            }

            fn ended(&self) -> Result<(), ListenerFailed> {
                self.on_end()
            }
        }
    };
}

listener! {
    /// Told the state of the link (ML-22).
    StateListener, state: LinkState
}
listener! {
    /// Told the four lamps (ML-17).
    LampsListener, lamps: Lamps
}
listener! {
    /// Told the own presence (PRS-05).
    PresenceListener, presence: CurrentPresence
}
listener! {
    /// Told who is where.
    DirectoryListener, people: Vec<Person>
}
listener! {
    /// Told the messages of a folder, newest first (ML-40).
    VoicemailsListener, voicemails: Vec<Voicemail>
}
listener! {
    /// Told the conferences of the user (ML-60).
    ConferencesListener, conferences: Vec<Conference>
}
listener! {
    /// Told the signed-in account: its mode, permissions and names.
    UserListener, user: User
}
listener! {
    /// Told the corporate logo (LOGO-03).
    LogoListener, logo: Logo
}
