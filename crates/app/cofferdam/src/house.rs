//! A running house: simulated exchange, desk, pages and control socket, started and stopped together. Decides nothing.

use crate::commands::{self, failover};
use crate::control_socket::{self, CancelWorking, Reply, Request};
use crate::halt_presses::Presses;
use crate::instance;
use crate::key_watch;
use crate::latch;
use crate::people;
use crate::self_test;
use crate::settings::surveillance::Surveillance;
use crate::settings::{PerMinute, Settings};
use crate::venue_place::{self, VenuePlace};
use crate::wiring;
use anyhow::{Context, Result, bail};
use api::{About, ApiConfig, AppState, Front, Limits, Mode};
use desk::campaign::CampaignShelf;
use desk::credentials::{KeyAct, KeyRing, Place};
use desk::{CommandError, Desk, HaltReach, Kept, Running, StartFacts, SurveillanceRules};
use domain::Scope;
use gate::SelfTest;
use identity::{Actor, Halt, ManageKeys, ManageUsers, Permit, ReadTrading, Release, SignIn};
use std::future::Future;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// What a house is started with.
pub(crate) struct Plan {
    pub(crate) settings: Settings,
    /// Folder of the journal, of the control socket, and below it of the embedded exchange.
    pub(crate) data: PathBuf,
    /// How the embedded exchange is started, when the settings name no other.
    pub(crate) exchange: simex::Config,
}

/// A house that runs until it is told to stop.
pub(crate) struct House {
    exchange: Option<simex::Running>,
    desk: Running,
    keys: KeyRing,
    surveillance: Surveillance,
    listener: TcpListener,
    state: AppState,
    data: PathBuf,
    /// Where the pages are.
    pub(crate) address: String,
    /// Where the exchange is, and what kind of place that is.
    pub(crate) exchange_address: String,
    pub(crate) environment: &'static str,
    /// The one-time token, while there is no owner yet.
    pub(crate) setup_token: Option<String>,
}

impl House {
    /// Starts everything; nothing is left running when it fails.
    pub(crate) async fn start(plan: Plan) -> Result<Self> {
        let Plan {
            settings,
            data,
            exchange,
        } = plan;
        // What can be known to fail is tried before anything is started.
        let listen = settings.server.listen;
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!(
                "cannot listen on {listen}; is another desk running? choose another with --listen"
            )
        })?;
        make_folder(&data)?;
        venue_place::bind(&data, settings.venue.place.word())?;
        let (exchange, place) = trading_place(&settings.venue.place, exchange).await?;
        let simulated = match &place {
            Place::Simulated(url) => Some(url.as_str()),
            Place::Testnet | Place::Demo | Place::Live => None,
        };
        let keys = key_watch::ring(&settings, &data, simulated)?;
        instance::kept(&data)?;
        let consents = latch::consents(&settings, &data, (&keys, &place)).await?;
        let tested = self_test::of(&settings, &place)?;
        let desk = wiring::desk_at(&settings, &data, (&keys, &place), consents).await?;
        begun(&desk.desk, &settings, tested).await?;
        let local = listener.local_addr()?;
        let config = ApiConfig {
            about: about(&settings, &data, &place)?,
            keys: Some(keys.clone()),
            ..api_config(&settings, venue_place::mode(&place))
        };
        let state = AppState::new(desk.desk.clone(), config, local)?;
        let setup_token = first_token(&desk.desk).await?;
        Ok(Self {
            exchange,
            desk,
            keys,
            surveillance: settings.surveillance,
            listener,
            state,
            data,
            address: format!("http://{local}/"),
            exchange_address: exchange_address(&place),
            environment: place.word(),
            setup_token,
        })
    }

    /// Serves until `stop` is ready, then ends everything in good order.
    pub(crate) async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<()> {
        let control = control_socket::open(&self.data).await?;
        let desk = self.desk.desk.clone();
        let actor = wiring::terminal();
        let (watched, watcher) = (desk.clone(), wiring::terminal());
        let keys = key_watch::watch(self.keys, &watched, &watcher);
        let mut presses = Presses::of(&self.data, desk.clone());
        presses.look().await;
        let looks = surveillance(&watched, &watcher, self.surveillance);
        let rules = self.surveillance.rules;
        let act = async move |request| act(&desk, (&actor, &rules), request).await;
        let ended = self.desk.ended();
        let breath = desk::watchdog::breathe(&watched, &watcher, &self.data);
        let mut lost = None;
        tokio::select! {
            served = api::serve(self.listener, self.state, stop) => served.context("the pages ended")?,
            () = control_socket::serve(control, act) => {}
            () = keys => {}
            () = looks => {}
            () = presses.watch() => {}
            () = breath => {}
            why = ended => lost = Some(why),
        }
        self.desk.stop().await;
        if let Some(exchange) = self.exchange {
            exchange
                .stop()
                .await
                .context("the simulated exchange ended badly")?;
        }
        // After a take-over the socket in the folder is the other engine's.
        if let Some(why) = lost {
            bail!("the desk ended by itself: {why}");
        }
        desk::watchdog::end(&self.data, watched.now());
        control_socket::remove(&self.data);
        Ok(())
    }
}

