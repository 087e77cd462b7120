//! `serve`

use std::{
    future::{Future, pending},
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use api::{
    app::{State, app, metrics},
    clock::Clock,
    config::Config,
    content,
    documents::sweep_regularly,
    http,
    store::Store,
};
use eyre::WrapErr;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{failure::Failure, store, system};

/// What closing may take on top of the longest request.
const MARGIN: Duration = Duration::from_secs(1);

/// Serves until a signal comes.
pub async fn run(mut config: Config) -> Result<(), Failure> {
    // First of all, so that a second server does nothing to the database of the first.
    config.http.connections.most = Some(system::most_connections(&config)?);
    let listener = listen(config.listen).await?;
    config.listen = listener.local_addr().wrap_err("cannot listen")?;
    let mut metrics_listener = None;
    if let Some(address) = &mut config.http.metrics_listen {
        let listener = listen(*address).await?;
        *address = listener.local_addr().wrap_err("cannot listen")?;
        metrics_listener = Some(listener);
    }
    let stop = stop_signal()?;
    let store = prepared_store(&config).await?;
    let grace = config.http.request_timeout + MARGIN;
    let state = State::new(config, store.clone(), Clock::system()).map_err(eyre::Report::from)?;
    if let Some(development) = &state.development {
        development.tie_personas(&store, &Clock::system()).await?;
    }
    announce(&state.config);
    if let Some(advice) = state.config.disclosure.as_ref().and_then(|file| file.advice(Clock::system().now())) {
        tracing::warn!("{advice}");
    }
    let sweeper = tokio::spawn(sweep_regularly(state.clone()));
    let told = metrics_listener.map(|listener| tokio::spawn(tell_metrics(listener, state.clone())));
    let settings = state.config.http.clone();
    http::serve::serve(listener, app(state), settings, grace, stop).await;
    sweeper.abort();
    told.inspect(JoinHandle::abort);
    store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Tells the metrics at an address of their own, until the task ends.
async fn tell_metrics(listener: TcpListener, state: State) {
    let settings = state.config.http.clone();
    http::serve::serve(listener, metrics(state), settings, Duration::ZERO, pending()).await;
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.wrap_err_with(|| format!("cannot listen on {address}")).map_err(Failure::from)
}

/// The database, migrated and not empty. The limit on a statement's time holds for requests only.
async fn prepared_store(config: &Config) -> Result<Store, Failure> {
    let store = store::open_patiently(&config.database).await?;
    store.migrate().await?;
    let seeded = content::seed(&store, &Clock::system()).await?;
    tracing::info!("{seeded}");
    if config.database.url.is_in_memory() {
        // It would be gone with its last connection.
        return Ok(store);
    }
    store.close().await?;
    store::open(&config.database).await
}

fn announce(config: &Config) {
    if let Some(address) = config.http.metrics_listen {
        tracing::info!(%address, "metrics at http://{address}/metrics");
    }
    let address = config.listen;
    tracing::info!(%address, "listening on http://{address}");
    if config.dev {
        tracing::info!("explore, sign in, ask: http://{address}/playground");
        tracing::info!("send a first query: {}", first_query(address));
        tracing::info!("a token to read more: samhallskontraktet token --role MEMBER");
    }
}

fn first_query(address: SocketAddr) -> String {
    let host = match address.ip() {
        IpAddr::V4(_) if address.ip().is_loopback() => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    };
    let query = r#"{"query":"{ focusAreas { nodes { number name } } }"}"#;
    format!("curl http://{host}/graphql -H 'content-type: application/json' -d '{query}'")
}

/// Comes true when the process is asked to end.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).wrap_err("cannot listen for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).wrap_err("cannot listen for signals")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("stopping: SIGTERM"),
            _ = interrupt.recv() => tracing::info!("stopping: SIGINT"),
        }
    })
}

/// Comes true when the process is asked to end.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            tracing::info!("stopping");
        }
    })
}
