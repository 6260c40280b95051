//! Writes every page with sample figures to a folder, so that templates and style can be looked at without a desk. Never shipped.
//!
//! `cargo run -p api --example preview -- DIR`, then serve DIR with any file server.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench for eyes: a page that does not render should stop it"
)]

#[path = "../src/pages"]
mod pages {
    pub mod view_desk;
    pub mod view_entry;
    pub mod view_halts;
    pub mod view_orders;
    pub mod view_shell;
    pub mod view_ticket;
}

use askama::Template;
use pages::{
    view_desk::*, view_entry::*, view_halts::*, view_orders::*, view_shell::*, view_ticket::*,
};
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder to write to");
    let folder = Path::new(&folder);
    let put = |name: &str, html: String| {
        std::fs::write(folder.join(name), html).expect("a folder that can be written");
        println!("{name}");
    };
    put("desk.html", desk(vec![], orders()).render().expect("desk"));
    put(
        "desk-halted.html",
        desk(vec![halt()], vec![]).render().expect("desk"),
    );
    put("desk-empty.html", empty_desk().render().expect("desk"));
    put("orders.html", orders_page().render().expect("orders"));
    put("order.html", order_page().render().expect("order"));
    put("review.html", review_page().render().expect("review"));
    put("refused.html", refused_page().render().expect("refused"));
    put("ticket.html", ticket_page().render().expect("ticket"));
    put("halt.html", halt_page().render().expect("halt"));
    put("release.html", release_page().render().expect("release"));
    put("status.html", status_page().render().expect("status"));
    put("about.html", about_page().render().expect("about"));
    put("setup.html", setup_page().render().expect("setup"));
    put("sign-in.html", sign_in_page().render().expect("sign-in"));
    put("error.html", error_page().render().expect("error"));
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn moment(utc: &str) -> Moment {
    Moment {
        utc: text(utc),
        millis: format!("{utc}.123"),
        day: text("2026-11-21"),
        iso: format!("2026-11-21T{utc}.123Z"),
    }
}

fn line(name: &str, value: &str) -> Line {
    Line {
        name: text(name),
        value: text(value),
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: text(value),
        label: text(label),
    }
}

fn part(name: &str, grade: &'static str, figure: &str, detail: &str) -> HealthPart {
    HealthPart {
        name: text(name),
        grade,
        figure: text(figure),
        detail: text(detail),
        seen: Some(moment("09:50:39")),
    }
}

fn parts() -> Vec<HealthPart> {
    vec![
        part(
            "Venue",
            "healthy",
            "3 ms",
            "the simulated exchange answers in 3 ms",
        ),
        part("Account", "healthy", "", "the account stream is connected"),
        part(
            "BTC/USDT",
            "healthy",
            "12 ms",
            "the book follows the venue without a gap",
        ),
        part(
            "ETH/USDT",
            "degraded",
            "resync",
            "a gap was seen; the book is fetched again; prices are not used meanwhile",
        ),
        part(
            "Journal",
            "healthy",
            "1.4 ms",
            "the last commit took 1.4 ms",
        ),
    ]
}

fn halt() -> Halt {
    Halt {
        scope: text("global"),
        says: text("All trading is halted. New orders are refused until someone releases."),
        by: text("Ada Owner"),
        reason: text("quotes look wrong"),
        at: moment("09:48:12"),
    }
}

fn halt_form(id: &'static str) -> HaltForm {
    HaltForm {
        id,
        csrf: text("token"),
        open_orders: text("2"),
        scopes: vec![
            choice("global", "All trading"),
            choice("symbol:BTC/USDT", "BTC/USDT everywhere"),
        ],
    }
}

