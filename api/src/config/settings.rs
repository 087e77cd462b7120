//! Every setting, once: its flag on the command line, its key in the TOML file (the same with `_`),
//! its environment variable (the same in capitals after `SK_`), its description and its default.

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroU64},
    path::PathBuf,
    str::FromStr,
};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::{
    catalogue::{Email, Iri},
    disclosure::ContactUrl,
    documents::{DocumentPlace, DocumentType},
    issuer::Issuers,
    network::{ImageHost, Network},
    value::{DatabaseUrl, Origin, PublicUrl, Room, Size, Span},
};

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What separates the values of a CSV file.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// As a Swedish Excel reads it, which has a comma in decimals.
    #[default]
    Semicolon,
    /// As the name says.
    Comma,
    /// A tab.
    Tab,
}

impl Delimiter {
    /// What is written.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

impl FromStr for Delimiter {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        ValueEnum::from_str(name, false)
    }
}

/// The settings as one source gives them: the command line, the environment or the TOML file. What a
/// source leaves out comes from the next one.
#[derive(Args, Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME [default: sqlite://data/samhallskontraktet.db]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<DatabaseUrl>,

    /// For development: anybody signs in as anybody, at /development. Only on a loopback address [default: false]
    #[arg(long, global = true, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub dev: Option<bool>,

    /// The key of the development sign-in; made when missing. Without this setting it lies beside a SQLite database,
    /// else in data/
    #[arg(long, global = true, value_name = "FILE")]
    pub dev_key: Option<PathBuf>,

    /// The API's own address as others reach it, without a path. Unless set, http:// and the address of --listen
    #[arg(long, global = true, value_name = "ORIGIN")]
    pub public_url: Option<PublicUrl>,

    /// The identity providers whose tokens are accepted, as a JSON array with the keys of the file's [[issuers]]
    #[arg(long, global = true, value_name = "JSON")]
    pub issuers: Option<Issuers>,

    /// Web origins whose pages may call the API, separated by commas; * for all. None unless set
    #[arg(long, global = true, value_name = "ORIGIN", value_delimiter = ',')]
    pub cors_origins: Option<Vec<Origin>>,

    /// The proxies in front, as addresses or networks (10.0.0.0/8), separated by commas: whom they name in Forwarded or
    /// X-Forwarded-For is taken for the caller. None unless set
    #[arg(long, global = true, value_name = "NETWORK", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<Network>>,

    /// What separates the values of exported CSV files, unless their address says so itself [default: semicolon]
    #[arg(long, global = true, value_name = "DELIMITER")]
    pub csv_delimiter: Option<Delimiter>,

    /// How long the address of a person's calendar holds after they last signed in [default: 90d]
    #[arg(long, global = true, value_name = "TIME")]
    pub calendar_address_lifetime: Option<Span>,

    /// The largest body of a request [default: 256KiB]
    #[arg(long, global = true, value_name = "SIZE")]
    pub body_limit: Option<Size>,

    /// The largest answer; what is larger is refused [default: 16MiB]
    #[arg(long, global = true, value_name = "SIZE")]
    pub answer_limit: Option<Size>,

    /// The longest that a request may take [default: 10s]
    #[arg(long, global = true, value_name = "TIME")]
    pub request_timeout: Option<Span>,

    /// Where /metrics is told, and nowhere else. Unless set, at --listen while that is a loopback address without proxies
    /// in front
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,

    /// The longest that one database statement may take [default: 5s]
    #[arg(long, global = true, value_name = "TIME")]
    pub statement_timeout: Option<Span>,

    /// The most connections to the database; if not said, 16, and to SQLite one for each processor (2 to 16)
    #[arg(long, global = true, value_name = "NUMBER")]
    pub database_connections: Option<NonZeroU32>,

    /// The longest that a request waits for a connection to the database [default: 5s]
    #[arg(long, global = true, value_name = "TIME")]
    pub database_acquire_timeout: Option<Span>,

    /// The longest from the beginning of a connection, or of a request's head, to the end of the head [default: 10s]
    #[arg(long, global = true, value_name = "TIME", help_heading = CONNECTIONS)]
    pub head_timeout: Option<Span>,

    /// The longest that a connection is kept without a request under way [default: 75s]
    #[arg(long, global = true, value_name = "TIME", help_heading = CONNECTIONS)]
    pub idle_timeout: Option<Span>,

    /// The longest that nothing more of an answer is taken; the whole of it has this and a second for each 16 KiB [default: 30s]
    #[arg(long, global = true, value_name = "TIME", help_heading = CONNECTIONS)]
    pub write_timeout: Option<Span>,

    /// The most connections; if not said, as many as the system's limit of open files allows, up to 10000
    #[arg(long, global = true, value_name = "NUMBER", help_heading = CONNECTIONS)]
    pub max_connections: Option<NonZeroU32>,

    /// The most connections from one address (IPv6: /64) that is no trusted proxy's; 0 for no limit [default: 256]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = CONNECTIONS)]
    pub max_connections_per_address: Option<u32>,

    /// The most memory for answers that are made and not taken yet, of which one address (IPv6: /64) may have a quarter; over it
    /// the oldest of whoever has the most are broken off [default: 256MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = CONNECTIONS)]
    pub unsent_limit: Option<Size>,

    /// The most exports that a caller may read at a time [default: 4]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = CONNECTIONS)]
    pub exports_per_caller: Option<NonZeroU32>,

    /// The most documents that a caller may upload at a time [default: 2]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = CONNECTIONS)]
    pub uploads_per_caller: Option<NonZeroU32>,

    /// The memory for rows that were read before; 0 keeps none [default: 8MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = CACHE)]
    pub cache_rows: Option<Room>,

    /// The memory for lists that were read before; 0 keeps none [default: 16MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = CACHE)]
    pub cache_lists: Option<Room>,

    /// The memory for whole answers; 0 keeps none [default: 24MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = CACHE)]
    pub cache_answers: Option<Room>,

    /// The memory for texts as HTML; 0 keeps none [default: 8MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = CACHE)]
    pub cache_html: Option<Room>,

    /// The hosts from which pictures in texts (bodyHtml) may come, separated by commas: whoever reads a text tells them
    /// so. None unless set
    #[arg(long, global = true, value_name = "HOST", value_delimiter = ',')]
    pub image_hosts: Option<Vec<ImageHost>>,

    /// The licence of the data that everybody may read. Not told unless set
    #[arg(long, global = true, value_name = "URL", help_heading = CATALOGUE)]
    pub data_licence: Option<Iri>,

    /// The address by which data portals know the publisher, such as http://dataportal.se/organisation/SE and the
    /// organisation's number. Unless set, one of the catalogue's own
    #[arg(long, global = true, value_name = "URL", help_heading = CATALOGUE)]
    pub catalogue_publisher: Option<Iri>,

    /// The kind of publisher, such as http://purl.org/adms/publishertype/LocalAuthority. Not told unless set
    #[arg(long, global = true, value_name = "URL", help_heading = CATALOGUE)]
    pub catalogue_publisher_type: Option<Iri>,

    /// The e-mail address of the office that answers questions about the data, for everybody to read. Not told unless set
    #[arg(long, global = true, value_name = "E-MAIL", help_heading = CATALOGUE)]
    pub catalogue_contact: Option<Email>,

    /// Where to report a weakness, the preferred way first: mailto:, https: or tel:, separated by commas. Without this
    /// setting there is no /.well-known/security.txt
    #[arg(long, global = true, value_name = "URL", value_delimiter = ',', help_heading = DISCLOSURE)]
    pub security_contact: Option<Vec<ContactUrl>>,

    /// When what is said there is no longer to be relied on, less than a year ahead: 2027-06-30T00:00:00Z
    #[arg(long, global = true, value_name = "MOMENT", help_heading = DISCLOSURE)]
    pub security_expires: Option<DateTime<Utc>>,

    /// The languages that reports can be written in, the preferred one first [default: sv,en]
    #[arg(long, global = true, value_name = "LANGUAGE", value_delimiter = ',', help_heading = DISCLOSURE)]
    pub security_languages: Option<Vec<String>>,

    /// How reports are dealt with. Not told unless set
    #[arg(long, global = true, value_name = "URL", help_heading = DISCLOSURE)]
    pub security_policy: Option<ContactUrl>,

    /// The key that reports can be encrypted with. Not told unless set
    #[arg(long, global = true, value_name = "URL", help_heading = DISCLOSURE)]
    pub security_encryption: Option<ContactUrl>,

    /// Where those are thanked who reported something. Not told unless set
    #[arg(long, global = true, value_name = "URL", help_heading = DISCLOSURE)]
    pub security_acknowledgments: Option<ContactUrl>,

    /// Where the bytes of documents are: a folder, or s3://BUCKET/PREFIX. Without this setting the folder documents beside
    /// a SQLite database, else in data/
    #[arg(long, global = true, value_name = "PLACE", help_heading = DOCUMENTS)]
    pub documents: Option<DocumentPlace>,

    /// The largest document [default: 256MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = DOCUMENTS)]
    pub document_limit: Option<Size>,

    /// The media types that may be uploaded, separated by commas. Unless set, what offices write, text, pictures, ZIP
    #[arg(long, global = true, value_name = "TYPE", value_delimiter = ',', help_heading = DOCUMENTS)]
    pub document_types: Option<Vec<DocumentType>>,

    /// The longest that an upload may take, in which no pause is longer than --request-timeout [default: 1h]
    #[arg(long, global = true, value_name = "TIME", help_heading = DOCUMENTS)]
    pub upload_timeout: Option<Span>,

    /// What to log: a level, or levels by module (info,api=debug,sqlx=warn) [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,

    /// How to write the log [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// The most tokens in a document [default: 2000]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_tokens: Option<NonZeroU32>,

    /// The most brackets within each other in a document [default: 64]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_nesting: Option<NonZeroU32>,

    /// The most levels of fields within fields; introspection does not count [default: 15]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_depth: Option<NonZeroU32>,

    /// The most aliases in an operation [default: 100]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_aliases: Option<NonZeroU32>,

    /// The most aliases in one set of fields [default: 30]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_aliases_per_set: Option<NonZeroU32>,

    /// The most directives in a document [default: 20]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_directives: Option<NonZeroU32>,

    /// The most fields at the root of an operation [default: 20]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_root_fields: Option<NonZeroU32>,

    /// The most fields of an operation once its fragments are written out [default: 5000]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_selections: Option<NonZeroU32>,

    /// The most that an operation may cost, by what it returns and what it reads for that [default: 25000]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_cost: Option<NonZeroU64>,

    /// What the operations of somebody who is signed in may cost in a minute; 0 for no limit [default: 400000]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub rate_limit: Option<u32>,

    /// What the operations of those who are not signed in may cost in a minute, by address; 0 for no limit [default: 200000]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub rate_limit_anonymous: Option<u32>,

    /// The most introspection, in multiples of the standard introspection query [default: 2]
    #[arg(long, global = true, value_name = "NUMBER", help_heading = LIMITS)]
    pub max_introspection: Option<NonZeroU32>,

    /// The memory for documents that were checked before [default: 16MiB]
    #[arg(long, global = true, value_name = "SIZE", help_heading = LIMITS)]
    pub document_cache: Option<Size>,
}

