//! What callers may spend: a budget for each, in the cost of operations, which fills up again as time passes. It is kept in
//! memory, by each process for itself.

use std::{
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use governor::{Quota, RateLimiter, middleware::StateInformationMiddleware, state::keyed::DashMapStateStore};

use crate::{auth::Subject, clock::Clock, config, digest::Digest};

/// How long it takes an empty budget to be full again.
pub const WINDOW: Duration = Duration::from_secs(60);

/// What a request was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What it cost.
    pub cost: u64,
    /// The whole budget.
    pub limit: u32,
    /// What is left of it.
    pub remaining: u32,
}

impl Charge {
    /// How long it takes until the budget is full again, if nothing more is spent.
    #[must_use]
    pub fn full_in(&self) -> Duration {
        WINDOW * self.limit.saturating_sub(self.remaining) / self.limit.max(1)
    }
}

/// Why a request was not charged: the budget does not pay for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// What it would cost.
    pub cost: u64,
    /// The whole budget.
    pub limit: u32,
    /// How long it takes until there is enough; none where there never is.
    pub wait: Option<Duration>,
}

impl Shortfall {
    /// What is left of the budget; none where the whole of it would not be enough.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        let missing = self.wait?.as_nanos() * u128::from(self.limit);
        let missing = missing.div_ceil(WINDOW.as_nanos());
        Some(self.cost.saturating_sub(u64::try_from(missing).unwrap_or(u64::MAX)))
    }

    /// In how many whole seconds there is enough.
    #[must_use]
    pub fn seconds(&self) -> Option<u64> {
        self.wait.map(|wait| whole_seconds(wait).max(1))
    }
}

/// As many whole seconds as it takes.
#[must_use]
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// From where a request comes, and what it was charged: its operation once, whatever that comes to, and what else it asks for
/// as it goes on.
#[derive(Clone, Debug, Default)]
pub struct Account(Arc<Entries>);

#[derive(Debug, Default)]
struct Entries {
    address: Option<IpAddr>,
    charged: Mutex<Option<Result<Charge, Shortfall>>>,
}

impl Account {
    /// For a request that comes from the address.
    #[must_use]
    pub fn at(address: Option<IpAddr>) -> Self {
        Self(Arc::new(Entries { address, charged: Mutex::default() }))
    }

    /// What stands for whoever makes it: whom the token names, and without one the network.
    #[must_use]
    pub fn caller(&self, subject: Option<&Subject>) -> Digest {
        let network = || self.0.address.map(|address| network(address).to_string()).unwrap_or_default();
        subject.map_or_else(|| Digest::of([b"anonymous", network().as_bytes()]), payer)
    }

    /// What it was charged, or why not; none where there is no limit, or nothing has cost anything yet.
    #[must_use]
    pub fn charged(&self) -> Option<Result<Charge, Shortfall>> {
        // a poisoned lock only means that a thread panicked between two complete states
        *self.0.charged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, charged: Result<Charge, Shortfall>) {
        *self.0.charged.lock().unwrap_or_else(PoisonError::into_inner) = Some(charged);
    }
}

/// The budgets of all callers.
#[derive(Debug)]
pub struct RateLimits {
    /// Those of persons and systems, by what their tokens say of who they are.
    signed_in: Option<Budgets<Digest>>,
    /// Those of everybody else, by their networks.
    anonymous: Option<Budgets<Option<IpAddr>>>,
}

impl RateLimits {
    /// Full budgets, as the settings say.
    #[must_use]
    pub fn new(settings: config::RateLimit, clock: &Clock) -> Self {
        Self { signed_in: Budgets::new(settings.signed_in, clock), anonymous: Budgets::new(settings.anonymous, clock) }
    }

    /// Charges a request of `subject`, unless it was charged before.
    ///
    /// # Errors
    /// If the budget does not pay for it. Then nothing is charged.
    pub fn charge(&self, account: &Account, subject: Option<&Subject>, cost: u64) -> Result<(), Shortfall> {
        if let Some(charged) = account.charged() {
            return charged.map(drop);
        }
        let Some(charged) = self.take(account, subject, cost) else { return Ok(()) };
        account.note(charged);
        charged.map(drop)
    }

