//! The way of a request: its weight, its fault, its rights, its handler, its answer. Never what an operation does.

use super::call::{Answer, Call};
use super::http::{Delivery, HttpRequest, Reply, Ticket};
use super::keys::Asker;
use super::limits::{Cost, ORDER_WINDOW, Shut, Used};
use super::params::Params;
use super::refusal::{Refusal, ServerTrouble};
use super::route::{Found, Product, Route, Security};
use super::{Out, Venue, front};
use domain::{AccountId, Span, Time};
use exchange::faults::RequestFault;
use std::sync::Arc;

/// Something that a fault held back.
pub(super) enum Delayed {
    /// A request that is executed late; nobody waits for its answer any more.
    Execution(&'static Route, Box<HttpRequest>),
    /// An answer that leaves late.
    Answer(Ticket, Box<Reply>),
}

impl Venue {
    pub(super) fn take_request(&mut self, ticket: Ticket, request: HttpRequest) {
        if let Some(turned_away) = front::turned_away(&request) {
            return self.answer(ticket, turned_away);
        }
        let routes = Arc::clone(&self.routes);
        let found = routes.find(request.method, &request.path);
        let (Found::Route(route), product) = (found, front::product(&request.path)) else {
            let admitted = self.charge(front::product(&request.path), &request);
            let reply = match admitted {
                Ok(_) => front::nothing_there(&request, found),
                Err(shut) => shut_out(&shut),
            };
            return self.answer(ticket, reply);
        };
        debug_assert_eq!(route.product, product, "{}", route.path);
        let used = match self.weigh(route, &request) {
            Ok(used) => used,
            Err((shut, used)) => {
                let reply = weighed(shut_out(&shut), route.product, used);
                return self.answer(ticket, reply);
            }
        };
        self.beset(ticket, used, (route, request));
    }

    /// What a request to nowhere costs.
    fn charge(&mut self, product: Product, request: &HttpRequest) -> Result<Used, Shut> {
        let now = self.now();
        self.limits
            .admit(now, (product, request.peer), Cost::Address(1))
    }

    /// Counts a request; what is used up by it.
    fn weigh(&mut self, route: &Route, request: &HttpRequest) -> Result<Used, (Shut, Used)> {
        let cost = Params::parse(&request.query, &request.body)
            .map_or(Cost::Address(1), |params| route.weight.of(&params));
        let account = request
            .key
            .as_deref()
            .and_then(|key| self.keys.account(key));
        self.weigh_cost(route.product, (request.peer, account), cost)
    }

    /// Counts the cost of a request of an address, and of an account where it is known.
    pub(super) fn weigh_cost(
        &mut self,
        product: Product,
        (peer, account): (std::net::IpAddr, Option<AccountId>),
        cost: Cost,
    ) -> Result<Used, (Shut, Used)> {
        let now = self.now();
        let used = self.limits.admit(now, (product, peer), cost);
        let used = used.map_err(|shut| {
            let used = self.limits.used(now, product, peer);
            (shut, Used::Address(used))
        })?;
        match (cost, account) {
            (Cost::Account(weight), Some(account)) => self
                .limits
                .admit_account(now, account, weight)
                .map_err(|shut| (shut, used)),
            (Cost::Account(_), None) | (Cost::Address(_), _) => Ok(used),
        }
    }

    /// Hands an answer out as every answer leaves.
    fn answer(&mut self, ticket: Ticket, reply: Reply) {
        let number = self.number();
        let reply = front::signed_off(reply, self.now(), number);
        self.out.push(Out::Reply(ticket, reply));
    }

