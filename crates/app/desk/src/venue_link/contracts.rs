//! The calls about perpetual contracts and what their answers say, as trading's inputs. A conditional order is asked about and
//! ended at the door it was placed at, or at the other once it has woken. Never drops a fact, never adds one.

use super::settings_seen::SettingsStamp;
use super::{Subject, VenueLink};
use domain::{
    AccountId, CancelOrder, Instrument, NewOrder, PositionMode, PositionSide, Qty, SettingChange,
    Time, VenueOrderId,
};
use gate::{BalanceCoverage, BalanceReport, Cleared, ContractTerms, MarginReport};
use protocols::binance_usdm::facts::{Door, door};
use protocols::binance_usdm::{
    AccountState, AlgoStatus, CancelReply, OrderStatus, PlaceReply, QueryReply, SettingReply,
    VenueAlgo, VenueFill, VenueOrder, VenuePosition, ask, read,
};
use protocols::{Answer, Call, Trouble};
use trading::{
    CancelAnswer, ContractInput, Input, PlaceAnswer, QueryAnswer, SettingAnswer, VenueReport,
    VenueStatus, VenueWords,
};
use wire::Outcome;

/// How often what is set is read again when somebody sets something meanwhile.
const ROUNDS_MAX: usize = 3;

/// What a venue says of an account on margin, and the stamp of the settings in it.
pub(super) type StampedReport = (SettingsStamp, MarginReport);

/// The call that places an order for a contract, about the position it names.
pub(super) fn place_call(
    cleared: Cleared<NewOrder>,
    instrument: &Instrument,
    take_up: Time,
) -> Result<Call, ()> {
    ask::place(cleared, instrument, take_up).map_err(|_| ())
}

/// What a placing answer says. What it traded comes by the private stream, or is asked for.
pub(super) fn placed(link: &VenueLink, wish: &NewOrder, answer: &Answer) -> Vec<Input> {
    match door(&wish.terms().kind) {
        Door::Book => stands(wish, &read::place(answer), |order| {
            (order.venue_id, order.at, reported(link, order, None))
        }),
        Door::Conditional => stands(wish, &read::place_algo(answer), |algo| {
            (algo.algo_id, algo.at, algo_reported(link, algo))
        }),
    }
}

fn stands<T>(
    wish: &NewOrder,
    reply: &PlaceReply<T>,
    told: impl Fn(&T) -> (VenueOrderId, Time, Option<VenueReport>),
) -> Vec<Input> {
    let order = wish.id();
    let answered = |answer| Input::Answered { order, answer };
    match reply {
        PlaceReply::Refused(trouble) | PlaceReply::NotTaken(trouble) => {
            vec![answered(PlaceAnswer::Refused(words(trouble)))]
        }
        PlaceReply::Unknown(_) => vec![answered(PlaceAnswer::Unknown)],
        PlaceReply::Placed(placed) => {
            let (venue_id, at, report) = told(placed);
            let mut inputs = vec![answered(PlaceAnswer::Accepted { venue_id, at })];
            inputs.extend(report.map(Input::Venue));
            inputs
        }
    }
}

impl VenueLink {
    pub(super) async fn cancel_contract(
        &self,
        cleared: Cleared<CancelOrder>,
        first: Door,
    ) -> CancelAnswer {
        let subject = *cleared.get();
        let Some(instrument) = self.instrument(subject.symbol) else {
            return CancelAnswer::NotSent;
        };
        let door = match first {
            Door::Book => Door::Book,
            // Once it woke, it is the order it became that must end.
            Door::Conditional => match self.algo(instrument, subject.client_id).await {
                Some(QueryReply::Found(algo)) if algo.became.is_some() => Door::Book,
                Some(_) | None => Door::Conditional,
            },
        };
        let Ok(call) = ask::cancel(cleared, instrument, door) else {
            return CancelAnswer::NotSent;
        };
        let answer = match self.send(call).await {
            Outcome::Answer(answer) => answer,
            Outcome::NotSent(_) => return CancelAnswer::NotSent,
            Outcome::Unknown(_) => return CancelAnswer::Unknown,
        };
        match door {
            Door::Book => match read::cancel(&answer) {
                CancelReply::Cancelled(order) => CancelAnswer::Cancelled {
                    venue_id: order.venue_id,
                    filled_total: order.filled,
                    at: order.at,
                },
                CancelReply::NotOpen(_) => CancelAnswer::NotOpen,
                CancelReply::NotTaken(_) => CancelAnswer::NotSent,
                CancelReply::Unknown(_) => CancelAnswer::Unknown,
            },
            Door::Conditional => match read::cancel_algo(&answer) {
                // The answer does not say where it stood: the question that follows does.
                CancelReply::Cancelled(_) | CancelReply::NotOpen(_) => CancelAnswer::NotOpen,
                CancelReply::NotTaken(_) => CancelAnswer::NotSent,
                CancelReply::Unknown(_) => CancelAnswer::Unknown,
            },
        }
    }

