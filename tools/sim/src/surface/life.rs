//! One life of the desk's process as far as the link goes: its tasks, its calls on their way out, and what it brings back.
//! When it ends, every task ends with it. Never waits for anything.

use super::exchange::Surface;
use anyhow::Context;
use desk::virtual_link::{StreamSays, VirtualAccount, VirtualLink};
use domain::{AccountId, Instrument, Time, VenueId};
use gate::HaltWatch;
use protocols::Call;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use trading::{Effect, Input};
use vault::Vault;
use wire::{AddressLimits, Client, ClientConfig, Hosts, Limits, Lost, Outcome};

/// How often the tasks are let go on before they count as still: a task that was woken wakes at most one more.
const ROUNDS: usize = 4;

/// What answers a call.
pub(super) type Answering = oneshot::Sender<Outcome>;

type Outbox = Arc<Mutex<Vec<(Call, Answering)>>>;

/// A life.
#[derive(Debug)]
pub(super) struct Life {
    runtime: Runtime,
    link: VirtualLink,
    outbox: Outbox,
}

/// A client that nobody calls; making one takes longer than an hour of a day.
fn client(halts: HaltWatch) -> anyhow::Result<Arc<Client>> {
    static CLIENT: OnceLock<Arc<Client>> = OnceLock::new();
    if let Some(client) = CLIENT.get() {
        return Ok(Arc::clone(client));
    }
    let client = Client::new(ClientConfig {
        hosts: Hosts::simulated("http://127.0.0.1:9")?,
        vault: Arc::new(Vault::new()),
        key: None,
        halts,
        limits: Limits::default(),
        address: AddressLimits::new(protocols::binance_usdm::facts::MANNERS),
    })?;
    Ok(Arc::clone(CLIENT.get_or_init(|| Arc::new(client))))
}

impl Life {
    /// A life begins.
    pub(super) fn begin(
        (venue, account): (VenueId, AccountId),
        instruments: &[Instrument],
        halts: HaltWatch,
    ) -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread()
            .build()
            .context("no runtime")?;
        let outbox = Outbox::default();
        let out = Arc::clone(&outbox);
        let of = VirtualAccount {
            venue,
            account,
            product: desk::Product::UsdM,
            instruments: instruments.into(),
            client: client(halts)?,
            key: Surface::key()?,
        };
        let link = VirtualLink::new(of, move |call| {
            let (answering, answer) = oneshot::channel();
            out.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((call, answering));
            async move {
                let gone = || Outcome::Unknown(Lost::Broken("nobody answers any more".to_owned()));
                answer.await.unwrap_or_else(|_| gone())
            }
        });
        Ok(Self {
            runtime,
            link,
            outbox,
        })
    }

    /// From here on it is this late by the house's clock.
    pub(super) fn move_to(&self, now: Time) {
        self.link.move_to(now);
    }

    /// Lets all tasks go on until none can; the calls that set out and what arrived for the house.
    pub(super) fn go_on(&mut self) -> (Vec<(Call, Answering)>, Vec<Input>) {
        self.runtime.block_on(async {
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
            }
        });
        let mut outbox = self.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = std::mem::take(&mut *outbox);
        drop(outbox);
        (calls, self.link.arrived())
    }

    /// Starts what an effect asks for.
    pub(super) fn hand_out(&self, effect: Effect) {
        let _inside = self.runtime.enter();
        self.link.hand_out(effect);
    }

    /// Starts to ask for wallets, settings and positions.
    pub(super) fn look(&self) {
        let _inside = self.runtime.enter();
        self.link.look();
    }

    /// The private stream stands.
    pub(super) fn opened(&self) {
        let _inside = self.runtime.enter();
        self.link.opened();
    }

    /// Reads a frame of the private stream.
    pub(super) fn frame(&self, received: Time, text: &str) -> StreamSays {
        self.runtime
            .block_on(self.link.frame(received, text.as_bytes()))
    }
}
