//! Order lists as JSON: asked for, placed, ended, told. Never an order's own fields.

use super::order::{Frame, list_number};
use crate::venue::spot::words;
use exchange::{ListEvent, ListReport, OrderListView};
use serde_json::{Value, json};

/// The orders of a list by number and name.
fn orders(frame: Frame<'_>, list: &OrderListView) -> Value {
    let rows = list.orders.iter().map(|order| {
        json!({ "symbol": frame.symbol, "orderId": order.id.get(), "clientOrderId": order.client_id.as_str() })
    });
    rows.collect()
}

/// A list as a query shows it.
pub(crate) fn list(frame: Frame<'_>, list: &OrderListView) -> Value {
    json!({
        "orderListId": list_number(Some(list.id)),
        "contingencyType": words::contingency(list.kind),
        "listStatusType": words::list_type(list.status),
        "listOrderStatus": words::list_status(list.status),
        "listClientOrderId": list.client_id.as_str(),
        "transactionTime": frame.unit.show(list.opened),
        "symbol": frame.symbol,
        "orders": orders(frame, list),
    })
}

/// A list with what happened to its orders: the answer that placed or ended it.
pub(crate) fn reported(frame: Frame<'_>, report: &ListReport, reports: Vec<Value>) -> Value {
    let mut view = list(frame, &report.list);
    if let Some(view) = view.as_object_mut() {
        view.insert("listStatusType".to_owned(), event(report.event).into());
        view.insert(
            "transactionTime".to_owned(),
            frame.unit.show(report.at).into(),
        );
        view.insert("orderReports".to_owned(), reports.into());
    }
    view
}

/// Where a list stands, as an answer about one of its orders tells it.
pub(crate) fn status(frame: Frame<'_>, list: &OrderListView) -> Value {
    json!({
        "orderListId": list_number(Some(list.id)),
        "contingencyType": words::contingency(list.kind),
        "listOrderStatus": words::list_status(list.status),
        "listClientOrderId": list.client_id.as_str(),
        "symbol": frame.symbol,
        "orders": orders(frame, list),
    })
}

const fn event(event: ListEvent) -> &'static str {
    match event {
        ListEvent::Started => "EXEC_STARTED",
        ListEvent::Updated => "UPDATED",
        ListEvent::Done => "ALL_DONE",
    }
}

/// The private message of a list that moved.
pub(crate) fn list_event(frame: Frame<'_>, report: &ListReport) -> Value {
    let list = &report.list;
    let at = frame.unit.show(report.at);
    let rows = list.orders.iter().map(
        |order| json!({ "s": frame.symbol, "i": order.id.get(), "c": order.client_id.as_str() }),
    );
    json!({
        "e": "listStatus", "E": at, "s": frame.symbol, "g": list_number(Some(list.id)),
        "c": words::contingency(list.kind), "l": event(report.event),
        "L": words::list_status(list.status), "r": "NONE", "C": list.client_id.as_str(),
        "T": at, "O": rows.collect::<Value>(),
    })
}
