//! What is sent, and what is to come of it.

/// What the server must answer.
#[derive(Clone, Debug)]
pub enum Expected {
    /// 200 to somebody with these roles, and with this name if it matters.
    Accepted(Vec<&'static str>, Option<&'static str>),
    /// 401: the token is not accepted.
    InvalidToken,
    /// 400: the header holds no token.
    InvalidRequest,
    /// 401: the scheme is not Bearer.
    OtherScheme,
    /// 403: whom the token names is not let in.
    Forbidden,
    /// 400: it is no HTTP, and so nothing of ours answers.
    NoHttp,
}

/// A request.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    /// The values of its `Authorization` headers.
    pub authorization: Vec<Vec<u8>>,
    pub expected: Expected,
}

/// Tokens that must all be judged alike.
pub fn all<N: Into<String>, T: AsRef<[u8]>>(
    expected: &Expected,
    tokens: impl IntoIterator<Item = (N, T)>,
) -> Vec<Case> {
    let case = |(name, token): (N, T)| Case {
        name: name.into(),
        authorization: vec![[b"Bearer ", token.as_ref()].concat()],
        expected: expected.clone(),
    };
    tokens.into_iter().map(case).collect()
}

/// Tokens of members without further roles.
pub fn accepted<N: Into<String>>(tokens: impl IntoIterator<Item = (N, String)>) -> Vec<Case> {
    all(&Expected::Accepted(vec!["MEMBER"], None), tokens)
}

/// Tokens that are not accepted.
pub fn refused<N: Into<String>>(tokens: impl IntoIterator<Item = (N, String)>) -> Vec<Case> {
    all(&Expected::InvalidToken, tokens)
}
