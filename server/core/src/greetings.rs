//! Greetings as messages in a folder, as visual voicemail clients keep them (OMTP 1.3 §2.6): one for each presence and one
//! for all others (AMC-50, AMC-54).
//!
//! The folder comes to be when somebody first asks for it, so that it is not in the way of those who never do.

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{
    Refusal,
    folders::canonical,
    greetings::{GREETINGS, GreetingProblem, Slot},
};
use server_message::Reading;

/// Says by the word of a [`Slot`] when the greeting is played; stronger than OMTP's header.
const SLOT_HEADER: &str = "X-Mobile-Link-Greeting";
/// What dialers write.
const TYPE_HEADER: &str = "X-CNS-Greeting-Type";
/// Bytes of a header in which either is looked for.
const LONGEST_HEADER: usize = 64 * 1024;

impl PhoneSystem {
    /// Makes the greetings' folder where it is not there yet.
    pub(crate) async fn ensure_greetings(&self, who: &Requester) -> Result<(), Failure> {
        match self.create_folder(who, GREETINGS, None).await {
            Err(Failure::Refused(Refusal::FolderExists { .. })) => Ok(()),
            made => made.map(drop),
        }
    }

    /// For what a message is to be the greeting; refuses what cannot be one.
    pub(crate) async fn slot_of(
        &self,
        staged: &server_store::Staged,
        reading: &Reading,
    ) -> Result<Slot, Failure> {
        let header_size = usize::try_from(reading.header_size).unwrap_or(usize::MAX);
        let header = staged.beginning(header_size.min(LONGEST_HEADER)).await?;
        let slot = match (value(&header, SLOT_HEADER), value(&header, TYPE_HEADER)) {
            (Some(word), _) => word.parse()?,
            (None, Some(word)) => Slot::of_greeting_type(&word).ok_or(not(GreetingProblem::UnknownSlot))?,
            (None, None) => return Err(not(GreetingProblem::NoSlot).into()),
        };
        match (&reading.recording, &reading.audio_problem) {
            (_, Some(problem)) => Err(Refusal::AudioIsNotAudio {
                file: problem.file_name.clone().unwrap_or_else(|| "audio".to_owned()),
                declared: problem.declared.clone(),
                found: problem.found.clone(),
            }
            .into()),
            (None, None) => Err(not(GreetingProblem::NoRecording).into()),
            (Some(_), None) => Ok(slot),
        }
    }
}

/// Whether a folder's name is the greetings'.
pub(crate) fn is_greetings(name: &str) -> bool {
    canonical(name) == GREETINGS
}

/// Refuses to put messages among the greetings by any other way than APPEND, which looks at them.
pub(crate) fn check_target(name: &str) -> Result<(), Refusal> {
    if is_greetings(name) { Err(not(GreetingProblem::NotAppended)) } else { Ok(()) }
}

fn not(problem: GreetingProblem) -> Refusal {
    Refusal::NotAGreeting { problem }
}

/// What stands behind a header's colon, in lower case.
fn value(header: &[u8], name: &str) -> Option<String> {
    let field = server_message::header_fields(header, &[name], true);
    let text = String::from_utf8_lossy(&field);
    let (_, value) = text.lines().next()?.split_once(':')?;
    Some(value.trim().to_ascii_lowercase())
}