    /// Charges what a request asks for beside what it was charged before.
    ///
    /// # Errors
    /// If the budget does not pay for it. Then nothing is charged.
    pub fn charge_more(&self, account: &Account, subject: Option<&Subject>, cost: u64) -> Result<(), Shortfall> {
        let Some(charged) = self.take(account, subject, cost) else { return Ok(()) };
        let more = charged?;
        let before = account.charged().and_then(Result::ok).map_or(0, |charge| charge.cost);
        account.note(Ok(Charge { cost: before.saturating_add(more.cost), ..more }));
        Ok(())
    }

    /// Takes the cost from the caller's budget; none where there is no limit.
    fn take(&self, account: &Account, subject: Option<&Subject>, cost: u64) -> Option<Result<Charge, Shortfall>> {
        match subject {
            Some(subject) => self.signed_in.as_ref().map(|budgets| budgets.charge(&payer(subject), cost)),
            None => self.anonymous.as_ref().map(|budgets| budgets.charge(&account.0.address.map(network), cost)),
        }
    }
}

/// What stands for whom a token names, whatever else it says. No rows are read for it.
fn payer(subject: &Subject) -> Digest {
    match subject {
        Subject::Person(claims) => Digest::of([b"person", claims.issuer.as_bytes(), claims.subject.as_bytes()]),
        Subject::Service { organisation, .. } => Digest::of([b"service", organisation.as_bytes()]),
        Subject::ServiceToken { hash } => Digest::of([b"service token", hash.as_bytes()]),
        Subject::CalendarAddress { hash, .. } => Digest::of([b"calendar address", hash.as_bytes()]),
    }
}

/// What stands for whoever is at an address: of IPv6, whoever has one has the 2^64 beside it.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// The time that budgets fill up by.
#[derive(Clone, Debug)]
struct Passing(Clock);

impl governor::clock::Clock for Passing {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, Passing, StateInformationMiddleware>;

/// Budgets of one size.
struct Budgets<K: Hash + Eq + Clone> {
    limit: NonZeroU32,
    limiter: Limiter<K>,
    clock: Clock,
    /// When those that were full were last dropped, in seconds.
    swept: AtomicU64,
}

impl<K: Hash + Eq + Clone> Budgets<K> {
    /// Full ones; none where there is no limit.
    fn new(limit: u32, clock: &Clock) -> Option<Self> {
        let limit = NonZeroU32::new(limit)?;
        let limiter = RateLimiter::dashmap_with_clock(Quota::per_minute(limit), Passing(clock.clone()));
        let swept = AtomicU64::new(clock.elapsed().as_secs());
        Some(Self { limit, limiter: limiter.with_middleware(), clock: clock.clone(), swept })
    }

    fn charge(&self, whose: &K, cost: u64) -> Result<Charge, Shortfall> {
        self.drop_full();
        let (cost, limit) = (cost.max(1), self.limit.get());
        let unaffordable = Shortfall { cost, limit, wait: None };
        let cells = u32::try_from(cost).ok().and_then(NonZeroU32::new).ok_or(unaffordable)?;
        match self.limiter.check_key_n(whose, cells) {
            Ok(Ok(left)) => Ok(Charge { cost, limit, remaining: left.remaining_burst_capacity() }),
            Ok(Err(until)) => Err(Shortfall { wait: Some(until.wait_time_from(self.clock.elapsed())), ..unaffordable }),
            Err(_) => Err(unaffordable),
        }
    }

    /// Once in a while, forgets those that are full: they are what new ones would be.
    fn drop_full(&self) {
        let (now, swept) = (self.clock.elapsed().as_secs(), self.swept.load(Ordering::Relaxed));
        let is_due = now.saturating_sub(swept) >= WINDOW.as_secs();
        // of all who notice, one does it
        if is_due && self.swept.compare_exchange(swept, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
    }
}

impl<K: Hash + Eq + Clone> fmt::Debug for Budgets<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budgets").field("limit", &self.limit).field("kept", &self.limiter.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::auth::PersonClaims;

    fn budgets(limit: u32) -> (Budgets<u8>, Clock) {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH, 0);
        (Budgets::new(limit, &clock).expect("a limit"), clock)
    }

