//! Every example payload of Binance's documentation beside what the simulated exchange answers: names and kinds must agree.
//! The examples stand in the shared data beside the workspace; without them the test says so and passes.

#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod shape;
#[cfg(test)]
mod spot;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod trading;
#[cfg(test)]
mod usdm;
#[cfg(test)]
mod wallet;

// ORD-10
#[test]
fn answers_have_the_names_and_kinds_of_binances_examples() {
    let (Some(catalogue), Some(mut recorded)) = (catalogue::read(), recorded::Recorded::read())
    else {
        println!(
            "SKIPPED: the catalogue of endpoints, or what others recorded, is not beside the workspace (COFFERDAM_SHARED)"
        );
        return;
    };
    let mut stage = stage::Stage::new(simex::Market::Crowd { seed: 11 });
    spot::play(&mut stage);
    usdm::play(&mut stage);
    // Days pass for the wallet: a crowd would only cost time.
    let mut quiet = stage::Stage::new(simex::Market::Still);
    wallet::play(&mut quiet);
    stage.join(quiet);
    let mut verdict = judge::compare(&catalogue, &recorded, &stage);
    for name in catalogue.keys() {
        let played = stage.seen.contains_key(name) || stage.refused.contains(name);
        if !played && stage.serves(name) {
            verdict.miss(name);
        }
    }
    recorded.compare(&stage);
    let exemplary = catalogue.iter().filter(|(_, example)| example.is_some());
    let exemplary: Vec<catalogue::Name> = exemplary.map(|(name, _)| name.clone()).collect();
    let documented = documented::Documented::compare(&stage, &exemplary, &recorded);
    println!("{verdict}\n{recorded}\n{documented}");
    let left = verdict.left() + recorded.left() + documented.left();
    assert_eq!(left, 0, "something differs: see the report above");
}
