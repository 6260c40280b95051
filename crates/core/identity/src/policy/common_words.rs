//! Words that guessers try first, in lower case without signs. Never a whole dictionary: length does the rest.

/// Words that guessers try first.
pub(super) const COMMON: &[&str] = &[
    "access", "admin", "administrator", "amanda", "andrew", "angel", "apple", "asdf", "asdfgh", "ashley", "august",
    "austin", "autumn", "bailey", "baseball", "basketball", "batman", "binance", "bitcoin", "blockchain", "buster",
    "change", "changeit", "changeme", "charlie", "cheese", "chelsea", "chocolate", "coffee", "coinbase", "computer",
    "cookie", "correcthorsebatterystaple", "crypto", "daniel", "december", "default", "dogecoin", "dragon",
    "ethereum", "exchange", "family", "february", "flower", "football", "freedom", "friday", "george", "ginger",
    "google", "guest", "hannah", "harley", "hello", "hockey", "hodl", "hunter", "iloveyou", "internet", "january",
    "jasmine", "jennifer", "jessica", "jordan", "joshua", "kraken", "lambo", "letmein", "liverpool", "login", "london",
    "loveme", "lovely", "maggie", "manager", "master", "matrix", "matthew", "michael", "michelle", "monday", "money",
    "monkey", "moon", "mustang", "mypassword", "newpassword", "nicole", "nothing", "november", "october", "orange",
    "owner", "pass", "passphrase", "passw", "passwd", "password", "pepper", "pokemon", "princess", "private",
    "purple", "pussy", "qazwsx", "qwer", "qwert", "qwerty", "qwertyuiop", "ranger", "root", "samantha", "satoshi",
    "saturday", "secret", "secure", "security", "september", "server", "shadow", "silver", "soccer", "spring",
    "starwars", "summer", "sunday", "sunshine", "superman", "superuser", "system", "temp", "temporary", "test",
    "testing", "testtest", "thomas", "thunder", "tigger", "tothemoon", "trader", "trading", "trustnoone", "tuesday",
    "user", "viewer", "wallet", "welcome", "whatever", "william", "winter", "word", "yankees", "yellow", "zaq", "zxcvbn",
    "zxcvbnm",
];
