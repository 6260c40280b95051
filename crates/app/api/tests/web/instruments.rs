//! Filters and statuses that the exchange changes while the desk runs: learned from a refusal or in their time, judged by at
//! once, shown, and never met by an order again. Everything over sockets against the simulated exchange.
// ORD-05

use crate::client::Client;
use crate::house::{House, Wants, terminal};
use desk::{OrderEntry, SessionStanding, Upkeep, Via, Wish};
use domain::*;
use identity::{Permit, Role};
use serde_json::{Value, json};

async fn house(listing_every: Span) -> (House, Client) {
    let upkeep = Upkeep {
        listing_every,
        ..Upkeep::default()
    };
    let wants = Wants {
        upkeep,
        ..Wants::default()
    };
    let house = House::with_people(wants).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    (house, trader)
}

async fn lever(house: &House, path: &str, body: Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let answer = levers.post(path, body).await;
    assert!(answer.status < 300, "{}", answer.text());
}

async fn way(client: &Client) -> Value {
    let mut asking = client.clone();
    let answer = asking.get("/api/v1/connections").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["venues"][0].clone()
}

fn limit(side: Side, qty: &str, price: &str) -> Wish {
    Wish {
        account: AccountId::new(1),
        terms: OrderTerms {
            symbol: Symbol::new("BTC/USDT").unwrap(),
            side,
            qty: Qty::parse(qty).unwrap(),
            kind: OrderKind::Limit {
                price: Price::parse(price).unwrap(),
                time_in_force: TimeInForce::Gtc,
            },
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: PositionEffect::Any,
        },
        protection: None,
        via: Via::Program,
        request_key: None,
    }
}

/// `sent`, or the code of the rule that refused.
async fn placed(house: &House, wish: Wish) -> Result<OrderId, String> {
    let permit = Permit::ask(&terminal()).unwrap();
    match house.desk.place(permit, wish).await {
        Ok(placed) => Ok(placed.order),
        Err(desk::CommandError::Refused(refusal)) => Err(refusal.rule.code().to_owned()),
        Err(other) => panic!("{other:?}"),
    }
}

/// A limit far below the market, on the grid of a hundredth.
async fn far(client: &Client) -> Price {
    let mut asking = client.clone();
    let book = asking.get("/api/v1/book/BTC-USDT").await.json();
    let bid = Amount::parse(book["bids"][0][0].as_str().unwrap()).unwrap();
    let (units, places) = bid.parts();
    let hundredths = units * 80 / 10_i128.pow(places) + 1;
    Price::from_parts(hundredths, 2).unwrap()
}

#[tokio::test]
async fn a_refusal_teaches_the_changed_filter_and_no_order_meets_it_again() {
    let (house, client) = house(Span::from_secs(3_600)).await;
    house
        .until(|| async { way(&client).await["listing"]["versions"] == 1 })
        .await;
    let body = json!({"symbol":"BTCUSDT","tickSize":"10","stepSize":"0.001","minQty":"0.001","minNotional":"20"});
    lever(&house, "/_sim/filters", body).await;
    let price = far(&client).await.to_string();
    let wish = limit(Side::Buy, "0.00123", &price);
    let order = placed(&house, wish).await.unwrap();
    until_told(&house, &client, order, |life| {
        life.to_string().contains("Filter failure")
    })
    .await;
    house
        .until(|| async { way(&client).await["listing"]["versions"] == 2 })
        .await;
    house
        .until(|| async {
            let again = placed(&house, wish).await;
            again == Err("ORD-05.price-tick".to_owned())
        })
        .await;
    let told = way(&client).await["listing"]["changes"][0].clone();
    let words = told["words"].as_str().unwrap();
    assert!(words.contains("price tick 0.01 → 10"), "{told}");
    assert!(words.contains("smallest value 5 → 20"), "{told}");
    let mut asking = client.clone();
    let listed = asking.get("/api/v1/instruments").await.text();
    assert!(listed.contains("\"price_tick\":\"10\""), "{listed}");
    house.stop().await;
}

#[tokio::test]
async fn nothing_opens_in_a_closed_symbol_until_it_trades_again() {
    let (house, client) = house(Span::from_secs(1)).await;
    let price = far(&client).await.to_string();
    let wish = limit(Side::Buy, "0.002", &price);
    let working = placed(&house, wish).await.unwrap();
    lever(
        &house,
        "/_sim/status",
        json!({"symbol":"BTCUSDT","status":"CANCEL_ONLY"}),
    )
    .await;
    house
        .until(|| async {
            let verdict = {
                let permit = Permit::ask(&terminal()).unwrap();
                house.desk.verdict(permit, wish).await.unwrap()
            };
            let refusal = verdict.refusal.map(|refusal| refusal.rule.code());
            refusal == Some("ORD-05.not-trading")
        })
        .await;
    let closed = way(&client).await["listing"]["closed"].clone();
    assert_eq!(closed, json!(["BTC/USDT"]));
    let permit = Permit::ask(&terminal()).unwrap();
    house.desk.cancel(permit, working).await.unwrap();
    lever(
        &house,
        "/_sim/status",
        json!({"symbol":"BTCUSDT","status":"TRADING"}),
    )
    .await;
    house
        .until(|| async { way(&client).await["listing"]["closed"] == json!([]) })
        .await;
    house
        .until(|| async { placed(&house, wish).await.is_ok() })
        .await;
    house.stop().await;
}

