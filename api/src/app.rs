//! What the server is made of, and the routes it answers: what `serve` runs and what tests start.

use std::{ops::Deref, sync::Arc};

use axum::{Router, body::Bytes};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::{
    auth::{
        Authenticator,
        development::{DevelopmentProvider, KeyError},
    },
    cache::{self, Floors},
    clock::Clock,
    config::Config,
    documents::{Documents, PlaceError},
    gate::{Gate, InvalidSchema},
    graphql::{self, Schema},
    http,
    markdown::{ImageHosts, Renderer},
    places::Places,
    rate_limit::RateLimits,
    store::Store,
};

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Parts>);

/// The parts of a `State`.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// Where the bytes of documents are.
    pub documents: Documents,
    /// What was read before.
    pub floors: Arc<Floors>,
    /// What makes HTML of texts.
    pub renderer: Arc<Renderer>,
    /// What callers may spend.
    pub rate_limits: RateLimits,
    /// How many exports they may read at a time.
    pub exports: Places,
    /// The answers that are made and not sent yet.
    pub unsent: Arc<http::Unsent>,
    /// The requests that came before.
    pub bodies: http::Bodies,
    /// The pages about the schema.
    pub pages: http::Pages,
    /// What is measured of the server, in the format of Prometheus.
    pub metrics: PrometheusHandle,
    /// The time.
    pub clock: Clock,
    /// Whose tokens are accepted.
    pub authenticator: Authenticator,
    /// The development sign-in, with `--dev`.
    pub development: Option<Arc<DevelopmentProvider>>,
    /// What documents are let through.
    pub gate: Gate,
    /// What runs them.
    pub schema: Schema,
    /// The schema as text: one for all answers.
    pub sdl: Bytes,
}

/// The server cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The schema and the gate do not agree: a mistake of ours.
    #[error(transparent)]
    Schema(#[from] InvalidSchema),
    /// The development key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Nothing can be fetched from identity providers.
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// Documents cannot be stored.
    #[error(transparent)]
    Documents(#[from] PlaceError),
}

impl State {
    /// Puts the server together; `config.listen` is where it listens. With `--dev`, this makes the development key where
    /// it is missing; a folder for documents is made in any case.
    ///
    /// # Errors
    /// If the schema is not valid, the development key cannot be used, no HTTP client can be made, or documents cannot be
    /// stored.
    pub fn new(mut config: Config, store: Store, clock: Clock) -> Result<Self, StateError> {
        let sdl = graphql::sdl();
        let development = if config.dev {
            let base = format!("http://{}", config.listen);
            Some(Arc::new(DevelopmentProvider::open(&config.dev_key, &base, clock.clone())?))
        } else {
            None
        };
        let recorder = PrometheusBuilder::new().build_recorder();
        cache::describe(&recorder);
        let floors = Arc::new(Floors::new(&config.cache, &recorder));
        let images = ImageHosts::new(config.image_hosts.iter().cloned());
        let renderer = Arc::new(Renderer::new(config.cache.html, images, &recorder));
        config.issuers.extend(development.iter().map(|provider| provider.settings()));
        Ok(Self(Arc::new(Parts {
            authenticator: Authenticator::new(&config.issuers, &clock)?,
            development,
            gate: Gate::new(&sdl, config.limits.clone(), graphql::WEIGHTS)?,
            schema: graphql::schema(config.public_url()),
            documents: Documents::open(&config.documents)?,
            rate_limits: RateLimits::new(config.rate_limit, &clock),
            exports: Places::new(config.http.exports_per_caller),
            unsent: Arc::new(http::Unsent::new(&config.http.connections)),
            sdl: sdl.into(),
            config,
            store: store.with_floors(floors.clone()),
            floors,
            renderer,
            bodies: http::Bodies::default(),
            pages: http::Pages::default(),
            metrics: recorder.handle(),
            clock,
        })))
    }
}

impl Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// All routes, with everything that surrounds them.
pub fn app(state: State) -> Router {
    http::routes(state)
}

/// The routes at the address of the metrics (`config.http.metrics_listen`).
pub fn metrics(state: State) -> Router {
    http::metrics_routes(state)
}
