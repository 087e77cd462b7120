//! The identity providers whose tokens are accepted: the `issuers` of the TOML file, or the same as JSON.

use std::{collections::HashMap, fmt, str::FromStr, time::Duration};

use entity::kind::GrantedRole;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use url::{Host, Url};

use super::value::{BadValue, Span};

/// The largest difference between the issuer's clock and ours that can be allowed for.
const MOST_SKEW: Duration = Duration::from_secs(60);

/// All of them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Issuers(pub Vec<Issuer>);

impl FromStr for Issuers {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

/// An identity provider, and how its tokens are read.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Its name: exactly `iss` in its tokens.
    pub url: HttpUrl,
    /// Where its metadata is, if not at `/.well-known/openid-configuration` below `url`.
    pub metadata_url: Option<HttpUrl>,
    /// Whom tokens must be for: one of these is in `aud`.
    pub audiences: Vec<String>,
    /// What tokens may be signed with.
    #[serde(default = "default_algorithms")]
    pub algorithms: Vec<SigningAlgorithm>,
    /// What the header's `typ` may be.
    #[serde(default = "default_token_types")]
    pub token_types: Vec<String>,
    /// The slug of the organisation that it speaks for; none where a claim says which.
    pub organisation: Option<String>,
    /// How far its clock and ours may be apart.
    #[serde(default)]
    pub clock_skew: Skew,
    /// The longest from when a token is issued (`iat`) to its end; none where it may be as long as the issuer likes.
    pub max_token_lifetime: Option<Span>,
    /// Where in a token things stand.
    #[serde(default)]
    pub claims: ClaimPaths,
    /// What values of the roles claim stand for.
    #[serde(default)]
    pub roles: HashMap<String, GrantedRole>,
    /// What values of the groups claim stand for.
    #[serde(default)]
    pub groups: HashMap<String, GrantedRole>,
    /// The systems that it signs in.
    #[serde(default)]
    pub services: Services,
    /// How the playground signs people in there; none where it does not.
    pub playground: Option<Playground>,
}

/// The playground as a client of a provider: a public one, which keeps no secret.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Playground {
    /// Its id there.
    pub client_id: String,
    /// What the provider is called for people; its host where nothing is said.
    pub name: Option<String>,
    /// What is asked for.
    #[serde(default = "default_scope")]
    pub scope: String,
    /// For whom the access token is to be, where the provider has to be told (RFC 8707).
    pub resource: Option<String>,
    /// Where the provider's endpoints are, besides where it and its metadata are.
    #[serde(default)]
    pub endpoints: Vec<HttpUrl>,
}

fn default_scope() -> String {
    "openid profile offline_access".to_owned()
}

/// Where in a token things stand.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimPaths {
    /// The person's name.
    pub name: Pointer,
    /// Their given name, where the whole name is not told.
    pub given_name: Pointer,
    /// Their family name, where the whole name is not told.
    pub family_name: Pointer,
    /// What they sign in as, where no name is told.
    pub preferred_username: Pointer,
    /// The person's e-mail address.
    pub email: Pointer,
    /// The provider's roles.
    pub roles: Pointer,
    /// The provider's groups.
    pub groups: Pointer,
    /// The slug of the organisation, for a provider that speaks for several.
    pub organisation: Option<Pointer>,
}

impl Default for ClaimPaths {
    fn default() -> Self {
        let at = |path: &str| Pointer(path.to_owned());
        Self {
            name: at("/name"),
            given_name: at("/given_name"),
            family_name: at("/family_name"),
            preferred_username: at("/preferred_username"),
            email: at("/email"),
            roles: at("/roles"),
            groups: at("/groups"),
            organisation: None,
        }
    }
}

/// The systems that a provider signs in by client credentials.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct Services {
    /// Where the client's id stands.
    pub client: Pointer,
    /// The claim that marks a token without a person; where none is named, the subject is the client itself.
    pub claim: Option<Pointer>,
    /// The value that the mark has; where none is named, it only has to be there.
    pub value: Option<String>,
    /// The slug of the organisation that each client speaks for.
    pub organisations: HashMap<String, String>,
}

