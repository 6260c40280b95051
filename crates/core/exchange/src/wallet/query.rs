//! What the wallet can be asked. Answers only; a question changes nothing.

use super::Wallet;
use super::addresses::AddressOf;
use super::assets::{Route, TagRule};
use super::book::{amount, qty};
use super::fact::{FundingBalance, PoolBalance, WalletFact};
use super::input::Pace;
use super::records::{
    Conversion, ConvertQuote, Deposit, Dividend, DustConversion, FamilyTransfer, Member, Purse,
    SavedAddress, Transfer, Withdrawal,
};
use super::snapshot::Snapshot;
use alloc::string::{String, ToString as _};
use domain::{AccountId, Amount, Asset, Qty};

/// Where deposits of an asset over a network go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositAddress {
    /// The address.
    pub address: String,
    /// Its tag; empty when the network knows none.
    pub address_tag: String,
    /// The way it belongs to.
    pub way: &'static Route,
}

/// What an account holds of one asset in its funding wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundingView {
    /// What.
    pub asset: Asset,
    /// What may be spent.
    pub free: Qty,
    /// On its way out.
    pub withdrawing: Qty,
}

/// Where all of one asset is that passed the wallet: `deposited + granted` equals the sum of all the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyView {
    /// What.
    pub asset: Asset,
    /// Came from outside.
    pub deposited: Amount,
    /// The venue gave.
    pub granted: Amount,
    /// Went out.
    pub withdrawn: Amount,
    /// Fees of withdrawals.
    pub fees: Amount,
    /// What the conversion desk gained; below zero when it gave more.
    pub desk: Amount,
    /// Given to the spot engine on balance.
    pub spot: Amount,
    /// Given to the futures engine on balance.
    pub futures: Amount,
    /// In the accounts' funding wallets.
    pub funding: Amount,
    /// Taken and not yet given.
    pub transit: Amount,
    /// In withdrawals that are not out yet.
    pub withdrawing: Amount,
}

