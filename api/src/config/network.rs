//! Networks and hosts, as settings write them.

use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use serde::Deserialize;
use url::Host;

use super::value::BadValue;

/// A network, or a single address: `10.0.0.0/8`, `2001:db8::/32`, `192.0.2.7`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// Is the address in it?
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl FromStr for Network {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let text = text.trim();
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| BadValue("expected an address or a network such as 192.0.2.7 or 10.0.0.0/8"))
    }
}

impl TryFrom<String> for Network {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// A host by its name or its address: `pictures.example.org`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct ImageHost(pub(super) Host);

impl FromStr for ImageHost {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        Host::parse(text.trim())
            .map(Self)
            .map_err(|_| BadValue("expected the name of a host such as pictures.example.org"))
    }
}

impl TryFrom<String> for ImageHost {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_else() {
        for (text, host) in [(" Pictures.example ", "pictures.example"), ("192.0.2.7", "192.0.2.7")] {
            assert_eq!(text.parse::<ImageHost>().map(|host| host.0.to_string()), Ok(host.to_owned()));
        }
        for wrong in ["", "https://a.example", "a.example/b", "a.example:80", "a b"] {
            assert!(wrong.parse::<ImageHost>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_network_is_a_prefix_or_an_address() {
        let contains = |network: &str, address: &str| {
            network.parse::<Network>().expect(network).contains(address.parse().expect(address))
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains(" 192.0.2.7 ", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.8"));
        assert!(contains("2001:db8::/32", "2001:db8:1::1") && !contains("::1", "::2"));
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0/8", "10.0.0.1:80"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
