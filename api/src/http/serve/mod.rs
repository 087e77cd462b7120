//! Accepting connections, and letting go of them in good order.
//!
//! By hand rather than by `axum::serve`, which has no limit on how many connect, on how long they say or take nothing, nor on
//! how long it takes to stop.

mod admission;
mod awaited;
mod body;
mod pulse;
mod stream;
mod transport;

use std::{convert::Infallible, future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, Response},
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
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
use tower_http::timeout::TimeoutBody;

use crate::config;
use admission::{Admission, Place};
use awaited::AwaitedBody;
pub use body::PIECE;
use body::Taken;
use pulse::Pulse;
use stream::Streams;
use transport::Transport;

/// How long to wait when the system has no sockets left.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a connection that is let go of may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

/// What whoever reads a body with a limit of their own has ahead, to say it in their own words.
const MARGIN: Duration = Duration::from_secs(1);

/// How much is gathered for a connection before it is read or written on, in bytes: the largest head that is taken in. It is
/// twice what `head.rs` lets through, so that a refusal can say why.
const BUFFER: usize = 2 * super::head::LARGEST;

/// How many requests a connection may make at a time, in HTTP/2.
const MOST_STREAMS: u32 = 100;

/// How many requests a connection may take back before they were looked at, and how many of its mistakes are borne with, in
/// HTTP/2 (CVE-2023-44487).
const MOST_RESETS: usize = 20;

/// How much of an answer waits in a stream of HTTP/2, in bytes.
const STREAM_BUFFER: usize = 64 * 1024;

/// Serves the routes until `stop` comes. Then nothing new is accepted, open requests finish, and what
/// has not finished after `grace` is cut off.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    settings: config::Http,
    grace: Duration,
    stop: impl Future<Output = ()>,
) {
    let (stopping, stopped) = watch::channel(());
    let admission = Admission::new(&settings);
    let served = Served { routes, terms: settings.connections, patience: settings.request_timeout + MARGIN };
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => if let Some(place) = admission.admit(&stream, peer.ip()) {
                    connections.spawn(served.clone().connection(stream, peer, place, stopped.clone()));
                },
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

/// What is served, and on which terms.
#[derive(Clone)]
struct Served {
    routes: Router,
    terms: config::Connections,
    /// The longest that nothing comes of the body of a request, for whoever reads it without a limit of their own.
    patience: Duration,
}

impl Served {
    async fn connection(self, stream: TcpStream, peer: SocketAddr, place: Place, mut stopped: watch::Receiver<()>) {
        // Answers are written whole; waiting to fill a packet would only delay the last one.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("cannot set TCP_NODELAY: {error}");
        }
        let (pulse, terms) = (&place.pulse, self.terms);
        let builder = builder(&terms);
        let transport = TokioIo::new(Transport::new(stream, pulse.clone(), terms.write_timeout));
        let service = TowerToHyperService::new(self.service(peer, pulse.clone()));
        let mut connection = std::pin::pin!(builder.serve_connection_with_upgrades(transport, service));
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                () = pulse.outlives(&terms) => {
                    connection.as_mut().graceful_shutdown();
                    tokio::select! {
                        ended = connection.as_mut() => break ended,
                        () = pulse.is_quiet_for_another(FAREWELL) => return,
                    }
                }
                // somebody else needs the place
                () = pulse.is_dismissed() => if pulse.idle_since().is_some() { return },
                _ = stopped.changed() => {
                    connection.as_mut().graceful_shutdown();
                    break connection.await;
                }
            }
        };
        if let Err(error) = ended {
            // The other side hung up, or did not speak HTTP: their business.
            tracing::debug!("a connection ended: {error}");
        }
    }

    /// The routes, for whoever is connected, and a pulse that knows how many of their requests are under way.
    fn service(
        self,
        peer: SocketAddr,
        pulse: Arc<Pulse>,
    ) -> impl tower::Service<
        Request<Incoming>,
        Response = Response<Taken>,
        Error = Infallible,
        Future = impl Future<Output = Result<Response<Taken>, Infallible>> + Send,
    > + Clone {
        tower::service_fn(move |request: Request<Incoming>| {
            let under_way = pulse.asked(request.version());
            let body = |body| Body::new(AwaitedBody::new(TimeoutBody::new(self.patience, body), pulse.clone()));
            let mut request = request.map(body);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = self.routes.clone().oneshot(request);
            async move { answer.await.map(|response| response.map(|body| Taken::new(body, under_way))) }
        })
    }
}

/// How HTTP is spoken. How long anybody may take is told by the pulse, for both of its versions alike.
fn builder(terms: &config::Connections) -> Builder<Streams> {
    let mut builder = Builder::new(Streams::new(terms.write_timeout));
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(BUFFER as u32)
        .max_pending_accept_reset_streams(MOST_RESETS)
        .max_local_error_reset_streams(MOST_RESETS)
        .max_send_buf_size(STREAM_BUFFER);
    builder
}
