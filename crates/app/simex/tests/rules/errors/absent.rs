//! The codes of Binance's lists, and what of them is never answered here, each with why. Data only.

/// Whose list a code stands in: the same number can mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Product {
    Spot,
    Usdm,
    Wallet,
}

use Product::{Spot, Usdm, Wallet};

/// General codes that mean something else in each list.
pub(super) const AMBIGUOUS: &[i64] = &[-1_013, -1_108];

/// Wordings of the source that no request meets, and why.
pub(super) const UNPROVOKED: &[(i32, &str, &str)] = &[
    (
        -4_004,
        "Quantity less than min quantity.",
        "the least quantity of every contract is one unit of the last place a quantity may have, so that -1111 is told first",
    ),
    (
        -4_023,
        "Qty not increased by step size.",
        "the step of every contract is one unit of the last place a quantity may have, so that -1111 is told first",
    ),
];

/// Codes that are never answered, and why.
pub(super) const ABSENT: &[(Product, &[i64], &str)] = &[
    (
        Spot,
        &[-1_002],
        "a key without the right is refused as an unknown one, -2015",
    ),
    (
        Spot,
        &[-1_014],
        "a combination that cannot be is refused by the engine, -2010, or by the parameter that is too many, -1106",
    ),
    (
        Spot,
        &[
            -1_033, -1_034, -1_035, -1_169, -1_170, -1_171, -1_172, -1_173, -1_174, -1_175, -1_176,
            -1_177, -1_178, -1_179, -1_180, -1_181, -1_182, -1_183, -1_184, -1_185, -1_186, -1_187,
            -1_188, -1_189, -1_190,
        ],
        "FIX sessions alone are told it, and FIX is not served",
    ),
    (
        Spot,
        &[-1_224, -1_225],
        "it names a tag of FIX: requests are told -1102 and -1104",
    ),
    (
        Spot,
        &[-1_103],
        "a parameter nobody knows is left unread: -1104",
    ),
    (Spot, &[-1_112], "an empty book is an answer like any other"),
    (
        Spot,
        &[-1_114],
        "a `timeInForce` too many is told by its name: -1106",
    ),
    (
        Spot,
        &[-1_118, -1_119],
        "an empty name is told as any empty parameter: -1105",
    ),
    (
        Spot,
        &[-1_152, -1_153, -1_155, -1_161, -1_221],
        "SBE alone is told it, and SBE is not served",
    ),
    (
        Spot,
        &[-2_016],
        "tickers of every length are made for every symbol",
    ),
    (Spot, &[-2_026], "orders are never archived"),
    (
        Usdm,
        &[-1_002],
        "a key without the right is refused as an unknown one, -2015",
    ),
    (
        Usdm,
        &[-1_004, -1_005],
        "addresses of keys are written down by levers",
    ),
    (
        Usdm,
        &[-1_011],
        "an address that may not use a key is refused with the key, -2015",
    ),
    (
        Usdm,
        &[-1_010, -1_013],
        "Binance gives them no words; what the engine refuses has codes of its own",
    ),
    (
        Usdm,
        &[-1_014],
        "a combination that cannot be is refused by the parameter that is too many, -1106",
    ),
    (
        Usdm,
        &[-1_099],
        "a path that is not there is told -5000, a key that is not there -2015",
    ),
    (
        Usdm,
        &[-1_103],
        "a parameter nobody knows is left unread: -1104",
    ),
    (
        Usdm,
        &[-1_108, -1_126],
        "no request of the surface is refused for its asset: one that has no such asset shows nothing",
    ),
    (
        Usdm,
        &[-1_109],
        "every key belongs to an account with futures",
    ),
    (Usdm, &[-1_110], "no request names a type of symbols"),
    (
        Usdm,
        &[-1_112],
        "a market order without a counterparty is told -4131",
    ),
    (
        Usdm,
        &[-1_113, -2_018],
        "money leaves futures by the wallet, whose codes are -1130 and -5013",
    ),
    (
        Usdm,
        &[-1_114],
        "a `timeInForce` too many is told by its name: -1106",
    ),
    (
        Usdm,
        &[-1_118, -1_119],
        "an empty name is told as any empty parameter: -1105",
    ),
    (
        Usdm,
        &[-2_010],
        "every refusal of an order has a code of its own",
    ),
    (
        Usdm,
        &[-2_012, -4_083],
        "orders of a batch are answered one by one",
    ),
    (Usdm, &[-2_016], "tickers are made for every contract"),
    (
        Usdm,
        &[-2_017],
        "keys are not locked, but taken away: -2015",
    ),
    (
        Usdm,
        &[-2_020],
        "what cannot be filled expires, or is told -5021",
    ),
    (
        Usdm,
        &[-2_023],
        "a liquidation is over in the step that begins it",
    ),
    (Usdm, &[-2_024], "closing more than there is is told -2022"),
    (Usdm, &[-2_026], "every type of order may be reduce-only"),
    (
        Usdm,
        &[-4_000],
        "an order that is over is not found: -2011, -2013",
    ),
    (
        Usdm,
        &[-4_004, -4_023],
        "least quantity and step of every contract are one unit of the last place a quantity may have, so that -1111 is told first",
    ),
    (
        Usdm,
        &[
            -4_008, -4_009, -4_010, -4_011, -4_012, -4_017, -4_018, -4_019, -4_025, -4_026, -4_029,
            -4_030, -4_058, -4_085, -4_086,
        ],
        "a client cannot list a contract",
    ),
    (
        Usdm,
        &[-4_020],
        "what reduces only is told -2022, what closes a position -4136",
    ),
    (Usdm, &[-4_022], "no request sets a status of the market"),
    (
        Usdm,
        &[-4_027, -4_033, -4_044],
        "no request names a type of account or balance, or an insurance account",
    ),
    (
        Usdm,
        &[-4_052, -4_053],
        "margin is added by request alone, never by itself",
    ),
    (Usdm, &[-4_057], "keys are made by levers"),
    (
        Usdm,
        &[-4_062],
        "`reduceOnly` that makes no sense is told -1130, one too many -1106",
    ),
    (
        Usdm,
        &[
            -4_063, -4_064, -4_065, -4_066, -4_069, -4_070, -4_071, -4_072, -4_073, -4_074, -4_075,
            -4_076, -4_077, -4_078, -4_079, -4_080, -4_081,
        ],
        "options on futures are not served",
    ),
    (Usdm, &[-4_084], "every method of the surface works"),
    (
        Usdm,
        &[-4_087, -4_400, -4_401],
        "no account is held to closing what it has",
    ),
    (
        Usdm,
        &[-4_114, -4_115],
        "no request of futures moves money under a name of the client",
    ),
    (
        Usdm,
        &[-4_117],
        "a conditional order becomes an order in the step that triggers it",
    ),
    (
        Usdm,
        &[-4_118],
        "reduce-only orders are judged by the position alone: -2022",
    ),
    (
        Usdm,
        &[-4_138],
        "`reduceOnly` beside `closePosition` is told -1106",
    ),
    (Usdm, &[-4_139], "every order can be cancelled"),
    (Usdm, &[-4_142], "a trigger on the wrong side is told -2021"),
    (
        Usdm,
        &[-4_183, -4_184, -4_210, -4_211],
        "the band of a conditional order is judged when it becomes an order, and told on its stream",
    ),
    (Usdm, &[-4_192], "nobody cools off"),
    (
        Usdm,
        &[
            -4_202, -4_203, -4_205, -4_206, -4_208, -4_209, -4_402, -4_403,
        ],
        "accounts have neither a country nor an age nor an examination",
    ),
    (Usdm, &[-5_025], "every order that rests is a limit order"),
    (
        Usdm,
        &[-5_028],
        "a request that outlives its window before the engine is one whose answer nobody waits for",
    ),
    (
        Wallet,
        &[-1_002],
        "a key without the right is refused as an unknown one, -2015",
    ),
    (Wallet, &[-1_004], "a wallet too busy says -1008"),
    (Wallet, &[-1_014], "the wallet takes no orders"),
    (
        Wallet,
        &[-1_099],
        "a path that is not there is a bare 404, a key that is not there -2015",
    ),
    (
        Wallet,
        &[-1_103],
        "a parameter nobody knows is left to itself",
    ),
    (
        Wallet,
        &[-1_112, -1_114, -1_118, -1_119, -2_016, -2_026],
        "spot alone is asked what could be told so, and has other words for it",
    ),
    (Wallet, &[-2_010, -2_011], "the wallet takes no orders"),
    (Wallet, &[-3_000], "trouble of its own is told -1000"),
    (Wallet, &[-3_001], "accounts have no second factor"),
    (
        Wallet,
        &[-3_002],
        "an asset that is not there is told -4018",
    ),
    (
        Wallet,
        &[
            -3_003, -3_004, -3_005, -3_006, -3_007, -3_008, -3_009, -3_010, -3_011, -3_012, -3_013,
            -3_014, -3_015, -3_016, -3_017, -3_018, -3_019, -3_020, -3_021, -3_023, -3_024, -3_025,
            -3_026, -3_027, -3_028, -3_029, -3_036, -3_037, -3_038, -3_041, -3_042, -3_043, -3_044,
            -3_045,
        ],
        "margin is not served beyond what may be read of it",
    ),
    (Wallet, &[-3_999], "every function is for everybody"),
    (
        Wallet,
        &[-4_001, -4_002],
        "what cannot be done is told by the parameter that asks for it",
    ),
    (
        Wallet,
        &[-4_003],
        "an address of mail that nobody has is told -5021",
    ),
    (Wallet, &[-4_004], "a key that is not there is told -2015"),
    (Wallet, &[-4_005], "too many requests are told -1003"),
    (
        Wallet,
        &[-4_010, -4_011, -4_012, -4_037, -4_038],
        "no mail is sent: addresses are listed by a lever",
    ),
    (
        Wallet,
        &[-4_013, -4_014, -4_016, -4_017],
        "nobody logs in, and there is neither a password nor a second factor",
    ),
    (Wallet, &[-4_015], "a frozen account is told -3022"),
    (
        Wallet,
        &[-4_024, -4_025],
        "an asset of which there is none is not enough of it: -4026",
    ),
    (Wallet, &[-4_027], "every withdrawal has its number"),
    (
        Wallet,
        &[-4_028],
        "the least that may be withdrawn is more than the fee: -4022",
    ),
    (
        Wallet,
        &[-4_029, -4_030, -4_031, -4_032],
        "no request confirms or cancels a withdrawal: levers do",
    ),
    (
        Wallet,
        &[-4_033, -4_034],
        "an address of the wrong form is told -4007",
    ),
    (
        Wallet,
        &[-4_036],
        "an address may be used as soon as it is written down",
    ),
    (Wallet, &[-4_039], "every key belongs to somebody"),
    (
        Wallet,
        &[-4_040, -4_041, -4_042, -4_043, -4_044],
        "an account has one address for each network, for ever",
    ),
    (Wallet, &[-4_045], "assets are never out of reach"),
    (Wallet, &[-4_046], "there is nothing to agree to"),
    (
        Wallet,
        &[-4_060],
        "a deposit that is not confirmed yet is no balance: -4026",
    ),
    (Wallet, &[-5_001], "dust may always be turned"),
    (Wallet, &[-5_002], "not enough is told -4026 and -5013"),
    (
        Wallet,
        &[-5_003],
        "an asset of which there is none is told -1130",
    ),
    (
        Wallet,
        &[-5_006],
        "dust may be turned as often as one likes",
    ),
    (
        Wallet,
        &[-5_007],
        "a quantity that is not above zero is told -1130",
    ),
    (Wallet, &[-5_008, -5_009], "earning products are not served"),
    (Wallet, &[-5_012], "a transfer is done when it is answered"),
    (
        Wallet,
        &[-7_001, -7_002],
        "files of futures history are not served",
    ),
];

