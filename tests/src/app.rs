//! The real router on a database of its own.

use std::sync::Arc;
use std::time::Duration;

use api::app::{State, app};
use api::auth::development::{DevelopmentIssuer, Grant};
use api::clock::Clock;
use api::config::{Config, Settings};
use api::policy::Role;
use api::store::Store;
use axum::Router;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::caller::Caller;
use crate::database::Database;

/// The moment at which every test begins.
pub fn beginning() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a moment")
}

/// The server under test.
pub struct App {
    /// The router.
    pub router: Router,
    /// The door to the database, for what a test prepares or counts.
    pub store: Store,
    /// The clock, which stands still until a test moves it.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    issuer: DevelopmentIssuer,
    database: Arc<Database>,
}

impl App {
    /// A server on a database with the first content.
    pub async fn seeded() -> Self {
        let app = Self::empty().await;
        api::content::seed(&app.store, &app.clock).await.expect("the first content fits");
        app
    }

    /// A server on a database with tables and no rows.
    pub async fn empty() -> Self {
        Self::with(Settings::default()).await
    }

    /// The same with other settings.
    pub async fn with(settings: Settings) -> Self {
        let app = Self::on(Arc::new(Database::new().await), settings).await;
        app.store.migrate().await.expect("the tables are made");
        app
    }

    /// Another server with other settings, on the database of this one.
    pub async fn beside(&self, settings: Settings) -> Self {
        Self::on(self.database.clone(), settings).await
    }

    async fn on(database: Arc<Database>, settings: Settings) -> Self {
        let own = Settings {
            database_url: Some(database.url.parse().expect("an address")),
            dev: Some(true),
            dev_key: Some(database.folder.join("key.pem")),
            ..Settings::default()
        };
        let config = Config::new(own.or(settings)).expect("settings that fit together");
        let store = Store::connect(&config.database).await.expect("the database opens");
        let clock = Clock::fixed(beginning(), 1);
        let state = State::new(config.clone(), store.clone(), clock.clone()).expect("a server");
        let issuer = DevelopmentIssuer::open(&config.dev_key).expect("a key");
        App { router: app(state), store, clock, config, issuer, database }
    }

    /// Nobody signed in.
    pub fn anonymous(&self) -> Caller<'_> {
        Caller::new(self, None)
    }

    /// Somebody with these roles, at home in an organisation, and a person where one is named.
    pub fn signed_in(&self, roles: &[Role], organisation: Option<&str>, person: Option<Uuid>) -> Caller<'_> {
        self.signed_in_for(roles, organisation, person, Duration::from_secs(3600))
    }

    /// The same, for so long.
    pub fn signed_in_for(
        &self,
        roles: &[Role],
        organisation: Option<&str>,
        person: Option<Uuid>,
        valid_for: Duration,
    ) -> Caller<'_> {
        let grant = Grant {
            roles: roles.to_vec(),
            organisation: organisation.map(str::to_owned),
            person: person.map(|id| (id, "Test Person".to_owned())),
        };
        let token = self.issuer.issue(grant, valid_for, &self.clock).expect("a token");
        Caller::new(self, Some(token))
    }

    /// A member of the university, no known person.
    pub fn as_member(&self) -> Caller<'_> {
        self.signed_in(&[Role::Member], Some("malardalens-universitet"), None)
    }

    /// An administrator, no known person.
    pub fn as_administrator(&self) -> Caller<'_> {
        self.signed_in(&[Role::Administrator], Some("malardalens-universitet"), None)
    }
}
