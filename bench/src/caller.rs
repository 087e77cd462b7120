//! On whose behalf pages are asked for.

use std::net::SocketAddr;

use api::auth::development::sign_in;
use api::policy::Role;
use eyre::Result;
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

    /// How servers that are not ours call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Anonymous => "anonymous",
        }
    }
}

/// Who asks, as a header of a request says it.
#[derive(Clone, Default)]
pub struct Caller(String);

impl Caller {
    /// Somebody with a token of our server.
    pub fn bearing(token: &str) -> Self {
        Self(format!("authorization: Bearer {token}\r\n"))
    }

    /// Somebody as the peers take them: they believe what they are told.
    pub fn said(viewer: Viewer) -> Self {
        Self(format!("x-viewer: {}\r\n", viewer.word()))
    }

    /// The line of the request's head; none where nobody is signed in.
    pub fn header(&self) -> &str {
        &self.0
    }
}

/// The callers of our server: those whose views are measured, and one who sees everything, for checks and writes.
pub struct Callers {
    member: Caller,
    anonymous: Caller,
    /// Who sees everything.
    pub administrator: Caller,
}

impl Callers {
    /// Signs them in at a server with `--dev`.
    pub async fn sign_in(address: SocketAddr) -> Result<Self> {
        let member = Caller::bearing(&sign_in(address, Role::Member).await?);
        let administrator = Caller::bearing(&sign_in(address, Role::Administrator).await?);
        Ok(Self { member, anonymous: Caller::default(), administrator })
    }

    /// The caller with that view.
    pub fn of(&self, viewer: Viewer) -> &Caller {
        match viewer {
            Viewer::Member => &self.member,
            Viewer::Anonymous => &self.anonymous,
        }
    }
}