const DOCUMENTS: &str =
    "Documents: the keys to a bucket are in the variables of AWS (AWS_ACCESS_KEY_ID, AWS_ENDPOINT…)";

const CACHE: &str = "Cache: what is read from it is never older than the request";

const CATALOGUE: &str = "Catalogue: what /dcat says of the data that everybody may read";

const CONNECTIONS: &str = "Connections: what is over a limit is refused at once, so that others are answered";

const DISCLOSURE: &str = "Disclosure: what /.well-known/security.txt says (RFC 9116)";

const LIMITS: &str = "Limits of GraphQL documents, and of what callers may spend";

impl Settings {
    /// These settings, and those of the next source where these say nothing.
    #[must_use]
    pub fn or(self, next: Self) -> Self {
        Self {
            listen: self.listen.or(next.listen),
            database_url: self.database_url.or(next.database_url),
            dev: self.dev.or(next.dev),
            dev_key: self.dev_key.or(next.dev_key),
            public_url: self.public_url.or(next.public_url),
            issuers: self.issuers.or(next.issuers),
            cors_origins: self.cors_origins.or(next.cors_origins),
            trusted_proxies: self.trusted_proxies.or(next.trusted_proxies),
            csv_delimiter: self.csv_delimiter.or(next.csv_delimiter),
            calendar_address_lifetime: self.calendar_address_lifetime.or(next.calendar_address_lifetime),
            body_limit: self.body_limit.or(next.body_limit),
            answer_limit: self.answer_limit.or(next.answer_limit),
            request_timeout: self.request_timeout.or(next.request_timeout),
            metrics_listen: self.metrics_listen.or(next.metrics_listen),
            head_timeout: self.head_timeout.or(next.head_timeout),
            idle_timeout: self.idle_timeout.or(next.idle_timeout),
            write_timeout: self.write_timeout.or(next.write_timeout),
            max_connections: self.max_connections.or(next.max_connections),
            max_connections_per_address: self.max_connections_per_address.or(next.max_connections_per_address),
            unsent_limit: self.unsent_limit.or(next.unsent_limit),
            exports_per_caller: self.exports_per_caller.or(next.exports_per_caller),
            uploads_per_caller: self.uploads_per_caller.or(next.uploads_per_caller),
            statement_timeout: self.statement_timeout.or(next.statement_timeout),
            database_connections: self.database_connections.or(next.database_connections),
            database_acquire_timeout: self.database_acquire_timeout.or(next.database_acquire_timeout),
            cache_rows: self.cache_rows.or(next.cache_rows),
            cache_lists: self.cache_lists.or(next.cache_lists),
            cache_answers: self.cache_answers.or(next.cache_answers),
            cache_html: self.cache_html.or(next.cache_html),
            image_hosts: self.image_hosts.or(next.image_hosts),
            data_licence: self.data_licence.or(next.data_licence),
            catalogue_publisher: self.catalogue_publisher.or(next.catalogue_publisher),
            catalogue_publisher_type: self.catalogue_publisher_type.or(next.catalogue_publisher_type),
            catalogue_contact: self.catalogue_contact.or(next.catalogue_contact),
            security_contact: self.security_contact.or(next.security_contact),
            security_expires: self.security_expires.or(next.security_expires),
            security_languages: self.security_languages.or(next.security_languages),
            security_policy: self.security_policy.or(next.security_policy),
            security_encryption: self.security_encryption.or(next.security_encryption),
            security_acknowledgments: self.security_acknowledgments.or(next.security_acknowledgments),
            documents: self.documents.or(next.documents),
            document_limit: self.document_limit.or(next.document_limit),
            document_types: self.document_types.or(next.document_types),
            upload_timeout: self.upload_timeout.or(next.upload_timeout),
            log: self.log.or(next.log),
            log_format: self.log_format.or(next.log_format),
            max_tokens: self.max_tokens.or(next.max_tokens),
            max_nesting: self.max_nesting.or(next.max_nesting),
            max_depth: self.max_depth.or(next.max_depth),
            max_aliases: self.max_aliases.or(next.max_aliases),
            max_aliases_per_set: self.max_aliases_per_set.or(next.max_aliases_per_set),
            max_directives: self.max_directives.or(next.max_directives),
            max_root_fields: self.max_root_fields.or(next.max_root_fields),
            max_selections: self.max_selections.or(next.max_selections),
            max_cost: self.max_cost.or(next.max_cost),
            rate_limit: self.rate_limit.or(next.rate_limit),
            rate_limit_anonymous: self.rate_limit_anonymous.or(next.rate_limit_anonymous),
            max_introspection: self.max_introspection.or(next.max_introspection),
            document_cache: self.document_cache.or(next.document_cache),
        }
    }
}
