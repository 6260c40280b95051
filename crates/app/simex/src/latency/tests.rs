//! Words for latencies, and what is drawn from them.

use super::*;

#[test]
fn words_are_read_or_named() {
    let ms = Span::from_millis;
    for (text, latency) in [
        ("none", Latency::None),
        ("fixed:5ms", Latency::Fixed(ms(5))),
        ("fixed:5", Latency::Fixed(ms(5))),
        ("uniform:1-20ms", Latency::Uniform(ms(1), ms(20))),
        (
            "spikes:5ms+200ms@1%",
            Latency::Spikes {
                usual: ms(5),
                spike: ms(200),
                per_million: 10_000,
            },
        ),
    ] {
        assert_eq!(Latency::parse(text), Ok(latency), "{text}");
    }
    for text in [
        "",
        "fixed",
        "fixed:",
        "fixed:-1",
        "fixed:5s",
        "fixed:600001",
        "uniform:20-1",
        "uniform:1",
        "spikes:1+2@101%",
        "spikes:1+2@1",
        "gamma:1",
    ] {
        let error = Latency::parse(text).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("\"{text}\" is no latency"))
        );
    }
}

#[test]
fn what_is_drawn_stays_within_its_bounds_and_comes_again_from_its_seed() {
    let uniform = Latency::parse("uniform:1-20ms").unwrap();
    let draw = |seed| {
        let mut chance = Chance::new(seed);
        (0..1_000)
            .map(|_| uniform.draw(&mut chance).nanos())
            .collect::<Vec<_>>()
    };
    let drawn = draw(5);
    assert!(
        drawn
            .iter()
            .all(|nanos| (1_000_000..=20_000_000).contains(nanos))
    );
    assert!(drawn.iter().max() > drawn.iter().min());
    assert_eq!(drawn, draw(5));
    let spikes = Latency::parse("spikes:5ms+200ms@10%").unwrap();
    let mut chance = Chance::new(1);
    let long = (0..1_000)
        .filter(|_| spikes.draw(&mut chance) == Span::from_millis(200))
        .count();
    assert!((50..200).contains(&long), "{long}");
}
