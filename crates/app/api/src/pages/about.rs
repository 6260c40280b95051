//! What this program is, under which licences, and what of others it carries.

use super::frame::{PageName, html, shell};
use super::view_entry::AboutPage;
use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Html;

/// Version of the vendored chart, as in the manifest.
const CHART_VERSION: &str = "5.2.1";
/// Version of the vendored typeface, as in the manifest.
const INTER_VERSION: &str = "5.3.0";

/// Version, licences and notices.
///
/// # Errors
/// The person may not see trading, which the frame shows.
pub(crate) async fn about_page(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Html<String>, Problem> {
    let page = PageName {
        title: "About",
        entry: "about",
        symbol: None,
        said: None,
    };
    html(&AboutPage {
        shell: shell(&state, &signed, page)?,
        version: env!("CARGO_PKG_VERSION"),
        chart_version: CHART_VERSION,
        inter_version: INTER_VERSION,
    })
}
