//! The same seed, the same draws. Never reads the system's chance.

use super::Chance;

#[test]
fn draws_are_the_published_ones() {
    let mut chance = Chance::new(1_234_567);
    assert_eq!(chance.bits(), 6_457_827_717_110_365_317);
    assert_eq!(chance.bits(), 3_203_168_211_198_807_973);
}

#[test]
fn draws_stay_inside_their_bounds() {
    let mut chance = Chance::new(7);
    let mut seen = [0_u32; 4];
    for _ in 0..1_000 {
        let draw = usize::try_from(chance.between(3, 6)).unwrap();
        seen[draw - 3] += 1;
    }
    assert!(seen.iter().all(|count| *count > 150), "{seen:?}");
    assert_eq!(chance.between(5, 5), 5);
    assert_ne!(chance.branch().bits(), chance.branch().bits());
}
