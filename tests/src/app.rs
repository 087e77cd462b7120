//! The real router on a database of its own.

use std::sync::Arc;
use std::time::Duration;

use api::app::{State, app};
use api::auth::AuthError;
use api::clock::Clock;
use api::config::{Config, DocumentPlace, Settings, Span};
use api::policy::{Actor, Role};
use api::store::Store;
use axum::Router;
use axum::http::{HeaderMap, header::AUTHORIZATION};
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::caller::Caller;
use crate::database::{Database, Template};
use crate::errors;
use crate::issuer::{AUDIENCE, TestIssuer};

/// The moment at which every test begins.
pub fn beginning() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a moment")
}

/// The server under test.
pub struct App {
    /// The router.
    pub router: Router,
    /// What it shares.
    pub state: State,
    /// The door to the database, for what a test prepares or counts.
    pub store: Store,
    /// The clock, which stands still until a test moves it.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    database: Arc<Database>,
}

impl App {
    /// A server on a database with the first content.
    pub async fn seeded() -> Self {
        let app = Self::empty().await;
        api::content::seed(&app.store, &app.clock).await.expect("the first content fits");
        app.tie([(MEMBER, "Christina Klang", "vasteras-stad"), (ADMINISTRATOR, "David Carlsson", UNIVERSITY)]).await;
        app
    }

    /// Ties subjects of the tests' issuer to persons of the first content, by name and organisation.
    pub async fn tie<const N: usize>(&self, personas: [(&str, &str, &str); N]) {
        let tied = self.store.tie_personas(TestIssuer::get().url.as_str(), &personas, &self.clock).await;
        tied.expect("they are tied");
    }

    /// A server on a database with tables and no rows.
    pub async fn empty() -> Self {
        Self::with(Settings::default()).await
    }

    /// The same with other settings.
    pub async fn with(settings: Settings) -> Self {
        static TABLES: Template = Template::new();
        let database = TABLES.copy(async || {
            let app = Self::new(Database::new().await, Settings::default(), 1).await;
            app.store.migrate().await.expect("the tables are made");
            app.into_database().await
        });
        Self::new(database.await, settings, 1).await
    }

    /// A server on a database as it is, with randomness from this seed.
    pub async fn new(database: Database, settings: Settings, seed: u64) -> Self {
        Self::on(Arc::new(database), settings, Clock::fixed(beginning(), seed)).await
    }

    /// Its database, which nothing is connected to any more.
    pub async fn into_database(self) -> Database {
        self.store.close().await.expect("the connections close");
        drop((self.router, self.state));
        Arc::into_inner(self.database).expect("no other server is on it")
    }

    /// Another server with other settings, on the database of this one and with its clock.
    pub async fn beside(&self, settings: Settings) -> Self {
        Self::on(self.database.clone(), settings, self.clock.clone()).await
    }

    async fn on(database: Arc<Database>, settings: Settings, clock: Clock) -> Self {
        errors::show();
        let own = Settings {
            database_url: Some(database.url.parse().expect("an address")),
            issuers: settings.issuers.clone().or_else(|| Some(TestIssuer::get().settings())),
            dev_key: Some(database.folder.join("key.pem")),
            documents: Some(DocumentPlace::Folder(database.folder.join("documents"))),
            statement_timeout: settings.statement_timeout.or(Some(PATIENCE)),
            // tests send as much as they like, but for those that are about it
            rate_limit: settings.rate_limit.or(Some(0)),
            rate_limit_anonymous: settings.rate_limit_anonymous.or(Some(0)),
            database_acquire_timeout: settings.database_acquire_timeout.or(Some(PATIENCE)),
            ..Settings::default()
        };
        let config = Config::new(own.or(settings)).expect("settings that fit together");
        let store = Store::connect(&config.database).await.expect("the database opens");
        let state = State::new(config.clone(), store.clone(), clock.clone()).expect("a server");
        App { router: app(state.clone()), state, store, clock, config, database }
    }

    /// Nobody signed in.
    pub fn anonymous(&self) -> Caller<'_> {
        Caller::new(self, None)
    }

    /// Somebody with these roles, by the subject of the token. A person is their id there; a system is the slug of its
    /// organisation.
    pub fn signed_in(&self, roles: &[Role], organisation: &str, subject: &str) -> Caller<'_> {
        Caller::new(self, Some(self.token(roles, organisation, subject)))
    }

    /// The token of somebody.
    pub fn token(&self, roles: &[Role], organisation: &str, subject: &str) -> String {
        let now = self.clock.now().timestamp();
        let is_system = roles.contains(&Role::PartnerSystem);
        TestIssuer::get().token(&json!({
            "iss": TestIssuer::get().url,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": if is_system { subject } else { "web" },
            "exp": now + 3600,
            "iat": now,
            "name": "Test Person",
            "roles": roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
            "organisation": organisation,
        }))
    }

    /// Who the holder of a token is here, or why they are not let in.
    pub async fn actor(&self, token: &str) -> Result<Arc<Actor>, AuthError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().expect("a header"));
        let subject = self.state.authenticator.authenticate(&headers).await?;
        let (actor, _) = self.store.actor(subject, &self.clock).await.expect("the database answers")?;
        Ok(actor)
    }

    /// A member of one of the parties.
    pub fn as_member(&self) -> Caller<'_> {
        self.signed_in(&[Role::Member], UNIVERSITY, MEMBER)
    }

    /// An administrator.
    pub fn as_administrator(&self) -> Caller<'_> {
        self.signed_in(&[Role::Administrator], UNIVERSITY, ADMINISTRATOR)
    }
}

/// How long a test waits for the database: the machine may be busy with others.
const PATIENCE: Span = Span(Duration::from_secs(60));

/// The slug of the organisation of those who have no other.
pub const UNIVERSITY: &str = "malardalens-universitet";

/// The subject of the member's token.
pub const MEMBER: &str = "member";

/// The subject of the administrator's token.
pub const ADMINISTRATOR: &str = "administrator";
