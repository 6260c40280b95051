//! What the settings say of real money: accepted terms, the house that is meant, whose campaign counts. Opens nothing.

use super::layers::Layers;
use domain::VenueId;
use std::path::PathBuf;

/// The settings' part of the live latch; it opens only with facts that no setting can give.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    /// Venues whose terms the operator accepted.
    pub(crate) terms: Vec<VenueId>,
    /// The id of the house that may trade real money; empty: none.
    pub(crate) instance: String,
    /// The data folder of the house whose campaign counts.
    pub(crate) campaign_folder: Option<PathBuf>,
}

pub(super) fn read(layers: &mut Layers) -> Option<Live> {
    let terms = layers.list("live.venue_terms");
    let instance = layers.text("live.instance")?;
    let campaign = layers.text("live.campaign_folder")?;
    Some(Live {
        terms: terms?,
        instance,
        campaign_folder: (!campaign.is_empty()).then(|| PathBuf::from(campaign)),
    })
}
