//! Every setting, its default and its environment variable.
//!
//! A setting is taken from the first place that has it: the command line, the environment (`SK_…`), the
//! TOML file (`--config`), the default. Whatever is not a setting is refused, wherever it stands.

mod catalogue;
mod connections;
mod development;
mod disclosure;
mod documents;
mod issuer;
mod network;
mod settings;
mod source;
mod value;

use std::{
    ffi::OsString,
    net::SocketAddr,
    num::{NonZero, NonZeroU32, NonZeroU64},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use tracing_subscriber::EnvFilter;
use url::Host;

use crate::gate::Limits;

pub use catalogue::{Catalogue, Email, Iri};
pub use connections::Connections;
pub use disclosure::{ContactUrl, Disclosure};
pub use documents::{DocumentPlace, DocumentType, Documents};
pub use issuer::{
    ClaimPaths, HttpUrl, Issuer, Issuers, Playground, Pointer, Services, SigningAlgorithm, Skew, is_loopback, is_safe,
};
pub use network::{ImageHost, Network};
pub use settings::{Delimiter, LogFormat, Settings};
pub use source::{documented, one_line};
pub use value::{BadValue, DatabaseUrl, Origin, PublicUrl, Room, Size, Span};

/// Settings that cannot be used. Always one line, for the person who starts the program.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable with our prefix that is no setting.
    #[error("{name} is no setting{hint}")]
    UnknownVariable {
        /// The variable.
        name: String,
        /// The variable that was probably meant.
        hint: String,
    },
    /// The value of a variable cannot be read.
    #[error("{name}: {reason}")]
    BadVariable {
        /// The variable.
        name: String,
        /// What is wrong with its value.
        reason: String,
    },
    /// The TOML file cannot be read.
    #[error("cannot read the settings file {path}: {reason}")]
    UnreadableFile {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The TOML file holds something that is no setting.
    #[error("{path}, line {line}: {reason}")]
    BadFile {
        /// The file.
        path: String,
        /// The line of the mistake.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The development sign-in must not be reachable from other machines.
    #[error("--dev lets anybody sign in and therefore listens on a loopback address only, not on {0}")]
    DevelopmentInPublic(SocketAddr),
    /// The development sign-in must not be beside what is for others.
    #[error("--dev lets anybody sign in and therefore cannot be beside {0}: leave one of the two out")]
    DevelopmentBeside(&'static str),
    /// A file for those who find a weakness must say both.
    #[error("security_contact and security_expires belong together: set both, or neither")]
    HalfDisclosed,
    /// Nothing says that this is for development, and something says that it is not.
    #[error("neither a command nor --dev is given, and {0} is set: give the command serve, or --dev for development")]
    NoCommand(String),
    /// An issuer cannot be used.
    #[error("issuer {url}: {reason}")]
    BadIssuer {
        /// The issuer.
        url: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// The log filter cannot be read.
    #[error("log: {0}")]
    BadLogFilter(String),
}

/// All settings of a running program.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Offer the development sign-in.
    pub dev: bool,
    /// The key of the development sign-in.
    pub dev_key: PathBuf,
    /// The identity providers whose tokens are accepted.
    pub issuers: Vec<Issuer>,
    /// The database.
    pub database: Database,
    /// HTTP.
    pub http: Http,
    /// What callers may spend.
    pub rate_limit: RateLimit,
    /// Documents.
    pub documents: Documents,
    /// The cache.
    pub cache: Cache,
    /// The hosts from which pictures in texts may come.
    pub image_hosts: Vec<Host>,
    /// What the catalogue of public data says of its publisher.
    pub catalogue: Catalogue,
    /// Whom to tell of a weakness; none where nobody is named.
    pub disclosure: Option<Disclosure>,
    /// The log.
    pub log: Log,
    /// The limits of a GraphQL document.
    pub limits: Limits,
}

/// Settings of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// Its address.
    pub url: DatabaseUrl,
    /// The most connections.
    pub max_connections: u32,
    /// The longest wait for a connection.
    pub acquire_timeout: Duration,
    /// The longest that one statement may take; none for migrations and generated data.
    pub statement_timeout: Option<Duration>,
}

/// Settings of HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// The largest body, in bytes.
    pub body_limit: usize,
    /// The longest that a request may take.
    pub request_timeout: Duration,
    /// The largest answer, in bytes.
    pub answer_limit: usize,
    /// The API's own address as others reach it; none where that is where it listens.
    pub public_url: Option<PublicUrl>,
    /// The web origins whose pages may call the API.
    pub cors_origins: Vec<Origin>,
    /// The proxies that are believed whom they ask for.
    pub trusted_proxies: Vec<Network>,
    /// What separates the values of a CSV file whose address does not say so.
    pub csv_delimiter: Delimiter,
    /// How long the address of a person's calendar holds after they last signed in.
    pub calendar_address_lifetime: Duration,
    /// How many may be connected, and for how long without a word.
    pub connections: Connections,
    /// The most exports that a caller may read at a time.
    pub exports_per_caller: u32,
    /// Where the metrics are told; none where that is no address of its own.
    pub metrics_listen: Option<SocketAddr>,
}

/// What the operations of a caller may cost in a minute; 0 for as much as they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Those of a person or a system that is signed in.
    pub signed_in: u32,
    /// Those of all who are not, at one address.
    pub anonymous: u32,
}

