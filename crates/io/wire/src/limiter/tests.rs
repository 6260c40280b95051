//! The limiter against a venue that counts: never too much, and never held back for longer than said. ORD-07

use super::*;
use protocols::OrderWeight;
use std::collections::BTreeMap;

const MINUTE: Span = Span::from_secs(60);
const PLACE: Purpose = Purpose::Place {
    halt_epoch: 0,
    deadline: Time::from_nanos(i64::MAX),
};

fn rule(charge: Charge, most: u32) -> RateLimit {
    RateLimit {
        charge,
        bound: Bound::Address,
        paths: &["/api/"],
        every: MINUTE,
        most,
        header: match charge {
            Charge::Weight => Some("weight"),
            Charge::Order => Some("orders"),
            Charge::Request => None,
        },
        orders: OrderWeight::FreeWhenDone,
    }
}

fn limiter(rules: &[RateLimit]) -> Limiter {
    Limiter::new(rules, Bound::Address)
}

fn weighing(most: u32) -> Limiter {
    limiter(&[rule(Charge::Weight, most)])
}

fn at(seconds: i64) -> Time {
    Time::from_millis(1_800_000_000_000 + seconds * 1_000)
}

fn wanted(weight: u32, purpose: Purpose) -> Wanted<'static> {
    Wanted {
        path: "/api/v3/anything",
        weight,
        purpose,
    }
}

fn hear(limiter: &mut Limiter, now: Time, leave: Leave, (status, weight): (u16, Option<u32>)) {
    let header = |name: &str| weight.filter(|_| name == "weight");
    let heard = Heard {
        status,
        demand: Demand::Nothing,
        header: &header,
    };
    limiter.answered(now, leave, &heard);
}

fn demanded(limiter: &mut Limiter, now: Time, demand: Demand) {
    let leave = limiter.take(now, &wanted(0, Purpose::Cancel)).unwrap();
    let heard = Heard {
        status: 429,
        demand,
        header: &|_| None,
    };
    limiter.answered(now, leave, &heard);
}

fn used(limiter: &mut Limiter, now: Time) -> u32 {
    limiter.usage(now)[0].used
}

/// Numbers that depend on nothing but a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        i64::try_from((self.0 >> 33) % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// A venue that counts as venues do: by windows of its clock, orders free of weight when taken, fills giving orders back.
#[derive(Default)]
struct Counting {
    weight: BTreeMap<i64, u32>,
    requests: BTreeMap<i64, u32>,
    orders: BTreeMap<i64, u32>,
}

enum Event {
    Arrives {
        id: u64,
        wanted: Wanted<'static>,
        answer: bool,
    },
    Answered {
        id: u64,
        status: u16,
        counts: (u32, Option<u32>),
    },
    GivenUp {
        id: u64,
    },
}

const MOST: (u32, u32, u32) = (60, 40, 12);

impl Counting {
    fn take(&mut self, now: Time, wanted: &Wanted<'_>, dice: &mut Dice) -> (u16, u32, Option<u32>) {
        let window = now.floor_to(MINUTE).nanos();
        let order = matches!(wanted.purpose, Purpose::Place { .. });
        *self.requests.entry(window).or_default() += 1;
        let done = dice.below(10) > 0;
        let weight = self.weight.entry(window).or_default();
        if !(done && wanted.purpose != Purpose::Read) {
            *weight += wanted.weight;
        }
        let weight = *weight;
        let mut told = None;
        if order && done {
            let orders = self.orders.entry(window).or_default();
            *orders += 1;
            told = Some(*orders);
            assert!(*orders <= MOST.2, "too many orders");
            if dice.below(3) == 0 {
                *orders -= 1;
            }
        }
        assert!(weight <= MOST.0, "too much weight");
        assert!(self.requests[&window] <= MOST.1, "too many requests");
        (if done { 200 } else { 400 }, weight, told)
    }
}

/// One limiter, one venue, and the messages between them.
struct World {
    dice: Dice,
    limiter: Limiter,
    venue: Counting,
    agenda: BTreeMap<(Time, u64), Event>,
    leaves: BTreeMap<u64, Leave>,
    next: u64,
}

