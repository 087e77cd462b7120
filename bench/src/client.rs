//! Asking over HTTP: one connection that is kept, as a browser keeps it.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use eyre::{Result, WrapErr, bail, eyre};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value as Json, json};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::caller::Caller;

/// The longest that an answer may take: a little more than the server allows itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// A connection to the server.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: HeaderValue,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.wrap_err_with(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, driver) = handshake(TokioIo::new(stream)).await?;
        // It ends with the connection; what went wrong is told to whoever waits for an answer.
        tokio::spawn(driver);
        Ok(Self { sender, host: HeaderValue::from_str(&address.to_string())? })
    }

    /// Sends a body of GraphQL over HTTP; any status but 200 is an error.
    pub async fn ask(&mut self, caller: &Caller, body: Bytes) -> Result<Bytes> {
        timeout(PATIENCE, self.exchange(caller, body)).await.map_err(|_| eyre!("no answer in {PATIENCE:?}"))?
    }

    async fn exchange(&mut self, caller: &Caller, body: Bytes) -> Result<Bytes> {
        let mut request = Request::post("/graphql")
            .header(HOST, self.host.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(ACCEPT, HeaderValue::from_static("application/graphql-response+json"))
            .body(Full::new(body))?;
        if let Some(authorization) = caller.authorization() {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if status != StatusCode::OK {
            bail!("the server answers {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// The data of a document, which must answer without errors.
    pub async fn data(&mut self, caller: &Caller, document: &str, variables: &Json) -> Result<Json> {
        data(&self.ask(caller, body(document, variables)).await?)
    }
}

/// The body of a request.
pub fn body(document: &str, variables: &Json) -> Bytes {
    json!({ "query": document, "variables": variables }).to_string().into()
}

/// The data of an answer, which must have no errors.
pub fn data(answer: &Bytes) -> Result<Json> {
    let mut json: Json = serde_json::from_slice(answer).wrap_err("the answer is no JSON")?;
    match json.get("errors") {
        Some(errors) => bail!("the answer has errors: {errors}"),
        None => Ok(json["data"].take()),
    }
}
