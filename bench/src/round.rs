//! A round: many connections ask for some seconds, each as soon as it has its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eyre::{Result, bail, eyre};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::client::Connection;
use crate::process::{Usage, Watched};
use crate::record::Round;

/// The longest that an answer may take: a little more than our server allows itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// A request in parts, most of which many requests share, and how its answer begins: as far as can be known ahead,
/// without being read.
#[derive(Clone)]
pub struct Asked {
    /// What stands above the body.
    pub head: Bytes,
    /// The body up to the variables.
    pub document: Bytes,
    /// The variables, and the end of the body.
    pub variables: Bytes,
    /// The beginning of the right answer.
    pub begins: Bytes,
}

/// The longest that it may take to ask for everything once.
const MUCH_PATIENCE: Duration = Duration::from_secs(600);

/// In which order the requests come, and when it is over.
#[derive(Clone, Copy)]
pub enum Order {
    /// Each time, one is drawn, for so long; the number decides which.
    Drawn(u64, Duration),
    /// Each once: what a cache can hold, it holds then.
    EachOnce,
}

/// The body of a request up to its variables. [`variables`] is the rest.
pub fn document(document: &str) -> Bytes {
    format!(r#"{{"query":{},"variables":"#, serde_json::Value::from(document)).into()
}

/// The end of a body.
pub fn variables(variables: &serde_json::Value) -> Bytes {
    format!("{variables}}}").into()
}

impl Connection {
    /// Asks, and gives the answer.
    pub async fn one(&mut self, asked: &Asked) -> Result<&[u8]> {
        self.ask(&asked.head, &[&asked.document, &asked.variables]).await
    }
}

/// Runs a round over connections of its own, which are open before it begins.
pub async fn run(
    address: SocketAddr,
    connections: usize,
    asked: &Arc<[Asked]>,
    order: Order,
    watched: Watched,
) -> Result<Round> {
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(address).await?);
    }
    let before = watched.usage()?;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (place, connection) in opened.into_iter().enumerate() {
        let asked = asked.clone();
        match order {
            Order::Drawn(number, time) => {
                let mut random = StdRng::seed_from_u64(number * 1000 + place as u64);
                let requests = asked.len();
                let draw = move || (begun.elapsed() < time).then(|| random.random_range(0..requests));
                tasks.spawn(one_connection(connection, asked, draw));
            }
            Order::EachOnce => {
                let mut places = (place..asked.len()).step_by(connections);
                tasks.spawn(one_connection(connection, asked, move || places.next()));
            }
        }
    }
    let patience = match order {
        Order::Drawn(_, time) => time + PATIENCE,
        Order::EachOnce => MUCH_PATIENCE,
    };
    let times = timeout(patience, all_of(tasks)).await.map_err(|_| eyre!("no answer in {PATIENCE:?}"))??;
    let elapsed = begun.elapsed();
    Ok(summary(times, elapsed, before, watched.usage()?))
}

async fn all_of(mut tasks: JoinSet<Result<Vec<Duration>>>) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Some(task) = tasks.join_next().await {
        times.extend(task??);
    }
    Ok(times)
}

async fn one_connection(
    mut connection: Connection,
    asked: Arc<[Asked]>,
    mut next: impl FnMut() -> Option<usize>,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Some(place) = next() {
        let asked = &asked[place];
        let begun = Instant::now();
        let answer = connection.one(asked).await?;
        times.push(begun.elapsed());
        // Errors would stand at the end.
        if !answer.starts_with(&asked.begins) || !answer.ends_with(b"}}") {
            bail!("under load, an answer differs from the one before: {}", String::from_utf8_lossy(answer));
        }
    }
    Ok(times)
}

fn summary(mut times: Vec<Duration>, elapsed: Duration, before: Usage, after: Usage) -> Round {
    times.sort_unstable();
    let server_cpu = after.server - before.server;
    let database_cpu = after.database.zip(before.database).map(|(after, before)| after - before);
    let client_cpu = after.client - before.client;
    let own = server_cpu + database_cpu.unwrap_or_default() + client_cpu;
    Round {
        requests: times.len() as u64,
        time: elapsed.as_secs_f64(),
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
        server_cpu,
        database_cpu,
        client_cpu,
        other_cpu: (after.machine - before.machine - own).max(0.0),
        hits: Vec::new(),
        writes: None,
    }
}

/// The least time that so many of a hundred keep to.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).map_or(0.0, Duration::as_secs_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<_> = (1..=200).map(Duration::from_secs).collect();
        assert_eq!((percentile(&times, 50), percentile(&times, 99)), (100.0, 198.0));
        assert_eq!((percentile(&times[..1], 99), percentile(&[], 50)), (1.0, 0.0));
    }
}
