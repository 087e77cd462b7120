//! Writing the bytes of a document: each upload is a version of it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{self, Path, Request, rejection::PathRejection},
    http::{HeaderValue, Response, StatusCode, header::CONTENT_LOCATION},
};
use uuid::Uuid;

use super::{
    content::{announced, file_name},
    key,
    refused::Denied,
};
use crate::{
    app::State,
    documents::{self, Announced, Kept, Room, Unmet, begin, keep, new_key},
    error::Error,
    execute::Caller,
    http::{
        accept::MediaType,
        conditional::{Expected, Tag},
        graphql::not_let_in,
    },
    policy::Actor,
};

/// Stores what the request brings as the newest version.
///
/// # Errors
/// If it is not stored: the response that says why.
pub async fn upload(
    extract::State(state): extract::State<State>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response<Body>, Response<Body>> {
    let id = path.map_or_else(|_| String::new(), |Path(id)| id);
    let actor = actor(&state, &caller).await?;
    // whoever hangs up is noticed by what does not come, and what came is put away
    let (of, task_caller) = (state.clone(), caller.clone());
    let work = tokio::spawn(async move {
        let upload = Upload::of(&of, &task_caller, &id, request)?;
        upload.perform(&of, &task_caller, actor, &id).await
    });
    let done = work.await.unwrap_or_else(|error| Err(Stop::Denied(Error::internal(error).into())));
    done.map_err(|stop| match stop {
        Stop::Denied(denied) => denied.response(&state, &caller),
        Stop::Answered(response) => *response,
    })
}

/// Why an upload ends before its end.
enum Stop {
    /// It is not stored.
    Denied(Denied),
    /// What is answered instead.
    Answered(Box<Response<Body>>),
}

impl<T: Into<Denied>> From<T> for Stop {
    fn from(denied: T) -> Self {
        Self::Denied(denied.into())
    }
}

/// Who the caller is at this moment.
async fn actor(state: &State, caller: &Caller) -> Result<Arc<Actor>, Response<Body>> {
    match state.store.actor(caller.subject.clone(), &state.clock).await {
        Ok(Ok((actor, _))) => Ok(actor),
        Ok(Err(refused)) => Err(not_let_in(state, refused, caller.language, MediaType::Json)),
        Err(error) => Err(Denied::from(error).response(state, caller)),
    }
}

/// An upload, as the request describes it.
struct Upload {
    document: Uuid,
    expected: documents::Expected,
    announced: Announced,
    file_name: Option<String>,
    body: Body,
    /// Its place among those that go on at a time.
    _room: Room,
}

impl Upload {
    fn of(state: &State, caller: &Caller, id: &str, request: Request) -> Result<Self, Denied> {
        let (parts, body) = request.into_parts();
        let document = key(id).ok_or(Error::NotFound)?;
        let expected = Expected::of_writer(&parts.headers).ok_or(Denied::NoExpectation)?;
        let announced = announced(&parts.headers, &state.documents.settings().types)?;
        let file_name = file_name(&parts.uri, &announced.media_type)?;
        let room = state.documents.room(caller.account.caller(caller.subject.as_deref())).map_err(Denied::NoRoom)?;
        let expected = Arc::new(move |sha256: Option<&str>| expected.holds(sha256.map(Tag::of).as_ref()));
        Ok(Self { document, expected, announced, file_name, body, _room: room })
    }

    /// Asks whether it may be, takes it in, and makes a version of it. Nothing is left of what does not come to its end.
    async fn perform(
        self,
        state: &State,
        caller: &Caller,
        actor: Arc<Actor>,
        id: &str,
    ) -> Result<Response<Body>, Stop> {
        let Self { document, expected, announced, file_name, body, _room } = self;
        let (store, clock, key) = (&state.store, &state.clock, new_key(&state.clock));
        let to = (document, expected.clone());
        begin(store, actor, clock, to, &key).await?.map_err(|Unmet| Denied::Unmet)?;
        let kept = async {
            let received = state.documents.receive(&key, body, &announced).await;
            let received = received.map_err(|rejected| Denied::Rejected(rejected, announced.media_type.clone()))?;
            let tag = Tag::of(&received.sha256);
            let kept = Kept { key: key.clone(), media_type: announced.media_type, file_name, received };
            // that may have taken an hour: who they are by now is what counts
            let actor = self::actor(state, caller).await.map_err(|response| Stop::Answered(Box::new(response)))?;
            let number = keep(store, actor, clock, (document, expected), kept).await?.map_err(|Unmet| Denied::Unmet)?;
            Ok((number, tag))
        };
        match kept.await {
            Ok((number, tag)) => Ok(stored(id, number, &tag, caller)),
            Err(stop) => {
                if let Err(error) = state.documents.discard(store, &key).await {
                    tracing::warn!("what was uploaded in vain is left to be swept away: {error}");
                }
                Err(stop)
            }
        }
    }
}

/// Says that a version is there, and how to name it in the next request.
fn stored(id: &str, number: i32, tag: &Tag, caller: &Caller) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = if number == 1 { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
    if let Ok(address) = HeaderValue::try_from(format!("/documents/{id}/versions/{number}")) {
        response.headers_mut().insert(CONTENT_LOCATION, address);
    }
    tag.mark(&mut response, caller.keeper());
    response
}
