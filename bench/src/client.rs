//! Asking over HTTP: one connection that is kept, as a browser keeps it.
//!
//! Written out by hand, since the load shares the machine with what it loads: what it takes for itself, nobody else has.

use std::net::SocketAddr;
use std::ops::Range;

use bytes::Bytes;
use eyre::{Result, WrapErr, bail, ensure, eyre};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::caller::Caller;

/// Where an API is asked.
pub const GRAPHQL: &str = "/graphql";

/// The most headers of an answer.
const MOST_HEADERS: usize = 48;

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    sent: Vec<u8>,
    received: Vec<u8>,
}

/// How an answer begins: its status, where its body begins, and how long that is.
struct Head {
    status: u16,
    body: usize,
    length: usize,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.wrap_err_with(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, sent: Vec::new(), received: Vec::new() })
    }

    /// Sends a request whose body comes in parts, after a [`post`]; any status but 200 is an error.
    pub async fn ask(&mut self, head: &[u8], body: &[&[u8]]) -> Result<&[u8]> {
        let length: usize = body.iter().map(|part| part.len()).sum();
        self.sent.clear();
        self.sent.extend_from_slice(head);
        self.sent.extend_from_slice(length.to_string().as_bytes());
        self.sent.extend_from_slice(b"\r\n\r\n");
        body.iter().for_each(|part| self.sent.extend_from_slice(part));
        self.stream.write_all(&self.sent).await?;
        let (status, body) = self.receive().await?;
        let body = &self.received[body];
        if status != 200 {
            bail!("the server answers {status}: {}", String::from_utf8_lossy(body));
        }
        Ok(body)
    }

    async fn receive(&mut self) -> Result<(u16, Range<usize>)> {
        self.received.clear();
        let head = loop {
            self.read().await?;
            if let Some(head) = Head::of(&self.received)? {
                break head;
            }
        };
        let end = head.body + head.length;
        while self.received.len() < end {
            self.read().await?;
        }
        Ok((head.status, head.body..end))
    }

    async fn read(&mut self) -> Result<()> {
        self.received.reserve(32 * 1024);
        let read = self.stream.read_buf(&mut self.received).await?;
        ensure!(read > 0, "the server ended the connection");
        Ok(())
    }

    /// The data of a document at an API, which must answer without errors.
    pub async fn data(&mut self, caller: &Caller, document: &str, variables: &Json) -> Result<Json> {
        let head = post(self.stream.peer_addr()?, GRAPHQL, caller);
        data(self.ask(&head, &[&body(document, variables)]).await?)
    }
}

impl Head {
    /// Reads it, once all of it is there.
    fn of(received: &[u8]) -> Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(body) = response.parse(received)? else { return Ok(None) };
        let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| str::from_utf8(header.value).ok()?.parse().ok());
        let length = length.ok_or_else(|| eyre!("the answer does not say how long it is"))?;
        Ok(Some(Self { status: response.code.unwrap_or_default(), body, length }))
    }
}

/// What stands above the body of a request, up to the body's length.
pub fn post(address: SocketAddr, path: &str, caller: &Caller) -> Bytes {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         accept: application/graphql-response+json\r\n{}content-length: ",
        caller.header()
    )
    .into()
}

/// The body of a request.
pub fn body(document: &str, variables: &Json) -> Bytes {
    json!({ "query": document, "variables": variables }).to_string().into()
}

/// The data of an answer, which must have no errors.
pub fn data(answer: &[u8]) -> Result<Json> {
    let mut json: Json = serde_json::from_slice(answer).wrap_err("the answer is no JSON")?;
    match json.get("errors") {
        Some(errors) => bail!("the answer has errors: {errors}"),
        None => Ok(json["data"].take()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_answer_is_read_once_it_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert!(Head::of(&answer[..20]).expect("so far, it is right").is_none());
        let head = Head::of(answer).expect("it is right").expect("it is all there");
        assert_eq!((head.status, &answer[head.body..head.body + head.length]), (200, b"{}".as_slice()));
        assert!(Head::of(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