fn shell(title: &str, page: &'static str, halts: Vec<Halt>) -> Shell {
    Shell {
        title: text(title),
        page,
        assets: String::new(),
        csrf: text("token"),
        mode: "PAPER",
        mode_key: "paper",
        mode_meaning: text(
            "Trading is on paper: orders go to a simulated exchange inside this program and no money moves.",
        ),
        person: text("ada@example.org"),
        role: text("owner"),
        open_orders: text("2"),
        now: moment("09:50:40"),
        notice: None,
        health: HealthStrip { parts: parts() },
        halt_button: HaltButton {
            halted: !halts.is_empty(),
        },
        halts: Halts { halts },
        halt_form: halt_form("dialog"),
        markets: Markets {
            markets: [
                ("BTC/USDT", "94,370.34", true),
                ("ETH/USDT", "3,369.49", false),
                ("SOL/USDT", "192.54", false),
                ("SHIB/USDT", "0.00002481", false),
            ]
            .into_iter()
            .map(|(symbol, last, chosen)| Market {
                symbol: text(symbol),
                last: text(last),
                price_places: 2,
                chosen,
            })
            .collect(),
        },
    }
}

fn head() -> MarketHead {
    MarketHead {
        symbol: text("BTC/USDT"),
        base: text("BTC"),
        quote: text("USDT"),
        interval: "1m",
        intervals: vec!["1s", "1m", "5m", "15m", "1h", "4h", "1d"],
        price_places: 2,
        qty_places: 5,
        price_tick: text("0.01"),
        qty_step: text("0.00001"),
        last: text("94,370.34"),
        way: "up",
        received: moment("09:50:40"),
        credit_before: "TradingView Lightweight Charts(TM), Copyright (c) 2025 ",
    }
}

fn figures() -> Figures {
    let figure = |name, value: &str, unit: &str, tone, note: &str| Figure {
        name,
        value: text(value),
        unit: text(unit),
        tone,
        note: text(note),
    };
    Figures {
        as_of: moment("09:50:40"),
        figures: vec![
            figure(
                "Equity",
                "428,916.20",
                "USDT",
                "",
                "valued at the last mid prices",
            ),
            figure(
                "Realised P&L, today",
                "+5,204.11",
                "USDT",
                "up",
                "since 00:00 UTC",
            ),
            figure(
                "Unrealised P&L",
                "−313.84",
                "USDT",
                "down",
                "2 positions at the mark",
            ),
            figure("Open orders", "2", "", "", "1 waits for the venue's answer"),
            figure("Held by orders", "9,402.88", "USDT", "", "and 0.12 BTC"),
        ],
    }
}

fn level(price: &str, qty: &str, sum: &str, twentieths: u8) -> BookRow {
    BookRow {
        price: text(price),
        qty: text(qty),
        sum: text(sum),
        twentieths,
    }
}

fn book() -> BookRows {
    let sizes = [
        "1.449", "1.120", "2.397", "0.910", "1.627", "2.287", "0.310", "2.025", "2.024", "0.311",
        "2.288",
    ];
    let side = |from: i32, step: i32| -> Vec<BookRow> {
        (0..11_i32)
            .zip(sizes)
            .map(|(at, size)| {
                let cents = from + at * step;
                level(
                    &format!("{}.{:02}", cents / 100, cents % 100),
                    &format!("{size}00"),
                    &format!("{}.44900", at + 1),
                    u8::try_from(at * 2).unwrap_or(20).min(20),
                )
            })
            .collect()
    };
    let mut asks = side(9_437_071, 10);
    asks.reverse();
    BookRows {
        asks,
        bids: side(9_436_991, -10),
        spread: text("0.80"),
    }
}

fn order(
    id: &str,
    side: &'static str,
    kind: &str,
    state: (&'static str, &'static str),
) -> OrderRow {
    OrderRow {
        id: text(id),
        opened: moment("09:47:03"),
        symbol: text("BTC/USDT"),
        side,
        side_key: if side == "Buy" { "buy" } else { "sell" },
        side_tone: if side == "Buy" { "up" } else { "down" },
        kind: text(kind),
        price: text("94,120.00"),
        price_plain: text("94120"),
        qty: text("0.10000"),
        filled: text("0.02500"),
        state: state.0,
        state_tone: state.1,
        state_means: "The venue has it, and what is left may still trade.",
        by: text("ada@example.org"),
        says: text("buy 0.1 BTC/USDT at 94,120.00"),
        cancellable: state.0 == "working" || state.0 == "asked",
    }
}

