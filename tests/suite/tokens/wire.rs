//! HTTP/1.1 by hand: what no client would send can be sent as well.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value as Json;
use tests::app::App;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The query of every request.
const ADDRESS: &str =
    "/graphql?query=%7B%20viewer%20%7B%20isAuthenticated%20roles%20person%20%7B%20name%20%7D%20%7D%20%7D";

/// The server, listening.
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

/// What it answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub text: String,
    pub body: Json,
}

impl Server {
    /// Serves an app as the program does.
    pub async fn start(app: &App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let until = async {
            stopped.await.ok();
        };
        let serving = api::http::serve::serve(
            listener,
            app.router.clone(),
            app.config.http.clone(),
            Duration::from_secs(5),
            until,
        );
        Server { address, stop, running: tokio::spawn(serving) }
    }

    /// Asks who one is, with these `Authorization` headers.
    pub async fn ask(&self, authorization: &[Vec<u8>]) -> Answer {
        let mut request = format!("GET {ADDRESS} HTTP/1.1\r\nHost: {}\r\n", self.address).into_bytes();
        request.extend(b"Accept: application/graphql-response+json\r\nConnection: close\r\n");
        for value in authorization {
            request.extend([b"Authorization: ", value.as_slice(), b"\r\n"].concat());
        }
        request.extend(b"\r\n");
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(&request).await.expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        Answer::parse(&answer)
    }

    /// Stops it, and waits until it has stopped.
    pub async fn stop(self) {
        self.stop.send(()).expect("it runs");
        self.running.await.expect("it ran");
    }
}

impl Answer {
    fn parse(answer: &[u8]) -> Self {
        let answer = String::from_utf8_lossy(answer).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP: {answer}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = serde_json::from_str(text).unwrap_or_default();
        Answer { status, head: head.to_owned(), text: text.to_owned(), body }
    }

    /// The values of a header, which is named in lower case.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(named, _)| named.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// All of it, as it came.
    pub fn whole(&self) -> String {
        format!("{}\n{}", self.head, self.text)
    }
}