impl Default for Services {
    fn default() -> Self {
        let client = Pointer("/client_id".to_owned());
        Self { client, claim: None, value: None, organisations: HashMap::new() }
    }
}

impl Issuer {
    /// What is wrong with it as a whole, if something is.
    ///
    /// # Errors
    /// In one sentence.
    pub fn check(&self) -> Result<(), &'static str> {
        let is_filled = |texts: &[String]| !texts.is_empty() && texts.iter().all(|text| !text.is_empty());
        if !is_filled(&self.audiences) {
            return Err("`audiences` must name at least one audience");
        }
        if self.algorithms.is_empty() || !is_filled(&self.token_types) {
            return Err("`algorithms` and `token_types` must name at least one each");
        }
        if self.organisation.is_some() == self.claims.organisation.is_some() {
            return Err("either `organisation` or `claims.organisation` must say which organisation it speaks for");
        }
        if self.services.value.is_some() && self.services.claim.is_none() {
            return Err("`services.value` needs `services.claim`");
        }
        if self.playground.as_ref().is_some_and(|it| it.client_id.is_empty() || !has_word(&it.scope, "openid")) {
            return Err("`playground` needs a `client_id`, and `openid` in `scope`");
        }
        Ok(())
    }

    /// What it is called for people.
    #[must_use]
    pub fn name(&self) -> &str {
        let named = self.playground.as_ref().and_then(|it| it.name.as_deref());
        let host = || self.url.as_str().split('/').nth(2).unwrap_or_default();
        named.unwrap_or_else(host)
    }

    /// Where its metadata is.
    #[must_use]
    pub fn metadata(&self) -> String {
        let well_known = || format!("{}/.well-known/openid-configuration", self.url.as_str().trim_end_matches('/'));
        self.metadata_url.as_ref().map_or_else(well_known, ToString::to_string)
    }
}

fn has_word(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// An algorithm that a provider signs with. None of them has a shared secret.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(from = "SigningName")]
pub struct SigningAlgorithm(pub Algorithm);

#[derive(Deserialize)]
enum SigningName {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}

impl From<SigningName> for SigningAlgorithm {
    fn from(name: SigningName) -> Self {
        Self(match name {
            SigningName::RS256 => Algorithm::RS256,
            SigningName::RS384 => Algorithm::RS384,
            SigningName::RS512 => Algorithm::RS512,
            SigningName::PS256 => Algorithm::PS256,
            SigningName::PS384 => Algorithm::PS384,
            SigningName::PS512 => Algorithm::PS512,
            SigningName::ES256 => Algorithm::ES256,
            SigningName::ES384 => Algorithm::ES384,
            SigningName::EdDSA => Algorithm::EdDSA,
        })
    }
}

fn default_algorithms() -> Vec<SigningAlgorithm> {
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA].map(SigningAlgorithm).to_vec()
}

fn default_token_types() -> Vec<String> {
    vec!["at+jwt".to_owned()]
}

/// An address of a provider: https, or http on this machine. Kept as it was written, since `iss` is compared so.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct HttpUrl(String);

impl HttpUrl {
    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for HttpUrl {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected an address that begins with https:// and has no ? and no #");
        let url: Url = text.parse().map_err(|_| EXPECTED)?;
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if is_plain && is_safe(&url) { Ok(Self(text)) } else { Err(EXPECTED) }
    }
}

/// Whether nobody between here and there can listen or change what is said.
#[must_use]
pub fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether the address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// A place in JSON (JSON Pointer, RFC 6901): `/realm_access/roles`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Pointer(String);

impl Pointer {
    /// What stands there.
    #[must_use]
    pub fn of<'a>(&self, value: &'a serde_json::Value) -> Option<&'a serde_json::Value> {
        value.pointer(&self.0)
    }
}

impl TryFrom<String> for Pointer {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if text.starts_with('/') && escapes {
            Ok(Self(text))
        } else {
            Err(BadValue("expected a JSON Pointer such as /realm_access/roles (~1 stands for /, ~0 for ~)"))
        }
    }
}

/// How far two clocks may be apart.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "Span")]
pub struct Skew(pub Duration);