/// Keeps what the self-test of this start found. Nobody can ask for anything yet: after a failure the halt stands before the first
/// order comes.
async fn begun(desk: &Desk, settings: &Settings, tested: SelfTest) -> Result<()> {
    let facts = StartFacts {
        build: instance::build(),
        settings: settings.digest.clone(),
        tested,
    };
    let permit = Permit::<Halt>::ask(&wiring::terminal())?;
    Ok(desk.self_tested(permit, &facts).await?)
}

/// Where orders go, and the exchange that is embedded for it.
async fn trading_place(
    wanted: &VenuePlace,
    exchange: simex::Config,
) -> Result<(Option<simex::Running>, Place)> {
    let url = match wanted {
        VenuePlace::Testnet => return Ok((None, Place::Testnet)),
        VenuePlace::Demo => return Ok((None, Place::Demo)),
        VenuePlace::Live => return Ok((None, Place::Live)),
        VenuePlace::Simulated { url } => url,
    };
    if let Some(url) = url {
        return Ok((None, Place::Simulated(url.clone())));
    }
    let running = simex::Simex::start(exchange)
        .await
        .context("the simulated exchange did not start")?;
    let url = format!("http://{}", running.public_addr());
    Ok((Some(running), Place::Simulated(url)))
}

/// What a person reads as the exchange's address.
fn exchange_address(place: &Place) -> String {
    match place {
        Place::Simulated(url) => url.clone(),
        Place::Testnet | Place::Demo | Place::Live => venue_place::venue_name(place).to_owned(),
    }
}

pub(crate) fn make_folder(data: &Path) -> Result<()> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("cannot make the data folder {}", data.display()))?;
    let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(data, owner_only)
        .with_context(|| format!("cannot close the data folder {} to others", data.display()))
}

/// What the house says of itself.
fn about(settings: &Settings, data: &Path, place: &Place) -> Result<About> {
    Ok(About {
        instance: instance::kept(data)?,
        build: instance::build,
        settings: settings.digest.clone(),
        accounts: wiring::places(settings, place)?,
        campaigns: Some(CampaignShelf::of(data)),
    })
}

fn api_config(settings: &Settings, mode: Mode) -> ApiConfig {
    let PerMinute {
        auth,
        trading,
        safety,
        data,
        page,
        public,
        stream,
    } = settings.server.per_minute;
    let front = if settings.server.proxies.is_empty() {
        Front::Plain
    } else {
        Front::TlsProxy {
            peers: settings.server.proxies.clone(),
        }
    };
    ApiConfig {
        front,
        names: settings.server.hosts.clone(),
        limits: Limits {
            auth,
            trading,
            safety,
            data,
            page,
            public,
            stream,
        },
        ..ApiConfig::loopback(settings.server.listen, mode)
    }
}

/// A set-up token while nobody can sign in yet.
async fn first_token(desk: &Desk) -> Result<Option<String>> {
    let visitor = Actor::visitor();
    let people_known = desk
        .people(Permit::<SignIn>::ask(&visitor)?)
        .last_user_id()
        .await?;
    if people_known.is_some() {
        return Ok(None);
    }
    let (token, request) = people::setup_token(desk.now())?;
    let permit = || Permit::<SignIn>::ask(&visitor);
    let (changes, _) = people::changes(desk.people(permit()?), &request, desk.now()).await?;
    desk.record_sign_in(permit()?, changes).await?;
    Ok(Some(token.reveal().as_str().to_owned()))
}

/// Looks at the own trading as long as the desk runs.
async fn surveillance(desk: &Desk, actor: &Actor, how: Surveillance) {
    desk::watch_trading((desk, actor), &how.rules, how.every).await;
}

/// Does what the terminal asks of a running desk.
async fn act(desk: &Desk, (actor, rules): (&Actor, &SurveillanceRules), request: Request) -> Reply {
    if let Request::Reconcile = request {
        let compared = commands::reconcile::compare(desk, actor).await;
        return compared.unwrap_or_else(|error| Reply::no(format!("{error:#}")));
    }
    if let Request::Surveillance = request {
        let told = commands::surveillance::look(desk, actor, rules).await;
        return told.map_or_else(|error| Reply::no(format!("{error:#}")), Reply::yes);
    }
    if let Request::Health = request {
        let told = commands::state::health_of(desk, actor);
        return told.unwrap_or_else(|error| Reply::no(format!("{error:#}")));
    }
    if let Some(told) = switched(desk, actor, &request).await {
        return told.unwrap_or_else(|error| Reply::no(format!("{error:#}")));
    }
    match try_act(desk, actor, request).await {
        Ok(words) => Reply::yes(words),
        Err(error) => Reply::no(format!("{error:#}")),
    }
}

