//! What keeps a write from being done: what the caller can put right, and everything else.

use sea_orm::{DbErr, SqlErr};

use crate::error::Error;

/// What kind of thing the caller can put right. Names never change: front ends branch on them.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "UserErrorCode")]
pub enum FaultCode {
    /// The value is not possible.
    Invalid,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// It is there already.
    AlreadyExists,
    /// It cannot be done to the thing as it is now.
    WrongState,
    /// Somebody changed the thing in between: read it again.
    StaleVersion,
}

impl FaultCode {
    /// Every code.
    pub const ALL: [Self; 5] =
        [Self::Invalid, Self::NotFound, Self::AlreadyExists, Self::WrongState, Self::StaleVersion];

    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "INVALID",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::WrongState => "WRONG_STATE",
            Self::StaleVersion => "STALE_VERSION",
        }
    }
}

/// One thing that the caller can put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the input: names of fields, from the outside in.
    pub path: Vec<&'static str>,
    /// What is wrong and what would be right, in the caller's language.
    pub message: String,
    /// Its kind.
    pub code: FaultCode,
}

/// Why nothing was written.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The caller can put these right: all that were found.
    Faults(Vec<Fault>),
    /// Somebody else did the same at the same moment.
    Conflict,
    /// What a form cannot show.
    Error(Error),
}

impl Failure {
    /// Whether somebody else was at the same at the same moment, so that another try can succeed.
    pub fn is_of_the_moment(&self) -> bool {
        match self {
            Self::Conflict => true,
            Self::Error(error) => error.is_in_each_others_way(),
            Self::Faults(_) => false,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict,
            _ => Self::Error(error.into()),
        }
    }
}
