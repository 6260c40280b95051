//! Cases of `halt_latch.rs`: what is kept is read back, what cannot be read halts, a folder without room keeps its last word.

use super::*;
use domain::UserId;

fn halt(scope: &str, reach: HaltReach) -> HaltInForce {
    HaltInForce {
        scope: scope.parse().unwrap(),
        reach,
        cause: Cause {
            origin: Origin::Person(UserId::new(7)),
            reason: "prices look \"wrong\"\nsha256 of nothing".to_owned(),
        },
        at: Time::from_nanos(17),
    }
}

fn latch(folder: &Path) -> HaltLatch {
    HaltLatch::of(&Location::Sqlite(folder.to_owned()))
}

// GATE-10
#[test]
fn z10_what_is_kept_is_read_back_and_a_release_takes_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let kept = latch(folder.path());
    assert_eq!(kept.read(), []);
    let halts = [
        halt("global", HaltReach::AndCancel),
        halt("symbol:BTC/USDT", HaltReach::NewOnly),
    ];
    kept.keep(halts.iter()).unwrap();
    assert_eq!(latch(folder.path()).read(), halts);
    release(folder.path(), Scope::Global).unwrap();
    assert_eq!(kept.read(), halts[1..]);
    add(folder.path(), halts[0].clone()).unwrap();
    add(folder.path(), halts[0].clone()).unwrap();
    assert_eq!(halted(folder.path()), [halts[1].scope, Scope::Global]);
    kept.keep([].iter()).unwrap();
    assert_eq!(kept.read(), []);
}

// What was torn, cut, changed or made by another halts everything, and is kept; a folder with nothing in it halts nothing.
#[test]
fn z10_a_file_that_cannot_be_read_halts_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(LATCH_NAME);
    let one = [halt("symbol:BTC/USDT", HaltReach::NewOnly)];
    latch(folder.path()).keep(one.iter()).unwrap();
    let sound = fs::read_to_string(&path).unwrap();
    assert_eq!(latch(folder.path()).read(), one);
    let words = sound.trim_end().len();
    let cut = |end: usize| sound.chars().take(end).collect::<String>();
    let mut texts = [0, 1, 30, 120, words - 1].map(cut).to_vec();
    texts.extend([
        sound.replace("BTC", "ETH"),
        sound.replace("halts 1", "halts 2"),
        "x".repeat(FILE_BYTES_MAX + 1),
        format!("{HEADER}{DIGEST}"),
        "[]".to_owned(),
    ]);
    for text in texts {
        fs::write(&path, &text).unwrap();
        let halts = latch(folder.path()).read();
        assert_eq!(halts, [everything(UNREADABLE)], "{text}");
        let kept = fs::read_to_string(folder.path().join(UNREADABLE_NAME)).unwrap();
        assert_eq!(kept, text);
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(halted(folder.path()), [Scope::Global]);
    fs::remove_dir(&path).unwrap();
    assert_eq!(halted(folder.path()), []);
}

#[test]
fn z10_many_halts_are_kept_and_too_many_halt_everything() {
    let folder = tempfile::tempdir().unwrap();
    let of = |count: u32| -> Vec<HaltInForce> {
        (1..=count)
            .map(|number| halt(&format!("user:{number}"), HaltReach::NewOnly))
            .collect()
    };
    let many = of(200);
    latch(folder.path()).keep(many.iter()).unwrap();
    assert_eq!(latch(folder.path()).read(), many);
    latch(folder.path()).keep(many[..1].iter()).unwrap();
    assert_eq!(latch(folder.path()).read(), many[..1]);
    latch(folder.path()).keep(of(20_000).iter()).unwrap();
    assert_eq!(latch(folder.path()).read(), [everything(TOO_MANY)]);
}

// The room for the next word is made before it is needed, and a word that cannot be written leaves the last one whole.
#[test]
fn z10_a_word_that_cannot_be_written_leaves_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let one = [halt("global", HaltReach::NewOnly)];
    let kept = latch(folder.path());
    let next = folder.path().join(NEXT_NAME);
    assert_eq!(fs::metadata(&next).unwrap().len(), 4_096);
    kept.keep(one.iter()).unwrap();
    assert_eq!(fs::metadata(&next).unwrap().len(), 4_096);
    fs::remove_file(&next).unwrap();
    fs::create_dir(&next).unwrap();
    kept.keep([].iter()).unwrap_err();
    assert_eq!(kept.read(), one);
    assert!(HaltLatch::of(&Location::Memory).keep(one.iter()).is_err());
}

#[test]
fn z10_a_halt_told_again_says_what_kept_it_once() {
    let again = told_again(halt("global", HaltReach::NewOnly));
    assert!(again.cause.reason.starts_with(KEPT_BY));
    assert_eq!(told_again(again.clone()), again);
}
