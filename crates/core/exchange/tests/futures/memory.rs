//! What is kept in memory has bounds.

use crate::stage::{TAG, amount, asset, btc, place, stage, who};
use domain::Machine;
use exchange::futures::{FuturesInput, Grant, IncomeKind, IncomeQuery};
use exchange::{ExchangeOrderId, OrderKey};

#[test]
fn f59_the_oldest_records_and_orders_go_first() {
    let mut stage = stage();
    let mut said = Vec::new();
    for _ in 0..100_050 {
        let grant = FuturesInput::Grant(Grant {
            tag: TAG,
            account: who(1),
            kind: IncomeKind::ApiRebate,
            asset: asset("USDT"),
            amount: amount("0.01"),
            symbol: None,
        });
        stage.futures.step(stage.now, grant, &mut said);
        said.clear();
    }
    let income = stage.futures.income(&IncomeQuery {
        account: who(1),
        symbol: None,
        kind: None,
        from: crate::stage::START,
        to: stage.now,
        skip: 0,
        limit: usize::MAX,
    });
    assert_eq!(income.len(), 100_000);
    assert!(income.iter().all(|one| one.kind == IncomeKind::ApiRebate));
    for number in 0..20_010_u64 {
        let name = format!("buy 0.001 @49000 as n{number}");
        stage.futures.step(stage.now, place(&name), &mut said);
        stage.futures.step(
            stage.now,
            FuturesInput::CancelAll {
                tag: TAG,
                account: who(1),
                symbol: btc(),
            },
            &mut said,
        );
        said.clear();
    }
    let orders = stage
        .futures
        .orders(who(1), btc(), ExchangeOrderId::new(0), usize::MAX);
    assert_eq!(orders.len(), 20_000);
    assert_eq!(orders[0].client_id.as_str(), "n10");
    // The name of a forgotten order is forgotten with it.
    let gone = OrderKey::Client(crate::stage::name("n9"));
    assert_eq!(stage.futures.order(who(1), btc(), gone), None);
}
