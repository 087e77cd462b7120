//! Values of settings that are written the way people write them: `10s`, `256KiB`, `https://example.org`.

use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

use axum::http::{HeaderValue, Uri};
use serde::Deserialize;

/// Why a value cannot be read. One line, for the person who wrote it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BadValue(pub(super) &'static str);

/// A length of time: `500ms`, `10s`, `5m`, `8h`, `7d`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected a time such as 500ms, 10s, 5m, 8h or 7d");
        let (number, unit) = number_and_unit(text).ok_or(EXPECTED)?;
        let milliseconds = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(EXPECTED),
        };
        let total = number.checked_mul(milliseconds).ok_or(BadValue("too long a time"))?;
        if total == 0 { Err(BadValue("must be more than nothing")) } else { Ok(Self(Duration::from_millis(total))) }
    }
}

impl TryFrom<String> for Span {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// A number of bytes: `65536`, `256KiB`, `1MiB`, `1GiB`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Size(pub usize);

impl FromStr for Size {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match bytes(text)? {
            0 => Err(BadValue("must be more than nothing")),
            bytes => Ok(Self(bytes)),
        }
    }
}

fn bytes(text: &str) -> Result<usize, BadValue> {
    const EXPECTED: BadValue = BadValue("expected a size such as 65536, 256KiB, 1MiB or 1GiB");
    let (number, unit) = number_and_unit(text).ok_or(EXPECTED)?;
    let factor = match unit {
        "" | "B" => 1,
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        "GiB" => 1024 * 1024 * 1024,
        _ => return Err(EXPECTED),
    };
    let bytes = number.checked_mul(factor).and_then(|bytes| usize::try_from(bytes).ok());
    bytes.ok_or(BadValue("too large a size"))
}

/// How many bytes there is room for: a [`Size`], or 0 for none.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Room(pub usize);

impl FromStr for Room {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        bytes(text).map(Self)
    }
}

impl TryFrom<String> for Room {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

impl TryFrom<String> for Size {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

/// A web origin whose pages may call the API: `https://intranet.example.org`, or `*` for all.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Origin(HeaderValue);

impl Origin {
    /// Every origin.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.0 == "*"
    }

    /// The origin as browsers send it.
    #[must_use]
    pub const fn header(&self) -> &HeaderValue {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue =
            BadValue("expected an origin such as https://intranet.example.org, without a path, or *");
        let text = text.trim();
        let is_origin = || {
            let uri: Uri = text.parse().ok()?;
            let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
            // Browsers send it in lower case, and compare it byte by byte.
            let canonical = format!("{scheme}://{authority}").to_ascii_lowercase();
            (text == canonical && !authority.contains('@')).then_some(())
        };
        if text != "*" && is_origin().is_none() {
            return Err(EXPECTED);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| EXPECTED)
    }
}

impl TryFrom<String> for Origin {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// The API's own address, as an origin: `https://api.example.org`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SocketAddr> for PublicUrl {
    fn from(address: SocketAddr) -> Self {
        Self(format!("http://{address}"))
    }
}

impl FromStr for PublicUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected an address such as https://api.example.org, without a path");
        let origin: Origin = text.parse().map_err(|_| EXPECTED)?;
        if origin.is_any() { Err(EXPECTED) } else { Ok(Self(text.trim().to_owned())) }
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// The database's address. It can hold a password, so it is never shown.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address, password and all.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a SQLite address names; none for PostgreSQL or a database in memory.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.sqlite().map(|(path, _)| path).filter(|_| !self.is_in_memory())
    }

    /// Is it a database that lives only as long as somebody is connected to it?
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        self.sqlite().is_some_and(|(path, parameters)| {
            path == ":memory:" || parameters.split('&').any(|one| one == "mode=memory")
        })
    }

    /// The address without user, password and parameters: for people.
    #[must_use]
    pub fn place(&self) -> String {
        let address = self.0.split_once('?').map_or(self.0.as_str(), |(address, _)| address);
        match (address.split_once("://"), address.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) if self.sqlite().is_none() => format!("{scheme}://{host}"),
            _ => address.to_owned(),
        }
    }

    /// Path and parameters of a SQLite address.
    /// Is it a SQLite database?
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.sqlite().is_some()
    }

    fn sqlite(&self) -> Option<(&str, &str)> {
        let rest = self.0.strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        Some(rest.split_once('?').unwrap_or((rest, "")))
    }
}

impl FromStr for DatabaseUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err(BadValue("expected an address that begins with sqlite:// or postgres://"));
        }
        let url = Self(text.to_owned());
        match url.sqlite() {
            // SQLite would make a database that is gone with the connection.
            Some(("", _)) => Err(BadValue("the address names no file")),
            _ => Ok(url),
        }
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.split_once(':').map_or("…", |(scheme, _)| scheme))?;
        f.write_str(":…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let read = |text: &str| text.parse::<Span>().ok().map(|span| span.0.as_millis());
        assert_eq!(read("500ms"), Some(500));
        assert_eq!(read("10s"), Some(10_000));
        assert_eq!(read(" 5 m "), Some(300_000));
        assert_eq!(read("8h"), Some(28_800_000));
        assert_eq!(read("7d"), Some(604_800_000));
        for wrong in ["", "10", "s", "-1s", "1.5s", "10x", "0s", "99999999999999999999s", "18446744073709551615d"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_are_read() {
        let read = |text: &str| text.parse::<Size>().ok().map(|size| size.0);
        assert_eq!(read("65536"), Some(65536));
        assert_eq!(read("256KiB"), Some(262_144));
        assert_eq!(read("1 MiB"), Some(1_048_576));
        assert_eq!(read("1GiB"), Some(1_073_741_824));
        assert_eq!("0".parse::<Room>(), Ok(Room(0)));
        for wrong in ["", "KiB", "1kb", "-1", "0", "18446744073709551615KiB"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_origins_are_origins() {
        for right in ["*", "https://a.example", "http://localhost:3000", "http://127.0.0.1:8080"] {
            assert!(right.parse::<Origin>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "a.example",
            "https://a.example/",
            "https://a.example/x",
            "https://A.example",
            "https://u@a.example",
            "null",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        let url: DatabaseUrl = "postgres://api:secret@db/x".parse().expect("an address");
        assert_eq!(format!("{url:?}"), "postgres:…");
        for wrong in ["mysql://x", "", "x.db", "sqlite://", "sqlite:?mode=rwc"] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
        for (url, place) in [
            ("postgres://api:se@cret@db:5432/x?password=secret", "postgres://db:5432/x"),
            ("postgres://db/x", "postgres://db/x"),
            ("sqlite://data/x@y.db?mode=rwc", "sqlite://data/x@y.db"),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>().expect(url).place(), place);
        }
    }

    #[test]
    fn the_file_of_an_address_is_known() {
        for (url, file) in [
            ("sqlite://data/x.db", Some("data/x.db")),
            ("sqlite:///var/x.db?mode=rwc", Some("/var/x.db")),
            ("sqlite:x.db", Some("x.db")),
            ("sqlite::memory:", None),
            ("sqlite://:memory:", None),
            ("sqlite://x?mode=memory", None),
            ("postgres://db/x", None),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>().expect(url).file(), file, "{url}");
        }
    }
}