    pub(super) async fn query_contract(&self, subject: Subject) -> QueryAnswer {
        let Some(instrument) = self.instrument(subject.symbol) else {
            return QueryAnswer::NoAnswer;
        };
        match door(&subject.kind) {
            Door::Book => self.booked(instrument, subject).await,
            Door::Conditional => match self.algo(instrument, subject.client_id).await {
                Some(QueryReply::Found(algo)) if algo.became.is_some() => {
                    match self.booked(instrument, subject).await {
                        QueryAnswer::NeverSeen => QueryAnswer::NoAnswer,
                        found @ (QueryAnswer::Found { .. } | QueryAnswer::NoAnswer) => found,
                    }
                }
                Some(QueryReply::Found(algo)) => QueryAnswer::Found {
                    venue_id: algo.algo_id,
                    status: algo_status(algo.status),
                    filled_total: Qty::ZERO,
                    at: algo.at,
                },
                Some(QueryReply::NeverSeen) => QueryAnswer::NeverSeen,
                Some(QueryReply::NoAnswer(_)) | None => QueryAnswer::NoAnswer,
            },
        }
    }

    /// An order among the plain ones.
    async fn booked(&self, instrument: &Instrument, subject: Subject) -> QueryAnswer {
        let call = ask::query(instrument, subject.client_id, Door::Book);
        let Some(answer) = self.read_call(call).await else {
            return QueryAnswer::NoAnswer;
        };
        match read::query(&answer) {
            QueryReply::Found(order) => {
                self.tell_qty(order.client_id, (order.qty, order.filled))
                    .await;
                QueryAnswer::Found {
                    venue_id: order.venue_id,
                    status: status(order.status),
                    filled_total: order.filled,
                    at: order.at,
                }
            }
            QueryReply::NeverSeen => QueryAnswer::NeverSeen,
            QueryReply::NoAnswer(_) => QueryAnswer::NoAnswer,
        }
    }

    async fn algo(
        &self,
        instrument: &Instrument,
        client_id: domain::ClientOrderId,
    ) -> Option<QueryReply<VenueAlgo>> {
        let call = ask::query(instrument, client_id, Door::Conditional);
        let answer = self.read_call(call).await?;
        Some(read::query_algo(&answer))
    }

    pub(super) async fn fills_of_contract(
        &self,
        subject: Subject,
    ) -> Option<Vec<trading::VenueFill>> {
        let instrument = self.instrument(subject.symbol)?;
        let venue_id = match self.query_contract(subject).await {
            QueryAnswer::Found { venue_id, .. } => venue_id,
            QueryAnswer::NeverSeen | QueryAnswer::NoAnswer => return None,
        };
        let call = ask::fills_of(instrument, venue_id);
        let answer = self.read_about(&[subject.client_id], call).await?;
        let page = read::fills(&answer).ok()?;
        Some(page.rows.iter().map(|row| fill(instrument, row)).collect())
    }

