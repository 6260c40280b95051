//! Chance is the same for the same seed and even enough to be called chance.

use super::{Chance, Hit, Odds};
use alloc::vec::Vec;

#[test]
fn x41_a_seed_tells_one_story() {
    let draw = |seed| {
        let mut chance = Chance::new(seed);
        (0..50).map(|_| chance.next()).collect::<Vec<_>>()
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
    assert_ne!(Chance::new(7).branch(1), Chance::new(7).branch(2));
}

#[test]
fn x41_draws_stay_in_bounds_and_reach_them() {
    let mut chance = Chance::new(1);
    let mut seen = [0_u32; 6];
    for _ in 0..6_000 {
        let face = chance.between(3, 8);
        assert!((3..=8).contains(&face));
        seen[usize::try_from(face - 3).unwrap()] += 1;
    }
    assert!(
        seen.iter().all(|count| (850..1_150).contains(count)),
        "{seen:?}"
    );
    assert_eq!(chance.below(0), 0);
    assert_eq!(chance.between(9, 3), 9);
}

#[test]
fn x41_odds_are_kept() {
    let mut chance = Chance::new(2);
    let hits = (0..100_000)
        .filter(|_| chance.hits(Odds::per_million(20_000)) == Hit::Yes)
        .count();
    assert!((1_800..2_200).contains(&hits), "{hits}");
    assert_eq!(chance.hits(Odds::NEVER), Hit::No);
    assert_eq!(chance.hits(Odds::ALWAYS), Hit::Yes);
    assert_eq!(Odds::per_million(u32::MAX), Odds::ALWAYS);
}

#[test]
fn x41_the_bell_is_centred_with_its_width() {
    let mut chance = Chance::new(3);
    let draws: Vec<i64> = (0..20_000).map(|_| chance.bell()).collect();
    let mean = draws.iter().sum::<i64>() / 20_000;
    let spread = draws.iter().map(|d| d / 1_000 * (d / 1_000)).sum::<i64>() / 20_000;
    assert!(mean.abs() < 25_000, "{mean}");
    assert!((950_000..1_050_000).contains(&spread), "{spread}");
}
