//! What our server says of its cache on `/metrics`.

use eyre::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::contestant::Contestant;
use crate::record::Hits;

/// How often each floor of the contestant's cache has had what was looked for; nothing where it has no cache.
pub async fn hits(contestant: &Contestant) -> Result<Vec<Hits>> {
    if !contestant.is_ours() {
        return Ok(Vec::new());
    }
    let mut stream = TcpStream::connect(contestant.address).await?;
    let request = format!("GET /metrics HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", contestant.address);
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(parse(&answer))
}

/// What came on top between two looks.
pub fn since(before: &[Hits], after: &[Hits]) -> Vec<Hits> {
    let of = |floor: &str| before.iter().find(|hits| hits.floor == floor).map_or((0, 0), |one| (one.hits, one.misses));
    let since = |one: &Hits| {
        let (hits, misses) = of(&one.floor);
        Hits { floor: one.floor.clone(), hits: one.hits - hits, misses: one.misses - misses }
    };
    after.iter().map(since).collect()
}

/// Reads `cache_hits_total{floor="answers"} 12` and the misses.
fn parse(text: &str) -> Vec<Hits> {
    let mut all = Vec::<Hits>::new();
    for line in text.lines() {
        let Some((name, floor, value)) = counter(line) else { continue };
        let place = all.iter().position(|one| one.floor == floor).unwrap_or_else(|| {
            all.push(Hits { floor: floor.to_owned(), hits: 0, misses: 0 });
            all.len() - 1
        });
        if name.ends_with("cache_hits_total") {
            all[place].hits = value;
        } else if name.ends_with("cache_misses_total") {
            all[place].misses = value;
        }
    }
    all
}

/// The name, the floor and the value in a line.
fn counter(line: &str) -> Option<(&str, &str, u64)> {
    let (name, rest) = line.split_once(r#"{floor=""#)?;
    let (floor, value) = rest.split_once(r#""} "#)?;
    Some((name, floor, value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read() {
        let text = "# TYPE cache_hits_total counter\ncache_hits_total{floor=\"rows\"} 3\ncache_misses_total{floor=\"rows\"} 1\nother 2\n";
        let hits = |hits, misses| vec![Hits { floor: "rows".to_owned(), hits, misses }];
        assert_eq!(parse(text), hits(3, 1));
        assert_eq!(since(&hits(1, 1), &hits(3, 2)), hits(2, 1));
    }
}
