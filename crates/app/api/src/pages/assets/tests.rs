//! The files of the pages: all found, all typed, each vendored one as the manifest says.

use super::{Own, Vendored, base, find, media_type};

/// Most bytes of script of the first load, compressed (62 KB of it is the chart).
const SCRIPT_PLAIN_BYTES_MAX: usize = 330_000;

#[test]
fn the_base_is_one_digest_for_all_files() {
    let digest = base().strip_prefix("/assets/").unwrap();
    assert_eq!(digest.len(), 16);
    assert!(digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn what_templates_and_scripts_name_is_there() {
    for name in [
        "assets/app.css",
        "assets/desk.css",
        "assets/mark.svg",
        "assets/js/app.mjs",
        "assets/js/desk.mjs",
        "vendor/MANIFEST.toml",
        "vendor/inter/inter-latin-wght-normal.woff2",
        "vendor/lightweight-charts/lightweight-charts.standalone.production.mjs",
        "vendor/lightweight-charts/LICENSE",
        "vendor/lightweight-charts/NOTICE",
        "vendor/inter/LICENSE",
    ] {
        assert!(find(name).is_some(), "{name}");
    }
    assert!(find("assets/../src/lib.rs").is_none());
    assert!(find("templates/base.html").is_none());
    assert_eq!(
        media_type("assets/js/app.mjs"),
        "text/javascript; charset=utf-8"
    );
}

#[test]
fn vendored_files_are_those_of_the_manifest() {
    let manifest = Vendored::get("vendor/MANIFEST.toml").unwrap();
    let manifest = String::from_utf8(manifest.data.into_owned()).unwrap();
    let field = |line: &str, key: &str| {
        line.strip_prefix(key)?
            .strip_prefix(" = \"")?
            .strip_suffix('"')
            .map(str::to_owned)
    };
    let mut path = None;
    let mut seen = 0;
    for line in manifest.lines() {
        path = field(line, "path").or(path);
        if let Some(sha256) = field(line, "sha256") {
            let name = format!("vendor/{}", path.take().unwrap());
            let file = Vendored::get(&name).unwrap();
            let digest: String = file
                .metadata
                .sha256_hash()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(digest, sha256, "{name}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}

#[test]
fn scripts_stay_within_their_budget() {
    let own = Own::iter().filter(|name| name.ends_with(".mjs"));
    let vendored = Vendored::iter().filter(|name| name.ends_with(".mjs"));
    let bytes: usize = own
        .filter_map(|name| Own::get(&name))
        .chain(vendored.filter_map(|name| Vendored::get(&name)))
        .map(|file| file.data.len())
        .sum();
    assert!(bytes <= SCRIPT_PLAIN_BYTES_MAX, "{bytes} bytes of script");
}

#[test]
fn scripts_and_style_call_nobody_outside() {
    for name in Own::iter() {
        let file = Own::get(&name).unwrap();
        let text = String::from_utf8(file.data.into_owned()).unwrap();
        let foreign = text.replace("http://www.w3.org/2000/svg", "");
        assert!(
            !foreign.contains("http://") && !foreign.contains("https://"),
            "{name}"
        );
        assert!(
            !foreign.contains("eval(") && !foreign.contains("innerHTML"),
            "{name}"
        );
    }
}
