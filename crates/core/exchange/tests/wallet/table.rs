//! The table of assets and the forms of addresses.

use crate::toy::{House, MASTER, STRANGER, SUB, asset};
use domain::{AccountId, Asset};
use exchange::wallet::{Shape, TagRule, asset_info, assets};
use std::collections::BTreeSet;

#[test]
fn w20_the_table_of_assets_agrees_with_itself() {
    let mut names = BTreeSet::new();
    for info in assets() {
        assert!(names.insert(info.asset), "{} stands twice", info.asset);
        let found = asset_info(Asset::new(info.asset).unwrap());
        assert_eq!(found.map(|found| found.name), Some(info.name));
        assert!(!info.routes.is_empty());
        let networks: BTreeSet<&str> = info.routes.iter().map(|way| way.chain.network).collect();
        assert_eq!(networks.len(), info.routes.len(), "{}", info.asset);
        for way in info.routes {
            let name = (info.asset, way.chain.network);
            assert!(
                way.min() > way.fee(),
                "{name:?}: the least leaves something"
            );
            assert!(way.max() > way.min(), "{name:?}");
            assert!(way.min().on_step(way.step()), "{name:?}");
            assert!(way.fee().on_step(way.step()), "{name:?}");
            assert!(
                way.confirms > 0 && way.unlock_confirms >= way.confirms,
                "{name:?}"
            );
            assert!(way.chain.block_ms > 0, "{name:?}");
            assert_eq!(info.route(Some(way.chain.network)), Some(way), "{name:?}");
        }
        assert_eq!(info.route(None), info.routes.first());
        assert_eq!(info.route(Some("NOPE")), None);
    }
    for name in ["BTC", "ETH", "LTC", "BNB", "USDT"] {
        assert!(names.contains(name), "{name} is listed on spot");
    }
}

#[test]
fn w19_addresses_have_their_networks_form_and_belong_to_one_account() {
    let house = House::new();
    let mut owners = std::collections::BTreeMap::new();
    for account in [MASTER, SUB, STRANGER] {
        for info in assets() {
            let asset = asset(info.asset);
            for way in info.routes {
                let network = Some(way.chain.network);
                let here = house.wallet.deposit_address(account, asset, network);
                let again = house.wallet.deposit_address(account, asset, network);
                let here = here.unwrap();
                assert_eq!(Ok(&here), again.as_ref());
                assert!(way.chain.shape.fits(&here.address), "{}", here.address);
                assert_eq!(here.address_tag.is_empty(), way.chain.tag == TagRule::None);
                let key = (here.address, here.address_tag);
                let owner: &mut AccountId = owners.entry(key).or_insert(account);
                assert_eq!(*owner, account, "two accounts share an address");
            }
        }
    }
}

#[test]
fn w19_what_is_no_address_does_not_pass() {
    let base58 = Shape::Base58 {
        prefix: "T",
        len: 34,
    };
    let cases = [
        (
            Shape::Hex,
            "0x00000000000000000000000000000000000000fF",
            true,
        ),
        (
            Shape::Hex,
            "0x00000000000000000000000000000000000000f",
            false,
        ),
        (
            Shape::Hex,
            "0x00000000000000000000000000000000000000fff",
            false,
        ),
        (
            Shape::Hex,
            "0x00000000000000000000000000000000000000fg",
            false,
        ),
        (
            Shape::Hex,
            "00000000000000000000000000000000000000000f",
            false,
        ),
        (Shape::Hex, "", false),
        (base58, "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", true),
        (base58, "XQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", false),
        (base58, "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE1", false),
        (base58, "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLS0", false),
        (base58, "TQn9Y2khEsLJW1ChVWFMSMeR", false),
        (base58, "Tön9Y2khEsLJW1ChVWFMSMeRDow5Kcb", false),
    ];
    for (shape, text, fits) in cases {
        assert_eq!(shape.fits(text), fits, "{text}");
    }
}
