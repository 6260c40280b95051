//! What pages and programs do with the credentials of venues: read what was given, confirm who gives it, ask the venue,
//! record, then keep. Never shows a secret.

use crate::problem::{KeyProblem, Problem};
use crate::session::{Signed, Source};
use crate::sign_in;
use crate::state::AppState;
use desk::credentials::{
    CredentialView, Draft, Found, KeyAct, KeyActKind, KeyMaterial, KeyName, KeyRing, KeyUse, Place,
    ProbeReport,
};
use identity::ManageKeys;
use zeroize::Zeroizing;

/// Both halves of a key as they came in.
pub(crate) struct GivenKey {
    pub(crate) public: String,
    pub(crate) secret: Zeroizing<String>,
}

/// What a key is for, and where it is taken, as words.
pub(crate) struct GivenUse<'a> {
    pub(crate) product: &'a str,
    pub(crate) environment: &'a str,
}

/// A key with all that is told beside it, as it came in.
pub(crate) struct GivenDraft<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) wanted: GivenUse<'a>,
    pub(crate) key: GivenKey,
}

impl GivenKey {
    fn material(self) -> KeyMaterial {
        KeyMaterial {
            public: self.public.trim().to_owned(),
            secret: Zeroizing::new(self.secret.trim().to_owned()),
        }
    }
}

impl GivenUse<'_> {
    fn read(&self, ring: &KeyRing) -> Result<(KeyUse, Place), Problem> {
        let wanted = match self.product.trim() {
            "spot" => KeyUse::Spot,
            "futures" => KeyUse::Futures,
            _ => return Err(Problem::value("product", "must be spot or futures")),
        };
        let place = match self.environment.trim() {
            "simulated" => ring
                .exchange()
                .map(|url| Place::Simulated(url.to_owned()))
                .ok_or_else(|| {
                    Problem::value("environment", "this house trades at no simulated exchange")
                })?,
            "testnet" => Place::Testnet,
            "demo" => Place::Demo,
            "live" => Place::Live,
            _ => {
                return Err(Problem::value(
                    "environment",
                    "must be simulated, testnet, demo or live",
                ));
            }
        };
        Ok((wanted, place))
    }
}

/// The ring of this house.
pub(crate) fn ring(state: &AppState) -> Result<&KeyRing, Problem> {
    let ring = state.config().keys.as_ref();
    ring.ok_or(Problem::Key(KeyProblem::NoMaster))
}

/// A name as it was typed or stands in a path.
pub(crate) fn name(text: &str) -> Result<KeyName, Problem> {
    KeyName::new(text.trim()).map_err(|_| {
        Problem::value(
            "name",
            "must be 1 to 40 printable characters without spaces",
        )
    })
}

/// Asks the venue about a key and stores nothing.
// KEY-08
pub(crate) async fn tested(
    state: &AppState,
    signed: &Signed,
    (wanted, key): (GivenUse<'_>, GivenKey),
) -> Result<(ProbeReport, KeyUse), Problem> {
    let ring = ring(state)?;
    let (wanted, place) = wanted.read(ring)?;
    let key = key.material();
    let permit = signed.permit::<ManageKeys>()?;
    let report = ring.test(permit, (&key, wanted, &place)).await?;
    Ok((report, wanted))
}

/// Keeps a key that its venue took.
// KEY-06 KEY-07
pub(crate) async fn added(
    state: &AppState,
    (signed, source): (&Signed, &Source),
    (given, password): (GivenDraft<'_>, &str),
) -> Result<CredentialView, Problem> {
    let permit = signed.permit::<ManageKeys>()?;
    let ring = ring(state)?;
    let (wanted, place) = given.wanted.read(ring)?;
    let draft = Draft {
        name: name(given.name)?,
        label: given.label.trim().to_owned(),
        wanted,
        place,
        key: given.key.material(),
    };
    sign_in::confirm(state, (signed, source), password).await?;
    let proven = ring.prove(draft).await?;
    state.desk().record_key_act(permit, &proven.act()).await?;
    Ok(ring.keep(proven).await?)
}

/// Puts a key in the place of a credential's.
// KEY-05
pub(crate) async fn rotated(
    state: &AppState,
    (signed, source): (&Signed, &Source),
    (name, key, password): (KeyName, GivenKey, &str),
) -> Result<CredentialView, Problem> {
    let permit = signed.permit::<ManageKeys>()?;
    let ring = ring(state)?;
    sign_in::confirm(state, (signed, source), password).await?;
    let proven = ring.prove_successor(name, key.material()).await?;
    state.desk().record_key_act(permit, &proven.act()).await?;
    Ok(ring.keep(proven).await?)
}

/// Takes a credential away.
pub(crate) async fn removed(
    state: &AppState,
    (signed, source): (&Signed, &Source),
    (name, password): (KeyName, &str),
) -> Result<(), Problem> {
    let permit = signed.permit::<ManageKeys>()?;
    let ring = ring(state)?;
    sign_in::confirm(state, (signed, source), password).await?;
    let old = ring.removable(name).await?;
    let act = KeyAct::new(KeyActKind::CredentialRemoved, name, KeyAct::detail_of(&old));
    state.desk().record_key_act(permit, &act).await?;
    Ok(ring.remove(name).await?)
}

/// Asks the venue again what a kept key may do; an account that trades with one that got wider or died is halted.
pub(crate) async fn probed(
    state: &AppState,
    signed: &Signed,
    name: KeyName,
) -> Result<(Found, CredentialView), Problem> {
    let ring = ring(state)?;
    let found = ring.watch((state.desk(), &signed.actor), name).await?;
    Ok((found, ring.open().await?.view(name)?))
}
