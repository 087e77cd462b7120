//! How many may be connected, and how large the head of a request may be.

use std::num::NonZeroU32;

use super::*;

fn limited(all: u32, per_address: u32) -> Settings {
    Settings {
        head_timeout: Some(LONG),
        max_connections: NonZeroU32::new(all),
        max_connections_per_address: Some(per_address),
        ..Settings::default()
    }
}

/// A connection with a request under way.
async fn busy(served: &Served) -> TcpStream {
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n";
    let mut stream = served.sent(format!("{head}content-length: 10\r\n\r\n").as_bytes()).await;
    // it says so when it begins to read the body
    let mut said = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut said)).await.expect("in time").expect("it is said");
    assert_eq!(&said, b"HTTP/1.1 100");
    stream
}

#[tokio::test]
async fn who_says_nothing_keeps_nobody_out() {
    for (all, per_address) in [(4, 0), (1000, 4)] {
        let served = Served::start(limited(all, per_address)).await;
        let mut silent = vec![];
        for _ in 0..20 {
            silent.push(served.connect().await);
        }
        served.assert_alive().await;
        // the first to come have gone
        until_the_end(&mut silent[0]).await;
    }
}

#[tokio::test]
async fn what_is_over_a_limit_is_refused_at_once() {
    for (all, per_address) in [(2, 0), (1000, 2)] {
        let settings = Settings { request_timeout: Some(LONG), ..limited(all, per_address) };
        let served = Served::start(settings).await;
        let at_work = (busy(&served).await, busy(&served).await);
        let mut over = served.connect().await;
        let said = String::from_utf8(until_the_end(&mut over).await).expect("text");
        assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after: "), "{said}");
        assert!(said.contains(r#""code":"UNAVAILABLE""#), "{said}");
        drop(at_work.0);
        let begun = Instant::now();
        while served.status("/health/live").await != Some(200) {
            assert!(begun.elapsed() < PATIENCE, "there is no place for the next");
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_has_as_many_as_there_are() {
    let proxies = Some(vec!["127.0.0.1".parse().expect("a network")]);
    let settings = Settings { request_timeout: Some(LONG), trusted_proxies: proxies, ..limited(1000, 1) };
    let served = Served::start(settings).await;
    let _at_work = (busy(&served).await, busy(&served).await, busy(&served).await);
    served.assert_alive().await;
}

#[tokio::test]
async fn heads_over_32_kib_are_refused() {
    let served = Served::start(Settings::default()).await;
    for (size, expected) in [(30_000, 200), (33_000, 431), (60_000, 431), (200_000, 431)] {
        let mut stream = served.connect().await;
        let headers = format!("connection: close\r\nx-large: {}\r\n", "a".repeat(size));
        // the server need not read all of it
        stream.write_all(get("/health/live", &headers).as_bytes()).await.ok();
        let said = until_the_end(&mut stream).await;
        let said = String::from_utf8_lossy(&said);
        assert!(
            said.starts_with(&format!("HTTP/1.1 {expected}")) || (said.is_empty() && size > 100_000),
            "{size}: {said}"
        );
    }
    let mut stream = served
        .sent(get("/health/live", &format!("accept-language: en\r\nx: {}\r\n", "a".repeat(40_000))).as_bytes())
        .await;
    let (_, said) = answer(&mut stream).await;
    assert!(said.contains("at most 32768 are allowed"), "{said}");
    let address = format!("/graphql?query={}", "a".repeat(33_000));
    assert_eq!(served.status(&address).await, Some(431));
    // HTTP/2, in as many frames as it takes
    let mut stream = framed(&served, &[]).await;
    let field = [&[0x00, 0x01, b'x', 0x7f, 0x81, 0x7c][..], &[b'a'; 16_000]].concat();
    let mut frames = frame(1, 0x1, 1, &[0x82, 0x86, 0x04, 1, b'/', 0x01, 1, b'x']);
    for part in 0..5 {
        frames.extend(frame(9, if part == 4 { 0x4 } else { 0 }, 1, &field));
    }
    stream.write_all(&frames).await.expect("it is sent");
    let refused = async {
        while let Some((kind, _, of)) = next_frame(&mut stream).await {
            if (kind, of) == (1, 1) {
                return;
            }
        }
        panic!("no answer");
    };
    timeout(PATIENCE, refused).await.expect("an answer in time");
    served.assert_alive().await;
}
