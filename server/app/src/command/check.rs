//! `mobilelinkd check`: whether the configuration is sound, and what it comes to.

use crate::{
    Configuration, Problem,
    config::{Options, Purpose},
};
use server_core::Settled;
use server_net::Certificate;

pub(super) fn run(options: Options) -> Result<(), Problem> {
    let configuration = Configuration::assemble(options, Purpose::Service)?;
    super::log(&configuration.log)?;
    let certificate = match &configuration.certificate {
        Some((chain, key)) => Certificate::load(chain, key)?.fingerprint().to_string(),
        None => "made at the first start".to_owned(),
    };
    let ports = configuration.ports;
    let scheme = if configuration.amds_plain { "plain HTTP" } else { "TLS" };
    let plaintext = if configuration.allow_plaintext { "from everywhere" } else { "from this machine only" };
    let survives = match configuration.settled {
        Settled::BeforePowerLoss => "survive a crash; the last moments may be lost with the power",
        Settled::Always => "survive a loss of power too",
    };
    let connections = configuration.connections;
    let rows = [
        ("data", configuration.data.display().to_string()),
        ("listen", configuration.listen.to_string()),
        ("amds_port", format!("{} ({scheme})", ports.amds)),
        ("imap_port", format!("{} (STARTTLS)", ports.imap)),
        ("imaps_port", format!("{} (TLS)", ports.imaps)),
        ("smtp_port", format!("{} (STARTTLS)", ports.smtp)),
        ("smtps_port", format!("{} (TLS)", ports.smtps)),
        ("submission_port", format!("{} (STARTTLS)", ports.submission)),
        ("passwords without TLS", plaintext.to_owned()),
        ("certificate", certificate),
        (
            "connections",
            format!("IMAP {}, SMTP {}, AMDS {}", connections.imap, connections.smtp, connections.amds),
        ),
        ("message_bytes", configuration.limits.message_bytes.to_string()),
        ("flags and presence", survives.to_owned()),
        ("log", configuration.log),
    ];
    for (name, value) in rows {
        anstream::println!("{name:<22} {value}");
    }
    anstream::println!("The configuration is sound.");
    Ok(())
}
