//! From the arguments to a link that is signed in.

use crate::{arguments::LinkArguments, failure::Failure};
use mobilelink_client::{
    DemoOptions, Lamp, LinkOptions, LinkState, MobileLink, Mode, SecretString, ServerSettings, Tls,
};
use std::time::Duration;

/// Who signs in to the demo, unless `--user` says otherwise.
const DEMO_USER: &str = "alice";
const DEMO_PASSWORD: &str = "mobile-link-demo";
const PASSWORD_VARIABLE: &str = "MOBILE_LINK_PASSWORD";

/// How the demo behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DemoScript {
    /// Nothing happens by itself.
    Quiet,
    /// A message arrives and a colleague moves, some seconds after the start.
    Lively,
}

/// Signs in and waits until the cache is up to date, or until it is clear which leg fails.
pub(crate) async fn connect(arguments: &LinkArguments, script: DemoScript) -> Result<MobileLink, Failure> {
    let link = sign_in(arguments, script).await?;
    link.ready().await;
    Ok(link)
}

/// Like `connect`, for what an account in Evaluation may not do (ML-03), and with voicemail in reach.
pub(crate) async fn connect_fully(arguments: &LinkArguments) -> Result<MobileLink, Failure> {
    let link = connect(arguments, DemoScript::Quiet).await?;
    if link.user().await?.mode == Mode::Evaluation {
        let missing = mobilelink_client::LinkError::NotPermitted { code: "feature_key_missing".into() };
        sign_out(&link).await;
        return Err(missing.into());
    }
    Ok(link)
}

/// As `connect_fully`, and the mailbox must be there.
pub(crate) async fn connect_to_mailbox(arguments: &LinkArguments) -> Result<MobileLink, Failure> {
    let link = connect_fully(arguments).await?;
    if link.state() == LinkState::Disconnected
        && let Lamp::Failed { reason } = link.lamps().imap
    {
        sign_out(&link).await;
        let way_out = "Is --imap-port right? Without it the server is asked.";
        return Err(Failure::new("offline", format!("the mailbox (IMAP) cannot be read: {reason}"), way_out));
    }
    Ok(link)
}

/// Leaves no device behind on the server; a server that does not answer is not waited for.
pub(crate) async fn sign_out(link: &MobileLink) {
    // Best effort: the token expires by itself.
    let _ = tokio::time::timeout(Duration::from_secs(3), link.sign_out()).await;
}

async fn sign_in(arguments: &LinkArguments, script: DemoScript) -> Result<MobileLink, Failure> {
    let options = LinkOptions {
        device_name: "mobilelink in a terminal".into(),
        platform: "terminal".into(),
        ..LinkOptions::default()
    };
    if arguments.demo {
        let script_after = (script == DemoScript::Lively).then_some(Duration::from_secs(5));
        let link = MobileLink::demo(DemoOptions { link: options, script_after }).await?;
        let user = arguments.user.as_deref().unwrap_or(DEMO_USER);
        link.sign_in(user, DEMO_PASSWORD.into()).await?;
        return Ok(link);
    }
    let settings = settings(arguments)?;
    let user = arguments.user.as_ref().ok_or_else(|| usage("no user was named"))?;
    let link = MobileLink::live(settings, options).await?;
    link.sign_in(user, password(user)?).await?;
    Ok(link)
}

/// The server that the arguments name.
pub(crate) fn settings(arguments: &LinkArguments) -> Result<ServerSettings, Failure> {
    let server = arguments.server.as_ref().ok_or_else(|| usage("no server was named"))?;
    let mut settings = ServerSettings::new(&server.host, server.port);
    settings.imap_port = arguments.imap_port;
    settings.smtp_port = arguments.smtp_port;
    if let Some(fingerprint) = arguments.fingerprint {
        settings.tls = Tls::Pinned { fingerprint };
    } else if arguments.plaintext {
        settings.tls = Tls::Plaintext { allow_remote: true };
    }
    Ok(settings)
}

fn usage(what: &str) -> Failure {
    Failure::new("usage", what, "Give --server and --user, or --demo to try it without.")
}

fn password(user: &str) -> Result<SecretString, Failure> {
    if let Ok(password) = std::env::var(PASSWORD_VARIABLE) {
        return Ok(password.into());
    }
    rpassword::prompt_password(format!("Password of {user}: ")).map(SecretString::from).map_err(|error| {
        Failure::new(
            "usage",
            format!("the password could not be asked for: {error}"),
            format!("Set {PASSWORD_VARIABLE}."),
        )
    })
}
