//! Whom to tell of a weakness: what `/.well-known/security.txt` says (RFC 9116).

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use url::Url;

use super::{BadValue, ConfigError, Settings};

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// Where to report, the preferred way first.
    pub contacts: Vec<ContactUrl>,
    /// When the file is no longer to be relied on.
    pub expires: DateTime<Utc>,
    /// The languages that are understood, the preferred one first.
    pub languages: Vec<String>,
    /// How reports are dealt with.
    pub policy: Option<ContactUrl>,
    /// The key to encrypt with.
    pub encryption: Option<ContactUrl>,
    /// Who is thanked.
    pub acknowledgments: Option<ContactUrl>,
}

impl Disclosure {
    /// What the settings say; none where they name no contact.
    ///
    /// # Errors
    /// If they say only a part of what has to be there.
    pub(super) fn new(settings: &Settings) -> Result<Option<Self>, ConfigError> {
        let contacts = settings.security_contact.clone().unwrap_or_default();
        match (contacts.is_empty(), settings.security_expires) {
            (true, None) => Ok(None),
            (false, Some(expires)) => Ok(Some(Self {
                contacts,
                expires,
                languages: settings
                    .security_languages
                    .clone()
                    .unwrap_or_else(|| ["sv", "en"].map(str::to_owned).to_vec()),
                policy: settings.security_policy.clone(),
                encryption: settings.security_encryption.clone(),
                acknowledgments: settings.security_acknowledgments.clone(),
            })),
            _ => Err(ConfigError::HalfDisclosed),
        }
    }
}

impl Disclosure {
    /// What is wrong with how long the file is to be relied on (RFC 9116, 2.5.5).
    #[must_use]
    pub fn advice(&self, now: DateTime<Utc>) -> Option<&'static str> {
        if self.expires <= now {
            Some("security_expires is past: whoever reads security.txt is told not to rely on it")
        } else if self.expires < now + TimeDelta::days(30) {
            Some("security_expires comes within a month: set it to a later day")
        } else if self.expires > now + TimeDelta::days(366) {
            Some("security_expires is more than a year ahead, where RFC 9116 advises less")
        } else {
            None
        }
    }
}

/// An address that people turn to: `mailto:security@example.org`, `https://example.org/security`, `tel:+46-16-10-00-00`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct ContactUrl(String);

impl ContactUrl {
    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContactUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue(
            "expected an address such as mailto:security@example.org, https://example.org/security or tel:+4616100000",
        );
        let text = text.trim();
        let url: Url = text.parse().map_err(|_| EXPECTED)?;
        let is_known = match url.scheme() {
            "https" => url.has_host(),
            "mailto" => url.path().contains('@'),
            "tel" | "openpgp4fpr" => !url.path().is_empty(),
            _ => false,
        };
        // it is a line of a file
        if is_known && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EXPECTED)
        }
    }
}

impl TryFrom<String> for ContactUrl {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_when_the_end_is_past_or_too_far() {
        let now: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().expect("a moment");
        for (days, advised) in
            [(-1, "is past"), (0, "is past"), (29, "within a month"), (31, ""), (366, ""), (367, "a year")]
        {
            let expires = now + TimeDelta::days(days);
            let (contacts, languages) = Default::default();
            let disclosure =
                Disclosure { contacts, expires, languages, policy: None, encryption: None, acknowledgments: None };
            let advice = disclosure.advice(now).unwrap_or_default();
            assert!(advice.contains(advised) && advice.is_empty() == advised.is_empty(), "{days}: {advice}");
        }
    }

    #[test]
    fn contacts_are_addresses_that_people_turn_to() {
        for right in ["mailto:security@example.org", "https://example.org/security", "tel:+46-16-10-00-00"] {
            assert_eq!(right.parse::<ContactUrl>().expect(right).as_str(), right);
        }
        for wrong in
            ["", "security@example.org", "http://example.org", "mailto:x", "https://a.example/\nContact: x", "tel:"]
        {
            assert!(wrong.parse::<ContactUrl>().is_err(), "{wrong}");
        }
    }
}
