//! Who does not read what they asked for.

use super::*;

/// Large, and made of nothing.
const LARGE: &str = "/schema.graphql";

async fn impatient() -> Served {
    Served::start(Settings { write_timeout: Some(SHORT), idle_timeout: Some(LONG), ..Settings::default() }).await
}

/// So often that it is more than the system keeps for the two sides of a connection.
const OFTEN: usize = 400;

/// Asks for it all over HTTP/1, reads so many bytes of it every now and then for a while, and then the rest: less than all.
async fn assert_cut_off(bytes: usize) {
    let served = impatient().await;
    let mut whole = served.sent(get(LARGE, "connection: close\r\n").as_bytes()).await;
    let one = until_the_end(&mut whole).await.len();
    let mut stream = served.sent(get(LARGE, "").repeat(OFTEN).as_bytes()).await;
    let begun = Instant::now();
    let (mut some, mut came) = (vec![0; bytes], 0);
    while begun.elapsed() < SHORT.0 * 10 {
        if bytes > 0 {
            came += stream.read(&mut some).await.unwrap_or(0);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    came += until_the_end(&mut stream).await.len();
    assert!(came < one * OFTEN, "{came} bytes came of {OFTEN} times {one}");
    served.assert_alive().await;
}

#[tokio::test]
async fn who_stops_reading_is_cut_off() {
    assert_cut_off(0).await;
}

#[tokio::test]
async fn a_byte_now_and_then_is_no_reading() {
    assert_cut_off(1).await;
}

/// One stream that is not read is reset, and the connection goes on.
#[tokio::test]
async fn a_stream_that_is_not_read_is_reset() {
    let served = impatient().await;
    const INITIAL_WINDOW_SIZE: u16 = 4;
    for window in [0, 20_000] {
        let mut stream = framed(&served, &[(INITIAL_WINDOW_SIZE, window)]).await;
        stream.write_all(&head(1, LARGE)).await.expect("it is sent");
        loop {
            let (kind, _, of) = next_frame(&mut stream).await.expect("the connection goes on");
            if (kind, of) == (3, 1) {
                break;
            }
        }
        stream.write_all(&head(3, "/health/live")).await.expect("it is sent");
        loop {
            let (kind, _, of) = next_frame(&mut stream).await.expect("the connection goes on");
            if (kind, of) == (1, 3) {
                break;
            }
        }
    }
}