fn orders() -> Vec<OrderRow> {
    vec![
        order("42", "Buy", "limit gtc", ("working", "accent")),
        order("41", "Sell", "stop-limit gtc", ("asked", "warn")),
    ]
}

fn fill(time: &str, side: &'static str) -> FillRow {
    FillRow {
        at: moment(time),
        symbol: text("BTC/USDT"),
        side,
        side_tone: if side == "Buy" { "up" } else { "down" },
        price: text("94,119.98"),
        qty: text("0.02500"),
        value: text("2,353.00"),
        fee: text("2.35 USDT"),
        liquidity: "taker",
        trade: text("8841"),
        order: text("42"),
    }
}

fn ticket(form: TicketForm, verdict: VerdictPart) -> TicketPart {
    TicketPart {
        csrf: text("token"),
        form,
        kinds: &KINDS,
        times_in_force: vec![
            choice("gtc", "Good till cancelled"),
            choice("ioc", "Immediate or cancel"),
            choice("fok", "Fill or kill"),
        ],
        self_trades: vec![
            choice("expire-taker", "End the arriving one"),
            choice("expire-maker", "End the resting one"),
            choice("expire-both", "End both"),
        ],
        base: text("BTC"),
        quote: text("USDT"),
        available_quote: text("184,210.44 USDT"),
        available_base: text("2.48000 BTC"),
        verdict,
    }
}

fn form() -> TicketForm {
    TicketForm {
        symbol: text("BTC/USDT"),
        side: text("buy"),
        kind: text("limit"),
        price: text("94120.00"),
        qty: text("0.1"),
        time_in_force: text("gtc"),
        ..TicketForm::default()
    }
}

fn verdict(percent: u8) -> VerdictPart {
    let over = percent >= 100;
    VerdictPart {
        tone: if over { "down" } else { "up" },
        says: text(if over {
            "The gate would refuse this order: its value 94,120.00 USDT is above the limit of 25,000.00 USDT for one order."
        } else {
            "The gate would clear this order."
        }),
        lines: vec![
            line("Value", "9,412.00 USDT"),
            line("Held while it works", "9,421.41 USDT"),
            line("Fee, at most", "9.41 USDT"),
        ],
        uses: vec![
            LimitUse {
                name: text("Order value"),
                value: text("9,412"),
                limit: text("25,000 USDT"),
                percent,
                over,
            },
            LimitUse {
                name: text("Position, worst case"),
                value: text("0.85"),
                limit: text("5 BTC"),
                percent: 17,
                over: false,
            },
            LimitUse {
                name: text("Open orders"),
                value: text("3"),
                limit: text("200"),
                percent: 2,
                over: false,
            },
        ],
    }
}

