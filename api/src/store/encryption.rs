//! Whom a connection to PostgreSQL talks to: over a network, a certificate has to prove it, unless the address says otherwise.

use std::net::IpAddr;

use sea_orm::sqlx::{
    self,
    postgres::{PgConnectOptions, PgSslMode},
};

/// What an address says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// It is on this machine, or no PostgreSQL: nobody is in between.
    Local,
    /// It says nothing, and so the certificate is verified.
    Verified,
    /// It says that nobody has to prove anything.
    Unverified,
    /// It says how itself, with a certificate that is verified.
    AsSaid,
}

impl Encryption {
    /// What this address says.
    pub fn of(url: &str) -> Self {
        let Some(options) = url.parse::<PgConnectOptions>().ok().filter(|_| !url.starts_with("sqlite:")) else {
            return Self::Local;
        };
        match options.get_ssl_mode() {
            _ if is_local(&options) => Self::Local,
            PgSslMode::VerifyCa | PgSslMode::VerifyFull => Self::AsSaid,
            _ if says_how(url) => Self::Unverified,
            _ => Self::Verified,
        }
    }

    /// How to connect.
    pub fn apply(self, options: PgConnectOptions) -> PgConnectOptions {
        if self == Self::Verified { options.ssl_mode(PgSslMode::VerifyFull) } else { options }
    }

    /// What to do about an error that is about the encryption.
    pub fn advice(self, error: &sqlx::Error) -> Option<&'static str> {
        let is_about_it = match error {
            sqlx::Error::Tls(_) => true,
            sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::InvalidData,
            _ => false,
        };
        let advice = "the server has to prove by a certificate that it is the one in the address: name the file of the \
                      authority that signed it with ?sslrootcert=FILE at the end of the address, or say \
                      ?sslmode=disable (or require) where nobody can be in between";
        (is_about_it && matches!(self, Self::Verified | Self::AsSaid)).then_some(advice)
    }
}

/// Whether the address, or the variable that PostgreSQL's programs know, says how to encrypt.
fn says_how(url: &str) -> bool {
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters).split('&');
    let mut names = parameters.map(|one| one.split_once('=').map_or(one, |(name, _)| name));
    names.any(|name| matches!(name, "sslmode" | "ssl-mode")) || std::env::var_os("PGSSLMODE").is_some()
}

fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_loopback = address.is_ok_and(|address| address.to_canonical().is_loopback());
    options.get_socket().is_some() || host.starts_with('/') || host == "localhost" || is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_local_is_verified_unless_the_address_says_otherwise() {
        for (url, expected) in [
            ("sqlite://data/x.db", Encryption::Local),
            ("postgres://u@localhost/d", Encryption::Local),
            ("postgres://u@127.0.0.1:5433/d", Encryption::Local),
            ("postgres://u@[::1]/d", Encryption::Local),
            ("postgres://u@%2Fvar%2Frun%2Fpostgresql/d", Encryption::Local),
            ("postgres://u@ignored/d?host=/var/run/postgresql", Encryption::Local),
            ("postgres://u@db.internal/d", Encryption::Verified),
            ("postgresql://u@10.0.0.1/d?application_name=x", Encryption::Verified),
            ("postgres://u@localhost.example.org/d", Encryption::Verified),
            ("postgres://u@db.internal/d?sslrootcert=/etc/ca.pem", Encryption::Verified),
            ("postgres://u@db.internal/d?sslmode=disable", Encryption::Unverified),
            ("postgres://u@db.internal/d?sslmode=require", Encryption::Unverified),
            ("postgres://u@db.internal/d?sslmode=verify-ca", Encryption::AsSaid),
            ("postgres://u@db.internal/d?x=y&sslmode=verify-full", Encryption::AsSaid),
        ] {
            assert_eq!(Encryption::of(url), expected, "{url}");
        }
    }

    #[test]
    fn verified_means_the_name_too() {
        let options = PgConnectOptions::new_without_pgpass().host("db.internal");
        assert!(matches!(Encryption::Verified.apply(options).get_ssl_mode(), PgSslMode::VerifyFull));
    }

    #[test]
    fn an_error_of_encryption_says_what_to_set() {
        let error = sqlx::Error::Tls("server does not support TLS".into());
        assert!(Encryption::Verified.advice(&error).is_some_and(|advice| advice.contains("sslrootcert")));
        assert!(Encryption::Verified.advice(&sqlx::Error::PoolTimedOut).is_none());
        assert!(Encryption::Unverified.advice(&error).is_none());
    }
}