    #[test]
    fn a_budget_pays_until_it_is_empty_and_fills_up_again() {
        let (budgets, clock) = budgets(600);
        let spent = budgets.charge(&1, 500).expect("enough");
        assert_eq!(spent, Charge { cost: 500, limit: 600, remaining: 100 });
        assert_eq!(spent.full_in(), Duration::from_secs(50));
        let short = budgets.charge(&1, 120).expect_err("too much");
        assert_eq!((short.remaining(), short.seconds()), (Some(100), Some(2)));
        // whoever is refused has paid nothing, and others have their own
        assert_eq!(budgets.charge(&1, 0).expect("enough").remaining, 99);
        assert_eq!(budgets.charge(&2, 600).expect("enough").remaining, 0);
        clock.advance(TimeDelta::milliseconds(2_100));
        assert_eq!(budgets.charge(&1, 120).expect("enough").remaining, 0);
        clock.advance(TimeDelta::days(1));
        assert_eq!(budgets.charge(&1, 1).expect("enough").remaining, 599);
    }

    #[test]
    fn what_no_budget_pays_for_is_never_worth_waiting_for() {
        let (budgets, _) = budgets(600);
        for cost in [601, u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX] {
            let short = budgets.charge(&1, cost).expect_err("too much");
            assert_eq!((short.cost, short.remaining(), short.seconds()), (cost, None, None));
        }
        assert_eq!(budgets.charge(&1, 600).expect("enough").remaining, 0);
    }

    #[test]
    fn full_budgets_are_forgotten() {
        let (budgets, clock) = budgets(600);
        for whose in 0..100 {
            budgets.charge(&whose, 1).expect("enough");
        }
        budgets.charge(&100, 600).expect("enough");
        assert_eq!(budgets.limiter.len(), 101);
        clock.advance(TimeDelta::seconds(59));
        budgets.charge(&100, 1).expect("enough");
        assert_eq!(budgets.limiter.len(), 101);
        clock.advance(TimeDelta::seconds(1));
        // who has still something to fill up is not
        budgets.charge(&101, 1).expect("enough");
        assert_eq!(budgets.limiter.len(), 2);
        assert_eq!(budgets.charge(&100, 1).expect("enough").remaining, 598);
    }

    #[test]
    fn a_request_is_charged_once() {
        let limits = |signed_in, anonymous| {
            let settings = config::RateLimit { signed_in, anonymous };
            RateLimits::new(settings, &Clock::fixed(DateTime::UNIX_EPOCH, 0))
        };
        let (both, account) = (limits(10, 10), Account::default());
        for cost in [4, 7, 1000] {
            assert_eq!(both.charge(&account, None, cost), Ok(()));
        }
        assert_eq!(account.charged(), Some(Ok(Charge { cost: 4, limit: 10, remaining: 6 })));
        let next = Account::default();
        let short = both.charge(&next, None, 7).expect_err("too much");
        assert_eq!((both.charge(&next, None, 1), next.charged()), (Err(short), Some(Err(short))));
        let account = Account::default();
        assert_eq!(limits(10, 0).charge(&account, None, u64::MAX), Ok(()));
        assert!(account.charged().is_none());
    }

    #[test]
    fn what_a_request_asks_for_as_it_goes_on_is_charged_too() {
        let settings = config::RateLimit { signed_in: 10, anonymous: 10 };
        let (limits, account) = (RateLimits::new(settings, &Clock::fixed(DateTime::UNIX_EPOCH, 0)), Account::default());
        assert_eq!(limits.charge(&account, None, 2), Ok(()));
        assert_eq!(limits.charge_more(&account, None, 5), Ok(()));
        assert_eq!(account.charged(), Some(Ok(Charge { cost: 7, limit: 10, remaining: 3 })));
        // what is not paid is not noted
        let short = limits.charge_more(&account, None, 4).expect_err("too much");
        assert_eq!((short.remaining(), account.charged().and_then(Result::ok).map(|it| it.cost)), (Some(3), Some(7)));
    }

    #[test]
    fn a_person_is_the_same_by_any_token() {
        let person = |subject: &str, seconds| {
            Subject::Person(PersonClaims {
                issuer: "i".to_owned(),
                subject: subject.to_owned(),
                organisation: "o".to_owned(),
                roles: vec![],
                name: None,
                username: None,
                email: None,
                expires_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds),
            })
        };
        assert_eq!(payer(&person("a", 1)), payer(&person("a", 2)));
        assert_ne!(payer(&person("a", 1)), payer(&person("b", 1)));
        let token = Subject::ServiceToken { hash: "h".to_owned() };
        let address = Subject::CalendarAddress { hash: "h".to_owned(), signed_in_since: chrono::NaiveDate::MIN };
        assert_ne!(payer(&token), payer(&address));
    }

    #[test]
    fn neighbours_of_ipv6_share_a_budget() {
        let of = |address: &str| network(address.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
