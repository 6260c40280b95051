//! Every word the venue documents, and one of tomorrow.

use super::*;

#[test]
fn every_state_is_read_and_an_unknown_one_is_not_guessed() {
    for (word, status, open) in [
        ("NEW", OrderStatus::New, true),
        ("PENDING_NEW", OrderStatus::New, true),
        ("PARTIALLY_FILLED", OrderStatus::PartiallyFilled, true),
        ("PENDING_CANCEL", OrderStatus::PartiallyFilled, true),
        ("FILLED", OrderStatus::Filled, false),
        ("CANCELED", OrderStatus::Cancelled, false),
        ("REJECTED", OrderStatus::Rejected, false),
        ("EXPIRED", OrderStatus::Expired, false),
        ("EXPIRED_IN_MATCH", OrderStatus::Expired, false),
    ] {
        assert_eq!(OrderStatus::read(word), Some(status), "{word}");
        assert_eq!(status.is_open(), open, "{word}");
        assert!(OrderStatus::WORDS.contains(&word));
    }
    assert_eq!(OrderStatus::WORDS.len(), 9);
    for word in ["", "new", "CANCELLED", "SUSPENDED"] {
        assert_eq!(OrderStatus::read(word), None, "{word}");
    }
}

#[test]
fn every_type_is_read() {
    for (word, kind) in [
        ("MARKET", VenueKind::Market),
        ("LIMIT", VenueKind::Limit),
        ("LIMIT_MAKER", VenueKind::LimitMaker),
        ("STOP_LOSS", VenueKind::StopLoss),
        ("STOP_LOSS_LIMIT", VenueKind::StopLossLimit),
        ("TAKE_PROFIT", VenueKind::TakeProfit),
        ("TAKE_PROFIT_LIMIT", VenueKind::TakeProfitLimit),
        ("ICEBERG_OF_TOMORROW", VenueKind::Other),
    ] {
        assert_eq!(VenueKind::read(word), kind, "{word}");
    }
}

#[test]
fn every_reason_of_an_end_is_read() {
    for (word, reason) in [
        ("REJECTED", ExpiryReason::Rejected),
        ("EXCHANGE_CANCELED", ExpiryReason::ExchangeCancelled),
        ("OCO_TRIGGER", ExpiryReason::OcoTrigger),
        ("OTO_PHASE_ONE_EXPIRED", ExpiryReason::WorkingExpired),
        ("UNFILLED_IOC_QUANTITY_EXPIRED", ExpiryReason::Immediate),
        ("UNFILLED_FOK_ORDER_EXPIRED", ExpiryReason::FillOrKill),
        ("INSUFFICIENT_LIQUIDITY", ExpiryReason::Liquidity),
        (
            "EXECUTION_RULE_PRICE_RANGE_EXCEEDED",
            ExpiryReason::PriceRange,
        ),
        ("SOLAR_FLARE", ExpiryReason::Other),
    ] {
        assert_eq!(ExpiryReason::read(word), reason, "{word}");
    }
}