fn desk(halts: Vec<Halt>, rows: Vec<OrderRow>) -> DeskPage {
    let position = |symbol: &str, side, tone, unrealised: &str, way| PositionRow {
        symbol: text(symbol),
        side,
        side_tone: tone,
        size: text("0.85000"),
        entry: text("92,140.50"),
        entry_plain: text("94250"),
        mark: text("94,383.40"),
        unrealised: Signed {
            text: text(unrealised),
            tone: way,
        },
        realised: Signed {
            text: text("+5,204.11"),
            tone: "up",
        },
        fees: text("31.02 USDT"),
    };
    let balance = |asset: &str, free: &str| BalanceRow {
        asset: text(asset),
        free: text(free),
        locked: text("0.10000"),
        held: text("0.12000"),
        available_plain: text("184210.44"),
    };
    DeskPage {
        shell: shell("BTC/USDT", "desk", halts),
        market: head(),
        figures: figures(),
        book: book(),
        tape: (0..30)
            .map(|at| TapeRow {
                price: text("94370.34"),
                qty: format!("0.0{at:02}10"),
                taker: if at % 3 == 0 { "sell" } else { "buy" },
                at: moment(&format!("09:50:{:02}", 40 - at)),
            })
            .collect(),
        ticket: ticket(form(), verdict(38)),
        open_orders: OpenOrders {
            csrf: text("token"),
            rows,
        },
        positions: Positions {
            as_of: moment("09:50:40"),
            rows: vec![
                position("BTC/USDT", "Long", "up", "+1,906.46", "up"),
                position("ETH/USDT", "Short", "down", "−313.84", "down"),
            ],
        },
        fills: Fills {
            rows: vec![
                fill("09:49:12", "Buy"),
                fill("09:48:55", "Sell"),
                fill("09:42:00", "Buy"),
            ],
        },
        balances: Balances {
            as_of: moment("09:50:40"),
            rows: vec![
                balance("USDT", "184,210.44"),
                balance("BTC", "2.48000"),
                balance("ETH", "12.40000"),
            ],
        },
    }
}

fn empty_desk() -> DeskPage {
    let mut page = desk(vec![], vec![]);
    page.fills.rows.clear();
    page.positions.rows.clear();
    page.balances.rows.clear();
    page.tape.clear();
    page.book = BookRows {
        asks: vec![],
        bids: vec![],
        spread: text("–"),
    };
    page.ticket.verdict = VerdictPart {
        tone: "",
        says: text("Type a quantity and the gate says what it would do."),
        lines: vec![],
        uses: vec![],
    };
    page
}

fn orders_page() -> OrdersPage {
    OrdersPage {
        shell: shell("Orders", "orders", vec![]),
        says: text("latest 5"),
        states: vec![
            choice("", "All"),
            choice("open", "Open"),
            choice("ended", "Ended"),
        ],
        state: String::new(),
        symbols: vec![choice("", "All"), choice("BTC/USDT", "BTC/USDT")],
        symbol: String::new(),
        sides: vec![
            choice("", "Both"),
            choice("buy", "Buy"),
            choice("sell", "Sell"),
        ],
        side: String::new(),
        filtered: false,
        rows: vec![
            order("42", "Buy", "limit gtc", ("working", "accent")),
            order("41", "Sell", "stop-limit gtc", ("asked", "warn")),
            order("40", "Buy", "market", ("filled", "up")),
            order("39", "Sell", "limit-maker", ("cancelled", "")),
            order("38", "Buy", "limit fok", ("rejected", "down")),
        ],
        newer: None,
        older: Some(text("/orders?before=38")),
    }
}

fn order_page() -> OrderPage {
    let event = |time: &str, tone, what: &str, means: &str| LifeEvent {
        at: moment(time),
        tone,
        what: text(what),
        means: text(means),
    };
    OrderPage {
        shell: shell("Order 42", "orders", vec![]),
        order: order("42", "Buy", "limit gtc", ("working", "accent")),
        terms: vec![
            line("Symbol", "BTC/USDT"),
            line("Side", "Buy"),
            line("Quantity", "0.10000 BTC"),
            line("Price", "94,120.00 USDT"),
            line("Kind", "limit, good till cancelled"),
            line("Id at the venue", "cf01JDX0W4M8000000000000002A"),
            line("Asked by", "ada@example.org"),
        ],
        life: vec![
            event(
                "09:47:03",
                "accent",
                "Cleared by the gate and opened",
                "Written to the journal before anything left the house; 9,421.41 USDT held.",
            ),
            event(
                "09:47:03",
                "",
                "Accepted by the venue as 5501",
                "The venue has it; it waits in the book.",
            ),
            event(
                "09:49:12",
                "up",
                "Traded 0.02500 at 94,119.98",
                "Fee 2.35 USDT as maker. 0.07500 may still trade.",
            ),
            event(
                "09:50:02",
                "warn",
                "Cancel asked",
                "The venue was asked to end it; until it answers, it may still trade.",
            ),
        ],
        fills: vec![fill("09:49:12", "Buy")],
    }
}