/// Words that Binance lists beside codes that are answered, and why they are never said.
pub(super) const MUTE: &[(&str, &str)] = &[
    ("Market orders are not supported for this symbol.", ALLOWED),
    ("Iceberg orders are not supported for this symbol.", ALLOWED),
    (
        "Stop loss orders are not supported for this symbol.",
        ALLOWED,
    ),
    (
        "Stop loss limit orders are not supported for this symbol.",
        ALLOWED,
    ),
    (
        "Take profit orders are not supported for this symbol.",
        ALLOWED,
    ),
    (
        "Take profit limit orders are not supported for this symbol.",
        ALLOWED,
    ),
    ("Order amend is not supported for this symbol.", ALLOWED),
    ("OCO orders are not supported for this symbol", ALLOWED),
    ("OPO orders are not supported for this symbol.", ALLOWED),
    (
        "Quote order qty market orders are not support for this symbol.",
        ALLOWED,
    ),
    (
        "Trailing stop orders are not supported for this symbol.",
        ALLOWED,
    ),
    (
        "Order cancel-replace is not supported for this symbol.",
        ALLOWED,
    ),
    ("Pegged orders are not supported for this symbol.", ALLOWED),
    (
        "This symbol does not allow the specified self-trade prevention mode.",
        ALLOWED,
    ),
    (
        "This symbol is not permitted for this account.",
        "every account may trade every symbol, or none",
    ),
    (
        "This symbol is restricted for this account.",
        "every account may trade every symbol, or none",
    ),
    (
        "This action is disabled on this account.",
        "an account that may not trade is told that it may not place or cancel orders",
    ),
    (
        "Price * QTY is zero or less.",
        "the filter NOTIONAL or a number of zero is told first",
    ),
    (
        "Cancel order is invalid. Check origClOrdId and orderId.",
        "-1102 is told first",
    ),
    ("Rest API trading is not enabled.", "it always is"),
    ("WebSocket API trading is not enabled.", "it always is"),
    ("FIX API trading is not enabled.", "FIX is not served"),
    (
        "Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.",
        "no symbol has a least quantity for market orders alone",
    ),
    (
        "Filter failure: PERCENT_PRICE",
        "every symbol judges each side by itself: PERCENT_PRICE_BY_SIDE",
    ),
    (
        "Filter failure: MIN_NOTIONAL",
        "every symbol has NOTIONAL instead",
    ),
    (
        "Filter failure: EXCHANGE_MAX_NUM_ALGO_ORDERS",
        "the exchange has no such filter",
    ),
    (
        "Filter failure: EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
        "the exchange has no such filter",
    ),
    (
        "Filter failure: EXCHANGE_MAX_NUM_ORDER_LISTS",
        "the exchange has no such filter",
    ),
];

