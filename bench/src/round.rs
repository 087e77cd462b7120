//! A round: many connections ask for a page for some seconds, each as soon as it has its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eyre::{Result, bail};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;

use crate::caller::Caller;
use crate::client::Connection;
use crate::process::{Usage, Watched};
use crate::record::Round;

/// A request, and how its answer begins: as far as can be known ahead, without being read.
#[derive(Clone)]
pub struct Asked {
    /// The request's body.
    pub body: Bytes,
    /// The beginning of the right answer.
    pub begins: Bytes,
}

/// The requests for a page; each time, one is taken at random.
#[derive(Clone)]
pub struct Requests {
    /// On whose behalf.
    pub caller: Caller,
    /// Which.
    pub all: Arc<[Asked]>,
}

/// Opens connections.
pub async fn open(address: SocketAddr, wanted: usize) -> Result<Vec<Connection>> {
    let mut connections = Vec::new();
    for _ in 0..wanted {
        connections.push(Connection::open(address).await?);
    }
    Ok(connections)
}

/// Runs a round over the connections, which can be used again afterwards. `number` decides what is drawn.
pub async fn run(
    connections: &mut Vec<Connection>,
    requests: &Requests,
    time: Duration,
    number: u64,
    watched: Watched,
) -> Result<Round> {
    let before = watched.usage()?;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (place, connection) in (0..).zip(connections.drain(..)) {
        let random = StdRng::seed_from_u64(number * 1000 + place);
        tasks.spawn(one_connection(connection, requests.clone(), random, begun + time));
    }
    let mut times = Vec::new();
    while let Some(task) = tasks.join_next().await {
        let (connection, of_one) = task??;
        connections.push(connection);
        times.extend(of_one);
    }
    let elapsed = begun.elapsed();
    Ok(summary(times, elapsed, before, watched.usage()?))
}

async fn one_connection(
    mut connection: Connection,
    requests: Requests,
    mut random: StdRng,
    end: Instant,
) -> Result<(Connection, Vec<Duration>)> {
    let mut times = Vec::new();
    loop {
        let begun = Instant::now();
        if begun >= end {
            return Ok((connection, times));
        }
        let asked = &requests.all[random.random_range(0..requests.all.len())];
        let answer = connection.ask(&requests.caller, asked.body.clone()).await?;
        times.push(begun.elapsed());
        // Errors would stand at the end.
        if !answer.starts_with(&asked.begins) || !answer.ends_with(b"}}") {
            bail!("under load, an answer differs from the one before: {}", String::from_utf8_lossy(&answer));
        }
    }
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
