//! `doctor`: what is wrong with a server, before anybody signs in (ML-17, ML-28).

use crate::{arguments::LinkArguments, connect, failure::Failure, json, screen::Output, words};
use mobilelink_client::{Finding, diagnose};
use serde_json::json;

/// Fails, with the way out, unless all is well.
pub(crate) async fn run(arguments: &LinkArguments, output: Output) -> Result<(), Failure> {
    let diagnosis = diagnose(connect::settings(arguments)?).await?;
    let document = json!({
        "finding": json::finding(&diagnosis.finding),
        "lamps": json::lamps(&diagnosis.lamps),
    });
    output.answer(&document, || {
        for (leg, lamp) in diagnosis.lamps.each() {
            output.line(&format!("{:<6}  {}", leg.to_string(), words::lamp(lamp)));
        }
    });
    match diagnosis.finding {
        Finding::Well => Ok(()),
        finding => Err(Failure::new(code(&finding), finding.to_string(), way_out(&finding))),
    }
}

/// Stable, for scripts.
pub(crate) fn code(finding: &Finding) -> &'static str {
    match finding {
        Finding::Well => "well",
        Finding::UnknownHost => "unknown_host",
        Finding::Unreachable { .. } => "unreachable",
        Finding::NoAnswer { .. } => "no_answer",
        Finding::NotMobileLink { .. } => "not_mobile_link",
        Finding::UnknownCertificate { .. } => "unknown_certificate",
        Finding::OtherCertificate { .. } => "other_certificate",
        Finding::SpeaksTls => "speaks_tls",
        Finding::SpeaksPlain => "speaks_plain",
        Finding::Unsupported { .. } => "unsupported",
        Finding::Other { .. } => "other",
    }
}

fn way_out(finding: &Finding) -> String {
    match finding {
        Finding::Well => String::new(),
        Finding::UnknownHost => "Is the name spelt right, and is this machine on the network?".into(),
        Finding::Unreachable { .. } => "Is the server running, and is the port right?".into(),
        Finding::NoAnswer { port, .. } => {
            format!("Does a firewall in between let TCP port {port} through? (SRV-03, SRV-04)")
        }
        Finding::NotMobileLink { .. } => "Is the port of --server right? The usual one is 8081.".into(),
        Finding::UnknownCertificate { fingerprint } => format!(
            "If the server printed this fingerprint at its first start, give --fingerprint {fingerprint}"
        ),
        Finding::OtherCertificate { .. } => {
            "Ask the administrator whether the certificate was renewed; if nobody knows of it, do not sign in.".into()
        }
        Finding::SpeaksTls => "Leave --plaintext away, or give the server's --fingerprint.".into(),
        Finding::SpeaksPlain => {
            "Is the port right? A server without TLS off this machine needs --plaintext.".into()
        }
        Finding::Unsupported { .. } => "Update the older side.".into(),
        Finding::Other { .. } => "The lamps say which leg it is; the server's log may say why.".into(),
    }
}
