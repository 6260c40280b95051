//! A session with the wallet: every operation at least once.

use crate::stage::Stage;
use serde_json::json;

pub(crate) fn play(stage: &mut Stage) {
    stage.get("/sapi/v1/system/status", "");
    deposits(stage);
    withdrawals(stage);
    transfers(stage);
    assets(stage);
    convert(stage);
    family(stage);
    position(stage);
    account(stage);
}

/// The key of a sub-account.
const SUB: (&str, &str) = ("subkey", "subsecret");

/// A position that stands at midnight.
fn position(stage: &mut Stage) {
    let index = json!({ "symbol": "BTCUSDT", "price": "64000" });
    stage.lever("POST", "/_sim/futures/index", &index);
    let levels = json!({ "symbol": "BTCUSDT", "levels": [{ "side": "SELL", "price": "64000.1", "qty": "1" }] });
    stage.lever("POST", "/_sim/futures/levels", &levels);
    let order = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
    stage.signed("POST", "/fapi/v1/order", order);
}

/// Accounts under this one, and money between them.
fn family(stage: &mut Stage) {
    for (key, secret, email) in [
        (SUB.0, SUB.1, "one@simex.invalid"),
        ("other", "secret", "other@simex.invalid"),
    ] {
        let sub = json!({ "key": key, "secret": secret, "master": 1, "email": email });
        stage.lever("POST", "/_sim/accounts", &sub);
        stage.signed(
            "POST",
            "/sapi/v1/sub-account/futures/enable",
            &format!("email={email}"),
        );
    }
    let (one, other) = ("one@simex.invalid", "other@simex.invalid");
    let path = "/sapi/v1/sub-account";
    let money = "asset=USDT&amount=20";
    for (tail, params) in [
        (
            "universalTransfer",
            format!(
                "toEmail={one}&fromAccountType=SPOT&toAccountType=SPOT&clientTranId=first&{money}"
            ),
        ),
        (
            "universalTransfer",
            format!("toEmail={one}&fromAccountType=SPOT&toAccountType=SPOT&{money}"),
        ),
        (
            "futures/transfer",
            format!("email={one}&type=1&asset=USDT&amount=15"),
        ),
        (
            "futures/internalTransfer",
            format!("fromEmail={one}&toEmail={other}&futuresType=1&asset=USDT&amount=5"),
        ),
    ] {
        stage.signed("POST", &format!("{path}/{tail}"), &params);
    }
    let own = |tail: &str| format!("{path}/transfer/{tail}");
    stage.signed_by(SUB, ("POST", &own("subToMaster")), "asset=USDT&amount=1");
    let to = format!("toEmail={other}&asset=USDT&amount=1");
    stage.signed_by(SUB, ("POST", &own("subToSub")), &to);
    stage.signed_by(SUB, ("GET", &own("subUserHistory")), "asset=USDT");
    let deposit = json!({ "key": SUB.0, "asset": "USDT", "qty": "100" });
    stage.lever("POST", "/_sim/deposit", &deposit);
    family_told(stage, one);
}

/// What the master is told of an account under it.
fn family_told(stage: &mut Stage, one: &str) {
    for (path, params) in [
        ("v1/sub-account/universalTransfer", String::new()),
        (
            "v1/sub-account/sub/transfer/history",
            format!("fromEmail={one}"),
        ),
        (
            "v1/sub-account/futures/internalTransfer",
            format!("email={one}&futuresType=1"),
        ),
        ("v1/sub-account/status", String::new()),
        ("v3/sub-account/assets", format!("email={one}")),
        ("v4/sub-account/assets", format!("email={one}")),
        ("v1/sub-account/spotSummary", String::new()),
        ("v1/sub-account/futures/account", format!("email={one}")),
        (
            "v2/sub-account/futures/account",
            format!("email={one}&futuresType=1"),
        ),
        (
            "v1/capital/deposit/subAddress",
            format!("email={one}&coin=USDT&network=ETH"),
        ),
        ("v1/capital/deposit/subHisrec", format!("email={one}")),
    ] {
        stage.signed("GET", &format!("/sapi/{path}"), &params);
    }
}

fn deposits(stage: &mut Stage) {
    let deposit = json!({ "key": "testkey", "asset": "USDT", "qty": "100" });
    stage.lever("POST", "/_sim/deposit", &deposit);
    stage.wait(3_600);
    for (path, params) in [
        ("deposit/hisrec", ""),
        ("deposit/address", "coin=USDT&network=ETH"),
        ("deposit/address/list", "coin=USDT"),
        ("config/getall", ""),
    ] {
        stage.signed("GET", &format!("/sapi/v1/capital/{path}"), params);
    }
}

