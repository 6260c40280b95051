//! What must hold of every account after any step of a story, and when all positions are closed. Never what happens in between.

use super::*;

impl Teller {
    /// What must hold after any step.
    pub(crate) fn judge(&self) {
        let futures = &self.stage.futures;
        for symbol in [btc(), eth()] {
            let best = futures.best(symbol).unwrap();
            if let (Some((bid, _)), Some((ask, _))) = (best.bid, best.ask) {
                assert!(bid < ask, "{symbol} is crossed: {bid} {ask}");
            }
        }
        for number in 1..=PEOPLE {
            self.judge_orders(number);
            self.judge_money(number);
            self.judge_positions(number);
        }
        self.judge_interest();
    }

    /// Orders that only reduce are no larger than their position; the margin counts exactly those that may open.
    fn judge_orders(&self, number: u64) {
        let futures = &self.stage.futures;
        let open = futures.open_orders(who(number), None);
        for position in self.positions(number) {
            let (mut bids, mut asks) = (Amount::ZERO, Amount::ZERO);
            let here = |o: &&exchange::futures::FuturesOrder| {
                o.symbol == position.symbol && o.position_side == position.position_side
            };
            for order in open.iter().filter(here) {
                let left = order.qty.minus(order.filled).unwrap();
                let reduces = match (order.position_side, order.side) {
                    (PositionSide::Both, _) => order.reduce == Reduce::Only,
                    (PositionSide::Long, side) => side == Side::Sell,
                    (PositionSide::Short, side) => side == Side::Buy,
                };
                if reduces {
                    let closes = position.qty.is_negative() == (order.side == Side::Buy);
                    assert!(
                        closes && left.amount() <= position.qty.size(),
                        "{order:?} {position:?}"
                    );
                    continue;
                }
                let value = order.price.unwrap().times(left).unwrap();
                let sum = match order.side {
                    Side::Buy => &mut bids,
                    Side::Sell => &mut asks,
                };
                *sum = sum.plus(value).unwrap();
            }
            assert_eq!((position.bid_notional, position.ask_notional), (bids, asks));
        }
    }

    fn positions(&self, number: u64) -> Vec<exchange::futures::PositionView> {
        self.stage.futures.positions(who(number), None)
    }

    /// Every wallet is the sum of its records.
    fn judge_money(&self, number: u64) {
        let futures = &self.stage.futures;
        let all = futures.income(&IncomeQuery {
            account: who(number),
            symbol: None,
            kind: None,
            from: Time::from_millis(0),
            to: self.stage.now,
            skip: 0,
            limit: usize::MAX,
        });
        for wallet in futures.wallets(who(number)) {
            let own = all.iter().filter(|income| income.asset == wallet.asset);
            let sum = own.fold(Amount::ZERO, |sum, income| sum.plus(income.amount).unwrap());
            assert_eq!(sum, wallet.wallet, "{number} {}", wallet.asset);
            let isolated = self
                .positions(number)
                .iter()
                .filter(|p| p.margin_asset == wallet.asset)
                .fold(Amount::ZERO, |sum, p| sum.plus(p.isolated_wallet).unwrap());
            assert_eq!(wallet.wallet, wallet.cross_wallet.plus(isolated).unwrap());
        }
    }

    /// What trades brought in cash is what was made real, while nothing is open.
    fn judge_positions(&self, number: u64) {
        for symbol in [btc(), eth()] {
            let here = self.stage.futures.positions(who(number), Some(symbol));
            for position in &here {
                if position.qty.is_zero() {
                    assert_eq!(position.entry, None);
                    assert!(position.isolated_wallet.is_zero());
                } else {
                    assert!(!position.isolated_wallet.is_negative());
                }
            }
        }
    }

    /// Open interest is what accounts hold.
    fn judge_interest(&self) {
        for symbol in [btc(), eth()] {
            let (mut long, mut short) = (Amount::ZERO, Amount::ZERO);
            for number in 1..=PEOPLE {
                for position in self.stage.futures.positions(who(number), Some(symbol)) {
                    let sum = if position.qty.is_negative() {
                        &mut short
                    } else {
                        &mut long
                    };
                    *sum = sum.plus(position.qty.size()).unwrap();
                }
            }
            let all = self.stage.futures.open_interest(symbol).unwrap().amount();
            assert_eq!(all, long.max(short));
        }
    }

    /// Takes every position away and compares what was made real with the cash of the trades.
    pub(super) fn close_all(&mut self) {
        for number in 1..=PEOPLE {
            for symbol in [btc(), eth()] {
                self.tell(FuturesInput::CancelAll {
                    tag: TAG,
                    account: who(number),
                    symbol,
                });
            }
        }
        for symbol in [btc(), eth()] {
            self.tell(FuturesInput::SetStatus {
                tag: TAG,
                symbol,
                status: exchange::futures::FuturesStatus::Closed,
            });
        }
        for number in 1..=PEOPLE {
            for symbol in [btc(), eth()] {
                let config = self.stage.futures.config(who(number)).unwrap();
                let mut made = Amount::ZERO;
                for mode in [PositionMode::OneWay, PositionMode::Hedge] {
                    if config.position_mode != mode {
                        self.tell(FuturesInput::SetPositionMode {
                            tag: TAG,
                            account: who(number),
                            mode,
                        });
                    }
                    for position in self.stage.futures.positions(who(number), Some(symbol)) {
                        assert!(position.qty.is_zero());
                        made = made.plus(position.realised).unwrap();
                    }
                    self.tell(FuturesInput::SetPositionMode {
                        tag: TAG,
                        account: who(number),
                        mode: config.position_mode,
                    });
                }
                let cash = self.cash.get(&(number, symbol)).copied();
                assert_eq!(made, cash.unwrap_or(Amount::ZERO), "{number} {symbol}");
            }
        }
    }
}