impl World {
    fn begin(seed: u64) -> Self {
        let rules = [
            rule(Charge::Weight, MOST.0),
            rule(Charge::Request, MOST.1),
            rule(Charge::Order, MOST.2),
        ];
        Self {
            dice: Dice(seed),
            limiter: limiter(&rules),
            venue: Counting::default(),
            agenda: BTreeMap::new(),
            leaves: BTreeMap::new(),
            next: 0,
        }
    }

    fn at(&mut self, due: Time, event: Event) {
        self.next += 1;
        self.agenda.insert((due, self.next), event);
    }

    fn somewhat_later(&mut self, now: Time) -> Time {
        now.plus(Span::from_millis(self.dice.below(4_000)))
    }

    fn until(&mut self, now: Time) {
        while let Some(first) = self.agenda.first_entry() {
            let (due, _) = *first.key();
            if due > now {
                return;
            }
            match first.remove() {
                Event::Arrives { id, wanted, answer } => {
                    let (status, weight, orders) = self.venue.take(due, &wanted, &mut self.dice);
                    if answer {
                        let back = self.somewhat_later(due);
                        let told = Event::Answered {
                            id,
                            status,
                            counts: (weight, orders),
                        };
                        self.at(back, told);
                    }
                }
                Event::Answered { id, status, counts } => {
                    let header = |name: &str| match name {
                        "weight" => Some(counts.0),
                        _ => counts.1,
                    };
                    let heard = Heard {
                        status,
                        demand: Demand::Nothing,
                        header: &header,
                    };
                    let leave = self.leaves.remove(&id).unwrap();
                    self.limiter.answered(due, leave, &heard);
                }
                Event::GivenUp { id } => {
                    self.limiter.lost(due, self.leaves.remove(&id).unwrap());
                }
            }
        }
    }

    /// Whether a request of some sort was let go.
    fn wish(&mut self, now: Time) -> bool {
        let purpose = match self.dice.below(6) {
            0 => Purpose::Read,
            1 => Purpose::Cancel,
            2 => Purpose::Question,
            3 => Purpose::Survey,
            _ => PLACE,
        };
        let weight = 1 + u32::try_from(self.dice.below(5)).unwrap();
        let wanted = wanted(weight, purpose);
        let Ok(leave) = self.limiter.take(now, &wanted) else {
            return false;
        };
        if self.dice.below(20) == 0 {
            self.limiter.given_back(now, leave);
            return true;
        }
        let id = self.next;
        self.leaves.insert(id, leave);
        let there = self.somewhat_later(now);
        let answer = self.dice.below(8) > 0;
        if answer || self.dice.below(2) == 0 {
            self.at(there, Event::Arrives { id, wanted, answer });
        }
        if !answer {
            self.at(now.plus(Span::from_secs(12)), Event::GivenUp { id });
        }
        true
    }
}

#[test]
fn l1_a_venue_that_counts_never_counts_too_much() {
    let (mut sent, mut held) = (0, 0);
    for seed in 0..400 {
        let mut world = World::begin(seed);
        let mut now = at(0);
        for _ in 0..600 {
            now = now.plus(Span::from_millis(world.dice.below(1_500)));
            world.until(now);
            world.next += 1;
            if world.wish(now) {
                sent += 1;
            } else {
                held += 1;
            }
        }
    }
    // The run is worth something only when the limits were met often, and most of what was wanted passed.
    assert!(sent > 100_000 && held > 10_000, "{sent} sent, {held} held");
}

#[test]
fn l2_orders_that_are_taken_cost_no_weight() {
    let mut limiter = weighing(100);
    for _ in 0..10_000 {
        let leave = limiter.take(at(1), &wanted(1, PLACE)).unwrap();
        hear(&mut limiter, at(1), leave, (200, None));
    }
    assert_eq!(used(&mut limiter, at(1)), 0);
    for _ in 0..80 {
        let leave = limiter.take(at(1), &wanted(1, PLACE)).unwrap();
        hear(&mut limiter, at(1), leave, (400, None));
    }
    let spent = limiter.take(at(1), &wanted(1, PLACE));
    assert_eq!(spent, Err(NotSent::Budget { ready: at(60) }));
    // A question weighs what it weighs, however it ends.
    let leave = limiter.take(at(60), &wanted(20, Purpose::Read)).unwrap();
    hear(&mut limiter, at(60), leave, (200, None));
    assert_eq!(used(&mut limiter, at(60)), 20);
}

