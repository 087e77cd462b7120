//! Who says nothing, or not all of it.

use super::*;

/// A server that waits for a head, and for nothing else.
async fn impatient_for_heads() -> Served {
    Served::start(Settings { head_timeout: Some(SHORT), idle_timeout: Some(LONG), ..Settings::default() }).await
}

#[tokio::test]
async fn what_is_no_head_in_time_ends_the_connection() {
    let served = impatient_for_heads().await;
    for beginning in [
        &b""[..],
        b"P",
        &PREFACE[..14],
        b"GET /health/live HTT",
        b"GET /health/live HTTP/1.1\r\nhost: x\r\nx-",
        PREFACE,
        &[PREFACE, &frame(SETTINGS, 0, 0, &[])].concat(),
        // a head in two parts, of which one comes
        &[PREFACE, &frame(SETTINGS, 0, 0, &[]), &frame(1, 0, 1, &[0x82])].concat(),
    ] {
        let mut stream = served.sent(beginning).await;
        until_the_end(&mut stream).await;
    }
    served.assert_alive().await;
}

/// Whoever sends a byte now and then, or answers and sends pings, says nothing either.
#[tokio::test]
async fn trickles_and_pings_are_no_head() {
    let served = impatient_for_heads().await;
    for (beginning, drop) in [
        (b"GET /".to_vec(), b"a".to_vec()),
        ([PREFACE, &frame(SETTINGS, 0, 0, &[])].concat(), frame(PING, 0, 0, &[0; 8])),
    ] {
        let mut stream = served.sent(&beginning).await;
        let begun = Instant::now();
        while stream.write_all(&drop).await.is_ok() {
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    served.assert_alive().await;
}

#[tokio::test]
async fn half_of_the_next_head_ends_a_connection_that_had_an_answer() {
    let served = impatient_for_heads().await;
    let mut stream = served.sent(get("/health/live", "").as_bytes()).await;
    assert!(answer(&mut stream).await.0.starts_with("HTTP/1.1 200"));
    stream.write_all(b"GET /health/live HTTP/1.1\r\nx: ").await.expect("it is sent");
    until_the_end(&mut stream).await;
    // one that is idle is not cut off by the limit for heads
    let mut idle = served.sent(get("/health/live", "").as_bytes()).await;
    answer(&mut idle).await;
    tokio::time::sleep(SHORT.0 * 3).await;
    idle.write_all(get("/health/live", "").as_bytes()).await.expect("it is sent");
    assert!(answer(&mut idle).await.0.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn what_is_idle_after_an_answer_ends() {
    let served =
        Served::start(Settings { head_timeout: Some(LONG), idle_timeout: Some(SHORT), ..Settings::default() }).await;
    let mut stream = served.sent(get("/health/live", "").as_bytes()).await;
    answer(&mut stream).await;
    until_the_end(&mut stream).await;

    let mut stream = framed(&served, &[]).await;
    stream.write_all(&head(1, "/health/live")).await.expect("it is sent");
    let begun = Instant::now();
    // whatever is pinged in the meantime
    while next_frame(&mut stream).await.is_some() {
        assert!(begun.elapsed() < PATIENCE, "it goes on");
        stream.write_all(&frame(PING, 0, 0, &[1; 8])).await.ok();
    }
    served.assert_alive().await;
}

/// A body that stops ends its request; one that comes slowly is read.
#[tokio::test]
async fn a_body_that_does_not_come_ends_its_request() {
    let served = Served::start(Settings { request_timeout: Some(SHORT), ..Settings::default() }).await;
    for path in ["/graphql", "/graphql/cost"] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 250000\r\n\r\n{{"
        );
        let mut stream = served.sent(request.as_bytes()).await;
        let came = until_the_end(&mut stream).await;
        assert!(came.starts_with(b"HTTP/1.1 408"), "{path}: {}", String::from_utf8_lossy(&came));
    }
}