    /// Asks for wallets, settings and positions, and brings them in; the wallets first. Without the settings the wallets
    /// are told as a part only, so that everything stays wanted.
    pub(super) async fn fetch_margin(&self) {
        let Some(answer) = self.read_call(ask::account()).await else {
            return;
        };
        self.bring_raw(self.raw("account", &answer)).await;
        let wallets = match read::account(&answer) {
            Ok(state) => wallets(self.account, &state),
            Err(trouble) => return self.unreadable(&trouble),
        };
        for _ in 0..ROUNDS_MAX {
            match self.margin_report().await {
                Some(Ok((stamp, report))) if self.settings_stand(stamp) => {
                    self.bring(Input::Balances(wallets)).await;
                    return self.bring_margin(report).await;
                }
                // Somebody set something meanwhile: what was read is of before.
                Some(Ok(_)) => {}
                Some(Err(trouble)) => {
                    self.unreadable(&trouble);
                    break;
                }
                None => break,
            }
        }
        let coverage = BalanceCoverage::Changed;
        let part = BalanceReport {
            coverage,
            ..wallets
        };
        self.bring(Input::Balances(part)).await;
    }

    /// Brings in what the account is set to and holds.
    async fn bring_margin(&self, report: MarginReport) {
        self.bring(Input::Contract(ContractInput::Margin(report)))
            .await;
    }

    fn unreadable(&self, trouble: &Trouble) {
        tracing::warn!(reason = %trouble, "the account on margin could not be read");
        self.health.trouble(self.parts_name(), &trouble.to_string());
    }

    /// What the account is set to and holds, and since when that is so; `None` when a question was not answered.
    pub(super) async fn margin_report(&self) -> Option<Result<StampedReport, Trouble>> {
        let (stamp, settings) = match self.settings().await? {
            Ok(settings) => settings,
            Err(trouble) => return Some(Err(trouble)),
        };
        let held = self.read_call(ask::positions()).await?;
        self.bring_raw(self.raw("positions", &held)).await;
        let held = match read::positions(&held) {
            Ok(held) => held,
            Err(trouble) => return Some(Err(trouble)),
        };
        let mut contracts = Vec::new();
        for instrument in self.instruments() {
            let row = settings.contracts.get(&instrument.venue_symbol)?;
            for side in sides_of(settings.modes.positions) {
                let mut terms = flat_terms((instrument, *side), (row.leverage, row.margin));
                let position = held
                    .iter()
                    .find(|p| p.symbol == instrument.venue_symbol && p.position == *side);
                if let Some(position) = position {
                    terms = held_terms(terms, position);
                }
                contracts.push(terms);
            }
        }
        let report = MarginReport {
            account: self.account,
            positions: settings.modes.positions,
            assets: settings.modes.assets,
            contracts,
        };
        Some(Ok((stamp, report)))
    }

    /// Sends a setting, once.
    pub(super) async fn set(&self, cleared: Cleared<SettingChange>, send_by: Time, deadline: Time) {
        let SettingChange { account, setting } = *cleared.get();
        self.settings_moved();
        let answer = if self.clock.now() > send_by {
            SettingAnswer::NotSent
        } else {
            let instrument = setting.symbol().and_then(|symbol| self.instrument(symbol));
            match ask::set(cleared, instrument, super::take_up_by(deadline)) {
                Err(_) => SettingAnswer::NotSent,
                Ok(call) => match self.send(call).await {
                    Outcome::Answer(answer) => {
                        self.bring_raw(self.raw("setting", &answer)).await;
                        setting_answer(read::set(&answer))
                    }
                    Outcome::NotSent(_) => SettingAnswer::NotSent,
                    Outcome::Unknown(_) => SettingAnswer::Unknown,
                },
            }
        };
        self.settings_moved();
        self.bring(Input::Contract(ContractInput::SetAnswered {
            account,
            setting,
            answer,
        }))
        .await;
    }
}

fn setting_answer(reply: SettingReply) -> SettingAnswer {
    match reply {
        SettingReply::Done => SettingAnswer::Done,
        SettingReply::Unchanged => SettingAnswer::Unchanged,
        SettingReply::Refused(trouble) => SettingAnswer::Refused(words(&trouble)),
        SettingReply::Unknown(_) => SettingAnswer::Unknown,
    }
}

/// The positions that an account has in each contract, held or not.
const fn sides_of(mode: PositionMode) -> &'static [PositionSide] {
    match mode {
        PositionMode::OneWay => &[PositionSide::Both],
        PositionMode::Hedge => &[PositionSide::Long, PositionSide::Short],
    }
}