fn review(percent: u8) -> ReviewPart {
    ReviewPart {
        csrf: text("token"),
        says: text("Buy 0.1 BTC/USDT at 94,120.00"),
        mode_says: text("On paper: it goes to the simulated exchange; no money moves."),
        side: "buy",
        request_key: text("key"),
        fields: vec![line("symbol", "BTC/USDT")],
        lines: vec![
            line("Kind", "Limit, good till cancelled"),
            line("Quantity", "0.1 BTC"),
            line("Price", "94,120.00 USDT"),
            line("Account", "1 at simex"),
        ],
        verdict: verdict(percent),
        sendable: percent < 100,
        back: text("/desk"),
    }
}

fn review_page() -> ReviewPage {
    ReviewPage {
        shell: shell("Review order", "desk", vec![]),
        review: review(38),
    }
}

fn refused_page() -> RefusedPage {
    RefusedPage {
        shell: shell("Refused", "desk", vec![]),
        code: text("GATE-02.order-value"),
        says: text(
            "The order's value 94,120.00 USDT is above the limit of 25,000.00 USDT for one order.",
        ),
        lines: vec![
            line("Rule", "Order value"),
            line("This order", "94,120.00 USDT"),
            line("Limit", "25,000.00 USDT"),
            line("Order", "buy 1 BTC/USDT at 94,120.00"),
        ],
        back: text("/desk"),
    }
}

fn ticket_page() -> TicketPage {
    let mut form = form();
    form.qty = text("ten");
    form.wrong = vec![("qty", text("\"ten\" is not a plain number such as 0.25."))];
    TicketPage {
        shell: shell("Ticket", "desk", vec![]),
        says: text("One field cannot be read."),
        symbol: text("BTC/USDT"),
        ticket: ticket(form, verdict(38)),
    }
}

fn halt_page() -> HaltPage {
    HaltPage {
        shell: shell("Halts", "halt", vec![halt()]),
        form: halt_form("page"),
    }
}

fn release_page() -> ReleasePage {
    ReleasePage {
        shell: shell("Release", "halt", vec![halt()]),
        scope_says: text("all trading"),
        halt: Some(halt()),
    }
}

fn status_page() -> StatusPage {
    StatusPage {
        shell: shell("Status", "status", vec![]),
        as_of: moment("09:50:40"),
        overall: "degraded",
        tone: "warn",
        parts: parts(),
    }
}

fn about_page() -> AboutPage {
    AboutPage {
        shell: shell("About", "about", vec![]),
        version: "0.1.0",
        chart_version: "5.2.1",
        inter_version: "5.3.0",
    }
}

fn setup_page() -> SetupPage {
    SetupPage {
        assets: String::new(),
        csrf: text("token"),
        bad: None,
        token: String::new(),
        name: String::new(),
        email: String::new(),
        password_min: 12,
    }
}

fn sign_in_page() -> SignInPage {
    SignInPage {
        assets: String::new(),
        csrf: text("token"),
        mode_meaning: text("Trading is on paper until an operator enables live orders."),
        bad: Some(text(
            "The e-mail or the password is wrong, or this sign-in is locked for a while.",
        )),
        email: text("ada@example.org"),
        next: text("/desk"),
    }
}

fn error_page() -> ErrorPage {
    ErrorPage {
        assets: String::new(),
        title: text("No such page"),
        says: text("There is nothing at this address."),
        status: text("404 Not Found"),
        request_id: text("0193-4f2a-77ab"),
        next_href: text("/desk"),
        next_label: text("To the desk"),
    }
}