impl Default for Skew {
    fn default() -> Self {
        Self(Duration::from_secs(30))
    }
}

impl TryFrom<Span> for Skew {
    type Error = BadValue;

    fn try_from(span: Span) -> Result<Self, BadValue> {
        if span.0 <= MOST_SKEW { Ok(Self(span.0)) } else { Err(BadValue("at most 60s can be allowed for")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An issuer with these further lines.
    fn read(lines: &str) -> Result<Issuer, String> {
        let text = format!("url = 'https://id.example.org'\naudiences = ['api']\n{lines}");
        let issuer: Issuer = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
        issuer.check().map(|()| issuer).map_err(str::to_owned)
    }

    #[test]
    fn little_is_enough() {
        let issuer = read("organisation = 'mdu'").expect("an issuer");
        assert_eq!(issuer.metadata(), "https://id.example.org/.well-known/openid-configuration");
        assert_eq!(issuer.token_types, ["at+jwt"]);
        assert_eq!(issuer.clock_skew.0, Duration::from_secs(30));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (lines, reason) in [
            ("", "organisation"),
            ("organisation = 'a'\nclaims.organisation = '/o'", "organisation"),
            ("organisation = 'a'\nalgorithms = ['HS256']", "HS256"),
            ("organisation = 'a'\nalgorithms = ['none']", "none"),
            ("organisation = 'a'\nalgorithms = []", "at least one"),
            ("organisation = 'a'\ntoken_types = ['']", "at least one"),
            ("organisation = 'a'\nclock_skew = '61s'", "60s"),
            ("organisation = 'a'\nmax_token_lifetime = '0s'", "more than nothing"),
            ("organisation = 'a'\nclaims.roles = 'roles'", "JSON Pointer"),
            ("organisation = 'a'\nclaims.roles = '/a~2'", "JSON Pointer"),
            ("organisation = 'a'\nroles = { x = 'PARTNER_SYSTEM' }", "PARTNER_SYSTEM"),
            ("organisation = 'a'\nroles = { x = 'MEMBER' }", "MEMBER"),
            ("organisation = 'a'\nservices.value = 'app'", "services.claim"),
            ("organisation = 'a'\nmetadata_url = 'http://id.example.org'", "https"),
            ("organisation = 'a'\nclient_id = 'x'", "client_id"),
            ("organisation = 'a'\nplayground = { name = 'x' }", "client_id"),
            ("organisation = 'a'\nplayground.client_id = ''", "client_id"),
            ("organisation = 'a'\nplayground = { client_id = 'x', scope = 'profile' }", "openid"),
        ] {
            let refused = read(lines).expect_err(lines);
            assert!(refused.contains(reason), "{lines}: {refused}");
        }
    }

    #[test]
    fn addresses_are_safe_and_kept_as_written() {
        for right in ["https://id.example.org/", "http://127.0.0.1:1/x", "http://localhost:1", "http://[::1]:8/x"] {
            assert_eq!(HttpUrl::try_from(right.to_owned()).expect(right).as_str(), right);
        }
        for wrong in ["http://id.example.org", "ftp://x", "x", "https://a?b", "https://a#b", "https://u@a"] {
            assert!(HttpUrl::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_environment_can_hold_them() {
        let issuers: Issuers =
            r#"[{"url": "https://a.example", "audiences": ["api"], "organisation": "mdu"}]"#.parse().expect("issuers");
        assert_eq!(issuers.0[0].organisation.as_deref(), Some("mdu"));
        assert!("{}".parse::<Issuers>().is_err());
    }

    #[test]
    fn the_examples_of_the_documentation_are_settings() {
        for example in [
            include_str!("../../../docs/issuers/entra-id.toml"),
            include_str!("../../../docs/issuers/keycloak.toml"),
            include_str!("../../../docs/issuers/rfc9068.toml"),
        ] {
            let settings: crate::config::Settings = toml::from_str(example).expect("settings");
            assert!(!settings.issuers.clone().expect("issuers").0.is_empty());
            crate::config::Config::new(settings).expect("settings that fit together");
        }
    }
}