/// How many bytes each floor of the cache may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cache {
    /// Rows by their ids.
    pub rows: usize,
    /// Lists by their statements.
    pub lists: usize,
    /// Whole answers.
    pub answers: usize,
    /// Texts as HTML.
    pub html: usize,
}

/// Settings of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// What to log.
    pub filter: String,
    /// How to write it.
    pub format: LogFormat,
}

impl Config {
    /// Brings the places together: what the command line says, the environment, and the file that one
    /// of them names.
    ///
    /// # Errors
    /// If one of them holds something that is no setting, or what they say together cannot be.
    pub fn read(
        flags: Settings,
        file: Option<PathBuf>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        Self::new(Places::read(flags, file, environment)?.settings)
    }

    /// The same for a program that is given no command: it is one for development, unless something says otherwise.
    ///
    /// # Errors
    /// As for `read`, and if it may be one for others.
    pub fn read_without_command(
        flags: Settings,
        file: Option<PathBuf>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let Places { mut settings, kept } = Places::read(flags, file, environment)?;
        if settings.dev.is_none() {
            if let Some(name) = kept.or_else(|| settings.of_production().map(str::to_owned)) {
                return Err(ConfigError::NoCommand(name));
            }
            settings.dev = Some(true);
        }
        Self::new(settings)
    }

    /// The settings, with the defaults for what is not said.
    ///
    /// # Errors
    /// If they contradict each other.
    pub fn new(settings: Settings) -> Result<Self, ConfigError> {
        let url = settings.database_url.clone().map_or_else(|| "sqlite://data/samhallskontraktet.db".parse(), Ok);
        let url = url.expect("the default is an address");
        let body_limit = size(settings.body_limit, 256 * 1024);
        let request_timeout = span(settings.request_timeout, 10);
        let config = Self {
            listen: settings.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            dev: settings.dev.unwrap_or(false),
            dev_key: settings.dev_key.clone().unwrap_or_else(|| folder_of(&url).join("development-key.pem")),
            issuers: settings.issuers.clone().unwrap_or_default().0,
            documents: Documents {
                place: settings
                    .documents
                    .clone()
                    .unwrap_or_else(|| DocumentPlace::Folder(folder_of(&url).join("documents"))),
                limit: size(settings.document_limit, 256 * MIB) as u64,
                upload_timeout: span(settings.upload_timeout, 60 * 60),
                patience: request_timeout,
                most_per_caller: number(settings.uploads_per_caller, 2),
                types: settings.document_types.clone().unwrap_or_else(documents::usual_types),
            },
            database: Database {
                max_connections: settings.database_connections.map_or_else(|| connections_to(&url), NonZeroU32::get),
                url,
                acquire_timeout: span(settings.database_acquire_timeout, 5),
                statement_timeout: Some(span(settings.statement_timeout, 5)),
            },
            http: Http {
                body_limit,
                request_timeout,
                answer_limit: size(settings.answer_limit, 16 * MIB),
                public_url: settings.public_url.clone(),
                cors_origins: settings.cors_origins.clone().unwrap_or_default(),
                trusted_proxies: settings.trusted_proxies.clone().unwrap_or_default(),
                csv_delimiter: settings.csv_delimiter.unwrap_or_default(),
                calendar_address_lifetime: span(settings.calendar_address_lifetime, 90 * 24 * 60 * 60),
                connections: Connections::new(&settings),
                exports_per_caller: number(settings.exports_per_caller, 4),
                metrics_listen: settings.metrics_listen,
            },
            // forty and twenty times the dearest operation: whoever takes all exports there are is not stopped
            rate_limit: RateLimit {
                signed_in: settings.rate_limit.unwrap_or(400_000),
                anonymous: settings.rate_limit_anonymous.unwrap_or(200_000),
            },
            cache: Cache {
                rows: room(settings.cache_rows, 8 * MIB),
                lists: room(settings.cache_lists, 16 * MIB),
                answers: room(settings.cache_answers, 24 * MIB),
                html: room(settings.cache_html, 8 * MIB),
            },
            image_hosts: settings.image_hosts.iter().flatten().map(|host| host.0.clone()).collect(),
            catalogue: Catalogue {
                publisher: settings.catalogue_publisher.clone(),
                publisher_type: settings.catalogue_publisher_type.clone(),
                contact: settings.catalogue_contact.clone(),
                licence: settings.data_licence.clone(),
            },
            disclosure: Disclosure::new(&settings)?,
            log: Log {
                filter: settings.log.clone().unwrap_or_else(|| "info".to_owned()),
                format: settings.log_format.unwrap_or_default(),
            },
            limits: limits(&settings, body_limit),
        };
        config.checked()
    }

