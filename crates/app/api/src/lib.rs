//! The web door: one route table from which router, interface document, limits and permission matrix are made; sessions,
//! pages and the live stream. It holds no trading rule and writes nothing itself: the desk decides and records.
#![forbid(unsafe_code)]

mod config;
mod entropy;
mod finish;
mod guard;
mod instant;
mod key_deeds;
mod log;
mod openapi;
mod pages;
mod pages_table;
mod problem;
mod rate_limit;
mod request;
mod rest;
mod rest_table;
mod route_table;
mod router;
mod serve;
mod session;
mod sign_in;
mod state;
mod stream;
mod terms;
mod views;

pub use config::{About, AccountPlace, ApiConfig, ConfigError, Front, Limits, Mode};
pub use pages::campaign::{CampaignPageError, campaign_page, utc};
pub use problem::{KeyProblem, Problem, ProblemView, Refusal};
pub use rate_limit::LimitClass;
pub use route_table::{Access, Answer, Csrf, Verb};
pub use router::router;
pub use serve::serve;
pub use state::AppState;
