//! The look happens when the socket asks for the body, not when the call is made. GATE-10

use super::*;
use domain::{Amount, Asset, Rate, Scope, Span};
use gate::{Gate, GateConfig, GlobalLimits, ReferenceRules};
use std::collections::BTreeMap;
use std::task::Waker;

#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
fn gate() -> Gate {
    Gate::new(GateConfig {
        accounts: Vec::new(),
        instruments: Vec::new(),
        value_asset: Asset::new("USDT").unwrap(),
        limits: GlobalLimits {
            order_value_max: Amount::ZERO,
            position_value_max: Amount::ZERO,
            open_positions_max: 0,
            open_orders_max: 0,
            open_orders_per_account_max: 0,
            open_orders_per_symbol_max: 0,
            price_collar: Rate::ZERO,
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::ZERO,
            market_slippage: Rate::ZERO,
        },
        live_consents: Vec::new(),
    })
}

fn body(gate: &Gate, left: Span) -> (LastLook, Fuse) {
    let halts = gate.halt_watch();
    let conditions = Conditions {
        heeds: Some(Heeds {
            halt_epoch: halts.epoch(),
            halts,
        }),
        lease: None,
        deadline: clock::now().plus(left),
    };
    LastLook::new("a=1".to_owned(), conditions)
}

fn poll(body: &mut LastLook) -> Option<Result<Bytes, Withheld>> {
    let mut context = Context::from_waker(Waker::noop());
    match Pin::new(body).poll_frame(&mut context) {
        Poll::Ready(frame) => frame.map(|frame| frame.map(|frame| frame.into_data().unwrap())),
        Poll::Pending => panic!("a body in memory never waits"),
    }
}

#[test]
fn a_body_that_nobody_asked_for_was_kept() {
    let (body, fuse) = body(&gate(), Span::from_secs(60));
    drop(body);
    assert_eq!(fuse.kept(), Some(None));
}

#[test]
fn a_body_handed_out_may_have_left() {
    let (mut body, fuse) = body(&gate(), Span::from_secs(60));
    assert_eq!(body.size_hint().exact(), Some(3));
    assert_eq!(poll(&mut body).unwrap().unwrap(), "a=1");
    assert!(body.is_end_stream());
    assert!(poll(&mut body).is_none());
    assert_eq!(fuse.kept(), None);
}

#[test]
fn a_halt_after_the_call_was_made_keeps_it() {
    let mut gate = gate();
    let (mut body, fuse) = body(&gate, Span::from_secs(60));
    gate.halt(Scope::Global);
    assert!(poll(&mut body).unwrap().is_err());
    assert_eq!(fuse.kept(), Some(Some(NotSent::Halted)));
}

// ORD-02
#[test]
fn what_only_makes_an_order_smaller_leaves_in_a_halt_but_never_late() {
    let mut gate = gate();
    gate.halt(Scope::Global);
    let reduction = |left| {
        let deadline = clock::now().plus(left);
        let conditions = Conditions {
            heeds: None,
            lease: None,
            deadline,
        };
        LastLook::new("a=1".to_owned(), conditions)
    };
    let (mut body, fuse) = reduction(Span::from_secs(60));
    assert_eq!(poll(&mut body).unwrap().unwrap(), "a=1");
    assert_eq!(fuse.kept(), None);
    let (mut body, fuse) = reduction(Span::ZERO);
    assert!(poll(&mut body).unwrap().is_err());
    assert_eq!(fuse.kept(), Some(Some(NotSent::TooLate)));
}

#[test]
fn a_halt_after_the_body_left_changes_nothing() {
    let mut gate = gate();
    let (mut body, fuse) = body(&gate, Span::from_secs(60));
    poll(&mut body).unwrap().unwrap();
    gate.halt(Scope::Global);
    assert!(poll(&mut body).is_none());
    assert_eq!(fuse.kept(), None);
}

#[test]
fn a_body_past_its_deadline_is_kept() {
    let (mut body, fuse) = body(&gate(), Span::from_nanos(-1));
    assert!(poll(&mut body).unwrap().is_err());
    assert_eq!(fuse.kept(), Some(Some(NotSent::TooLate)));
}

// Control 30: an order that was cleared before another engine took over stays here, and so does what only reduces.
#[test]
fn i7_an_order_looks_at_the_lease_as_it_leaves() {
    let held = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let made = || {
        let seen = Arc::clone(&held);
        let conditions = Conditions {
            heeds: None,
            lease: Some(LeaseWatch::new(move || seen.load(Ordering::SeqCst))),
            deadline: clock::now().plus(Span::from_secs(60)),
        };
        LastLook::new("a=1".to_owned(), conditions)
    };
    let (mut body, fuse) = made();
    assert_eq!(poll(&mut body).unwrap().unwrap(), "a=1");
    assert_eq!(fuse.kept(), None);
    let (mut body, fuse) = made();
    held.store(false, Ordering::SeqCst);
    assert!(poll(&mut body).unwrap().is_err());
    assert_eq!(fuse.kept(), Some(Some(NotSent::Halted)));
}