macro_rules! histories {
    ($( $(#[$doc:meta])* $name:ident: $record:ty => $field:ident ),* $(,)?) => {
        impl Wallet {
            $(
                $(#[$doc])*
                pub fn $name(
                    &self,
                    account: AccountId,
                ) -> impl DoubleEndedIterator<Item = &$record> {
                    let book = self.books.get(&account);
                    book.into_iter().flat_map(|book| book.$field.iter())
                }
            )*
        }
    };
}

histories! {
    /// Deposits of an account, oldest first.
    deposits: Deposit => deposits,
    /// Withdrawals of an account, oldest first.
    withdrawals: Withdrawal => withdrawals,
    /// Transfers between an account's wallets, oldest first.
    transfers: Transfer => transfers,
    /// Transfers between the accounts of a master, oldest first.
    family_transfers: FamilyTransfer => family,
    /// What the venue gave an account, oldest first.
    dividends: Dividend => dividends,
    /// Conversions of small balances, oldest first.
    dust_conversions: DustConversion => dust,
    /// Conversions, oldest first.
    conversions: Conversion => conversions,
    /// Quotes that were not accepted, oldest first; some of them may be over.
    quotes: ConvertQuote => quotes,
}

impl Wallet {
    /// The account of this number.
    #[must_use]
    pub fn find(&self, account: AccountId) -> Option<&Member> {
        self.members.get(&account)
    }

    /// The account of this address of mail.
    #[must_use]
    pub fn find_email(&self, email: &str) -> Option<&Member> {
        self.members.get(self.by_email.get(email)?)
    }

    /// Every account, by number.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// The sub-accounts of a master, by number.
    pub fn subs(&self, master: AccountId) -> impl Iterator<Item = &Member> {
        self.members
            .values()
            .filter(move |member| member.master == Some(master))
    }

    /// What an account holds in its funding wallet, by asset; also what is on its way out of it.
    pub fn funding(&self, account: AccountId) -> impl Iterator<Item = FundingView> {
        self.money.all_held(account).map(move |(asset, atoms)| {
            let withdrawing = self.withdrawing(account, Purse::Funding, asset);
            FundingView {
                asset,
                free: qty(atoms),
                withdrawing,
            }
        })
    }

    /// Where all money is that passed the wallet, by asset.
    pub fn money(&self) -> impl Iterator<Item = MoneyView> {
        self.money.pools().map(|(asset, pool)| MoneyView {
            asset,
            deposited: amount(pool.deposited),
            granted: amount(pool.granted),
            withdrawn: amount(pool.withdrawn),
            fees: amount(pool.fees),
            desk: amount(pool.desk),
            spot: amount(pool.spot),
            futures: amount(pool.futures),
            funding: amount(pool.funding),
            transit: amount(pool.transit),
            withdrawing: amount(pool.withdrawing),
        })
    }

    /// The account's snapshots, oldest first.
    pub fn snapshots(&self, account: AccountId) -> impl DoubleEndedIterator<Item = &Snapshot> {
        let book = self.books.get(&account);
        book.into_iter().flat_map(|book| book.snapshots.values())
    }

    /// The addresses an owner wrote down.
    pub fn saved_addresses(&self, account: AccountId) -> impl Iterator<Item = &SavedAddress> {
        let book = self.books.get(&account);
        book.into_iter().flat_map(|book| book.addresses.values())
    }

    /// Where deposits of an asset go; over its first network when none is named.
    ///
    /// # Errors
    /// The venue has no such asset, account or network.
    pub fn deposit_address(
        &self,
        account: AccountId,
        asset: Asset,
        network: Option<&str>,
    ) -> Result<DepositAddress, super::WalletRefusal> {
        self.member(account)?;
        let way = self.way(asset, network)?;
        let (address, address_tag) = self.address_text(account, way, 0);
        Ok(DepositAddress {
            address,
            address_tag,
            way,
        })
    }

    pub(crate) fn address_text(
        &self,
        account: AccountId,
        way: &'static Route,
        number: u64,
    ) -> (String, String) {
        let of = AddressOf {
            account,
            shape: way.chain.shape,
            number,
        };
        let tag = match way.chain.tag {
            TagRule::None => String::new(),
            TagRule::Number => of.tag().to_string(),
        };
        (of.text(), tag)
    }

    /// Everything to keep, in short form: restored from these, the wallet answers as it does.
    pub fn facts(&self) -> impl Iterator<Item = WalletFact> {
        let sums = self
            .money
            .pools()
            .map(|(asset, pool)| WalletFact::Pool(PoolBalance::of(asset, pool)));
        let held = self.money.everything_held().map(|(account, asset, atoms)| {
            WalletFact::Funding(FundingBalance {
                account,
                asset,
                atoms,
            })
        });
        let members = self.members.values().cloned().map(WalletFact::Member);
        let books = self.books.values().flat_map(book_facts);
        let last = [
            Some(WalletFact::Numbers(self.number_next)),
            self.midnight.map(WalletFact::Midnight),
            Some(WalletFact::OnVerdict(self.pace == Pace::OnVerdict)),
        ];
        members
            .chain(books)
            .chain(held)
            .chain(sums)
            .chain(last.into_iter().flatten())
    }
}

fn book_facts(book: &super::book::Book) -> impl Iterator<Item = WalletFact> {
    let settings = book.settings.iter().cloned().map(WalletFact::Settings);
    let addresses = book.addresses.values().cloned().map(WalletFact::Address);
    let deposits = book.deposits.iter().cloned().map(WalletFact::Deposit);
    let withdrawals = book.withdrawals.iter().cloned().map(WalletFact::Withdrawal);
    let transfers = book.transfers.iter().cloned().map(WalletFact::Transfer);
    let family = book.family.iter().cloned().map(WalletFact::Family);
    let dividends = book.dividends.iter().cloned().map(WalletFact::Dividend);
    let dust = book.dust.iter().cloned().map(WalletFact::Dust);
    let conversions = book.conversions.iter().cloned().map(WalletFact::Conversion);
    let snapshots = book.snapshots.values().cloned().map(WalletFact::Snapshot);
    settings
        .chain(addresses)
        .chain(deposits)
        .chain(withdrawals)
        .chain(transfers)
        .chain(family)
        .chain(dividends)
        .chain(dust)
        .chain(conversions)
        .chain(snapshots)
}