#[test]
fn l3_a_fifth_is_kept_for_cancels() {
    let mut limiter = weighing(100);
    let _under_way = limiter.take(at(0), &wanted(80, Purpose::Question)).unwrap();
    let spent = Err(NotSent::Budget { ready: at(60) });
    assert_eq!(limiter.take(at(1), &wanted(1, Purpose::Question)), spent);
    assert_eq!(limiter.take(at(1), &wanted(1, PLACE)), spent);
    let _cancel = limiter.take(at(1), &wanted(20, Purpose::Cancel)).unwrap();
    assert_eq!(limiter.take(at(1), &wanted(1, Purpose::Cancel)), spent);
    assert_eq!(used(&mut limiter, at(59)), 100);
    // What is under way may be counted in the next window, and in no later one.
    assert_eq!(used(&mut limiter, at(60)), 100);
    assert_eq!(used(&mut limiter, at(120)), 0);
}

#[test]
fn l4_the_venues_count_is_believed() {
    let mut limiter = weighing(100);
    let first = limiter.take(at(0), &wanted(10, Purpose::Question)).unwrap();
    let second = limiter.take(at(0), &wanted(10, Purpose::Question)).unwrap();
    hear(&mut limiter, at(1), second, (200, Some(75)));
    hear(&mut limiter, at(1), first, (200, Some(65)));
    assert_eq!(used(&mut limiter, at(1)), 75);
    // Alone on the way, its word stands even when it is lower.
    let third = limiter.take(at(2), &wanted(1, Purpose::Question)).unwrap();
    hear(&mut limiter, at(2), third, (200, Some(30)));
    assert_eq!(used(&mut limiter, at(2)), 30);
    // The word on a window that is over says nothing of this one.
    let late = limiter.take(at(59), &wanted(5, Purpose::Question)).unwrap();
    hear(&mut limiter, at(61), late, (200, Some(90)));
    assert_eq!(used(&mut limiter, at(61)), 5);
    limiter.learn(&ListedLimit {
        charge: Charge::Weight,
        every: MINUTE,
        most: 10,
    });
    assert!(limiter.take(at(62), &wanted(5, Purpose::Question)).is_err());
    limiter.learn(&ListedLimit {
        charge: Charge::Weight,
        every: Span::from_secs(1),
        most: 1_000,
    });
    assert_eq!(limiter.usage(at(62))[0].most, 10);
}

#[test]
fn l5_silence_holds_what_it_was_asked_of() {
    let second = Some(Span::from_secs(5));
    let mut limiter = weighing(1_000);
    demanded(&mut limiter, at(1), Demand::FewerOrders { after: second });
    let paused = Err(NotSent::Paused { until: at(6) });
    assert_eq!(limiter.take(at(5), &wanted(1, PLACE)), paused);
    for purpose in [Purpose::Read, Purpose::Cancel] {
        limiter.given_back_at(at(5), purpose);
    }
    limiter.given_back_at(at(6), PLACE);
    demanded(&mut limiter, at(10), Demand::Silence { after: second });
    // A shorter silence never ends a longer one.
    let short = Some(Span::from_millis(1));
    demanded(&mut limiter, at(11), Demand::Silence { after: short });
    let paused = Err(NotSent::Paused { until: at(15) });
    assert_eq!(limiter.take(at(14), &wanted(1, PLACE)), paused);
    assert_eq!(limiter.take(at(14), &wanted(1, Purpose::Read)), paused);
    // Risk may leave, but what goes on asking is banned: the one above was the first of ten.
    for _ in 1..CANCELS_PER_PAUSE_MAX {
        limiter.given_back_at(at(14), Purpose::Cancel);
    }
    assert_eq!(limiter.take(at(14), &wanted(1, Purpose::Cancel)), paused);
    limiter.given_back_at(at(15), Purpose::Cancel);
    demanded(&mut limiter, at(20), Demand::Absence { after: None });
    for purpose in [Purpose::Read, Purpose::Cancel, PLACE] {
        let banned = limiter.take(at(139), &wanted(1, purpose));
        assert_eq!(banned, Err(NotSent::Banned { until: at(140) }));
        limiter.clone().given_back_at(at(140), purpose);
    }
}