    /// The API's own address as others reach it.
    #[must_use]
    pub fn public_url(&self) -> PublicUrl {
        self.http.public_url.clone().unwrap_or_else(|| self.listen.into())
    }

    fn checked(self) -> Result<Self, ConfigError> {
        check_issuers(&self.issuers)?;
        development::check(&self)?;
        EnvFilter::try_new(&self.log.filter).map_err(|error| ConfigError::BadLogFilter(error.to_string()))?;
        Ok(self)
    }
}

/// What all places say together.
struct Places {
    settings: Settings,
    /// A place that outlives the command line, if one of them says something: nobody deploys by hand.
    kept: Option<String>,
}

impl Places {
    fn read(
        flags: Settings,
        file: Option<PathBuf>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let variables = source::from_environment(environment)?;
        let path = file.or(variables.file.map(PathBuf::from));
        let file = path.as_deref().map(source::from_file).transpose()?.unwrap_or_default();
        let kept = variables.first.or(path.map(|path| path.display().to_string()));
        Ok(Places { settings: flags.or(variables.settings).or(file), kept })
    }
}

/// Each can be used, and no two have the same name.
fn check_issuers(issuers: &[Issuer]) -> Result<(), ConfigError> {
    for (place, issuer) in issuers.iter().enumerate() {
        let is_twice = issuers.iter().take(place).any(|other| other.url == issuer.url);
        let checked = if is_twice { Err("it is there twice") } else { issuer.check() };
        checked.map_err(|reason| ConfigError::BadIssuer { url: issuer.url.to_string(), reason })?;
    }
    Ok(())
}

const MIB: usize = 1024 * 1024;

/// How many connections there are at the most where nothing is said. Those to PostgreSQL wait for another process; those to
/// SQLite do the work themselves, and each takes memory of its own, so that more than the processors can use only cost.
fn connections_to(url: &DatabaseUrl) -> u32 {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    if url.is_sqlite() { u32::try_from(processors).unwrap_or(u32::MAX).clamp(2, 16) } else { 16 }
}

fn number(setting: Option<NonZeroU32>, default: u32) -> u32 {
    setting.map_or(default, NonZeroU32::get)
}

fn span(setting: Option<Span>, seconds: u64) -> Duration {
    setting.map_or(Duration::from_secs(seconds), |span| span.0)
}

fn size(setting: Option<Size>, bytes: usize) -> usize {
    setting.map_or(bytes, |size| size.0)
}

fn room(setting: Option<Room>, bytes: usize) -> usize {
    setting.map_or(bytes, |room| room.0)
}

/// The gate counts some things in one width and some in another; settings have one. Its own defaults
/// hold for what is not set.
fn limits(settings: &Settings, body_limit: usize) -> Limits {
    let default = Limits::default();
    let narrow = |setting: Option<NonZeroU32>, default| setting.map_or(default, |limit| limit.get() as usize);
    let wide = |setting: Option<NonZeroU32>, default| setting.map_or(default, |limit| u64::from(limit.get()));
    Limits {
        bytes: body_limit,
        tokens: narrow(settings.max_tokens, default.tokens),
        nesting: narrow(settings.max_nesting, default.nesting),
        depth: wide(settings.max_depth, default.depth),
        aliases_per_set: wide(settings.max_aliases_per_set, default.aliases_per_set),
        aliases: wide(settings.max_aliases, default.aliases),
        directives: narrow(settings.max_directives, default.directives),
        root_fields: narrow(settings.max_root_fields, default.root_fields),
        selections: wide(settings.max_selections, default.selections),
        cost: settings.max_cost.map_or(default.cost, NonZeroU64::get),
        introspection: wide(settings.max_introspection, default.introspection),
        documents: settings.document_cache.map_or(default.documents, |size| size.0 as u64),
    }
}

/// Where that lies which belongs to the database and is none of its own, unless a setting says so.
fn folder_of(url: &DatabaseUrl) -> &Path {
    url.file().and_then(|file| Path::new(file).parent()).unwrap_or(Path::new("data"))
}

#[cfg(test)]
mod tests;
