//! `start`: how long our server takes from the start of its process until it is ready.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use eyre::{Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::record::{self, Database, Start};

/// How often it is started.
const TIMES: usize = 7;

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(1);

/// The longest that a start may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is started, and on which database.
#[derive(Args)]
pub struct Options {
    /// The server
    #[arg(long)]
    program: PathBuf,
    /// The address of a database that is migrated and filled
    #[arg(long)]
    database_url: String,
    /// What tables call the database
    #[arg(long)]
    database: String,
    /// How many initiatives it holds
    #[arg(long)]
    initiatives: u64,
    /// A key of the development issuer; made when missing
    #[arg(long)]
    key: PathBuf,
    /// Where to write the record
    #[arg(long)]
    out: PathBuf,
}

/// Starts it several times, and writes the record.
pub async fn run(options: Options) -> Result<()> {
    let mut seconds = Vec::new();
    for _ in 0..TIMES {
        // A port that is free now: nobody else on this machine takes ports at this moment.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let begun = Instant::now();
        let mut server = start(&options, address)?;
        let waited = wait(address, begun).await;
        let elapsed = begun.elapsed();
        stop(&mut server)?;
        waited?;
        seconds.push(elapsed.as_secs_f64());
    }
    let database = Database { name: options.database, initiatives: options.initiatives };
    record::write(&options.out, &Start { database, seconds })
}

fn start(options: &Options, address: SocketAddr) -> Result<Child> {
    let server = Command::new(&options.program)
        .args(["serve", "--dev", "--log", "warn", "--listen", &address.to_string()])
        .args(["--database-url", &options.database_url, "--dev-key"])
        .arg(&options.key)
        .stdin(Stdio::null())
        .spawn()?;
    Ok(server)
}

/// Waits until the server says that it is ready.
async fn wait(address: SocketAddr, begun: Instant) -> Result<()> {
    while !is_ready(address).await.unwrap_or_default() {
        ensure!(begun.elapsed() < PATIENCE, "the server is not ready after {PATIENCE:?}");
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn is_ready(address: SocketAddr) -> Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /health/ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}

/// Ends it as an operator would, so that the next start finds nothing to repair.
fn stop(server: &mut Child) -> Result<()> {
    Command::new("kill").args(["-TERM", &server.id().to_string()]).status()?;
    server.wait()?;
    Ok(())
}
