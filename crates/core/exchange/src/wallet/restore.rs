//! Rebuilds a wallet from kept facts. Never re-judges a record and never says anything; it refuses facts that contradict.

use super::Wallet;
use super::fact::WalletFact;
use super::input::Pace;
use core::fmt;
use domain::{AccountId, Asset};

/// Why facts make no wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletRestoreError {
    /// A fact names an account that was never opened.
    UnknownAccount(AccountId),
    /// What the funding wallets hold is not what the sums say.
    FundingMismatch(Asset),
    /// What came in is not what is there and what went out.
    SumMismatch(Asset),
    /// Money was on its way between two purses: half a turn was kept.
    HalfMoved(Asset),
}

impl fmt::Display for WalletRestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAccount(account) => {
                write!(f, "the wallet of account {account} was never opened")
            }
            Self::FundingMismatch(asset) => write!(
                f,
                "the {asset} in funding wallets is not what the wallet's sums say"
            ),
            Self::SumMismatch(asset) => write!(
                f,
                "the {asset} that came to the wallet is not what is there and what went out"
            ),
            Self::HalfMoved(asset) => {
                write!(f, "{asset} was between two wallets when the facts end")
            }
        }
    }
}

impl core::error::Error for WalletRestoreError {}

impl Wallet {
    /// The wallet as it stood after the last kept fact. Quotes are not kept: they live for seconds.
    ///
    /// # Errors
    /// Facts that contradict each other; the first one found.
    pub fn restore(
        facts: impl IntoIterator<Item = WalletFact>,
    ) -> Result<Self, WalletRestoreError> {
        let mut wallet = Self::new();
        for fact in facts {
            wallet.hear(fact)?;
        }
        wallet.number_told = wallet.number_next;
        wallet.index_live();
        wallet.check_sums()?;
        wallet.money.touched();
        Ok(wallet)
    }

    fn hear(&mut self, fact: WalletFact) -> Result<(), WalletRestoreError> {
        match fact {
            WalletFact::Member(member) => self.enrol(member),
            WalletFact::Settings(settings) => {
                let account = self.known(settings.account)?;
                self.book_mut(account).settings = Some(settings);
            }
            WalletFact::Address(address) => {
                self.known(address.account)?;
                self.note_address(address);
            }
            WalletFact::Funding(held) => {
                let account = self.known(held.account)?;
                self.money.set_held((account, held.asset), held.atoms);
            }
            WalletFact::Pool(sums) => self.money.set_pool(sums.asset, sums.pool()),
            WalletFact::Deposit(deposit) => {
                let book = self.book_of(deposit.account)?;
                book.deposits.put(deposit.id, deposit);
            }
            WalletFact::Withdrawal(withdrawal) => {
                let book = self.book_of(withdrawal.account)?;
                book.withdrawals.put(withdrawal.number, withdrawal);
            }
            WalletFact::Transfer(transfer) => {
                let book = self.book_of(transfer.account)?;
                book.transfers.put(transfer.id, transfer);
            }
            WalletFact::Family(transfer) => {
                self.known(transfer.master)?;
                self.note_family(transfer);
            }
            WalletFact::Dividend(dividend) => {
                let book = self.book_of(dividend.account)?;
                book.dividends.put(dividend.id, dividend);
            }
            WalletFact::Dust(dust) => {
                let book = self.book_of(dust.account)?;
                book.dust.put(dust.id, dust);
            }
            WalletFact::Conversion(conversion) => {
                let book = self.book_of(conversion.quote.account)?;
                book.conversions.put(conversion.id, conversion);
            }
            WalletFact::Snapshot(snapshot) => {
                self.known(snapshot.account)?;
                self.note_snapshot(snapshot);
            }
            WalletFact::Numbers(next) => self.number_next = self.number_next.max(next),
            WalletFact::Midnight(midnight) => self.midnight = Some(midnight),
            WalletFact::OnVerdict(waits) => {
                self.pace = if waits {
                    Pace::OnVerdict
                } else {
                    Pace::ByItself
                };
            }
        }
        Ok(())
    }

    fn known(&self, account: AccountId) -> Result<AccountId, WalletRestoreError> {
        if self.members.contains_key(&account) {
            Ok(account)
        } else {
            Err(WalletRestoreError::UnknownAccount(account))
        }
    }

    fn book_of(
        &mut self,
        account: AccountId,
    ) -> Result<&mut super::book::Book, WalletRestoreError> {
        let account = self.known(account)?;
        Ok(self.book_mut(account))
    }

    /// What moves on by itself, and the names in use, from the last word on each record.
    fn index_live(&mut self) {
        let accounts: alloc::vec::Vec<AccountId> = self.books.keys().copied().collect();
        for account in accounts {
            let Some(book) = self.books.get(&account) else {
                continue;
            };
            let deposits: alloc::vec::Vec<_> = book.deposits.iter().cloned().collect();
            let withdrawals: alloc::vec::Vec<_> = book.withdrawals.iter().cloned().collect();
            for deposit in &deposits {
                self.index_deposit(deposit);
            }
            for withdrawal in &withdrawals {
                self.index_withdrawal(withdrawal);
            }
        }
    }

    fn check_sums(&self) -> Result<(), WalletRestoreError> {
        for (asset, pool) in self.money.pools() {
            let held: i128 = self
                .money
                .everything_held()
                .filter(|(_, held, _)| *held == asset)
                .fold(0, |sum: i128, (.., atoms)| sum.saturating_add(atoms));
            if held != pool.funding {
                return Err(WalletRestoreError::FundingMismatch(asset));
            }
            if pool.transit != 0 {
                return Err(WalletRestoreError::HalfMoved(asset));
            }
            if pool.missing() != 0 {
                return Err(WalletRestoreError::SumMismatch(asset));
            }
        }
        Ok(())
    }
}
