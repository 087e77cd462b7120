//! What the catalogue of public data says of its publisher: nothing that is not set.

use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use url::Url;

use super::value::BadValue;
use crate::text;

/// What an address holds as it is after `mailto:` (RFC 6068, 2).
const IN_MAILTO: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+').remove(b'~');

/// Settings of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The address by which portals know the publisher.
    pub publisher: Option<Iri>,
    /// The kind of publisher.
    pub publisher_type: Option<Iri>,
    /// Whom to ask.
    pub contact: Option<Email>,
    /// The licence of the data.
    pub licence: Option<Iri>,
}

/// An address that names something: `http://creativecommons.org/licenses/by/4.0/`. Kept as it was written, since names are
/// compared so.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Iri(String);

impl Iri {
    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Iri {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected an address that begins with http:// or https://");
        let url: Url = text.parse().map_err(|_| EXPECTED)?;
        let is_whole = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
        if is_whole && oxrdf::NamedNode::new(text).is_ok() { Ok(Self(text.to_owned())) } else { Err(EXPECTED) }
    }
}

impl TryFrom<String> for Iri {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// An e-mail address of an office, for everybody to read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Email(String);

impl Email {
    /// It as an address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("mailto:{}", utf8_percent_encode(&self.0, IN_MAILTO))
    }
}

impl FromStr for Email {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected an e-mail address such as data@example.org");
        text::email(text).map(Self).map_err(|_| EXPECTED)
    }
}

impl TryFrom<String> for Email {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_addresses() {
        for right in ["http://creativecommons.org/licenses/by/4.0/", "https://a.example/x#y"] {
            assert_eq!(right.parse::<Iri>().map(|iri| iri.as_str().to_owned()), Ok(right.to_owned()));
        }
        for wrong in ["", "CC0", "mailto:a@b.example", "https://", "https://a.example/x y", "https://u@a.example/"] {
            assert!(wrong.parse::<Iri>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_e_mail_address_has_a_name_and_a_host() {
        let address = "data+x@sk.example.org".parse::<Email>().map(|email| email.address());
        assert_eq!(address, Ok("mailto:data+x@sk.example.org".to_owned()));
        for wrong in ["", "data", "@example.org", "data@", "data@example", "a b@example.org", "a@b@example.org"] {
            assert!(wrong.parse::<Email>().is_err(), "{wrong}");
        }
    }
}
