//! Signing in and out. The password mints tokens; IMAP and SMTP take either, so one sign-out closes every leg.

use crate::{
    Failure, Leg, NewDevice, PhoneSystem, Requester,
    tokens::{self, REFRESH_LIFETIME},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use server_domain::{
    AccountId, DeviceId, Refusal,
    accounts::{Account, Login, PASSWORD_LIMIT},
    sites::Site,
};
use server_store::RefreshOutcome;

/// A device that is signed in.
pub struct Session {
    /// Who.
    pub requester: Requester,
    /// For `Authorization: Bearer`, OAUTHBEARER and XOAUTH2.
    pub access_token: SecretString,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// Good for one exchange.
    pub refresh_token: SecretString,
    /// The device.
    pub device: DeviceId,
}

impl PhoneSystem {
    /// Signs in with a password for as long as a connection lasts.
    ///
    /// Refuses an unknown user and a wrong password alike, an account that is being guessed at, and Evaluation on the
    /// legs that need the Mobile Link key.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &SecretString,
        leg: Leg,
    ) -> Result<Requester, Failure> {
        let (account, site) = self.check_password(login, password).await?;
        permit(self.admit(account, site, None).await?, leg)
    }

    /// Signs in with an access token.
    pub async fn sign_in_by_token(&self, access_token: &str, leg: Leg) -> Result<Requester, Failure> {
        let (account, device) = self.inner.tokens.check(access_token, self.now())?;
        if let Some(requester) = self.inner.signed_in.device(account, device) {
            return permit(requester, leg);
        }
        if self.inner.store.signed_in(device).await? != Some(account) {
            return Err(Refusal::DeviceRevoked.into());
        }
        let (account, site) = self.account_and_site(account).await?.ok_or(Refusal::DeviceRevoked)?;
        permit(self.admit(account, site, Some(device)).await?, leg)
    }

    /// Signs a device in with a password and mints its tokens.
    pub async fn sign_in_device(
        &self,
        login: &str,
        password: &SecretString,
        device: NewDevice,
    ) -> Result<Session, Failure> {
        let (account, site) = self.check_password(login, password).await?;
        let now = self.now();
        let (refresh_token, digest) = tokens::new_refresh_token().map_err(|_| Failure::Broken)?;
        let expires_at = now.saturating_add(REFRESH_LIFETIME).unwrap_or(Timestamp::MAX);
        let device = shown(device);
        let store = &self.inner.store;
        let added = store.add_device(account.id, account.epoch, &device, &digest, expires_at, now).await?;
        self.session(account, site, added.ok_or(Refusal::SignInRefused)?, refresh_token).await
    }

    /// Exchanges a refresh token for new tokens. One that was used before signs its device out: either the device or
    /// a thief has it twice.
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<Session, Failure> {
        let now = self.now();
        let (next, next_digest) = tokens::new_refresh_token().map_err(|_| Failure::Broken)?;
        let expires_at = now.saturating_add(REFRESH_LIFETIME).unwrap_or(Timestamp::MAX);
        let digest = tokens::digest_of(refresh_token);
        match self.inner.store.rotate(&digest, &next_digest, expires_at, now).await? {
            RefreshOutcome::Rotated(device) => {
                let found = self.account_and_site(device.account).await?;
                let (account, site) = found.ok_or(Refusal::DeviceRevoked)?;
                self.session(account, site, device.id, next).await
            }
            RefreshOutcome::Reused(device) => {
                self.inner.signed_in.end_device(device.account, device.id);
                Err(Refusal::RefreshTokenReused.into())
            }
            RefreshOutcome::Revoked => Err(Refusal::DeviceRevoked.into()),
            RefreshOutcome::Unknown => Err(Refusal::TokenInvalid.into()),
        }
    }

    /// Signs the requester's device out; its connections end at once.
    pub async fn sign_out(&self, who: &Requester) -> Result<(), Failure> {
        if let Some(device) = who.device() {
            self.inner.store.revoke_device(device, self.now()).await?;
            self.inner.signed_in.end_device(who.account(), device);
        }
        Ok(())
    }

    async fn check_password(&self, login: &str, password: &SecretString) -> Result<(Account, Site), Failure> {
        let login: Login = login.parse()?;
        if password.expose_secret().len() > PASSWORD_LIMIT {
            return Err(Refusal::SignInRefused.into());
        }
        let site_name = login.site.unwrap_or_default();
        let site = self.inner.store.site(&site_name).await?;
        let found = match &site {
            Some(site) => self.inner.store.credentials(site.id, &login.username).await?,
            None => None,
        };
        // Known or not, a name is counted alike, or the counting would tell which names there are.
        let name = format!("{}@{site_name}", login.username);
        let attempts = &self.inner.attempts;
        let hash = found.as_ref().map(|found| found.password_hash.as_str());
        let right = self.inner.passwords.check(password, hash, || attempts.check(&name, self.now())).await?;
        match (found, site) {
            (Some(found), Some(site)) if right => {
                attempts.right(&name);
                Ok((found.account, site))
            }
            _ => {
                attempts.wrong(name, self.now());
                Err(Refusal::SignInRefused.into())
            }
        }
    }

    async fn account_and_site(&self, id: AccountId) -> Result<Option<(Account, Site)>, Failure> {
        let Some(account) = self.inner.store.account(id).await? else {
            return Ok(None);
        };
        let site = self.inner.store.site_by_id(account.site).await?;
        Ok(site.map(|site| (account, site)))
    }

    async fn session(
        &self,
        account: Account,
        site: Site,
        device: DeviceId,
        refresh_token: SecretString,
    ) -> Result<Session, Failure> {
        let minted = self.inner.tokens.mint(account.id, device, self.now());
        let (access_token, access_expires_at) = minted.map_err(|_| Failure::Broken)?;
        let requester = match self.inner.signed_in.device(account.id, device) {
            Some(requester) => requester,
            None => self.admit(account, site, Some(device)).await?,
        };
        Ok(Session { requester, access_token, access_expires_at, refresh_token, device })
    }

    /// Lets somebody in who has proved themselves, unless their password or keys changed meanwhile.
    ///
    /// The epoch is read after the requester can be found: a change before is seen here, a change after ends the
    /// requester. In between there is nothing.
    async fn admit(
        &self,
        account: Account,
        site: Site,
        device: Option<DeviceId>,
    ) -> Result<Requester, Failure> {
        let (id, epoch) = (account.id, account.epoch);
        let requester = self.inner.signed_in.admit(account, site, device);
        if self.inner.store.epoch(id).await? == Some(epoch) {
            return Ok(requester);
        }
        self.inner.signed_in.end_account(id);
        Err(Refusal::SignInRefused.into())
    }
}

fn permit(requester: Requester, leg: Leg) -> Result<Requester, Failure> {
    if leg != Leg::Amds {
        requester.require_mobile_link()?;
    }
    Ok(requester)
}

/// What a device says of itself, fit to be shown in a list.
fn shown(device: NewDevice) -> NewDevice {
    let tidy = |text: String| text.chars().filter(|c| !c.is_control()).take(80).collect();
    NewDevice { name: tidy(device.name), platform: tidy(device.platform) }
}
