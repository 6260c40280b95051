//! Accounts and the accounts under them, their settings and their lists of addresses. Never a key: the server holds those.

use super::addresses::AddressOf;
use super::assets::{TagRule, assets};
use super::fact::WalletFact;
use super::input::{Choice, MemberChange, OpenMember, Outcome, SettingChange};
use super::records::{Member, MemberKind, SavedAddress, Settings};
use super::refusal::WalletRefusal;
use super::{Wallet, addresses};
use crate::ids::Tag;
use alloc::string::{String, ToString as _};
use domain::AccountId;

/// Sub-accounts one master may have.
const SUBS_MAX: usize = 1_000;
/// Longest address of mail, in bytes.
const EMAIL_BYTES_MAX: usize = 254;
/// Longest note of an owner, in bytes.
const REMARK_BYTES_MAX: usize = 200;
/// Addresses one owner may write down.
const ADDRESSES_MAX: usize = 200;

impl Wallet {
    pub(crate) fn open(&mut self, open: OpenMember) {
        let tag = open.tag;
        let judged = self.judge_open(&open).map(|()| {
            let member = Member {
                account: open.account,
                master: open.master,
                email: open.email,
                remark: open.remark,
                opened: self.now(),
                // A sub-account holds futures once its master says so.
                futures: open.master.is_none(),
                margin: false,
                frozen: false,
            };
            self.enrol(member.clone());
            self.begin_days();
            self.keep(WalletFact::Member(member));
            Outcome::Opened(open.account)
        });
        self.answer(tag, judged);
    }

    fn judge_open(&self, open: &OpenMember) -> Result<(), WalletRefusal> {
        let email = &open.email;
        let shaped = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        let plain = email.bytes().all(|byte| byte.is_ascii_graphic());
        if !shaped || !plain || email.len() > EMAIL_BYTES_MAX {
            return Err(WalletRefusal::BadEmail);
        }
        if open.remark.len() > REMARK_BYTES_MAX {
            return Err(WalletRefusal::BadEmail);
        }
        if self.members.contains_key(&open.account) || self.by_email.contains_key(email) {
            return Err(WalletRefusal::AccountTaken);
        }
        let Some(master) = open.master else {
            return Ok(());
        };
        if self.member(master)?.kind() == MemberKind::Sub {
            return Err(WalletRefusal::MasterOnly);
        }
        if self.subs(master).count() >= SUBS_MAX {
            return Err(WalletRefusal::TooManySubs);
        }
        Ok(())
    }

    /// Writes an account into every index.
    pub(crate) fn enrol(&mut self, member: Member) {
        let account = member.account;
        self.by_email.insert(member.email.clone(), account);
        for chain in assets()
            .iter()
            .flat_map(|info| info.routes)
            .map(|way| way.chain)
        {
            let of = AddressOf {
                account,
                shape: chain.shape,
                number: 0,
            };
            let tag = match chain.tag {
                TagRule::None => String::new(),
                TagRule::Number => of.tag().to_string(),
            };
            self.by_address.insert((of.text(), tag), account);
        }
        self.members.insert(account, member);
        self.book_mut(account);
    }

    pub(crate) fn allow(&mut self, tag: Tag, account: AccountId, change: MemberChange) {
        let Some(member) = self.members.get_mut(&account) else {
            return self.refuse(tag, WalletRefusal::UnknownAccount);
        };
        match change {
            MemberChange::EnableFutures => member.futures = true,
            MemberChange::EnableMargin => member.margin = true,
            MemberChange::Freeze => member.frozen = true,
            MemberChange::Thaw => member.frozen = false,
        }
        let member = member.clone();
        self.keep(WalletFact::Member(member));
        self.granted(Some(tag), Outcome::Done);
    }

    pub(crate) fn set(&mut self, tag: Tag, account: AccountId, change: SettingChange) {
        if let Err(reason) = self.member(account).map(drop) {
            return self.refuse(tag, reason);
        }
        let mut settings = self.settings(account);
        match change {
            SettingChange::SpotBurn(choice) => settings.spot_burn = choice == Choice::On,
            SettingChange::InterestBurn(choice) => settings.interest_burn = choice == Choice::On,
            SettingChange::ListedOnly(choice) => settings.listed_only = choice == Choice::On,
        }
        self.book_mut(account).settings = Some(settings.clone());
        self.keep(WalletFact::Settings(settings));
        self.granted(Some(tag), Outcome::Done);
    }

    /// What an account set; at first everything is off.
    #[must_use]
    pub fn settings(&self, account: AccountId) -> Settings {
        let set = self
            .books
            .get(&account)
            .and_then(|book| book.settings.clone());
        set.unwrap_or(Settings {
            account,
            spot_burn: false,
            interest_burn: false,
            listed_only: false,
        })
    }

    pub(crate) fn save_address(&mut self, tag: Tag, address: SavedAddress) {
        let judged = self.judge_address(&address).map(|()| {
            self.note_address(address.clone());
            self.keep(WalletFact::Address(address));
            Outcome::Done
        });
        self.answer(tag, judged);
    }

    fn judge_address(&self, address: &SavedAddress) -> Result<(), WalletRefusal> {
        self.member(address.account)?;
        let way = self.way(address.asset, Some(&address.network))?;
        check_address(way, &address.address, &address.address_tag)?;
        let listed = self.books.get(&address.account);
        let count = listed.map_or(0, |book| book.addresses.len());
        if count >= ADDRESSES_MAX {
            return Err(WalletRefusal::BadAddress);
        }
        Ok(())
    }

    pub(crate) fn note_address(&mut self, address: SavedAddress) {
        let key = (
            address.asset,
            address.network.clone(),
            address.address.clone(),
            address.address_tag.clone(),
        );
        self.book_mut(address.account)
            .addresses
            .insert(key, address);
    }
}

/// Whether an address with its tag is one of the network's.
pub(crate) fn check_address(
    way: &super::assets::Route,
    address: &str,
    tag: &str,
) -> Result<(), WalletRefusal> {
    if !way.chain.shape.fits(address) {
        return Err(WalletRefusal::BadAddress);
    }
    let fits = match way.chain.tag {
        TagRule::None => tag.is_empty(),
        TagRule::Number => addresses::is_number_tag(tag),
    };
    if fits {
        Ok(())
    } else {
        Err(WalletRefusal::BadTag)
    }
}
