//! Accepting connections, and letting go of them in good order.

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// How long a connection may take to say what it wants, or be idle between two requests.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait when the system has no sockets left.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves the routes until `stop` comes. Then nothing new is accepted, open requests finish, and what
/// has not finished after `grace` is cut off.
///
/// By hand rather than by `axum::serve`, which has no limit on how slowly a request may be sent nor on
/// how long it takes to stop.
pub async fn serve(listener: TcpListener, routes: Router, grace: Duration, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, routes.clone(), stopped.clone()));
                }
                Err(error) => {
                    tracing::warn!("cannot accept a connection: {error}");
                    sleep(PAUSE).await;
                }
            },
            // Frees what the finished ones held.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    drop(stopping);
    let open = connections.len();
    let finished = timeout(grace, async { while connections.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!("{} of {open} connections did not finish in time and are cut off", connections.len());
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, routes: Router, mut stopped: watch::Receiver<()>) {
    // Answers are written whole; waiting to fill a packet would only delay the last one.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("cannot set TCP_NODELAY: {error}");
    }
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(PATIENCE);
    let known_by = move |mut request: Request<_>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    };
    let service = TowerToHyperService::new(routes.map_request(known_by));
    let mut connection = std::pin::pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // The other side hung up, or did not speak HTTP: their business.
        tracing::debug!("a connection ended: {error}");
    }
}
