//! One command, one file.

mod conference;
mod directory;
pub(crate) mod doctor;
mod presence;
mod status;
mod voicemail;
mod watch;

use crate::{
    arguments::{Arguments, Command, ConferenceCommand, VoicemailCommand},
    connect::{self, DemoScript},
    failure::Failure,
    screen::Output,
};

/// Connects as the command needs it, runs it, and leaves no device behind.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Failure> {
    let Arguments { link, command, .. } = arguments;
    let link = match &command {
        Command::Doctor => return doctor::run(&link, *output).await,
        Command::Watch => connect::connect(&link, DemoScript::Lively).await?,
        Command::Status | Command::Presence { .. } => connect::connect(&link, DemoScript::Quiet).await?,
        Command::Directory | Command::Conference(_) => connect::connect_fully(&link).await?,
        Command::Voicemail(_) => connect::connect_to_mailbox(&link).await?,
    };
    let done = match command {
        Command::Watch => watch::run(&link, *output).await,
        Command::Status => status::run(&link, *output).await,
        // Needs no link, and has been answered above.
        Command::Doctor => Ok(()),
        Command::Presence { change } => presence::run(&link, change, *output).await,
        Command::Directory => directory::run(&link, *output).await,
        Command::Voicemail(command) => match command {
            VoicemailCommand::List { folder } => voicemail::list::run(&link, folder.into(), *output).await,
            VoicemailCommand::Play(which) => voicemail::play::run(&link, which, *output).await,
            VoicemailCommand::Save { which, file } => voicemail::save::run(&link, which, file, *output).await,
            VoicemailCommand::Seen(which) => voicemail::seen::run(&link, which, true, *output).await,
            VoicemailCommand::Unseen(which) => voicemail::seen::run(&link, which, false, *output).await,
            VoicemailCommand::Delete(which) => voicemail::delete::run(&link, which, *output).await,
            VoicemailCommand::Restore(which) => voicemail::restore::run(&link, which, *output).await,
        },
        Command::Conference(command) => match command {
            ConferenceCommand::List => conference::list::run(&link, *output).await,
            ConferenceCommand::Show { id } => conference::show::run(&link, &id, *output).await,
        },
    };
    connect::sign_out(&link).await;
    done
}
