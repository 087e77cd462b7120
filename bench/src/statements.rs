//! `statements`: counts the SQL statements that each page takes.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::app::{State, app};
use api::clock::Clock;
use api::config::{Config, DatabaseUrl, Room, Settings};
use api::http::serve::serve;
use api::store::Store;
use clap::Args;
use eyre::{Result, eyre};
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;

use crate::caller::{Callers, Viewer};
use crate::client::Connection;
use crate::page::{self, Page};
use crate::record::{self, Count, Database, Statements};
use crate::{expect, ids};

/// How often the same is asked.
const TIMES: usize = 2;

/// How many variants of the front page and of the portfolio page are asked for.
const VARIANTS: u64 = 20;

/// What is counted, and where.
#[derive(Args)]
pub struct Options {
    /// The address of the database
    #[arg(long)]
    database_url: DatabaseUrl,
    /// What tables call the database
    #[arg(long)]
    database: String,
    /// How many initiatives it must hold
    #[arg(long)]
    initiatives: u64,
    /// How many of them are asked for
    #[arg(long, default_value_t = 500)]
    sample: usize,
    /// A key of the development issuer; made when missing
    #[arg(long)]
    key: PathBuf,
    /// Where to write the record
    #[arg(long)]
    out: PathBuf,
}

/// The server, in this process: the number of statements is not to be had over HTTP.
struct Server {
    address: SocketAddr,
    store: Store,
    callers: Callers,
}

/// Counts, and writes the record.
pub async fn run(options: Options) -> Result<()> {
    let server = Server::start(&options.database_url, &options.key).await?;
    ids::must_be(server.address, &server.callers.administrator, options.initiatives).await?;
    let mut counts = Vec::new();
    for viewer in Viewer::ALL {
        let all = ids::all(server.address, server.callers.of(viewer)).await?;
        let some = ids::some(all, options.sample);
        for page in Page::PAGES {
            counts.push(server.count(page, viewer, &some).await?);
        }
    }
    let record = Statements {
        database: Database { name: options.database, initiatives: options.initiatives },
        version: version(&options.database_url).await?,
        counts,
    };
    record::write(&options.out, &record)
}

impl Server {
    /// Starts the server, as `serve --dev` does, on a free port, without a cache. It ends with this process.
    async fn start(database: &DatabaseUrl, key: &Path) -> Result<Self> {
        let settings = Settings {
            database_url: Some(database.clone()),
            dev: Some(true),
            dev_key: Some(key.to_owned()),
            // What was read before would not be read again.
            cache_rows: Some(Room(0)),
            cache_lists: Some(Room(0)),
            cache_answers: Some(Room(0)),
            rate_limit: Some(0),
            rate_limit_anonymous: Some(0),
            ..Settings::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let config = Config { listen: address, ..Config::new(settings)? };
        let store = Store::connect(&config.database).await?;
        let clock = Clock::system();
        let http = config.http.clone();
        let state = State::new(config, store.clone(), clock.clone())?;
        if let Some(development) = &state.development {
            development.tie_personas(&store, &clock).await?;
        }
        tokio::spawn(serve(listener, app(state), http, Duration::ZERO, std::future::pending()));
        let callers = Callers::sign_in(address).await?;
        Ok(Self { address, store, callers })
    }

    /// Counts the statements of a page, one request after the other.
    async fn count(&self, page: Page, viewer: Viewer, initiatives: &[String]) -> Result<Count> {
        let mut connection = Connection::open(self.address).await?;
        let variants = self.variants(page, viewer, initiatives, &mut connection).await?;
        let mut numbers = Vec::new();
        for variables in variants.iter().cycle().take(TIMES * variants.len()) {
            let before = self.store.statements();
            let data = connection.data(self.callers.of(viewer), page.document(), variables).await?;
            numbers.push(self.store.statements() - before);
            expect::right(page, viewer, &data)?;
        }
        let (fewest, most) = (numbers.iter().min(), numbers.iter().max());
        let (fewest, most) = fewest.zip(most).ok_or_else(|| eyre!("there is no {}", page.name()))?;
        Ok(Count { page, viewer, answers: numbers.len() as u64, fewest: *fewest, most: *most })
    }

    /// What the page is asked for with: many different answers, whatever the data are.
    async fn variants(
        &self,
        page: Page,
        viewer: Viewer,
        initiatives: &[String],
        connection: &mut Connection,
    ) -> Result<Vec<Json>> {
        Ok(match page {
            Page::Front => (0..VARIANTS).map(page::front).collect(),
            Page::Detail => page.variables(initiatives),
            Page::Portfolio | Page::GroupsByStatus | Page::GroupsByTarget => {
                let mut pages = vec![Json::Null];
                for _ in 1..VARIANTS {
                    let after = json!({ "after": pages.last() });
                    let data = connection.data(self.callers.of(viewer), page.document(), &after).await?;
                    let info = &data["initiatives"]["pageInfo"];
                    if info["hasNextPage"] != true {
                        break;
                    }
                    pages.push(info["endCursor"].clone());
                }
                pages.into_iter().map(|after| json!({ "after": after })).collect()
            }
        })
    }
}

/// The version of the database.
async fn version(url: &DatabaseUrl) -> Result<String> {
    let connection = sea_orm::Database::connect(url.as_str()).await?;
    let statement = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT sqlite_version() AS version",
        _ => "SELECT current_setting('server_version') AS version",
    };
    let row =
        connection.query_one_raw(sea_orm::Statement::from_string(connection.get_database_backend(), statement)).await?;
    let version = row.ok_or_else(|| eyre!("the database does not say its version"))?.try_get("", "version")?;
    connection.close().await?;
    Ok(version)
}
