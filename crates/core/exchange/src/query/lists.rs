//! What can be asked about order lists, amendments, prevented matches, and orders that are not sent. Reads only.

use crate::exchange::Exchange;
use crate::ids::{ExchangeOrderId, ExecutionId, OrderListId, PreventedMatchId};
use crate::input::{ListKey, Place};
use crate::pit::Sight;
use crate::refusal::RefuseReason;
use crate::view::{Amendment, OrderListView, PreventedMatch};
use alloc::vec::Vec;
use domain::{AccountId, Symbol, Time};

impl Exchange {
    /// An order list of an account, open or ended, by number or by name (the latest that bore it).
    #[must_use]
    pub fn order_list(&self, account: AccountId, key: ListKey) -> Option<OrderListView> {
        let account = self.account(account)?;
        let id = match key {
            ListKey::Exchange(id) | ListKey::Both(id, _) => id,
            ListKey::Client(name) => *account.list_names.get(&name)?,
        };
        let list = *account.list(id)?;
        match key {
            ListKey::Both(_, name) if name != list.client_id => None,
            ListKey::Both(..) | ListKey::Exchange(_) | ListKey::Client(_) => Some(list),
        }
    }

    /// Open order lists of an account, oldest first.
    #[must_use]
    pub fn open_order_lists(&self, account: AccountId) -> Vec<OrderListView> {
        let account = self.account(account).into_iter();
        let lists = account.flat_map(|account| account.open_lists.values());
        lists.map(|(_, list)| *list).collect()
    }

    /// Order lists of an account, open and ended, from a number upwards; at most `limit`.
    #[must_use]
    pub fn order_lists(
        &self,
        account: AccountId,
        from: OrderListId,
        limit: usize,
    ) -> Vec<OrderListView> {
        let Some(account) = self.account(account) else {
            return Vec::new();
        };
        let ended = account.ended_lists.range(from..).map(|(_, list)| *list);
        let open = account.open_lists.range(from..).map(|(_, (_, list))| *list);
        let mut lists: Vec<OrderListView> = ended.take(limit).chain(open).collect();
        lists.sort_unstable_by_key(|list| list.id);
        lists.truncate(limit);
        lists
    }

    /// Amendments of one order of an account, from an execution upwards, oldest first; at most `limit`.
    #[must_use]
    pub fn amendments(
        &self,
        (account, symbol): (AccountId, Symbol),
        order: ExchangeOrderId,
        from: ExecutionId,
        limit: usize,
    ) -> Vec<Amendment> {
        let account = self.account(account).into_iter();
        let all = account.flat_map(|account| account.amendments.range((order, from)..));
        all.map(|(_, amendment)| *amendment)
            .take_while(|amendment| amendment.order == order)
            .filter(|amendment| amendment.symbol == symbol)
            .take(limit)
            .collect()
    }

    /// Prevented matches of an account in a symbol from a number upwards, oldest first; at most `limit`.
    #[must_use]
    pub fn prevented_matches(
        &self,
        (account, symbol): (AccountId, Symbol),
        from: PreventedMatchId,
        limit: usize,
    ) -> Vec<PreventedMatch> {
        let seat = self.seat(account, symbol).into_iter();
        let all = seat.flat_map(|seat| seat.prevented.iter());
        all.filter(|one| one.id >= from)
            .take(limit)
            .copied()
            .collect()
    }

    /// Prevented matches of one order of an account from a number upwards, oldest first; at most `limit`.
    #[must_use]
    pub fn prevented_matches_of(
        &self,
        (account, symbol): (AccountId, Symbol),
        order: ExchangeOrderId,
        from: PreventedMatchId,
        limit: usize,
    ) -> Vec<PreventedMatch> {
        let all = self.prevented_matches((account, symbol), from, usize::MAX);
        all.into_iter()
            .filter(|one| one.taker_order == order || one.maker_order == order)
            .take(limit)
            .collect()
    }

    /// Whether an order would be let in at this moment; nothing comes of it.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn would_admit(&self, place: &Place, now: Time) -> Result<(), RefuseReason> {
        let owner = self.accounts.find(place.account);
        let owner = owner.ok_or(RefuseReason::UnknownAccount)?;
        let market = self.market(place.symbol);
        let market = market.ok_or(RefuseReason::UnknownSymbol)?;
        let sight = Sight {
            market,
            accounts: &self.accounts,
            now,
            next: ExchangeOrderId::new(self.ids.order.next()),
        };
        sight.judged(place, owner).map(drop)
    }
}