const ALLOWED: &str = "every symbol allows it";

/// Every code that Binance lists, product by product.
pub(super) const DOCUMENTED: &[(Product, &[i64])] = &[
    (
        Spot,
        &[
            -1_000, -1_001, -1_002, -1_003, -1_006, -1_007, -1_008, -1_013, -1_014, -1_015, -1_016,
            -1_020, -1_021, -1_022, -1_033, -1_034, -1_035, -1_100, -1_101, -1_102, -1_103, -1_104,
            -1_105, -1_106, -1_108, -1_111, -1_112, -1_114, -1_115, -1_116, -1_117, -1_118, -1_119,
            -1_120, -1_121, -1_122, -1_125, -1_127, -1_128, -1_130, -1_134, -1_135, -1_139, -1_145,
            -1_151, -1_152, -1_153, -1_155, -1_158, -1_160, -1_161, -1_165, -1_166, -1_168, -1_169,
            -1_170, -1_171, -1_172, -1_173, -1_174, -1_175, -1_176, -1_177, -1_178, -1_179, -1_180,
            -1_181, -1_182, -1_183, -1_184, -1_185, -1_186, -1_187, -1_188, -1_189, -1_190, -1_191,
            -1_194, -1_196, -1_197, -1_198, -1_199, -1_210, -1_211, -1_220, -1_221, -1_222, -1_223,
            -1_224, -1_225, -2_010, -2_011, -2_013, -2_014, -2_015, -2_016, -2_021, -2_022, -2_026,
            -2_035, -2_036, -2_038, -2_039, -2_042, -2_043,
        ],
    ),
    (
        Usdm,
        &[
            -1_000, -1_001, -1_002, -1_003, -1_004, -1_005, -1_006, -1_007, -1_008, -1_010, -1_011,
            -1_013, -1_014, -1_015, -1_016, -1_020, -1_021, -1_022, -1_023, -1_099, -1_100, -1_101,
            -1_102, -1_103, -1_104, -1_105, -1_106, -1_108, -1_109, -1_110, -1_111, -1_112, -1_113,
            -1_114, -1_115, -1_116, -1_117, -1_118, -1_119, -1_120, -1_121, -1_122, -1_125, -1_126,
            -1_127, -1_128, -1_130, -1_136, -2_010, -2_011, -2_012, -2_013, -2_014, -2_015, -2_016,
            -2_017, -2_018, -2_019, -2_020, -2_021, -2_022, -2_023, -2_024, -2_025, -2_026, -2_027,
            -2_028, -4_000, -4_001, -4_002, -4_003, -4_004, -4_005, -4_006, -4_007, -4_008, -4_009,
            -4_010, -4_011, -4_012, -4_013, -4_014, -4_015, -4_016, -4_017, -4_018, -4_019, -4_020,
            -4_021, -4_022, -4_023, -4_024, -4_025, -4_026, -4_027, -4_028, -4_029, -4_030, -4_031,
            -4_032, -4_033, -4_044, -4_045, -4_046, -4_047, -4_048, -4_049, -4_050, -4_051, -4_052,
            -4_053, -4_054, -4_055, -4_056, -4_057, -4_058, -4_059, -4_060, -4_061, -4_062, -4_063,
            -4_064, -4_065, -4_066, -4_067, -4_068, -4_069, -4_070, -4_071, -4_072, -4_073, -4_074,
            -4_075, -4_076, -4_077, -4_078, -4_079, -4_080, -4_081, -4_082, -4_083, -4_084, -4_085,
            -4_086, -4_087, -4_088, -4_104, -4_114, -4_115, -4_116, -4_117, -4_118, -4_120, -4_131,
            -4_135, -4_136, -4_137, -4_138, -4_139, -4_140, -4_141, -4_142, -4_144, -4_161, -4_164,
            -4_165, -4_167, -4_168, -4_169, -4_170, -4_171, -4_172, -4_183, -4_184, -4_192, -4_202,
            -4_203, -4_205, -4_206, -4_208, -4_209, -4_210, -4_211, -4_400, -4_401, -4_402, -4_403,
            -5_021, -5_022, -5_024, -5_025, -5_026, -5_027, -5_028, -5_029, -5_037, -5_038, -5_039,
            -5_040, -5_041,
        ],
    ),
    (
        Wallet,
        &[
            -1_000, -1_001, -1_002, -1_003, -1_004, -1_006, -1_007, -1_008, -1_014, -1_015, -1_016,
            -1_020, -1_021, -1_022, -1_099, -1_100, -1_101, -1_102, -1_103, -1_104, -1_105, -1_106,
            -1_111, -1_112, -1_114, -1_115, -1_116, -1_117, -1_118, -1_119, -1_120, -1_121, -1_125,
            -1_127, -1_128, -1_130, -1_131, -1_134, -1_145, -1_151, -2_010, -2_011, -2_013, -2_014,
            -2_015, -2_016, -2_026, -3_000, -3_001, -3_002, -3_003, -3_004, -3_005, -3_006, -3_007,
            -3_008, -3_009, -3_010, -3_011, -3_012, -3_013, -3_014, -3_015, -3_016, -3_017, -3_018,
            -3_019, -3_020, -3_021, -3_022, -3_023, -3_024, -3_025, -3_026, -3_027, -3_028, -3_029,
            -3_036, -3_037, -3_038, -3_041, -3_042, -3_043, -3_044, -3_045, -3_999, -4_001, -4_002,
            -4_003, -4_004, -4_005, -4_006, -4_007, -4_008, -4_010, -4_011, -4_012, -4_013, -4_014,
            -4_015, -4_016, -4_017, -4_018, -4_019, -4_021, -4_022, -4_023, -4_024, -4_025, -4_026,
            -4_027, -4_028, -4_029, -4_030, -4_031, -4_032, -4_033, -4_034, -4_035, -4_036, -4_037,
            -4_038, -4_039, -4_040, -4_041, -4_042, -4_043, -4_044, -4_045, -4_046, -4_047, -4_060,
            -5_001, -5_002, -5_003, -5_004, -5_005, -5_006, -5_007, -5_008, -5_009, -5_010, -5_011,
            -5_012, -5_013, -5_021, -7_001, -7_002,
        ],
    ),
];
