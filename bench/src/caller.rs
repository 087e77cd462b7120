//! On whose behalf pages are asked for.

use eyre::{Result, WrapErr};
use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

/// Whose view is measured.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Viewer {
    /// Someone signed in from a party.
    Member,
    /// Nobody signed in.
    Anonymous,
}

impl Viewer {
    /// All that are measured.
    pub const ALL: [Self; 2] = [Self::Member, Self::Anonymous];

    /// How tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "MEMBER",
            Self::Anonymous => "anonymous",
        }
    }
}

/// Who asks, as a request says it.
#[derive(Clone)]
pub struct Caller(Option<HeaderValue>);

/// The callers of a measurement: those whose views are measured, and one who sees everything, for the checks.
pub struct Callers {
    member: Caller,
    anonymous: Caller,
    /// Who sees everything.
    pub administrator: Caller,
}

impl Caller {
    fn bearing(token: &str) -> Result<Self> {
        let mut header = HeaderValue::from_str(&format!("Bearer {token}")).wrap_err("this is no token")?;
        header.set_sensitive(true);
        Ok(Self(Some(header)))
    }

    /// The value of the request's `Authorization`.
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.0.as_ref()
    }
}

impl Callers {
    /// The callers with these tokens.
    pub fn new(member: &str, administrator: &str) -> Result<Self> {
        let (member, administrator) = (Caller::bearing(member)?, Caller::bearing(administrator)?);
        Ok(Self { member, anonymous: Caller(None), administrator })
    }

    /// The caller with that view.
    pub fn of(&self, viewer: Viewer) -> &Caller {
        match viewer {
            Viewer::Member => &self.member,
            Viewer::Anonymous => &self.anonymous,
        }
    }
}
