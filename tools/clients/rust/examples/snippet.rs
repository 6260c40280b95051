//! Runs the example of the documentation as it stands there. Never holds a line of it: the path comes from outside.

include!(env!("SIMEX_SNIPPET"));

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    point().await
}
