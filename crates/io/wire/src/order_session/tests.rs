//! What is said on a session is said once; what is known of it is never more than is true, whatever the peer does.
// ORD-03 ORD-04

use super::*;
use crate::last_look::Heeds;
use domain::{Scope, Time};
use futures_util::{SinkExt, StreamExt};
use gate::{Gate, GateConfig, GlobalLimits, HaltWatch, ReferenceRules};
use protocols::binance_spot::session::ORDERS;
use std::collections::BTreeMap;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const SOON: Duration = Duration::from_secs(5);

type Peer = WebSocketStream<TcpStream>;

struct Bench {
    listener: TcpListener,
    session: Arc<OrderSession>,
    events: mpsc::Receiver<StreamEvent>,
}

impl Bench {
    async fn new() -> Self {
        Self::renewed_at(stream::AGE_MAX).await
    }

    async fn renewed_at(age: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (told, events) = mpsc::channel(64);
        Self {
            listener,
            session: Arc::new(OrderSession::renewed_at(age, url, ORDERS, told)),
            events,
        }
    }

    /// The next connection, once the session knows that it stands.
    async fn peer(&mut self) -> Peer {
        let (stream, _) = timeout(SOON, self.listener.accept())
            .await
            .unwrap()
            .unwrap();
        let peer = tokio_tungstenite::accept_async(stream).await.unwrap();
        loop {
            match self.event().await {
                StreamEvent::Opened { .. } | StreamEvent::Renewed { .. } => break,
                StreamEvent::Cut { .. } | StreamEvent::Frame { .. } => {}
            }
        }
        while !self.session.stands() {
            tokio::task::yield_now().await;
        }
        peer
    }

    async fn event(&mut self) -> StreamEvent {
        timeout(SOON * 3, self.events.recv())
            .await
            .unwrap()
            .unwrap()
    }

    /// Says a request in the background.
    fn say(&self, id: &str, patience: Duration) -> JoinHandle<(Told, Option<Unheard>)> {
        let session = Arc::clone(&self.session);
        let said = (id.to_owned(), format!("say {id}"));
        tokio::spawn(async move { session.say(said, None, patience).await })
    }
}

async fn heard(peer: &mut Peer) -> String {
    loop {
        match timeout(SOON, peer.next()).await.unwrap().unwrap().unwrap() {
            Message::Text(text) => return text.to_string(),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Binary(_) | Message::Close(_) | Message::Frame(_) => panic!("no text"),
        }
    }
}

