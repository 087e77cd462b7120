//! Where a request comes from: whoever is connected or, where that is a proxy of ours, whom it asks for.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, HeaderName, header::FORWARDED},
};

use crate::config::Network;

/// What proxies add, besides `X-Forwarded-…`.
const OF_PROXIES: [&str; 7] =
    ["forwarded", "via", "x-real-ip", "x-client-ip", "x-original-forwarded-for", "true-client-ip", "cf-connecting-ip"];

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where a request comes from; none where it came over no connection.
pub fn address(extensions: &Extensions, headers: &HeaderMap, proxies: &[Network]) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(behind(peer.ip().to_canonical(), headers, proxies))
}

/// Whether the address is that of a proxy of ours.
pub fn is_proxy(address: IpAddr, proxies: &[Network]) -> bool {
    proxies.iter().any(|network| network.contains(address))
}

/// Whether a proxy says that it passed the request on, one of ours or another's.
pub fn is_passed_on(headers: &HeaderMap) -> bool {
    let is_proxys = |name: &HeaderName| {
        let name = name.as_str();
        name.starts_with("x-forwarded-") || OF_PROXIES.contains(&name)
    };
    headers.keys().any(is_proxys)
}

/// Whom the proxies ask for. Each adds on the right whom it hears from, so what is said is true from the right for as long as
/// it is proxies who say so. Whatever stands further to the left, the caller may have written.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let is_proxy = |address| is_proxy(address, proxies);
    if !is_proxy(peer) {
        return peer;
    }
    let last_heard = |hops: &mut dyn Iterator<Item = Option<IpAddr>>| {
        let mut last = peer;
        while is_proxy(last)
            && let Some(Some(hop)) = hops.next()
        {
            last = hop.to_canonical();
        }
        last
    };
    let lines = |name| headers.get_all(name).iter().rev().map(|line| line.to_str().unwrap_or_default());
    let by_standard = headers.contains_key(FORWARDED).then(|| {
        let hops = lines(FORWARDED).flat_map(|line| rfc7239::parse(line).rev());
        last_heard(&mut hops.map(|hop| hop.ok()?.forwarded_for?.name.ip().copied()))
    });
    let by_custom = headers.contains_key(X_FORWARDED_FOR).then(|| {
        let hops = lines(X_FORWARDED_FOR).flat_map(|line| line.rsplit(','));
        last_heard(&mut hops.map(|hop| bare(hop.trim())))
    });
    match (by_standard, by_custom) {
        // a proxy that writes one of them may pass the other on as the caller wrote it: which one, nobody can tell
        (Some(one), Some(other)) if one != other => peer,
        (Some(address), _) | (None, Some(address)) => address,
        (None, None) => peer,
    }
}

/// The address in an item of `X-Forwarded-For`, where some write a port behind it.
fn bare(hop: &str) -> Option<IpAddr> {
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    hop.parse().ok().or_else(with_port).or_else(in_brackets)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn found(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(*name, HeaderValue::from_str(line).expect("a header"));
        }
        let proxies = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().expect("a network"));
        let mut extensions = Extensions::new();
        let peer: IpAddr = peer.parse().expect("an address");
        extensions.insert(ConnectInfo(SocketAddr::from((peer, 1))));
        address(&extensions, &headers, &proxies).expect("a connection").to_string()
    }

    #[test]
    fn a_proxy_is_believed_and_nobody_else() {
        const BOTH: [(&str, &str); 2] = [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1")];
        for header in BOTH {
            assert_eq!(found("10.0.0.1", &[header]), "192.0.2.1", "{header:?}");
            assert_eq!(found("::ffff:10.0.0.1", &[header]), "192.0.2.1", "{header:?}");
            assert_eq!(found("198.51.100.1", &[header]), "198.51.100.1", "{header:?}");
        }
        assert_eq!(found("10.0.0.1", &BOTH), "192.0.2.1");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
        assert!(address(&Extensions::new(), &HeaderMap::new(), &[]).is_none());
    }

    #[test]
    fn what_is_said_is_true_from_the_right() {
        for (line, expected) in [
            ("203.0.113.9, 192.0.2.1", "192.0.2.1"),
            ("203.0.113.9, 192.0.2.1, 10.0.0.2,10.0.0.3", "192.0.2.1"),
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            // whoever is before one that says nothing is not known
            ("192.0.2.1, unknown", "10.0.0.1"),
            ("192.0.2.1, unknown, 10.0.0.2", "10.0.0.2"),
            ("", "10.0.0.1"),
            ("192.0.2.1,", "10.0.0.1"),
        ] {
            assert_eq!(found("10.0.0.1", &[("x-forwarded-for", line)]), expected, "{line}");
        }
        for (line, expected) in [
            ("for=203.0.113.9, for=192.0.2.1;proto=https;by=10.0.0.1", "192.0.2.1"),
            ("for=192.0.2.1, For=\"[fd00::1]:80\"", "192.0.2.1"),
            ("for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("for=192.0.2.1, for=_hidden", "10.0.0.1"),
            ("for=192.0.2.1, proto=https", "10.0.0.1"),
            ("192.0.2.1", "10.0.0.1"),
        ] {
            assert_eq!(found("10.0.0.1", &[("forwarded", line)]), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_one_list() {
        let lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(found("10.0.0.1", &lines), "192.0.2.1");
        let lines = [("forwarded", "for=203.0.113.9"), ("forwarded", "for=192.0.2.1, for=10.0.0.2")];
        assert_eq!(found("10.0.0.1", &lines), "192.0.2.1");
    }

    #[test]
    fn what_a_proxy_passed_on_is_known_by_its_headers() {
        let is_passed_on = |name: &'static str| {
            is_passed_on(&HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static("x"))]))
        };
        for name in ["forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"] {
            assert!(is_passed_on(name), "{name}");
        }
        assert!(!is_passed_on("host") && !is_passed_on("x-request-id"));
    }

    #[test]
    fn headers_that_contradict_each_other_are_not_believed() {
        let lines = [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=203.0.113.9")];
        assert_eq!(found("10.0.0.1", &lines), "10.0.0.1");
    }
}
