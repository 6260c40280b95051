//! Levers for keys: make, change, take away. A secret is shown once, when the exchange made it up itself.

use super::{Lever, done, read, wrong};
use crate::venue::Venue;
use crate::venue::http::{HttpRequest, Method, Reply};
use crate::venue::keys::{Permissions, PublicKey, Secret};
use crate::venue::params::Params;
use crate::venue::route::Right;
use domain::AccountId;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The levers of this file.
pub(super) const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Get,
        path: "/_sim/keys",
        pull: list,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/keys",
        pull: create,
    },
    Lever {
        method: Method::Put,
        path: "/_sim/keys",
        pull: change,
    },
    Lever {
        method: Method::Delete,
        path: "/_sim/keys",
        pull: delete,
    },
];

fn list(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let rows = venue.keys.all().map(|(name, key)| {
        let rights: Vec<&str> = key.permissions.rights.iter().map(|r| r.name()).collect();
        json!({
            "key": name,
            "account": key.account.get(),
            "kind": key.kind(),
            "rights": rights,
            "addresses": key.permissions.addresses,
            "createdMs": key.permissions.created.millis(),
        })
    });
    done(&rows.collect::<Value>())
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    #[default]
    Hmac,
    Rsa,
    Ed25519,
}

/// A key to be made.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Making {
    account: u64,
    /// Its name; made up where absent.
    key: Option<String>,
    #[serde(default)]
    kind: Kind,
    /// For `hmac`; made up where absent.
    secret: Option<String>,
    /// For `rsa` and `ed25519`, as PEM.
    public_key: Option<String>,
    rights: Option<Vec<String>>,
    #[serde(default)]
    addresses: BTreeSet<IpAddr>,
}

fn create(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Making = read(request)?;
    let account = AccountId::new(wish.account);
    if !venue.spot.accounts().any(|terms| terms.account == account) {
        return Err(wrong("no such account"));
    }
    let mut permissions = Permissions::trader(venue.now());
    permissions.addresses = wish.addresses;
    if let Some(rights) = &wish.rights {
        permissions.rights = named(rights)?;
    }
    let (secret, shown) = match (wish.kind, wish.public_key.as_deref()) {
        (Kind::Hmac, None) => {
            let given = wish.secret.clone();
            let secret = given.unwrap_or_else(|| venue.invented("secret"));
            (Secret::Hmac(secret.as_bytes().to_vec()), Some(secret))
        }
        (Kind::Rsa | Kind::Ed25519, Some(pem)) => (Secret::Public(public(wish.kind, pem)?), None),
        (Kind::Hmac, Some(_)) => return Err(wrong("a public key is for `rsa` and `ed25519`")),
        (Kind::Rsa | Kind::Ed25519, None) => return Err(wrong("`publicKey` is missing")),
    };
    let key = match wish.key {
        Some(key) => key,
        None => venue.invented_key(),
    };
    let made = venue.keys.create(&key, secret, (account, permissions));
    made.map_err(|error| wrong(&error.to_string()))?;
    venue.keep_key(&key);
    done(&json!({ "key": key, "secret": shown }))
}

fn public(kind: Kind, pem: &str) -> Result<PublicKey, Reply> {
    let key = PublicKey::from_pem(pem);
    let key = key.ok_or_else(|| {
        wrong("`publicKey` is no PEM of an Ed25519 key or of an RSA key of at least 2048 bits")
    })?;
    match (kind, &key) {
        (Kind::Rsa, PublicKey::Rsa(_)) | (Kind::Ed25519, PublicKey::Ed25519(_)) => Ok(key),
        (Kind::Hmac | Kind::Rsa | Kind::Ed25519, PublicKey::Rsa(_) | PublicKey::Ed25519(_)) => {
            Err(wrong("`publicKey` is of another kind"))
        }
    }
}

/// What a key may do from here on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Changing {
    key: String,
    rights: Option<Vec<String>>,
    addresses: Option<BTreeSet<IpAddr>>,
}

fn change(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Changing = read(request)?;
    let rights = wish.rights.as_deref().map(named).transpose()?;
    let permissions = venue.keys.permissions_mut(&wish.key);
    let permissions = permissions.ok_or_else(|| wrong("no such key"))?;
    if let Some(rights) = rights {
        permissions.rights = rights;
    }
    if let Some(addresses) = wish.addresses {
        permissions.addresses = addresses;
    }
    venue.keep_key(&wish.key);
    done(&json!({}))
}

fn delete(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let params = Params::parse(&request.query, "").map_err(|error| wrong(&error.said().words))?;
    let key = params
        .required("key")
        .map_err(|error| wrong(&error.said().words))?;
    if venue.keys.delete(key) {
        venue.keep_key(key);
        done(&json!({}))
    } else {
        Err(wrong("no such key"))
    }
}

fn named(rights: &[String]) -> Result<BTreeSet<Right>, Reply> {
    rights
        .iter()
        .map(|name| {
            Right::named(name).ok_or_else(|| {
                wrong(&format!(
                    "`{name}` is no right: read, spotTrade, margin, futures, withdraw, internalTransfer, universalTransfer, options"
                ))
            })
        })
        .collect()
}

impl Venue {
    /// Notes how a key stands, for a restart.
    pub(super) fn keep_key(&mut self, key: &str) {
        let line = self.keys.word_on(key).line();
        self.facts.push(vec![line]);
    }

    /// A name that no key bears: numbers begin anew with every start, keys do not.
    fn invented_key(&mut self) -> String {
        loop {
            let key = self.invented("key");
            if self.keys.account(&key).is_none() {
                return key;
            }
        }
    }

    /// Sixty-four letters nobody chose, the same for the same seed and order of requests.
    pub(super) fn invented(&mut self, what: &str) -> String {
        let number = self.number();
        let drawn = self.chance.next();
        let digest = Sha256::digest(format!("{what}/{number}/{drawn}"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
