//! `mobilelinkd serve`: a company's server.

use super::{Ending, log};
use crate::{
    Configuration, Problem, Server,
    config::{Options, Purpose},
};
use server_core::PhoneSystem;

pub(super) async fn run(options: Options) -> Result<(), Problem> {
    let configuration = Configuration::assemble(options, Purpose::Service)?;
    log(&configuration.log)?;
    raise_open_files();
    let ending = Ending::listen();
    let phone = PhoneSystem::open(configuration.settings()).await?;
    let nobody = phone.administration().is_empty().await?;
    let server = Server::start(&configuration, phone).await?;
    let addresses = server.addresses();
    for (name, address) in [
        ("AMDS", addresses.amds),
        ("IMAP (STARTTLS)", addresses.imap),
        ("IMAP (TLS)", addresses.imaps),
        ("SMTP (STARTTLS)", addresses.smtp),
        ("SMTP (TLS)", addresses.smtps),
        ("submission (STARTTLS)", addresses.submission),
    ] {
        match address {
            Some(address) => tracing::info!(%address, "{name} is served"),
            None => tracing::info!("{name} is off"),
        }
    }
    let fingerprint = server.fingerprint();
    let made = server.made_certificate();
    tracing::info!(%fingerprint, made, "the certificate's SHA-256 fingerprint, for pinning");
    if configuration.allow_plaintext {
        tracing::warn!(
            "passwords are taken without TLS from other machines; anybody on the way can read them"
        );
    }
    if nobody {
        tracing::warn!(
            "nobody can log in yet; add people with: mobilelinkd user add NAME --extension 101 --key mobile-link"
        );
    }
    ending.told().await;
    tracing::info!("ending");
    server.stop().await;
    Ok(())
}

/// Each connection is an open file; the system's first offer, often 1,024, is for ordinary programs.
pub(super) fn raise_open_files() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "could not raise the limit of open files; fewer connections will be possible");
    }
}
