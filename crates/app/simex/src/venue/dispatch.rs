//! The way of a request: its weight, its fault, its rights, its handler, its answer. Never what an operation does.

use super::call::{Answer, Call};
use super::http::{Delivery, HttpRequest, Reply, Ticket};
use super::limits::{ORDER_WINDOW, WEIGHT_WINDOW};
use super::params::Params;
use super::refusal::Refusal;
use super::route::{Found, Product, Route, Security};
use super::{Out, Venue};
use domain::{Span, Time};
use exchange::faults::RequestFault;
use serde_json::json;
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
        let routes = Arc::clone(&self.routes);
        let route = match routes.find(request.method, &request.path) {
            Found::Route(route) => route,
            Found::OtherMethod => {
                return self.out.push(Out::Reply(ticket, Reply::empty(405)));
            }
            Found::Nothing => {
                return self.out.push(Out::Reply(ticket, Reply::empty(404)));
            }
        };
        let weight = Params::parse(&request.query, &request.body)
            .map_or(1, |params| route.weight.of(&params));
        let now = self.now();
        let used = self.limits.weigh(route.product, request.peer, now, weight);
        if used > self.limits.weight_max(route.product) {
            let reply = throttled(now, &Refusal::TooMuchWeight, WEIGHT_WINDOW);
            return self.reply(ticket, used, reply);
        }
        self.beset(ticket, used, (route, request));
    }

    fn reply(&mut self, ticket: Ticket, used: u32, reply: Reply) {
        let reply = weighed(reply, used);
        self.out.push(Out::Reply(ticket, reply));
    }

    /// Serves a request under whatever fault its door is set to.
    fn beset(
        &mut self,
        ticket: Ticket,
        used: u32,
        (route, request): (&'static Route, HttpRequest),
    ) {
        let machine = self.machine();
        let reply = match self.faults.on_request(machine, route.door) {
            RequestFault::None => self.served(route, &request),
            RequestFault::LostAnswer => self.served(route, &request).delivered(Delivery::Lost),
            RequestFault::LateAnswer(span) => {
                let reply = weighed(self.served(route, &request), used);
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
                server_error()
            }
            RequestFault::ServerErrorNotExecuted => server_error(),
            RequestFault::TooManyRequests(after) => {
                refused(&Refusal::TooMuchWeight).retry_after(after)
            }
            RequestFault::Banned(after) => {
                let mut reply = refused(&Refusal::TooMuchWeight).retry_after(after);
                reply.status = 418;
                reply
            }
            RequestFault::Disconnect => Reply::empty(200).delivered(Delivery::Lost),
            RequestFault::CutAnswer => self.served(route, &request).delivered(Delivery::Cut),
        };
        self.reply(ticket, used, reply);
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
                Delayed::Answer(ticket, reply) => self.out.push(Out::Reply(ticket, *reply)),
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
            Err(refusal @ Refusal::TooManyOrders) => throttled(now, &refusal, ORDER_WINDOW),
            Err(refusal) => refused(&refusal),
        }
    }

    fn rest_call(&mut self, route: &Route, request: &HttpRequest) -> Result<Answer, Refusal> {
        let now = self.now();
        let key = request.key.as_deref();
        let text = (request.query.as_str(), request.body.as_str());
        let (signer, params) = match route.security {
            Security::Open => (None, Params::parse(text.0, text.1)?),
            Security::Key => {
                self.keys.known(key)?;
                (None, Params::parse(text.0, text.1)?)
            }
            Security::Signed(_) => {
                let (signer, params) = self.keys.check_rest(key, text, now)?;
                (Some(signer), params)
            }
        };
        let call = Call {
            now,
            params: &params,
            signer,
            key,
            unit: request.unit,
            peer: request.peer,
        };
        (route.handler)(self, &call)
    }
}

fn weighed(reply: Reply, used: u32) -> Reply {
    reply
        .with("x-mbx-used-weight", used)
        .with("x-mbx-used-weight-1m", used)
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

/// A refusal that says when to come back: at the start of the next window.
fn throttled(now: Time, refusal: &Refusal, window: Span) -> Reply {
    let left = now.floor_to(window).plus(window).since(now);
    refused(refusal).retry_after(left)
}

fn server_error() -> Reply {
    let body =
        json!({ "code": -1000, "msg": "An unknown error occurred while processing the request." });
    Reply::json(500, &body)
}
