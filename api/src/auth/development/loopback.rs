//! This machine and nothing else: which names it has, and what is answered to requests that use others.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header::HOST, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::{Host, Url};

use super::{page, persona::Text};
use crate::{http::address::is_passed_on, language::Language};

/// The longest address that is redirected to.
const LONGEST_ADDRESS: usize = 2000;

const ELSEWHERE: Text<&str> = Text::new(
    "Inloggningen för utveckling svarar bara på adresser till den egna datorn, som 127.0.0.1 och localhost.",
    "The development sign-in answers only on addresses of this machine, such as 127.0.0.1 and localhost.",
);

const PASSED_ON: Text<&str> = Text::new(
    "Inloggningen för utveckling svarar bara den som frågar direkt, aldrig genom en proxy: annars kunde vem som helst på \
     nätet logga in som vem som helst.",
    "The development sign-in answers only those who ask directly, never through a proxy: otherwise anybody on the network \
     could sign in as anybody.",
);

/// Refuses what came through a proxy, since anybody can be behind it, and requests for another name, which a page on the web makes when its name suddenly leads to this
/// machine (DNS rebinding).
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let language = Language::of_request(request.headers());
    if is_passed_on(request.headers()) {
        return page::problem(StatusCode::FORBIDDEN, language, &PASSED_ON).into_response();
    }
    if !is_for_us(&request) {
        return page::problem(StatusCode::MISDIRECTED_REQUEST, language, &ELSEWHERE).into_response();
    }
    next.run(request).await
}

/// HTTP/1 has the name in a header, HTTP/2 in the address; where both are, both count.
fn is_for_us(request: &Request) -> bool {
    let in_address = request.uri().authority();
    let in_header = header(request.headers());
    match (in_address, in_header) {
        (Some(authority), Ok(None)) => is_local(authority),
        (None, Ok(Some(header))) => is_local(&header),
        (Some(authority), Ok(Some(header))) => is_local(authority) && is_local(&header),
        (None, Ok(None)) | (_, Err(())) => false,
    }
}

/// The header `Host`; an error where it is nonsense or there are several.
fn header(headers: &HeaderMap) -> Result<Option<Authority>, ()> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => Ok(None),
        (Some(host), None) => Authority::try_from(host.as_bytes()).map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

fn is_local(authority: &Authority) -> bool {
    !authority.as_str().contains('@') && Host::parse(authority.host()).is_ok_and(|host| is_loopback(&host))
}

fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The address, if it is one on this machine that a browser may be sent back to.
pub(super) fn address(text: &str) -> Option<Url> {
    // What parsers read differently (white space, `\`, a missing `//`) is refused before it is parsed.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_absolute = text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    if !is_plain || !is_absolute || text.len() > LONGEST_ADDRESS {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_bare && url.host().is_some_and(|host| is_loopback(&host))).then_some(url)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_addresses_on_this_machine_are_redirected_to() {
        for right in [
            "http://127.0.0.1:3000/callback",
            "http://localhost/",
            "http://localhost:5173/a?b=c",
            "HTTP://LOCALHOST:1/",
            "http://[::1]:9/x",
        ] {
            assert!(address(right).is_some(), "{right}");
        }
        let long = format!("http://localhost/{}", "a".repeat(LONGEST_ADDRESS));
        for wrong in [
            "",
            "/callback",
            "localhost",
            "https://localhost/",
            "http:localhost",
            "http:/localhost",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/",
            "http://example.com\\@localhost/",
            "http://user@localhost/",
            "http://:secret@localhost/",
            "http://localhost/#",
            "http://localhost/#part",
            "http://0.0.0.0/",
            "http://192.168.0.1/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost /",
            "http://local\thost/",
            "http://localhost:99999/",
            "javascript:alert(1)//localhost",
            "app.example:/callback",
            "http://å.localhost/",
            &long,
        ] {
            assert!(address(wrong).is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn what_a_proxy_passed_on_is_refused() {
        use axum::{Router, middleware::from_fn, routing::get};
        use tower::ServiceExt;
        let routes = Router::new().route("/", get(async || "let in")).layer(from_fn(guard));
        let asked = async |header: &'static str| {
            let request = Request::get("/").header(HOST, "localhost").header(header, "x");
            let answer = routes.clone().oneshot(request.body(Body::empty()).expect("a request")).await;
            answer.expect("an answer").status()
        };
        for header in ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"] {
            assert_eq!(asked(header).await, StatusCode::FORBIDDEN, "{header}");
        }
        assert_eq!(asked("accept").await, StatusCode::OK);
    }

    #[test]
    fn only_requests_for_this_machine_are_answered() {
        let asked = |uri: &str, hosts: &[&str]| {
            let request = hosts.iter().fold(Request::get(uri), |request, host| request.header(HOST, *host));
            is_for_us(&request.body(Body::empty()).expect("a request"))
        };
        for right in ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080"] {
            assert!(asked("/", &[right]), "{right}");
        }
        for wrong in ["", "example.com", "localhost.example.com", "x@localhost", "localhost:x:y", "10.0.0.1", "[::]:80"]
        {
            assert!(!asked("/", &[wrong]), "{wrong}");
        }
        assert!(!asked("/", &[]));
        assert!(!asked("/", &["localhost", "localhost"]));
        assert!(asked("http://localhost:8080/", &[]));
        assert!(asked("http://localhost:8080/", &["localhost:8080"]));
        assert!(!asked("http://localhost:8080/", &["example.com"]));
        assert!(!asked("http://example.com/", &["localhost"]));
    }
}
