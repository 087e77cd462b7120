//! Connections that say nothing, stop, trickle or come in masses: each ends in time, and others are answered meanwhile.

mod limits;
mod readers;
mod silence;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api::config::{Settings, Size, Span};
use tests::app::App;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// What each test waits for something to happen, at the most: the machine may be busy with others.
const PATIENCE: Duration = Duration::from_secs(60);

/// A time that no test waits for.
const LONG: Span = Span(Duration::from_secs(3600));

/// A time that each test waits for.
const SHORT: Span = Span(Duration::from_millis(400));

/// What HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const END_STREAM: u8 = 1;

/// A server that listens.
struct Served {
    address: SocketAddr,
    _app: App,
}

impl Served {
    async fn start(settings: Settings) -> Self {
        let app = App::with(settings).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let settings = app.config.http.clone();
        let stop = std::future::pending();
        tokio::spawn(api::http::serve::serve(listener, app.router.clone(), settings, Duration::ZERO, stop));
        Served { address, _app: app }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// A connection on which this was sent.
    async fn sent(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.expect("it is sent");
        stream
    }

    /// The status of an answer over a connection of its own; none where it is refused.
    async fn status(&self, path: &str) -> Option<u16> {
        let mut stream = self.sent(get(path, "connection: close\r\n").as_bytes()).await;
        let mut answer = vec![];
        timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("an answer in time").ok()?;
        String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
    }

    async fn assert_alive(&self) {
        assert_eq!(self.status("/health/live").await, Some(200));
    }
}

/// A request of HTTP/1.
fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\n{headers}\r\n")
}

/// What comes until the end, which must come by itself.
async fn until_the_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut came = vec![];
    // a reset is an end, too
    timeout(PATIENCE, stream.read_to_end(&mut came)).await.expect("the connection ends").ok();
    came
}

/// Reads an answer of HTTP/1 with a length; its head and its body.
async fn answer(stream: &mut TcpStream) -> (String, String) {
    let mut came = vec![];
    let answer = async {
        loop {
            let text = String::from_utf8_lossy(&came).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.expect("a length").parse().expect("a number") {
                    return (head.to_owned(), body.to_owned());
                }
            }
            assert!(stream.read_buf(&mut came).await.expect("it comes") > 0, "it ends: {text}");
        }
    };
    timeout(PATIENCE, answer).await.expect("an answer in time")
}

/// A frame of HTTP/2 (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a length").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The head of a GET, written without a table (RFC 7541, 6.2.2).
fn head(stream: u32, path: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).expect("a short text")], text.as_bytes()].concat();
    let fields = [vec![0x82, 0x86, 0x04], text(path), vec![0x01], text("x")].concat();
    frame(HEADERS, 0x5, stream, &fields)
}

/// A connection of HTTP/2 with these settings.
async fn framed(served: &Served, settings: &[(u16, u32)]) -> TcpStream {
    let settings: Vec<u8> =
        settings.iter().flat_map(|(name, value)| [&name.to_be_bytes()[..], &value.to_be_bytes()].concat()).collect();
    served.sent(&[PREFACE, &frame(SETTINGS, 0, 0, &settings)].concat()).await
}

/// The next frame: its kind, its flags and its stream; none behind the end.
async fn next_frame(stream: &mut TcpStream) -> Option<(u8, u8, u32)> {
    let mut head = [0; 9];
    timeout(PATIENCE, stream.read_exact(&mut head)).await.expect("a frame in time").ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]])))
}