    /// Serves a request under whatever fault its door is set to.
    fn beset(
        &mut self,
        ticket: Ticket,
        used: Used,
        (route, request): (&'static Route, HttpRequest),
    ) {
        let machine = self.machine();
        let reply = match self.faults.on_request(machine, route.door) {
            RequestFault::None => self.served(route, &request),
            RequestFault::LostAnswer => self.served(route, &request).delivered(Delivery::Lost),
            RequestFault::LateAnswer(span) => {
                let reply = weighed(self.served(route, &request), route.product, used);
                let late = Delayed::Answer(ticket, Box::new(reply));
                return self.delay(machine.plus(span), late);
            }
            RequestFault::LateExecution(span) => {
                let late = Delayed::Execution(route, Box::new(request));
                self.delay(machine.plus(span), late);
                Reply::empty(200).delivered(Delivery::Lost)
            }
            RequestFault::ServerErrorExecuted => {
                drop(self.served(route, &request));
                refused(&Refusal::Server(ServerTrouble::Unknown))
            }
            RequestFault::ServerErrorNotExecuted => {
                refused(&Refusal::Server(ServerTrouble::Unknown))
            }
            RequestFault::TooManyRequests(after) => {
                let most = self.limits.weight_max(route.product);
                shut_out(&Shut {
                    refusal: Refusal::TooMuchWeight { most },
                    after,
                })
            }
            RequestFault::Banned(after) => shut_out(&Shut {
                refusal: Refusal::Banned {
                    until: self.now().plus(after),
                },
                after,
            }),
            RequestFault::Disconnect => Reply::empty(200).delivered(Delivery::Lost),
            RequestFault::CutAnswer => self.served(route, &request).delivered(Delivery::Cut),
        };
        self.answer(ticket, weighed(reply, route.product, used));
    }

    fn delay(&mut self, due: Time, what: Delayed) {
        let number = self.number();
        self.delayed.insert((due, number), what);
    }

    /// Does what was held back until now.
    pub(super) fn serve_delayed(&mut self) {
        while let Some(entry) = self.delayed.first_entry() {
            if entry.key().0 > self.machine {
                return;
            }
            match entry.remove() {
                Delayed::Answer(ticket, reply) => self.answer(ticket, *reply),
                Delayed::Execution(route, request) => drop(self.served(route, &request)),
            }
        }
    }

    fn served(&mut self, route: &'static Route, request: &HttpRequest) -> Reply {
        let now = self.now();
        match self.rest_call(route, request) {
            Ok(answer) => {
                let mut reply = Reply::text(answer.status, answer.body.into_text());
                if let Some((short, day)) = answer.orders {
                    reply = order_counts(reply, route.product, (short, day));
                }
                reply
            }
            Err(refusal @ Refusal::TooManyOrders { .. }) => {
                let after = now.floor_to(ORDER_WINDOW).plus(ORDER_WINDOW).since(now);
                shut_out(&Shut { refusal, after })
            }
            Err(refusal) => refused(&refusal),
        }
    }

    fn rest_call(&mut self, route: &Route, request: &HttpRequest) -> Result<Answer, Refusal> {
        let now = self.now();
        let key = request.key.as_deref();
        let text = (request.query.as_str(), request.body.as_str());
        let unit = request.unit.ok_or(Refusal::BadTimeUnit)?;
        let asker = |right| Asker {
            key,
            right,
            peer: request.peer,
        };
        let (signer, params) = match route.security {
            Security::Open => (None, Params::parse(text.0, text.1)?),
            Security::Key => {
                self.keys.known(asker(None))?;
                (None, Params::parse(text.0, text.1)?)
            }
            Security::Signed(right) => {
                let (signer, params) = self.keys.check_rest(asker(Some(right)), text, now)?;
                (Some(signer), params)
            }
        };
        let call = Call {
            now,
            params: &params,
            signer,
            key,
            unit,
            peer: request.peer,
        };
        (route.handler)(self, &call)
    }
}

fn weighed(reply: Reply, product: Product, used: Used) -> Reply {
    match (product, used) {
        (Product::Spot, Used::Address(used)) => reply
            .with("x-mbx-used-weight", used)
            .with("x-mbx-used-weight-1m", used),
        (Product::Usdm, Used::Address(used)) => reply.with("x-mbx-used-weight-1m", used),
        (Product::Wallet, Used::Address(used)) => reply.with("x-sapi-used-ip-weight-1m", used),
        (_, Used::Account(used)) => reply.with("x-sapi-used-uid-weight-1m", used),
    }
}

fn order_counts(reply: Reply, product: Product, (short, long): (u32, u32)) -> Reply {
    let reply = reply.with("x-mbx-order-count-10s", short);
    match product {
        Product::Spot | Product::Wallet => reply.with("x-mbx-order-count-1d", long),
        Product::Usdm => reply.with("x-mbx-order-count-1m", long),
    }
}

pub(super) fn refused(refusal: &Refusal) -> Reply {
    tracing::debug!(code = refusal.code(), "a request was refused");
    Reply::json(refusal.status(), &refusal.body())
}

/// A refusal that says when to come back.
fn shut_out(shut: &Shut) -> Reply {
    refused(&shut.refusal).retry_after(shut.after.max(Span::from_millis(1)))
}
