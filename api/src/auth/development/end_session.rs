//! Signing out (OpenID Connect RP-Initiated Logout).

use axum::{
    extract::RawQuery,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};

use super::{loopback, page, parameters::Parameters, persona::Text};

const TWICE: Text<&str> =
    Text::new("Något i adressen är angivet två gånger.", "Something in the address is given twice.");

const NO_RETURN: Text<&str> = Text::new(
    "post_logout_redirect_uri måste vara en http-adress till den egna datorn, utan fragment.",
    "post_logout_redirect_uri must be an http address of this machine, without a fragment.",
);

/// Signing out. There is no session to end: the browser is sent back, or told so.
pub(super) async fn end_session(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let parameters = Parameters::of_query(query.as_deref());
    let language = page::language(&parameters, &headers);
    let problem = |text| page::problem(StatusCode::BAD_REQUEST, language, text).into_response();
    if parameters.has_duplicates() {
        return problem(&TWICE);
    }
    let Some(back) = parameters.get("post_logout_redirect_uri") else {
        return page::signed_out(language).into_response();
    };
    let Some(mut address) = loopback::address(back) else { return problem(&NO_RETURN) };
    if let Some(state) = parameters.get("state") {
        address.query_pairs_mut().append_pair("state", state);
    }
    Redirect::to(address.as_str()).into_response()
}
