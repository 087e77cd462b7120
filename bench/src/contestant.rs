//! Who is measured: our server on two databases and with more or less of its cache, the peers, and the ceilings.

use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use eyre::{Result, WrapErr};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use type_safe_id::{DynamicType, TypeSafeId};

use crate::caller::{Caller, Callers, Viewer};
use crate::client::{self, GRAPHQL};
use crate::page::Page;
use crate::process::Watched;

/// A program that answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// Ours.
    Ours,
    /// The peer that is written by hand in JavaScript.
    Mercurius,
    /// The peer that is made from the tables.
    Postgraphile,
    /// SQL written for these pages and no other: `bench by-hand`.
    ByHand,
    /// The bytes of the right answer, from memory: `bench static`.
    Static,
}

/// How much of our server's cache is on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Floors {
    /// Rows, lists and answers.
    All,
    /// Rows and lists.
    NoAnswers,
    /// Nothing.
    None,
}

/// One that is measured, as `bench/run` started it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contestant {
    /// What it is.
    pub server: Server,
    /// Its database: `SQLite` or `PostgreSQL`; none where it reads none.
    pub database: Option<String>,
    /// What is on, where it is ours.
    pub floors: Option<Floors>,
    /// How many initiatives its database holds.
    pub initiatives: u64,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub process: u32,
    /// The first process of its database, where that is a server of its own.
    pub database_process: Option<u32>,
}

impl Contestant {
    /// Those of a file with one object in each line.
    pub fn read(file: &Path) -> Result<Vec<Self>> {
        let text = std::fs::read_to_string(file).wrap_err_with(|| format!("cannot read {}", file.display()))?;
        text.lines().map(|line| serde_json::from_str(line).wrap_err_with(|| format!("no contestant: {line}"))).collect()
    }

    /// How tables call it.
    pub fn name(&self) -> String {
        let name = match self.server {
            Server::Ours => "ours",
            Server::Mercurius => "mercurius",
            Server::Postgraphile => "PostGraphile",
            Server::ByHand => "SQL by hand",
            Server::Static => "static bytes",
        };
        let floors = match self.floors {
            Some(Floors::All) => Some("all floors"),
            Some(Floors::NoAnswers) => Some("answer floor off"),
            Some(Floors::None) => Some("floors off"),
            None => None,
        };
        let database = self.database.as_deref().filter(|_| self.server == Server::Ours);
        [Some(name), database, floors].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Is it our server?
    pub fn is_ours(&self) -> bool {
        self.server == Server::Ours
    }

    /// Is it one that our server is compared with?
    pub fn is_peer(&self) -> bool {
        matches!(self.server, Server::Mercurius | Server::Postgraphile)
    }

    /// What it reads: those for which this is equal give equal answers.
    pub fn data(&self) -> (Option<&str>, u64) {
        (self.database.as_deref(), self.initiatives)
    }

    /// Its processes.
    pub fn watched(&self) -> Watched {
        Watched { server: self.process, database: self.database_process }
    }

    /// What stands above the body of a request for the page. `callers` are those of our server.
    pub fn head(&self, page: Page, viewer: Viewer, callers: Option<&Callers>) -> Bytes {
        match (self.server, callers) {
            (Server::Ours, Some(callers)) => client::post(self.address, GRAPHQL, callers.of(viewer)),
            (Server::ByHand | Server::Static, _) => client::post(self.address, &path(page, viewer), &Caller::default()),
            _ => client::post(self.address, GRAPHQL, &Caller::said(viewer)),
        }
    }

    /// What it is asked for.
    pub fn document(&self, page: Page) -> &'static str {
        match self.server {
            Server::Postgraphile => page.document_for_postgraphile(),
            _ => page.document(),
        }
    }

    /// Variables as it spells them: PostGraphile's ids are the primary keys as they are.
    pub fn variables(&self, variables: &Json) -> Result<Json> {
        match variables["id"].as_str().filter(|_| self.server == Server::Postgraphile) {
            Some(id) => Ok(json!({ "id": primary_key(id)? })),
            None => Ok(variables.clone()),
        }
    }

    /// Can it be asked for the page?
    pub fn knows(&self, page: Page) -> bool {
        !page.is_groups() || self.is_ours() || self.is_peer()
    }
}

/// Where those that are made for these pages are asked for one.
pub fn path(page: Page, viewer: Viewer) -> String {
    format!("{GRAPHQL}/{}/{}", page.word(), viewer.word())
}

/// The primary key in one of our ids.
pub fn primary_key(id: &str) -> Result<String> {
    let id: TypeSafeId<DynamicType> = id.parse().wrap_err_with(|| format!("{id} is no id"))?;
    Ok(id.uuid().to_string())
}
