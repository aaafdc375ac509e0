//! `mobilelinkd demo`: the server on loopback with the sample office.

use super::{Ending, log, serve::raise_open_files};
use crate::{
    Configuration, Problem, Server,
    config::{Options, Purpose},
    fill_with_sample_office,
};
use sample_office::DEMO_PASSWORD;
use server_core::{PasswordCost, PhoneSystem, Settings};
use std::net::SocketAddr;

pub(super) async fn run(mut options: Options) -> Result<(), Problem> {
    let temporary = match options.data {
        Some(_) => None,
        None => {
            Some(tempfile::Builder::new().prefix("mobilelink-demo-").tempdir().map_err(Problem::Temporary)?)
        }
    };
    if let Some(folder) = &temporary {
        options.data = Some(folder.path().to_owned());
    }
    let configuration = Configuration::assemble(options, Purpose::Demo)?;
    log(&configuration.log)?;
    raise_open_files();
    let ending = Ending::listen();
    // The password is printed below; hashing it with full cost would only make everybody wait.
    let settings = Settings { password_cost: PasswordCost::Least, ..configuration.settings() };
    let phone = PhoneSystem::open(settings).await?;
    if phone.administration().is_empty().await? {
        fill_with_sample_office(&phone).await?;
    }
    let recording = sample_office::office().voicemails.first().map(|voicemail| voicemail.recording.wav);
    let sample = configuration.data.join("sample.wav");
    if let Err(source) = std::fs::write(&sample, recording.unwrap_or_default()) {
        return Err(server_core::StoreError::File { path: sample, source }.into());
    }
    let server = Server::start(&configuration, phone).await?;
    let kept = temporary.is_none();
    anstream::println!("{}", greeting(&server, &configuration, kept));
    ending.told().await;
    anstream::println!("Ending.");
    server.stop().await;
    if let Some(folder) = temporary {
        folder.close().map_err(Problem::Temporary)?;
    }
    Ok(())
}

/// What to open, who to log in as, and one line to paste for each leg; at most 25 lines.
fn greeting(server: &Server, configuration: &Configuration, kept: bool) -> String {
    let office = sample_office::office();
    let (bold, dim, plain) = ("\x1b[1m", "\x1b[2m", "\x1b[0m");
    let addresses = server.addresses();
    let shown =
        |address: Option<SocketAddr>| address.map_or_else(|| "off".to_owned(), |address| address.to_string());
    let (amds, imap, imaps) = (shown(addresses.amds), shown(addresses.imap), shown(addresses.imaps));
    let (smtp, smtps) = (shown(addresses.smtp), shown(addresses.smtps));
    let scheme = if configuration.amds_plain { "http" } else { "https" };
    let pin = if configuration.amds_plain {
        String::new()
    } else {
        format!(" --fingerprint {}", server.fingerprint())
    };
    let domain = office.site.mail_domain;
    let data = configuration.data.display();
    let stays = if kept { "kept" } else { "gone at the end" };
    let people = office.people.len();
    let messages = office.voicemails.len();
    let conferences = office.conferences.len();
    let name = office.site.name;
    let fingerprint = server.fingerprint();
    format!(
        "{bold}Mobile Link demo{plain}: {name}, {people} people, {messages} voicemails, {conferences} conferences
{dim}Data in {data} ({stays}). Ctrl-C ends it.{plain}

{bold}Log in as{plain}   alice  an ordinary user
            bob    Evaluation: no Mobile Link key, presence only
            admin  the administrator
            The password of all three: {bold}{DEMO_PASSWORD}{plain}

{bold}Listening{plain}   AMDS {scheme}://{amds}/api/v1   IMAP {imap} (STARTTLS), {imaps} (TLS)   SMTP {smtp} (STARTTLS), {smtps} (TLS)
            Certificate SHA-256 {dim}{fingerprint}{plain}

{bold}One line for each leg{plain}, to paste into another terminal:
{bold}Watch{plain}   MOBILE_LINK_PASSWORD={DEMO_PASSWORD} cargo run --release -p mobilelink -- --server {amds}{pin} --user alice watch
{bold}Send{plain}    swaks --server {smtp} --tls --auth-user carol --auth-password {DEMO_PASSWORD} --from carol@{domain} --to 101@{domain} --header 'Subject: Hello' --body 'Hello Alice' --attach-type audio/wav --attach @{data}/sample.wav
{bold}Read{plain}    curl -sk --user alice:{DEMO_PASSWORD} imaps://{imaps}/INBOX -X 'FETCH 1:* (FLAGS ENVELOPE)'
{bold}REST{plain}    curl -sk {scheme}://{amds}/api/v1/session --json '{{\"username\":\"alice\",\"password\":\"{DEMO_PASSWORD}\",\"device\":{{\"name\":\"curl\",\"platform\":\"terminal\"}}}}'
{bold}Alone{plain}   cargo run --release -p mobilelink -- --demo status   {dim}(the SDK's demo mode: no server, no socket){plain}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Port;

    #[tokio::test]
    async fn the_greeting_says_all_in_at_most_25_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let any = Some(Port::On(0));
        let options = Options {
            data: Some(folder.path().to_owned()),
            amds_port: any,
            imap_port: any,
            imaps_port: any,
            smtp_port: any,
            smtps_port: any,
            ..Options::default()
        };
        let configuration = Configuration::assemble(options, Purpose::Demo).expect("sound");
        let phone = PhoneSystem::open(configuration.settings()).await.expect("opens");
        let server = Server::start(&configuration, phone).await.expect("starts");
        let greeting = greeting(&server, &configuration, true);
        assert!(greeting.lines().count() <= 25);
        for word in ["alice", "bob", "admin", DEMO_PASSWORD, "swaks", "curl", "watch", "SHA-256"] {
            assert!(greeting.contains(word), "{word}");
        }
        server.stop().await;
    }
}
