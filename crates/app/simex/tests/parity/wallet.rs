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
    account(stage);
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
