//! What development may not be beside: anybody signs in as anybody there.

use std::net::SocketAddr;

use super::{Config, ConfigError, PublicUrl, Settings, is_loopback};

/// Whether the settings with `--dev` can be reached from this machine alone.
///
/// # Errors
/// With what makes them others'.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    if !config.dev {
        return Ok(());
    }
    if !config.listen.ip().is_loopback() {
        return Err(ConfigError::DevelopmentInPublic(config.listen));
    }
    let is_public = |url: &PublicUrl| !url.as_str().parse().is_ok_and(|url| is_loopback(&url));
    let beside = [
        ("issuers", !config.issuers.is_empty()),
        ("trusted_proxies", !config.http.trusted_proxies.is_empty()),
        ("a public_url that others reach", config.http.public_url.as_ref().is_some_and(is_public)),
    ];
    match beside.into_iter().find(|(_, is_there)| *is_there) {
        Some((what, _)) => Err(ConfigError::DevelopmentBeside(what)),
        None => Ok(()),
    }
}

impl Settings {
    /// The first of these settings that a server for others has and one for development has not.
    #[must_use]
    pub fn of_production(&self) -> Option<&'static str> {
        let is_public = |address: &SocketAddr| !address.ip().is_loopback();
        [
            ("database_url", self.database_url.as_ref().is_some_and(|url| !url.is_sqlite())),
            ("issuers", self.issuers.is_some()),
            ("trusted_proxies", self.trusted_proxies.is_some()),
            ("public_url", self.public_url.is_some()),
            ("listen", self.listen.as_ref().is_some_and(is_public)),
        ]
        .into_iter()
        .find_map(|(name, is_there)| is_there.then_some(name))
    }
}