/// What is asked of the switch, answered with the press it is about; `None` where it is about something else.
async fn switched(desk: &Desk, actor: &Actor, request: &Request) -> Option<Result<Reply>> {
    if let Request::Halt {
        scope,
        cancel_working,
        reason,
    } = request
    {
        return Some(halt(desk, actor, (*scope, *cancel_working, reason)).await);
    }
    if let Request::Stop {
        word,
        scope,
        reason,
    } = request
    {
        return Some(commands::stop::act(desk, actor, (*word, *scope, reason)).await);
    }
    if let Request::Press { press } = request {
        return Some(commands::stop::show(desk, actor, *press));
    }
    None
}

async fn halt(
    desk: &Desk,
    actor: &Actor,
    (scope, cancel_working, reason): (Scope, CancelWorking, &str),
) -> Result<Reply> {
    let (reach, also) = match cancel_working {
        CancelWorking::Yes => (
            HaltReach::AndCancel,
            "; its working orders are being cancelled",
        ),
        CancelWorking::No => (HaltReach::NewOnly, "; its working orders stay"),
    };
    let permit = Permit::<Halt>::ask(actor)?;
    match desk.halt(permit, (scope, reach), reason).await {
        Ok(press) => {
            let words =
                format!("press {press}: {scope} is halted{also}; it stays halted until released");
            commands::stop::told(desk, actor, press, Some(words))
        }
        Err(held @ CommandError::HeldByLatch(Kept::InFile)) => Ok(Reply::yes(format!(
            "{scope} is {held}{also}; it stays halted until released"
        ))),
        Err(error) => Err(error.into()),
    }
}

async fn try_act(desk: &Desk, actor: &Actor, request: Request) -> Result<String> {
    match request {
        Request::KeyAct { act } => record(desk, actor, &act).await,
        Request::Ping => Ok("the desk runs".into()),
        Request::ExplainOrder(order) => commands::gate::explain(desk, actor, &order).await,
        Request::Control(request) => commands::limits::act(desk, actor, request).await,
        Request::Halt { .. } | Request::Stop { .. } | Request::Press { .. } => {
            bail!("this is answered before it comes here")
        }
        Request::Release { scope, reason } => {
            desk.release(Permit::<Release>::ask(actor)?, scope, &reason)
                .await?;
            Ok(format!("the halt of {scope} is ended"))
        }
        Request::Place(wish) => commands::place::one(desk, actor, &wish).await,
        Request::Pair(wish) => commands::place::pair(desk, actor, &wish).await,
        Request::Amend { order, qty } => commands::amend::one(desk, actor, (order, qty)).await,
        Request::Confirm { order } => commands::confirm::one(desk, actor, order).await,
        Request::Cancel { order } => commands::cancel::one(desk, actor, order).await,
        Request::CancelAll { symbol } => commands::cancel::all(desk, actor, symbol).await,
        Request::Settle { order, reason } => {
            let permit = Permit::<Release>::ask(actor)?;
            desk.settle(permit, order, &reason).await?;
            Ok(format!("order {order} is over; the journal has the reason"))
        }
        Request::AcceptBreak { name, reason } => {
            commands::reconcile::accept(desk, actor, &name, &reason).await
        }
        Request::CheckCandles { days } => commands::candles::check(desk, actor, days),
        Request::Accounts => Ok(commands::state::accounts_of(desk, actor)?.message),
        Request::Health => Ok(commands::state::health_of(desk, actor)?.message),
        Request::Reconcile => Ok(commands::reconcile::compare(desk, actor).await?.message),
        Request::Failover => failover::show(desk, actor),
        Request::WishVenue { wish, reason } => failover::wish(desk, actor, wish, &reason).await,
        Request::Histories => commands::histories::show(desk, actor).await,
        Request::Losses => commands::losses::show(desk, actor),
        Request::ReadHistories => commands::histories::read_now(desk, actor),
        Request::Surveillance => anyhow::bail!("the desk looks with the rules it was started with"),
        Request::Explain { finding, reason } => {
            commands::surveillance::explain(desk, actor, (&finding, &reason)).await
        }
        Request::Contracts => commands::contracts::show(desk, actor),
        Request::Set { setting, reason } => {
            commands::contracts::set(desk, actor, &setting, &reason).await
        }
        people_request @ (Request::AddUser(_)
        | Request::DisableUser { .. }
        | Request::SetupToken { .. }) => people_act(desk, actor, &people_request).await,
    }
}

async fn people_act(desk: &Desk, actor: &Actor, request: &Request) -> Result<String> {
    let reader = desk.records(Permit::<ReadTrading>::ask(actor)?);
    let (changes, said) = people::changes(reader, request, desk.now()).await?;
    desk.change_people(Permit::<ManageUsers>::ask(actor)?, changes)
        .await?;
    Ok(said)
}

async fn record(desk: &Desk, actor: &Actor, act: &KeyAct) -> Result<String> {
    let permit = Permit::<ManageKeys>::ask(actor)?;
    desk.record_key_act(permit, act).await?;
    Ok("it is in the audit log".to_owned())
}