fn withdrawals(stage: &mut Stage) {
    let address = "0x0000000000000000000000000000000000000001";
    let rights = json!({ "key": "testkey", "rights": ["read", "spotTrade", "futures", "withdraw", "universalTransfer"] });
    stage.lever("PUT", "/_sim/keys", &rights);
    let listed = json!({ "key": "testkey", "asset": "USDT", "network": "BSC", "address": address, "listed": true });
    stage.lever("POST", "/_sim/address", &listed);
    let wish = format!("coin=USDT&network=BSC&address={address}&amount=50&withdrawOrderId=mine1");
    stage.signed("POST", "/sapi/v1/capital/withdraw/apply", &wish);
    stage.wait(3_600);
    for path in [
        "withdraw/history",
        "withdraw/address/list",
        "withdraw/quota",
    ] {
        stage.signed("GET", &format!("/sapi/v1/capital/{path}"), "");
    }
}

fn transfers(stage: &mut Stage) {
    let path = "/sapi/v1/asset/transfer";
    stage.signed("POST", path, "type=MAIN_UMFUTURE&asset=USDT&amount=10");
    stage.signed("POST", path, "type=MAIN_FUNDING&asset=USDT&amount=10");
    stage.signed("GET", path, "type=MAIN_UMFUTURE");
}

fn assets(stage: &mut Stage) {
    let dividend = json!({ "key": "testkey", "asset": "BNB", "qty": "0.1", "info": "Launchpool" });
    stage.lever("POST", "/_sim/dividend", &dividend);
    for (method, path, params) in [
        ("POST", "v3/asset/getUserAsset", ""),
        ("POST", "v1/asset/get-funding-asset", ""),
        ("GET", "v1/asset/wallet/balance", "needBalanceDetail=true"),
        ("GET", "v1/asset/assetDividend", ""),
        ("GET", "v1/asset/tradeFee", "symbol=BTCUSDT"),
        ("GET", "v1/asset/assetDetail", ""),
    ] {
        stage.signed(method, &format!("/sapi/{path}"), params);
    }
    let dust = json!({ "key": "testkey", "asset": "LTC", "qty": "0.001" });
    stage.lever("POST", "/_sim/deposit", &dust);
    stage.wait(3_600);
    stage.signed("POST", "/sapi/v1/asset/dust-btc", "");
    stage.signed("POST", "/sapi/v1/asset/dust", "asset=LTC");
    stage.signed("GET", "/sapi/v1/asset/dribblet", "");
    stage.lever("POST", "/_sim/deposit", &dust);
    let path = "/sapi/v1/asset/dust-convert";
    let query = format!("{path}/query-convertible-assets");
    stage.signed("POST", &query, "targetAsset=USDT");
    stage.signed(
        "POST",
        &format!("{path}/convert"),
        "asset=LTC&targetAsset=USDT",
    );
    stage.signed("POST", "/sapi/v1/bnbBurn", "spotBNBBurn=true");
}

fn convert(stage: &mut Stage) {
    stage.get(
        "/sapi/v1/convert/exchangeInfo",
        "fromAsset=USDT&toAsset=BTC",
    );
    stage.signed("GET", "/sapi/v1/convert/assetInfo", "");
    let quote = stage.signed(
        "POST",
        "/sapi/v1/convert/getQuote",
        "fromAsset=USDT&toAsset=BTC&fromAmount=100",
    );
    let id = quote["quoteId"].as_str().unwrap_or_default().to_owned();
    let taken = stage.signed(
        "POST",
        "/sapi/v1/convert/acceptQuote",
        &format!("quoteId={id}"),
    );
    let id = taken["orderId"].as_str().unwrap_or_default().to_owned();
    stage.signed(
        "GET",
        "/sapi/v1/convert/orderStatus",
        &format!("orderId={id}"),
    );
    let now = 1_780_000_000_000_u64;
    let window = format!("startTime={}&endTime={}", now, now + 86_400_000);
    stage.signed("GET", "/sapi/v1/convert/tradeFlow", &window);
}

fn account(stage: &mut Stage) {
    stage.wait(86_400);
    stage.signed("GET", "/sapi/v1/accountSnapshot", "type=SPOT");
    stage.signed("GET", "/sapi/v1/accountSnapshot", "type=FUTURES");
    stage.get("/fapi/v1/fundingRate", "symbol=BTCUSDT");
    for path in ["apiRestrictions", "apiTradingStatus", "info", "status"] {
        stage.signed("GET", &format!("/sapi/v1/account/{path}"), "");
    }
    stage.get("/sapi/v1/margin/allPairs", "");
    stage.get("/sapi/v1/margin/isolated/allPairs", "");
    stage.signed("GET", "/sapi/v1/bnbBurn", "");
    stage.signed(
        "POST",
        "/sapi/v1/sub-account/virtualSubAccount",
        "subAccountString=books",
    );
    stage.signed("GET", "/sapi/v1/sub-account/list", "");
}
