//! What the command line of the simulated exchange says, and what it names when it makes no sense.

use super::*;
use clap::Parser;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    args: SimexArgs,
}

fn read_line(words: &str) -> Result<simex::Config, String> {
    let words = std::iter::once("simex").chain(words.split_whitespace());
    let line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
    config(&line.args).map_err(|error| format!("{error:#}"))
}

#[test]
fn what_is_said_is_done() {
    let config = read_line("--port 0 --seed 7 --market thin --latency uniform:1-20ms --clock virtual --start 2026-03-01T00:00:00Z").unwrap();
    assert_eq!(config.market, simex::Market::Crowd { seed: 7 });
    assert_eq!((config.temper, config.seed), (simex::Temper::Thin, 7));
    assert_eq!(
        config.latency,
        simex::Latency::parse("uniform:1-20ms").unwrap()
    );
    let start = Time::from_millis(1_772_323_200_000);
    assert_eq!(config.clock, simex::Clock::Virtual { start });
    let millis = read_line("--clock virtual --start 1772323200000").unwrap();
    assert_eq!(millis.clock, simex::Clock::Virtual { start });
    for still in ["--still", "--market still"] {
        assert_eq!(read_line(still).unwrap().market, simex::Market::Still);
    }
    assert_eq!(read_line("").unwrap().clock, simex::Clock::Wall);
    let kept = read_line("--keep orders=500").unwrap().keep;
    assert_eq!(kept, simex::Keep::parse("orders=500").unwrap());
}

#[test]
fn what_makes_no_sense_is_named() {
    for (words, named) in [
        ("--market wild", "--market"),
        ("--latency slow", "\"slow\" is no latency"),
        ("--clock stopped", "--clock"),
        (
            "--start 2026-01-01T00:00:00Z",
            "--start needs --clock virtual",
        ),
        ("--clock virtual --start soon", "\"soon\" is no instant"),
        ("--replay x --clock virtual", "leave out --clock virtual"),
        ("--replay x --speed fast", "\"fast\" is no speed"),
        ("--replay x --market calm", "--market"),
        ("--speed 2", "--replay"),
        ("--keep stars=3", "--keep: \"stars=3\" is no bound"),
        ("--port 99999", "--port"),
        ("--seed minus", "--seed"),
        ("--scenario /nowhere", "--scenario: /nowhere cannot be read"),
        ("--symbols /nowhere", "--symbols: /nowhere cannot be read"),
        ("--accounts /nowhere", "--accounts: /nowhere cannot be read"),
        (
            "--accounts Cargo.toml",
            "--accounts: the file of accounts cannot be read",
        ),
        (
            "--symbols Cargo.toml",
            "--symbols: the file of symbols cannot be read",
        ),
    ] {
        let error = read_line(words).unwrap_err();
        assert!(error.contains(named), "{words}: {error}");
    }
}

#[test]
fn ports_are_written_whole() {
    let folder = std::env::temp_dir().join(format!("ports-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ports.json");
    let address = |port| SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
    write_ports(&file, address(1), address(2)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(
        text,
        "{\"public\":\"127.0.0.1:1\",\"port\":1,\"admin\":\"127.0.0.1:2\",\"adminPort\":2}\n"
    );
    fs::remove_dir_all(&folder).unwrap();
}
