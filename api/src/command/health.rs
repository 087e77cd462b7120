//! `health`: for container platforms, whose images have no curl.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use api::config::Config;
use eyre::{WrapErr, bail, eyre};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::failure::Failure;

/// A server that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the server whether it is ready.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let address = reachable(config.listen);
    let answer = timeout(PATIENCE, ask(address)).await;
    answer.map_err(|_| eyre!("{address} does not answer"))?.map_err(Failure::from)?;
    println!("ready");
    Ok(())
}

/// Where a server that listens everywhere can be reached from here.
fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    listen
}

async fn ask(address: SocketAddr) -> eyre::Result<()> {
    let mut stream = TcpStream::connect(address).await.wrap_err_with(|| format!("cannot reach {address}"))?;
    let request = format!("GET /health/ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        bail!("{address} is not ready: {status} {body}");
    }
    Ok(())
}
