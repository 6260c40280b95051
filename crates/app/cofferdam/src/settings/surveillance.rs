//! From where on a pattern of our own trading is a finding, and how often is looked. Never looks.

use super::layers::Layers;
use desk::SurveillanceRules;
use domain::{Rate, Span};
use std::num::NonZeroU32;
use std::time::Duration;

/// The section of the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surveillance {
    /// How often is looked.
    pub(crate) every: Duration,
    /// From where on a pattern is a finding.
    pub(crate) rules: SurveillanceRules,
}

pub(super) fn read(layers: &mut Layers) -> Option<Surveillance> {
    let every = number(layers, "surveillance.every_minutes");
    let wash_apart = number(layers, "surveillance.wash_apart_ms");
    let wash_meetings_min = number(layers, "surveillance.wash_meetings_min");
    let layer_window = number(layers, "surveillance.layer_window_seconds");
    let layer_orders_min = number(layers, "surveillance.layer_orders_min");
    let layer_life = number(layers, "surveillance.layer_life_seconds_max");
    let layer_times_min = number(layers, "surveillance.layer_times_min");
    let messages_min = number(layers, "surveillance.messages_min");
    let messages_per_trade_max = number(layers, "surveillance.messages_per_trade_max");
    let burst_span = number(layers, "surveillance.burst_seconds");
    let burst_orders_min = number(layers, "surveillance.burst_orders_min");
    let burst_move_min: Option<Rate> = layers.take("surveillance.burst_move_min");
    let reversal_span = number(layers, "surveillance.reversal_seconds");
    let seconds = |count: u32| Span::from_secs(i64::from(count));
    Some(Surveillance {
        every: Duration::from_secs(u64::from(every?).saturating_mul(60)),
        rules: SurveillanceRules {
            wash_apart: Span::from_millis(i64::from(wash_apart?)),
            wash_meetings_min: u64::from(wash_meetings_min?),
            layer_window: seconds(layer_window?),
            layer_orders_min: u64::from(layer_orders_min?),
            layer_life_max: seconds(layer_life?),
            layer_times_min: u64::from(layer_times_min?),
            messages_min: u64::from(messages_min?),
            messages_per_trade_max: u64::from(messages_per_trade_max?),
            burst_span: seconds(burst_span?),
            burst_orders_min: u64::from(burst_orders_min?),
            burst_move_min: burst_move_min?,
            reversal_span: seconds(reversal_span?),
        },
    })
}

fn number(layers: &mut Layers, name: &'static str) -> Option<u32> {
    layers.take::<NonZeroU32>(name).map(NonZeroU32::get)
}
