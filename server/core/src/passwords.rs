//! Passwords and PINs: argon2id, off the async threads, bounded.

use crate::{Failure, PasswordCost};
use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};
use server_domain::Refusal;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Checks that are under way or wait: enough for every phone of a large company at once, as after a power cut. More are
/// refused, so that a flood of log-ins cannot fill the memory.
const WAITING: usize = 1_024;

/// Makes and checks hashes.
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// One at a time for each core: each needs its own 19 MiB.
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked in place of an unknown user's, so that an answer takes as long as for a known one.
    nobody: String,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        let params = match cost {
            PasswordCost::Full => Params::default(),
            PasswordCost::Least => Params::new(Params::MIN_M_COST, 1, 1, None).unwrap_or_default(),
        };
        let argon2 = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let nobody =
            argon2.hash_password(b"nobody's password").map(|hash| hash.to_string()).unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            argon2,
            working: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            nobody,
        }
    }

    /// The PHC string of a secret.
    pub(crate) async fn hash(&self, secret: &SecretString) -> Result<String, Failure> {
        let argon2 = self.argon2.clone();
        self.work(
            secret.clone(),
            || Ok(()),
            move |secret| argon2.hash_password(secret).ok().map(|hash| hash.to_string()),
        )
        .await?
        .ok_or(Failure::Broken)
    }

    /// Whether the secret is the one that was hashed. Without a hash it takes as long, and says no.
    ///
    /// `may_try` is asked when its turn has come: of many guesses that wait, those behind the last allowed one are
    /// refused.
    pub(crate) async fn check(
        &self,
        secret: &SecretString,
        hash: Option<&str>,
        may_try: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<bool, Failure> {
        let argon2 = self.argon2.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let matches = move |secret: &[u8]| match PasswordHash::new(&hash) {
            Ok(hash) => argon2.verify_password(secret, &hash).is_ok(),
            Err(_) => false,
        };
        Ok(self.work(secret.clone(), may_try, matches).await? && known)
    }

    async fn work<T: Send + 'static>(
        &self,
        secret: SecretString,
        may_work: impl FnOnce() -> Result<(), Refusal>,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let Ok(_place) = self.waiting.clone().try_acquire_owned() else {
            return Err(Refusal::Overloaded.into());
        };
        let turn = self.working.clone().acquire_owned().await.map_err(|_| Failure::Broken)?;
        may_work()?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(secret.expose_secret().as_bytes())
        });
        done.await.map_err(|_| Failure::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{future::join_all, poll};
    use tokio::task::unconstrained;

    #[tokio::test]
    async fn a_thousand_log_ins_at_once_all_get_their_turn_and_what_is_more_is_refused() {
        let passwords = Passwords::new(PasswordCost::Least);
        let secret = SecretString::from("correct horse battery");
        let hash = passwords.hash(&secret).await.expect("hashed");
        let cores = u32::try_from(passwords.working.available_permits()).expect("not that many");
        let no_core_is_free = passwords.working.acquire_many(cores).await.expect("open");

        let checks = (0..WAITING).map(|_| passwords.check(&secret, Some(&hash), || Ok(())));
        let mut checks = unconstrained(join_all(checks));
        assert!(poll!(&mut checks).is_pending());
        let one_more = passwords.check(&secret, Some(&hash), || Ok(())).await;
        assert!(matches!(one_more, Err(Failure::Refused(Refusal::Overloaded))));

        drop(no_core_is_free);
        let checked = checks.await;
        assert!(checked.len() >= 1_000 && checked.iter().all(|checked| matches!(checked, Ok(true))));
    }
}
