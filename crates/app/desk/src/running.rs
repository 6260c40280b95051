//! A running desk: how it is stopped, and how it says that it ended by itself. Decides nothing.

use crate::handle::Desk;
use crate::turn::{Stop, Turns};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A running desk. Dropping it without [`Running::stop`] ends its tasks where they stand, as a crash would.
#[derive(Debug)]
pub struct Running {
    /// The handle for others.
    pub desk: Desk,
    stop: watch::Sender<Stop>,
    turns: JoinHandle<()>,
    ended: watch::Receiver<Option<String>>,
    helpers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Begins the loop.
    pub(crate) fn with(desk: Desk, turns: Turns, helpers: Vec<JoinHandle<()>>) -> Self {
        let (stop, stopped) = watch::channel(Stop::NotYet);
        let (ended_in, ended) = watch::channel(None);
        let turns = async move {
            if let Err(error) = turns.run(stopped).await {
                tracing::error!(error = %error, "the desk stops");
                ended_in.send_replace(Some(error.to_string()));
            }
        };
        Self {
            desk,
            stop,
            turns: tokio::spawn(turns),
            ended,
            helpers,
        }
    }

    /// Ends when the loop ended by itself, with the reason: nothing is decided any more, and the process should end.
    pub fn ended(&self) -> impl Future<Output = String> + Send + 'static {
        let mut ended = self.ended.clone();
        async move {
            let why = ended.wait_for(Option::is_some).await.map(|why| why.clone());
            match why {
                Ok(why) => why.unwrap_or_default(),
                // The loop was told to end, and whoever told it goes on.
                Err(_) => std::future::pending().await,
            }
        }
    }

    /// Ends the loop after the turn that is being made, and closes the store.
    pub async fn stop(self) {
        for helper in &self.helpers {
            helper.abort();
        }
        self.stop.send_replace(Stop::Now);
        if let Err(error) = self.turns.await {
            tracing::error!(error = %error, "the loop ended badly");
        }
    }
}
