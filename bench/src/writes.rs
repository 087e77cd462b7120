//! What is written while a page is asked for: ten times a second, one of the initiatives of the portfolio page says
//! something else.

use std::time::{Duration, Instant};

use bytes::Bytes;
use eyre::{Result, ensure, eyre};
use serde_json::{Value as Json, json};
use tokio::time::{MissedTickBehavior, interval};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::caller::{Callers, Viewer};
use crate::client::{Connection, GRAPHQL, body, data, post};
use crate::contestant::{Contestant, primary_key};
use crate::record::Writes;

/// The time from one write to the next.
const PERIOD: Duration = Duration::from_millis(100);

/// What stands between what an initiative says and the number of the write.
const MARK: &str = " · ";

const SHOWN: &str = "{
  initiatives(first: 20, where: { status: { oneOf: [IN_PORTFOLIO, APPROVED, RUNNING, PAUSED, COMPLETED] } }) {
    nodes { id version summary }
  }
}";

const UPDATE: &str = "mutation Update($input: UpdateInitiativeInput!) {
  updateInitiative(input: $input) { initiative { version } userErrors { message } }
}";

const UPDATE_ROW: &str = "UPDATE initiative SET summary_sv = $2, updated_at = now() WHERE id = $1";

/// An initiative that is written.
struct Row {
    id: String,
    version: i64,
    summary: String,
}

/// Who writes.
pub struct Writer {
    rows: Vec<Row>,
    road: Road,
}

enum Road {
    /// Through our API, by an administrator, as everybody writes: with rules, history and a change log.
    Api(Connection, Bytes),
    /// By SQL, as the peers have nothing else; and nothing but the row is written.
    Sql(Client),
}

impl Writer {
    /// Who writes through one of our servers.
    pub async fn through_api(contestant: &Contestant, callers: &Callers) -> Result<Self> {
        let rows = shown(contestant, callers).await?;
        let connection = Connection::open(contestant.address).await?;
        Ok(Self { rows, road: Road::Api(connection, post(contestant.address, GRAPHQL, &callers.administrator)) })
    }

    /// Who writes the same rows into the database; one of our servers tells which.
    pub async fn through_sql(database_url: &str, ours: &Contestant, callers: &Callers) -> Result<Self> {
        let rows = shown(ours, callers).await?;
        let (client, connection) = tokio_postgres::connect(database_url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self { rows, road: Road::Sql(client) })
    }

    /// Writes for so long.
    pub async fn write(mut self, time: Duration) -> Result<Writes> {
        let begun = Instant::now();
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut times = Vec::new();
        loop {
            ticks.tick().await;
            if begun.elapsed() >= time {
                break;
            }
            let place = times.len() % self.rows.len();
            let before = Instant::now();
            self.road.write(&mut self.rows[place], times.len()).await?;
            times.push(before.elapsed());
        }
        times.sort_unstable();
        let p50 = times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64);
        Ok(Writes { writes: times.len() as u64, p50 })
    }
}

impl Road {
    async fn write(&mut self, row: &mut Row, number: usize) -> Result<()> {
        let summary = format!("{}{MARK}{number}", row.summary);
        match self {
            Self::Api(connection, head) => {
                let input = json!({ "initiativeId": row.id, "version": row.version, "summary": { "sv": summary } });
                let body = body(UPDATE, &json!({ "input": input }));
                let payload = data(connection.ask(head, &[&body]).await?)?;
                let version = payload["updateInitiative"]["initiative"]["version"].as_i64();
                row.version = version.ok_or_else(|| eyre!("nothing was written: {payload}"))?;
            }
            Self::Sql(client) => {
                let id: Uuid = primary_key(&row.id)?.parse()?;
                ensure!(client.execute(UPDATE_ROW, &[&id, &summary]).await? == 1, "nothing was written");
            }
        }
        Ok(())
    }
}

/// What the portfolio page shows to a member.
async fn shown(contestant: &Contestant, callers: &Callers) -> Result<Vec<Row>> {
    let mut connection = Connection::open(contestant.address).await?;
    let data = connection.data(callers.of(Viewer::Member), SHOWN, &Json::Null).await?;
    let row = |node: &Json| {
        let (id, summary) = (node["id"].as_str()?, node["summary"].as_str().unwrap_or_default());
        let summary = summary.split_once(MARK).map_or(summary, |(text, _)| text);
        Some(Row { id: id.to_owned(), version: node["version"].as_i64()?, summary: summary.to_owned() })
    };
    let nodes = data["initiatives"]["nodes"].as_array().into_iter().flatten();
    let rows: Vec<_> = nodes.map(row).collect::<Option<_>>().ok_or_else(|| eyre!("what is shown has no version"))?;
    ensure!(!rows.is_empty(), "there is nothing to write");
    Ok(rows)
}
