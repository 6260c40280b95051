//! The house's health as programs see it. Strangers see one word, never a part.

use super::millis;
use desk::Health;
use serde::Serialize;
use utoipa::ToSchema;

/// One word for whoever watches the process.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "live"}))]
pub(crate) struct LiveView {
    /// `live` or `ready`.
    pub(crate) status: &'static str,
}

/// Every part with its grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `healthy`, `degraded` or `unhealthy`: the worst of the parts.
    #[schema(example = "healthy")]
    overall: &'static str,
    /// When this was looked at.
    as_of: i64,
    /// All parts.
    parts: Vec<PartView>,
}

/// One part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartView {
    /// Its fixed name.
    #[schema(example = "database")]
    name: String,
    /// `healthy`, `degraded` or `unhealthy`.
    grade: &'static str,
    /// Figures when well; what is wrong and what still works when not.
    detail: String,
    /// When it last gave a sign of life.
    last_seen: Option<i64>,
}

impl From<&Health> for HealthView {
    fn from(health: &Health) -> Self {
        let parts = health
            .parts
            .iter()
            .map(|part| PartView {
                name: part.name.clone(),
                grade: part.grade.name(),
                detail: part.detail.clone(),
                last_seen: part.last_seen.map(millis),
            })
            .collect();
        Self {
            overall: health.overall.name(),
            as_of: millis(health.as_of),
            parts,
        }
    }
}