impl Limiter {
    fn given_back_at(&mut self, now: Time, purpose: Purpose) {
        let leave = self.take(now, &wanted(1, purpose)).unwrap();
        self.given_back(now, leave);
    }
}

#[test]
fn l6_a_venue_that_fails_is_let_rest_and_asked_once() {
    let mut limiter = weighing(1_000_000);
    let mut rests = Vec::new();
    let mut now = at(0);
    for _ in 0..4 {
        limiter.failed(now, 0);
    }
    // An answer in between begins the count anew.
    limiter.worked(now);
    for _ in 0..5 {
        assert_eq!(limiter.breaker(), BreakerState::Closed);
        limiter.failed(now, 1_023);
    }
    for round in 0..8 {
        let BreakerState::Open { until } = limiter.breaker() else {
            panic!("{:?}", limiter.breaker());
        };
        rests.push(until.since(now).millis());
        let resting = Err(NotSent::Resting { until });
        let just_before = until.plus(Span::from_millis(-1));
        for purpose in [Purpose::Read, PLACE] {
            assert_eq!(limiter.take(just_before, &wanted(1, purpose)), resting);
        }
        limiter.given_back_at(just_before, Purpose::Cancel);
        // What was begun before the rest says nothing about what is after it.
        limiter.worked(now.plus(Span::from_millis(-1)));
        assert!(limiter.take(until, &wanted(1, PLACE)).is_err());
        limiter.given_back_at(until, Purpose::Read);
        assert_eq!(limiter.breaker(), BreakerState::Probing { since: until });
        assert!(limiter.take(until, &wanted(1, Purpose::Read)).is_err());
        now = until;
        limiter.failed(now, if round % 2 == 0 { 0 } else { 1_023 });
    }
    assert_eq!(rests, [250, 250, 1_000, 1_000, 4_000, 2_000, 4_000, 2_000]);
    let BreakerState::Open { until } = limiter.breaker() else {
        panic!("{:?}", limiter.breaker());
    };
    // A question that never comes back holds nobody for ever.
    limiter.given_back_at(until, Purpose::Read);
    let later = until.plus(Span::from_secs(15));
    assert!(
        limiter
            .take(later.plus(Span::from_millis(-1)), &wanted(1, Purpose::Read))
            .is_err()
    );
    limiter.given_back_at(later, Purpose::Read);
    limiter.worked(later);
    limiter.given_back_at(later, PLACE);
    assert_eq!(limiter.breaker(), BreakerState::Closed);
}

#[test]
fn l7_each_path_has_its_own_windows_and_each_bound_its_own_limiter() {
    let limits = protocols::binance_spot::facts::LIMITS;
    let mut address = Limiter::new(limits, Bound::Address);
    let mut account = Limiter::new(limits, Bound::Account);
    let withdrawals = Wanted {
        path: "/sapi/v1/capital/withdraw/history",
        weight: 18_000,
        purpose: Purpose::Question,
    };
    let _leave = address.take(at(0), &withdrawals).unwrap();
    assert!(address.usage(at(0)).iter().all(|usage| usage.used == 0));
    for _ in 0..8 {
        let _leave = account.take(at(0), &withdrawals).unwrap();
    }
    assert!(account.take(at(0), &withdrawals).is_err());
    let _order = account.take(at(0), &wanted(1, PLACE)).unwrap();
    let orders = |usage: &&Usage| usage.charge == Charge::Order;
    assert_eq!(account.usage(at(0)).iter().filter(orders).count(), 2);
    assert!(
        account
            .usage(at(0))
            .iter()
            .filter(orders)
            .all(|usage| usage.used == 1)
    );
    // A clock that steps back a little opens no window twice.
    let mut limiter = weighing(100);
    let _leave = limiter
        .take(at(60), &wanted(80, Purpose::Question))
        .unwrap();
    assert!(limiter.take(at(59), &wanted(1, Purpose::Question)).is_err());
}

