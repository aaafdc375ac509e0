//! The visual voicemail of an AOSP-style dialer, command for command (`probes/dialer`).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use e2e::{Probe, Round, Saw, Step, round, script, within};
use serde_json::{Value, json};
use test_support::PASSWORD;

/// A dialer with alice's name and password.
struct Dialer {
    probe: Probe,
}

impl Dialer {
    fn of(round: &Round, password: &str) -> Self {
        let mut command = script("dialer/dialer");
        command.env("PROBE_HOST", round.imap().ip().to_string());
        command.env("PROBE_PORT", round.imap().port().to_string());
        command.env("PROBE_CERTIFICATE", round.certificate());
        command.env("PROBE_USER", "alice").env("PROBE_PASSWORD", password);
        Self { probe: Probe::start(&mut command) }
    }

    async fn does(&mut self, errand: Value) -> Value {
        self.probe.tell(&errand).await;
        self.probe.next().await.expect("an answer")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialer_makes_the_round_of_one_who_reads_voicemail() {
    within(120, async {
        let round = Round::ready().await;
        let mut dialer = Dialer::of(&round, PASSWORD);
        let synchronised = dialer.does(json!({"do": "sync"})).await;
        let voicemails = synchronised["voicemails"].as_array().expect("voicemails");
        assert_eq!(voicemails.len(), 3, "{synchronised}");
        for (voicemail, uid) in voicemails.iter().zip(["1", "2", "3"]) {
            assert_eq!(voicemail["uid"], uid);
            assert_eq!(voicemail["number"], "5854213850", "the caller is the local part of From");
            assert_eq!(voicemail["read"], false);
            let said = sample_office::office().voicemails[0].recording.text;
            assert_eq!(voicemail["transcription"].as_str().map(str::trim_end), Some(said.trim_end()));
        }
        let heard = dialer.does(json!({"do": "listen", "uid": "1"})).await;
        let audio = STANDARD.decode(heard["audio"].as_str().expect("text")).expect("base64");
        assert_eq!(dialer.does(json!({"do": "read", "uids": ["1"]})).await, json!({}));
        assert_eq!(dialer.does(json!({"do": "delete", "uids": ["3"]})).await, json!({}));
        let synchronised = dialer.does(json!({"do": "sync"})).await;
        let left = synchronised["voicemails"].as_array().expect("voicemails").iter();
        let left: Vec<_> =
            left.map(|voicemail| (voicemail["uid"].clone(), voicemail["read"].clone())).collect();
        assert_eq!(left, [(json!("1"), json!(true)), (json!("2"), json!(false))]);
        round.judge(Saw { audio, ..Saw::default() }, &[Step::Read, Step::See, Step::Delete]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialer_finds_a_new_voicemail_and_nothing_of_other_folders() {
    within(120, async {
        let round = Round::ready().await;
        let mut dialer = Dialer::of(&round, PASSWORD);
        assert_eq!(dialer.does(json!({"do": "delete", "uids": ["1", "2", "3"]})).await, json!({}));
        assert_eq!(dialer.does(json!({"do": "sync"})).await, json!({"voicemails": []}));
        round.news().await;
        let synchronised = dialer.does(json!({"do": "sync"})).await;
        assert_eq!(synchronised["voicemails"][0]["uid"], "4", "{synchronised}");
        let trash = round.rest().voicemails("trash").await;
        assert_eq!(trash.len(), 3);
        assert!(round.rest().voicemail("inbox", round::NEWS).await.is_some());
        round.over().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialer_compares_what_it_is_refused_with_and_shows_how_full_the_mailbox_is() {
    within(120, async {
        let round = Round::ready().await;
        let refused = Dialer::of(&round, "wrong").does(json!({"do": "quota"})).await;
        assert_eq!((&refused["status"], &refused["text"]), (&json!("NO"), &json!("invalid password")));

        let mut dialer = Dialer::of(&round, PASSWORD);
        let quota = dialer.does(json!({"do": "quota"})).await;
        assert!(
            quota["occupied"].as_u64() > Some(0) && quota["total"].as_u64() > quota["occupied"].as_u64(),
            "{quota}"
        );
        let pins = [
            ("12345", "1234", "NO", "password too short"),
            ("12345", "12345678901", "NO", "password too long"),
            ("12345", "12a45", "NO", "password contains invalid characters"),
            ("54321", "65432", "NO", "old password mismatch"),
            ("12345", "65432", "OK", "password changed"),
        ];
        for (old, new, status, text) in pins {
            let answer = dialer.does(json!({"do": "pin", "old": old, "new": new})).await;
            assert_eq!(answer, json!({"status": status, "text": text}), "{old} to {new}");
        }
        assert_eq!(dialer.does(json!({"do": "language", "code": "2"})).await["status"], "OK");
        assert_eq!(dialer.does(json!({"do": "tutorial"})).await["status"], "OK");
        round.over().await;
    })
    .await;
}
