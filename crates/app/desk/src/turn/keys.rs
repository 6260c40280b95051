//! Callers' names for requests, in memory and on disk, and what each was for: asked again with the same wish, a request is
//! answered again; with another, it is refused. Never lets one name make two orders.

use super::Turns;
use crate::belonging::REPLACEMENT;
use crate::command::{CommandError, Placed, Repeated, RequestKey, Wish};
use crate::journal;
use domain::{ClientOrderId, ListId, OrderId, OrderTerms, Protection, UserId};
use std::collections::{BTreeMap, VecDeque};
use store::{Seq, StoreError};
use trading::{Event, GuardStep};

/// Request keys kept in memory; older ones are found on disk.
const KEYS_MAX: usize = 10_000;
/// Journal rows read to learn what an order was wished with: that is recorded in the turn that opens it.
const FIRST_ROWS: u32 = 8;
/// Links read to learn whose place an order took.
const LINKS_MAX: u32 = 32;

/// All that makes two wishes for an order the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wished {
    pub(super) terms: OrderTerms,
    pub(super) protection: Option<Protection>,
    /// The order whose place it should take.
    pub(super) replaces: Option<OrderId>,
}

/// An order that a request key made; of a pair, its target.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) order: OrderId,
    pub(super) list: Option<ListId>,
    pub(super) client_id: ClientOrderId,
    pub(super) wished: Wished,
}

/// Request keys of orders on disk, the newest in memory.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    known: BTreeMap<(UserId, RequestKey), Known>,
    age: VecDeque<(UserId, RequestKey)>,
}

impl Wished {
    /// A wish for an order, perhaps in the place of another; then it has no exits of its own.
    pub(super) fn of(wish: &Wish, replaces: Option<OrderId>) -> Self {
        Self {
            terms: wish.terms,
            protection: wish.protection.filter(|_| replaces.is_none()),
            replaces,
        }
    }

    /// A wish for nothing but these terms.
    pub(super) const fn plain(terms: OrderTerms) -> Self {
        Self {
            terms,
            protection: None,
            replaces: None,
        }
    }
}

impl Keys {
    pub(super) fn insert(&mut self, key: (UserId, RequestKey), known: Known) {
        if self.known.insert(key, known).is_none() {
            self.age.push_back(key);
        }
        while self.age.len() > KEYS_MAX {
            if let Some(oldest) = self.age.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    /// Forgets keys whose turn was not written.
    pub(super) fn forget(&mut self, keys: impl Iterator<Item = (UserId, RequestKey)>) {
        for key in keys {
            self.known.remove(&key);
            self.age.retain(|kept| *kept != key);
        }
    }
}

impl Known {
    /// The answer of before, where this is the same wish.
    pub(super) fn repeated(&self, wished: &Wished) -> Result<Placed, CommandError> {
        if self.list.is_some() || self.wished != *wished {
            return Err(CommandError::KeyReused);
        }
        Ok(Placed {
            order: self.order,
            client_id: self.client_id,
            repeated: Repeated::Yes,
        })
    }
}

impl Turns {
    /// What the request of this name made, if it made anything.
    pub(super) async fn known(
        &self,
        key: (UserId, RequestKey),
    ) -> Result<Option<Known>, StoreError> {
        if let Some(known) = self.keys.known.get(&key) {
            return Ok(Some(*known));
        }
        let reader = &self.parts.reader;
        let Some(order) = reader.order_of_request(key.0, key.1.as_str()).await? else {
            return Ok(None);
        };
        let Some(row) = reader.order(order).await? else {
            return Ok(None);
        };
        let links = reader.links_of_order(order, LINKS_MAX).await?;
        let replaces = links
            .iter()
            .find(|link| link.order == order && link.kind == REPLACEMENT)
            .map(|link| link.other);
        let life = reader
            .journal_of_order(order, Seq::ZERO, FIRST_ROWS)
            .await?;
        let protection = life.iter().find_map(|entry| {
            let Ok(Event::Guard { step, .. }) = journal::event(&entry.row.body) else {
                return None;
            };
            let GuardStep::Wished(protection) = step else {
                return None;
            };
            Some(protection)
        });
        Ok(Some(Known {
            order,
            list: row.order.list,
            client_id: row.order.order.client_id(),
            wished: Wished {
                terms: *row.order.order.terms(),
                protection,
                replaces,
            },
        }))
    }
}