async fn answer(peer: &mut Peer, id: &str, what: &str) {
    let text = format!(r#"{{"id":"{id}","status":200,"result":"{what}"}}"#);
    peer.send(Message::text(text)).await.unwrap();
}

fn body(told: &Told) -> String {
    match told {
        Told::Answered(answer) => String::from_utf8(answer.answer.body.clone()).unwrap(),
        Told::Withheld(_) | Told::NeverSaid | Told::Lost(_) => panic!("{told:?}"),
    }
}

#[tokio::test]
async fn l14_answers_find_their_requests_in_any_order_and_strangers_find_none() {
    let mut bench = Bench::new().await;
    let mut peer = bench.peer().await;
    let first = bench.say("a", SOON);
    assert_eq!(heard(&mut peer).await, "say a");
    let second = bench.say("b", SOON);
    assert_eq!(heard(&mut peer).await, "say b");
    for strange in ["", "[]", r#"{"id":null,"status":400,"error":{}}"#] {
        peer.send(Message::text(strange)).await.unwrap();
    }
    answer(&mut peer, "c", "nobody's").await;
    answer(&mut peer, "b", "second").await;
    answer(&mut peer, "b", "second again").await;
    answer(&mut peer, "a", "first").await;
    assert_eq!(body(&first.await.unwrap().0), "\"first\"");
    assert_eq!(body(&second.await.unwrap().0), "\"second\"");
}

#[tokio::test]
async fn l13_what_was_said_on_a_connection_that_ends_is_lost_and_never_said_again() {
    let mut bench = Bench::new().await;
    let mut peer = bench.peer().await;
    let asked = bench.say("a", SOON);
    assert_eq!(heard(&mut peer).await, "say a");
    drop(peer);
    let (told, unheard) = asked.await.unwrap();
    assert!(matches!(told, Told::Lost(Lost::Broken(_))), "{told:?}");
    assert!(unheard.is_none());
    assert!(matches!(bench.event().await, StreamEvent::Cut { .. }));
    // While none stands nothing is said, and another way is open.
    let (told, _) = bench.say("b", SOON).await.unwrap();
    assert!(matches!(told, Told::NeverSaid), "{told:?}");
    let mut peer = bench.peer().await;
    let asked = bench.say("c", SOON);
    assert_eq!(heard(&mut peer).await, "say c");
    // An answer from before the cut answers nothing.
    answer(&mut peer, "a", "stale").await;
    answer(&mut peer, "c", "fresh").await;
    assert_eq!(body(&asked.await.unwrap().0), "\"fresh\"");
}

#[tokio::test]
async fn l15_a_late_answer_is_taken_in_after_it_was_given_up() {
    let mut bench = Bench::new().await;
    let mut peer = bench.peer().await;
    let asked = bench.say("a", Duration::from_millis(50));
    assert_eq!(heard(&mut peer).await, "say a");
    let (told, unheard) = asked.await.unwrap();
    assert!(matches!(told, Told::Lost(Lost::Timeout)), "{told:?}");
    answer(&mut peer, "a", "late").await;
    let late = unheard.unwrap().answer().await.unwrap();
    assert_eq!(late.answer.body, b"\"late\"");
    // And one that never comes ends with its connection.
    let asked = bench.say("b", Duration::from_millis(50));
    assert_eq!(heard(&mut peer).await, "say b");
    let (_, unheard) = asked.await.unwrap();
    drop(peer);
    assert!(unheard.unwrap().answer().await.is_none());
}

#[tokio::test]
async fn l17_an_announced_end_loses_no_answer_and_the_next_connection_takes_over() {
    let mut bench = Bench::new().await;
    let mut old = bench.peer().await;
    let asked = bench.say("a", SOON);
    assert_eq!(heard(&mut old).await, "say a");
    let leaving = r#"{"event":{"e":"serverShutdown","E":1}}"#;
    old.send(Message::text(leaving)).await.unwrap();
    let mut new = bench.peer().await;
    let after = bench.say("b", SOON);
    assert_eq!(heard(&mut new).await, "say b");
    answer(&mut new, "b", "new").await;
    answer(&mut old, "a", "old").await;
    assert_eq!(body(&asked.await.unwrap().0), "\"old\"");
    assert_eq!(body(&after.await.unwrap().0), "\"new\"");
    // Nothing is owed on the old one any more: it is closed properly.
    let goodbye = timeout(SOON, old.next()).await.unwrap();
    assert!(
        matches!(goodbye, Some(Ok(Message::Close(_)))),
        "{goodbye:?}"
    );
}

#[tokio::test]
async fn l17_a_connection_is_replaced_before_the_venue_ends_it_and_its_orders_in_flight_are_heard()
{
    let mut bench = Bench::renewed_at(Duration::from_secs(1)).await;
    let mut old = bench.peer().await;
    let asked = bench.say("a", SOON);
    assert_eq!(heard(&mut old).await, "say a");
    let mut new = bench.peer().await;
    let after = bench.say("b", SOON);
    assert_eq!(heard(&mut new).await, "say b");
    answer(&mut old, "a", "old").await;
    answer(&mut new, "b", "new").await;
    assert_eq!(body(&asked.await.unwrap().0), "\"old\"");
    assert_eq!(body(&after.await.unwrap().0), "\"new\"");
}

#[tokio::test]
async fn l16_a_connection_that_owes_an_answer_and_gives_no_sign_of_life_is_cut() {
    let mut bench = Bench::new().await;
    // This peer reads nothing any more, so it answers no ping.
    let _peer = bench.peer().await;
    let begun = Instant::now();
    let (told, _) = bench.say("a", SOON * 6).await.unwrap();
    assert!(matches!(told, Told::Lost(Lost::Broken(_))), "{told:?}");
    assert!(begun.elapsed() < Duration::from_secs(8));
    match bench.event().await {
        StreamEvent::Cut { reason, .. } => assert_eq!(reason, CutReason::Mute),
        StreamEvent::Opened { .. } | StreamEvent::Frame { .. } | StreamEvent::Renewed { .. } => {
            panic!("it stands")
        }
    }
}

#[tokio::test]
async fn l16_a_connection_that_gives_signs_of_life_may_take_its_time() {
    let mut bench = Bench::new().await;
    let mut peer = bench.peer().await;
    let asked = bench.say("a", SOON * 6);
    assert_eq!(heard(&mut peer).await, "say a");
    let answers_pings = timeout(Duration::from_secs(7), peer.next());
    assert!(matches!(
        answers_pings.await.unwrap(),
        Some(Ok(Message::Ping(_)))
    ));
    let quiet = timeout(Duration::from_secs(5), async {
        while let Some(Ok(Message::Ping(_))) = peer.next().await {}
    });
    assert!(quiet.await.is_err(), "it stands");
    answer(&mut peer, "a", "slow").await;
    assert_eq!(body(&asked.await.unwrap().0), "\"slow\"");
}

#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
fn gate() -> Gate {
    Gate::new(GateConfig {
        accounts: Vec::new(),
        instruments: Vec::new(),
        value_asset: domain::Asset::new("USDT").unwrap(),
        limits: GlobalLimits {
            order_value_max: domain::Amount::ZERO,
            position_value_max: domain::Amount::ZERO,
            open_positions_max: 0,
            open_orders_max: 0,
            open_orders_per_account_max: 0,
            open_orders_per_symbol_max: 0,
            price_collar: domain::Rate::ZERO,
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::ZERO,
            market_slippage: domain::Rate::ZERO,
        },
        live_consents: Vec::new(),
    })
}

fn conditions(halts: HaltWatch, deadline: Time) -> Conditions {
    Conditions {
        heeds: Some(Heeds {
            halt_epoch: halts.epoch(),
            halts,
        }),
        lease: None,
        deadline,
    }
}

#[tokio::test]
async fn l18_the_last_look_holds_back_what_may_no_longer_leave() {
    let mut bench = Bench::new().await;
    let mut peer = bench.peer().await;
    let mut gate = gate();
    let far = clock::now().plus(Span::from_secs(60));
    let say = async |id: &str, conditions| {
        let said = (id.to_owned(), format!("say {id}"));
        bench.session.say(said, Some(conditions), SOON).await.0
    };
    let late = conditions(gate.halt_watch(), clock::now());
    let told = say("a", late).await;
    assert!(matches!(told, Told::Withheld(NotSent::TooLate)), "{told:?}");
    let halted = conditions(gate.halt_watch(), far);
    gate.halt(Scope::Global);
    let told = say("b", halted).await;
    assert!(matches!(told, Told::Withheld(NotSent::Halted)), "{told:?}");
    let free = conditions(gate.halt_watch(), far);
    let asked = say("c", free);
    let heard = async {
        assert_eq!(heard(&mut peer).await, "say c");
        answer(&mut peer, "c", "passed").await;
    };
    let (told, ()) = tokio::join!(asked, heard);
    assert_eq!(body(&told), "\"passed\"");
}
