//! The errors no client can provoke here, each with why, and the codes Binance lists for spot. Data only.

/// Code and why.
pub(super) const UNREACHED: &[(i64, &str)] = &[
    (-1002, "a right that is missing is answered with -2015"),
    (-1014, "the same mistake is answered with a more exact code"),
    (-1033, "FIX alone says it, and FIX is not served"),
    (-1034, "FIX alone says it, and FIX is not served"),
    (-1035, "FIX alone says it, and FIX is not served"),
    (-1103, "the same mistake is answered with a more exact code"),
    (-1112, "the same mistake is answered with a more exact code"),
    (-1114, "the same mistake is answered with a more exact code"),
    (-1118, "the same mistake is answered with a more exact code"),
    (-1119, "the same mistake is answered with a more exact code"),
    (
        -1126,
        "a word of the source that no test of a request comes to",
    ),
    (-1152, "SBE alone says it, and SBE is not served"),
    (-1153, "SBE alone says it, and SBE is not served"),
    (-1155, "SBE alone says it, and SBE is not served"),
    (-1161, "SBE alone says it, and SBE is not served"),
    (-1169, "FIX alone says it, and FIX is not served"),
    (-1170, "FIX alone says it, and FIX is not served"),
    (-1171, "FIX alone says it, and FIX is not served"),
    (-1172, "FIX alone says it, and FIX is not served"),
    (-1173, "FIX alone says it, and FIX is not served"),
    (-1174, "FIX alone says it, and FIX is not served"),
    (-1175, "FIX alone says it, and FIX is not served"),
    (-1176, "FIX alone says it, and FIX is not served"),
    (-1177, "FIX alone says it, and FIX is not served"),
    (-1178, "FIX alone says it, and FIX is not served"),
    (-1179, "FIX alone says it, and FIX is not served"),
    (-1180, "FIX alone says it, and FIX is not served"),
    (-1181, "FIX alone says it, and FIX is not served"),
    (-1182, "FIX alone says it, and FIX is not served"),
    (-1183, "FIX alone says it, and FIX is not served"),
    (-1184, "FIX alone says it, and FIX is not served"),
    (-1185, "FIX alone says it, and FIX is not served"),
    (-1186, "FIX alone says it, and FIX is not served"),
    (-1187, "FIX alone says it, and FIX is not served"),
    (-1188, "FIX alone says it, and FIX is not served"),
    (-1189, "FIX alone says it, and FIX is not served"),
    (-1190, "FIX alone says it, and FIX is not served"),
    (
        -1191,
        "takes a thousand accounts followed by one session, or 65,535 subscriptions in its life",
    ),
    (
        -1220,
        "a word of the source that no test of a request comes to",
    ),
    (-1221, "SBE alone says it, and SBE is not served"),
    (-1224, "the same mistake is answered with a more exact code"),
    (-1225, "the same mistake is answered with a more exact code"),
    (-2016, "the same mistake is answered with a more exact code"),
    (
        -2023,
        "a word of the source that no test of a request comes to",
    ),
    (-2026, "orders are never archived here"),
    (
        -2042,
        "takes a thousand accounts followed by one session, or 65,535 subscriptions in its life",
    ),
    (
        -2043,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4004,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4008,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4018,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4019,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4021,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4022,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4023,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4026,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4029,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4035,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4104,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4169,
        "a word of the source that no test of a request comes to",
    ),
    (
        -4172,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5004,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5005,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5010,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5011,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5013,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5025,
        "a word of the source that no test of a request comes to",
    ),
    (
        -5026,
        "a word of the source that no test of a request comes to",
    ),
];

/// Every code that Binance lists for spot's REST and WebSocket API.
pub(super) const SPOT_CODES: &[i64] = &[
    -1000, -1001, -1002, -1003, -1006, -1007, -1008, -1013, -1014, -1015, -1016, -1020, -1021,
    -1022, -1033, -1034, -1035, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111,
    -1112, -1114, -1115, -1116, -1117, -1118, -1119, -1120, -1121, -1122, -1125, -1127, -1128,
    -1130, -1134, -1135, -1139, -1145, -1151, -1152, -1153, -1155, -1158, -1160, -1161, -1165,
    -1166, -1168, -1169, -1170, -1171, -1172, -1173, -1174, -1175, -1176, -1177, -1178, -1179,
    -1180, -1181, -1182, -1183, -1184, -1185, -1186, -1187, -1188, -1189, -1190, -1191, -1194,
    -1196, -1197, -1198, -1199, -1210, -1211, -1220, -1221, -1222, -1223, -1224, -1225, -2010,
    -2011, -2013, -2014, -2015, -2016, -2021, -2022, -2026,
];