// ORD-07: a look at a whole account never takes the room of an order, nor of a question about one.
#[test]
fn l3_reading_leaves_a_third_and_what_can_wait_half_of_a_window() {
    let mut limiter = weighing(100);
    let mut leaves = Vec::new();
    let mut takes = |weight, purpose| {
        let leave = limiter.take(at(0), &wanted(weight, purpose));
        leave.map(|leave| leaves.push(leave)).is_ok()
    };
    assert!(takes(50, Purpose::Survey));
    assert!(!takes(1, Purpose::Survey));
    assert!(takes(15, Purpose::Read));
    assert!(!takes(1, Purpose::Read));
    assert!(takes(10, PLACE));
    assert!(takes(5, Purpose::Question));
    assert!(!takes(1, Purpose::Question) && !takes(1, PLACE));
    assert!(takes(20, Purpose::Cancel));
    assert!(!takes(1, Purpose::Cancel));
}

#[test]
fn l19_a_list_speaks_of_an_addresses_weight_and_an_accounts_orders() {
    use protocols::binance_spot::facts;
    let mut account = Limiter::new(facts::LIMITS, Bound::Account);
    let listed = |charge, every, most| ListedLimit {
        charge,
        every: Span::from_secs(every),
        most,
    };
    account.learn(&listed(Charge::Weight, 60, 6_000));
    account.learn(&listed(Charge::Order, 10, 50));
    let withdrawals = Wanted {
        path: "/sapi/v1/capital/withdraw/history",
        weight: 18_000,
        purpose: Purpose::Survey,
    };
    assert!(account.take(at(1), &withdrawals).is_ok());
    let usage = account.usage(at(1));
    let orders = usage.iter().find(|row| row.charge == Charge::Order);
    assert_eq!(orders.map(|row| row.most), Some(50));
    let mut address = Limiter::new(facts::LIMITS, Bound::Address);
    address.learn(&listed(Charge::Weight, 60, 1_200));
    assert_eq!(address.usage(at(1))[0].most, 1_200);
}

#[test]
fn l20_what_can_wait_and_fails_keeps_no_order_back() {
    let mut limiter = weighing(1_000_000);
    for ms in 0..50 {
        let leave = limiter.take(at(ms), &wanted(1, Purpose::Survey)).unwrap();
        let sight = leave.sight();
        limiter.lost(at(ms), leave);
        limiter.missed(at(ms), (sight, 7));
    }
    assert_eq!(limiter.breaker(), BreakerState::Closed);
    limiter.given_back_at(at(50), PLACE);
    // Five questions that fail let it rest, with surveys that fail among them; a survey does not end the rest.
    for ms in 60..65 {
        for purpose in [Purpose::Survey, Purpose::Read] {
            let leave = limiter.take(at(ms), &wanted(1, purpose)).unwrap();
            let sight = leave.sight();
            limiter.lost(at(ms), leave);
            limiter.missed(at(ms), (sight, 7));
        }
    }
    let BreakerState::Open { until } = limiter.breaker() else {
        panic!("{:?}", limiter.breaker());
    };
    let survey = wanted(1, Purpose::Survey);
    assert_eq!(
        limiter.take(until, &survey),
        Err(NotSent::Resting { until })
    );
    assert_eq!(limiter.breaker(), BreakerState::Open { until });
    // One that works shows that the venue is there.
    let mut limiter = weighing(1_000_000);
    for _ in 0..4 {
        limiter.failed(at(1), 0);
    }
    let leave = limiter.take(at(2), &survey).unwrap();
    limiter.seen(leave.sight());
    limiter.failed(at(3), 0);
    assert_eq!(limiter.breaker(), BreakerState::Closed);
}
