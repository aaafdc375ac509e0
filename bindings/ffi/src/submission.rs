//! An action on its way to the server.

use crate::{
    alive::{Counted, Kind},
    runtime,
};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use mobilelink_client::{LinkError, Submission as Sent};
use std::{fmt, sync::Arc};

/// An action that screens show already and the server may not have yet.
///
/// It can be let go: the action is sent all the same, also after a restart of the app.
#[derive(uniffi::Object)]
pub struct Submission {
    outcome: Shared<BoxFuture<'static, Result<(), LinkError>>>,
    _counted: Counted,
}

#[uniffi::export(async_runtime = "tokio")]
impl Submission {
    /// Waits until the server has it or refuses it; without a link that may take long. Can be asked again.
    ///
    /// After an error the action is undone on the screen.
    pub async fn sent(&self) -> Result<(), LinkError> {
        runtime::run(self.outcome.clone()).await
    }
}

impl Submission {
    pub(crate) fn new(submission: Sent) -> Arc<Self> {
        Arc::new(Self {
            outcome: submission.sent().boxed().shared(),
            _counted: Counted::new(Kind::Submission),
        })
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Submission")
    }
}