const fn flat_terms(
    (instrument, side): (&Instrument, PositionSide),
    (leverage, margin): (domain::Leverage, domain::MarginMode),
) -> ContractTerms {
    ContractTerms {
        symbol: instrument.symbol,
        side,
        leverage,
        margin,
        held: domain::Amount::ZERO,
        entry: None,
        isolated: domain::Amount::ZERO,
        liquidation: None,
    }
}

const fn held_terms(terms: ContractTerms, position: &VenuePosition) -> ContractTerms {
    ContractTerms {
        held: position.qty,
        entry: position.entry,
        isolated: position.isolated_wallet,
        liquidation: position.liquidation,
        ..terms
    }
}

/// The wallets of an account on margin. One that is owed to the venue has nothing in it for us.
pub(super) fn wallets(account: AccountId, state: &AccountState) -> BalanceReport {
    let balances = state.balances.iter().map(|wallet| domain::Balance {
        asset: wallet.asset,
        free: wallet.wallet.qty().unwrap_or(Qty::ZERO),
        locked: Qty::ZERO,
    });
    let changed = state.balances.iter().map(|wallet| wallet.at).max();
    BalanceReport {
        account,
        as_of: changed.unwrap_or(Time::from_nanos(0)),
        coverage: BalanceCoverage::Whole,
        balances: balances.collect(),
    }
}

/// An order event of the private stream as a report.
pub(crate) fn reported(
    link: &VenueLink,
    order: &VenueOrder,
    execution: Option<&VenueFill>,
) -> Option<VenueReport> {
    let symbol = link.symbol(order.symbol)?;
    let instrument = link.instrument(symbol)?;
    Some(VenueReport {
        account: link.account,
        client_id: order.client_id,
        venue_id: order.venue_id,
        symbol,
        status: status(order.status),
        filled_total: order.filled,
        fill: execution.map(|row| fill(instrument, row)),
        at: order.at,
    })
}

/// A conditional order as a report; once it has become an order, that order's own events speak.
pub(crate) fn algo_reported(link: &VenueLink, algo: &VenueAlgo) -> Option<VenueReport> {
    if algo.became.is_some() {
        return None;
    }
    Some(VenueReport {
        account: link.account,
        client_id: algo.client_id,
        venue_id: algo.algo_id,
        symbol: link.symbol(algo.symbol)?,
        status: algo_status(algo.status),
        filled_total: Qty::ZERO,
        fill: None,
        at: algo.at,
    })
}

pub(super) fn fill(instrument: &Instrument, row: &VenueFill) -> trading::VenueFill {
    trading::VenueFill {
        trade: row.trade,
        price: row.price,
        qty: row.qty,
        fee: row.fee,
        fee_asset: row.fee_asset.unwrap_or(instrument.quote),
        liquidity: row.liquidity,
        at: row.at,
    }
}

pub(super) const fn status(status: OrderStatus) -> VenueStatus {
    match status {
        OrderStatus::New | OrderStatus::PartiallyFilled => VenueStatus::Working,
        OrderStatus::Filled => VenueStatus::Filled,
        OrderStatus::Cancelled => VenueStatus::Cancelled,
        OrderStatus::Rejected => VenueStatus::Rejected,
        // The last two are of orders by which the venue itself closes a position.
        OrderStatus::Expired | OrderStatus::Insured | OrderStatus::Deleveraged => {
            VenueStatus::Expired
        }
    }
}

const fn algo_status(status: AlgoStatus) -> VenueStatus {
    match status {
        AlgoStatus::New | AlgoStatus::Triggering | AlgoStatus::Triggered | AlgoStatus::Finished => {
            VenueStatus::Working
        }
        AlgoStatus::Cancelled => VenueStatus::Cancelled,
        AlgoStatus::Rejected => VenueStatus::Rejected,
        AlgoStatus::Expired => VenueStatus::Expired,
    }
}

fn words(trouble: &Trouble) -> VenueWords {
    VenueWords {
        code: trouble.code.unwrap_or_else(|| i64::from(trouble.status)),
        text: trouble.text.clone(),
    }
}