/// A small generator of chance.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Coarser filters, and the gate that has learned them.
async fn coarsen(house: &House, client: &Client) {
    let body = json!({"symbol":"BTCUSDT","tickSize":"0.5","stepSize":"0.0005","minQty":"0.001","minNotional":"50"});
    lever(house, "/_sim/filters", body).await;
    let price = far(client).await;
    house
        .until(|| async {
            let (units, _) = price.parts();
            let off = Price::from_parts(units / 100 * 100 + 1, 2).unwrap();
            let wish = limit(Side::Buy, "0.01", &off.to_string());
            placed(house, wish).await == Err("ORD-05.price-tick".to_owned())
        })
        .await;
}

/// Asks for random orders and ends those that were sent; how many the gate refused.
async fn fuzz(house: &House, client: &Client, (dice, sent): (&mut Dice, &mut Vec<OrderId>)) -> u32 {
    let mut refused = 0;
    for _ in 0..120 {
        let (units, _) = far(client).await.parts();
        let price = units + i128::from(dice.roll(40)) * i128::from(dice.roll(50));
        let places = 2 + u32::try_from(dice.roll(2)).unwrap();
        let price = Price::from_parts(price * 10_i128.pow(places - 2), places).unwrap();
        let step = [1, 10, 50, 100, 500][usize::try_from(dice.roll(5)).unwrap()];
        let qty = Qty::from_parts(i128::from(1 + dice.roll(60) * step), 5).unwrap();
        let qty = match dice.roll(3) {
            0 => qty,
            _ => Qty::from_parts(i128::from((1 + dice.roll(60)) * step), 5).unwrap(),
        };
        let wish = limit(Side::Buy, &qty.to_string(), &price.to_string());
        match placed(house, wish).await {
            Ok(order) => {
                sent.push(order);
                let permit = Permit::ask(&terminal()).unwrap();
                drop(house.desk.cancel(permit, order).await);
            }
            Err(_) => refused += 1,
        }
    }
    refused
}

#[tokio::test]
async fn a_fuzzed_order_never_earns_a_filter_refusal() {
    let (house, client) = house(Span::from_secs(1)).await;
    let (mut dice, mut sent) = (Dice(20_261_122), Vec::new());
    let mut refused = fuzz(&house, &client, (&mut dice, &mut sent)).await;
    coarsen(&house, &client).await;
    // What was sent to find out when the filters are learned may well have met them.
    refused += fuzz(&house, &client, (&mut dice, &mut sent)).await;
    let count = sent.len();
    assert!(
        count > 20 && refused > 20,
        "{count} sent, {refused} refused"
    );
    for order in &sent {
        house
            .until(|| async {
                let mut asking = client.clone();
                let life = asking.get(&format!("/api/v1/orders/{order}")).await;
                let text = life.text();
                assert!(!text.contains("Filter failure"), "{text}");
                assert!(!text.contains("-1111"), "{text}");
                life.json()["order"]["ended"].is_number()
            })
            .await;
    }
    house.stop().await;
}

/// Waits until the life of an order is so.
async fn until_told(house: &House, client: &Client, order: OrderId, is_so: fn(&Value) -> bool) {
    house
        .until(|| async {
            let mut asking = client.clone();
            let life = asking.get(&format!("/api/v1/orders/{order}")).await;
            is_so(&life.json())
        })
        .await;
}

// ORD-14
#[tokio::test]
async fn orders_leave_on_a_session_where_the_settings_say_so() {
    let upkeep = Upkeep {
        order_entry: OrderEntry::WebSocket,
        ..Upkeep::default()
    };
    let house = House::with_people(Wants {
        upkeep,
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    house
        .until(|| async {
            let permit = Permit::ask(&terminal()).unwrap();
            let states = house.desk.venues(permit);
            states
                .iter()
                .all(|state| state.order_entry == SessionStanding::Stands)
        })
        .await;
    let price = far(&trader).await.to_string();
    let order = placed(&house, limit(Side::Buy, "0.002", &price))
        .await
        .unwrap();
    until_told(&house, &trader, order, |life| {
        life.to_string().contains("\"accepted\"")
    })
    .await;
    let permit = Permit::ask(&terminal()).unwrap();
    house.desk.cancel(permit, order).await.unwrap();
    until_told(&house, &trader, order, |life| {
        life["order"]["ended"].is_number()
    })
    .await;
    let mut levers = Client::new(house.exchange.admin_addr());
    let ledger = levers.get("/_sim/ledger").await.text();
    assert!(
        ledger.contains("order.place"),
        "the order went by the session"
    );
    house.stop().await;
}
