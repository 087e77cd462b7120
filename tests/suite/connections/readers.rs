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
            if (kind, of) == (RST_STREAM, 1) {
                break;
            }
        }
        stream.write_all(&head(3, "/health/live")).await.expect("it is sent");
        loop {
            let (kind, _, of) = next_frame(&mut stream).await.expect("the connection goes on");
            if (kind, of) == (HEADERS, 3) {
                break;
            }
        }
    }
}

/// Many streams of which nothing is read take no more memory than there is for them, and the newest can still be had.
#[tokio::test]
async fn who_reads_nothing_loses_the_oldest_answers() {
    const STREAMS: u32 = 30;
    const INITIAL_WINDOW_SIZE: u16 = 4;
    // a quarter of it holds some of the answers, not all
    let unsent_limit = Some(Size(4 * 1024 * 1024));
    let settings =
        Settings { unsent_limit, write_timeout: Some(LONG), idle_timeout: Some(LONG), ..Settings::default() };
    let served = Served::start(settings).await;
    let mut stream = framed(&served, &[(INITIAL_WINDOW_SIZE, 0)]).await;
    let numbers = (0..STREAMS).map(|number| 2 * number + 1);
    for number in numbers.clone() {
        stream.write_all(&head(number, LARGE)).await.expect("it is sent");
        while next_frame(&mut stream).await.map(|(kind, _, of)| (kind, of)).expect("an answer") != (HEADERS, number) {}
    }
    stream.write_all(&window_update(0)).await.expect("it is sent");
    let mut came_whole = vec![];
    for number in numbers {
        stream.write_all(&window_update(number)).await.expect("it is sent");
        came_whole.push(loop {
            match next_frame(&mut stream).await.expect("the connection goes on") {
                (RST_STREAM, _, of) if of == number => break false,
                (DATA, flags, of) if of == number && flags & END_STREAM != 0 => break true,
                _ => {}
            }
        });
    }
    let dropped = came_whole.iter().take_while(|is_whole| !**is_whole).count();
    assert!(dropped > 20 && came_whole[dropped..].iter().all(|is_whole| *is_whole), "{came_whole:?}");
    assert!(came_whole.ends_with(&[true]));
}

/// Room for all that a stream may send.
fn window_update(stream: u32) -> Vec<u8> {
    const WINDOW_UPDATE: u8 = 8;
    frame(WINDOW_UPDATE, 0, stream, &(1_u32 << 24).to_be_bytes())
}
