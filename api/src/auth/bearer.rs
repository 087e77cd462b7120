//! The `Authorization` header (RFC 6750).

use axum::http::{HeaderMap, header::AUTHORIZATION};

use super::AuthError;

/// The longest token that is looked at: most have one or two kilobytes, one with 200 groups has thirteen.
const LONGEST_TOKEN: usize = 16 * 1024;

/// The token of a request; none where it has no `Authorization` header.
pub(super) fn token(headers: &HeaderMap) -> Result<Option<&str>, AuthError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(AuthError::InvalidRequest("auth-two-headers"));
    }
    let value = value.to_str().map_err(|_| AuthError::InvalidRequest("auth-no-bearer-token"))?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(AuthError::UnsupportedScheme);
    }
    let token = token.trim_matches(' ');
    if token.len() > LONGEST_TOKEN {
        return Err(AuthError::InvalidToken("auth-too-long"));
    }
    if !is_b64token(token) {
        return Err(AuthError::InvalidRequest("auth-no-bearer-token"));
    }
    Ok(Some(token))
}

/// `b64token` of RFC 6750, section 2.1.
fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let is_of_it = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
    // without a way out in the middle, so that many are looked at at once
    !body.is_empty() && body.bytes().fold(true, |all, byte| all & is_of_it(byte))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(values: &[&[u8]]) -> Result<Option<String>, AuthError> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).expect("a header value"));
        }
        token(&headers).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn tokens_are_found() {
        assert_eq!(read(&[]), Ok(None));
        for right in ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER  a.b-c_d~e+f/g== "] {
            assert_eq!(read(&[right.as_bytes()]), Ok(Some("a.b-c_d~e+f/g==".to_owned())), "{right}");
        }
    }

    #[test]
    fn malformed_headers_are_refused() {
        for wrong in ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer =", "Bearer a\"b", "Bearer a=b"] {
            let refused = read(&[wrong.as_bytes()]);
            assert!(matches!(refused, Err(AuthError::InvalidRequest(_))), "{wrong}: {refused:?}");
        }
        assert!(matches!(read(&[b"Bearer a", b"Bearer b"]), Err(AuthError::InvalidRequest(_))));
        assert!(matches!(read(&["Bearer å".as_bytes()]), Err(AuthError::InvalidRequest(_))));
        for scheme in ["", "Basic YTpi", "a.b.c", "Bearer\ta"] {
            assert_eq!(read(&[scheme.as_bytes()]), Err(AuthError::UnsupportedScheme), "{scheme}");
        }
        let long = format!("Bearer {}", "a".repeat(LONGEST_TOKEN + 1));
        assert_eq!(read(&[long.as_bytes()]), Err(AuthError::InvalidToken("auth-too-long")));
    }
}
