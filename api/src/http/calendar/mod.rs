//! `/calendar.ics`: the calendar for calendar programs (RFC 5545), as far as the caller may read it: all of it, that of a
//! team or of a focus area, or what concerns the caller. `/calendar/{address}`: the same under a person's own address, for
//! programs that cannot sign in. It is what the queries beside this file answer, in another form.

mod write;
mod zone;

use std::sync::Arc;

use axum::{
    body::Body,
    extract,
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::{
    accept::MediaType,
    ask::ask,
    conditional::tagged,
    observe::RequestId,
    query_component::{QueryComponent, WrongParameter},
    refused::{Refused, errors, status_of},
};
use crate::{
    app::State,
    auth::{Subject, secret},
    error::Error,
    execute::{self, Caller},
    language::Language,
    rate_limit::Account,
};

/// What is asked for, page by page.
const EVENTS: &str = include_str!("events.graphql");

/// Who asks, where that decides what concerns them.
const VIEWER: &str = include_str!("viewer.graphql");

/// The media type of the answer.
const ICALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");

/// How far back the calendar goes.
const PAST: TimeDelta = TimeDelta::days(366);

/// How many pages a calendar can have, of 100 events each: a program that reads it has to hold it all.
const MOST_PAGES: usize = 100;

/// What of the calendar is wanted.
struct Parameters {
    /// The id of a team.
    team: Option<String>,
    /// The slug of a focus area.
    focus_area: Option<String>,
    /// Only what the caller is invited to, and what is of teams that they sit in.
    mine: bool,
    /// The language, since programs do not say it; `Accept-Language` where it is missing.
    language: Option<Language>,
}

impl Parameters {
    fn of(address: &Uri) -> Result<Self, WrongParameter> {
        let mut given = QueryComponent::only(address, &["team", "focusArea", "mine", "language"])?;
        Ok(Self {
            team: given.text("team"),
            focus_area: given.text("focusArea"),
            mine: given.one_of("mine", &["true", "false"])?.unwrap_or(false),
            language: given.one_of("language", &["sv", "en"])?,
        })
    }
}

#[derive(Deserialize)]
struct Events {
    events: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    nodes: Vec<Event>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// An event, as the query shows it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: String,
    version: i32,
    title: String,
    description: Option<String>,
    status: String,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    time_zone: String,
    is_all_day: bool,
    location: Option<String>,
    online_url: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    team: Option<Named>,
    focus_area: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Viewing {
    viewer: Viewer,
}

#[derive(Deserialize)]
struct Viewer {
    person: Option<Identified>,
    representations: Nodes<Representation>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
struct Representation {
    team: Identified,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
}

/// Answers with the calendar; with nothing where the caller has it already.
///
/// # Errors
/// If the caller is not let in, or what is asked for cannot be: the response that says so.
pub async fn calendar(
    extract::State(state): extract::State<State>,
    caller: Caller,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let parameters = Parameters::of(&address).map_err(|wrong| wrong.response(caller.language))?;
    told(&state, caller, parameters, &headers).await
}

/// Answers with the calendar as the person reads it whose address it is.
///
/// # Errors
/// If the address is nobody's, or what is asked for cannot be: the response that says so.
pub async fn personal(
    extract::State(state): extract::State<State>,
    extract::Path(address): extract::Path<String>,
    extract::Extension(id): extract::Extension<RequestId>,
    account: Account,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let language = Language::of_request(&headers);
    let unknown = || Refused::NotFound.response(language, MediaType::Json);
    let secret = address.strip_suffix(".ics").filter(|address| address.starts_with(secret::CALENDAR));
    let hash = secret::hash(secret.ok_or_else(unknown)?);
    let parameters = Parameters::of(&uri).map_err(|wrong| wrong.response(language))?;
    let lifetime = TimeDelta::from_std(state.config.http.calendar_address_lifetime).unwrap_or(TimeDelta::MAX);
    let signed_in_since = state.clock.today().checked_sub_signed(lifetime).unwrap_or(NaiveDate::MIN);
    let subject = Some(Arc::new(Subject::CalendarAddress { hash, signed_in_since }));
    let caller = Caller { subject, account, language, correlation_id: id.shared() };
    let answer = told(&state, caller, parameters, &headers).await;
    // an address that holds no more is one that was never made
    answer.map_err(|refused| if refused.status() == StatusCode::UNAUTHORIZED { unknown() } else { refused })
}

async fn told(
    state: &State,
    caller: Caller,
    parameters: Parameters,
    headers: &HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let language = parameters.language.unwrap_or(caller.language);
    let caller = Caller { language, ..caller };
    let filter = filter(state, &caller, parameters).await?;
    let events = events(state, &caller, filter).await?;
    let calendar = write::calendar(&events, language);
    Ok(tagged(headers, ICALENDAR, calendar.into(), caller.keeper()))
}

/// The filter that the parameters come to. It stays the same for a day, so that an answer can be told again.
async fn filter(state: &State, caller: &Caller, parameters: Parameters) -> Result<Json, Response<Body>> {
    let Parameters { team, focus_area, mine, language: _ } = parameters;
    let since = state.clock.today() - PAST;
    let mut all = vec![json!({ "startsAt": { "gte": format!("{since}T00:00:00Z") } })];
    all.extend(team.map(|id| json!({ "team": { "id": { "eq": id } } })));
    all.extend(focus_area.map(|slug| json!({ "focusArea": { "slug": { "eq": slug } } })));
    if mine {
        let Viewing { viewer } = ask(state, caller, VIEWER, Map::new()).await?;
        all.push(concerning(&viewer));
    }
    Ok(json!({ "and": all }))
}

/// What a person is invited to and has not declined, and what is of teams that they sit in; nothing where there is no
/// person.
fn concerning(viewer: &Viewer) -> Json {
    let persons: Vec<&str> = viewer.person.iter().map(|person| person.id.as_str()).collect();
    let teams: Vec<&str> = viewer.representations.nodes.iter().map(|one| one.team.id.as_str()).collect();
    let invited = json!({ "person": { "id": { "oneOf": persons } }, "answer": { "not": "DECLINED" } });
    json!({ "or": [{ "invitations": { "some": invited } }, { "team": { "id": { "oneOf": teams } } }] })
}

impl Event {
    /// What its texts take, at the least.
    fn bytes(&self) -> usize {
        let texts = [&self.description, &self.location, &self.online_url];
        self.title.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }
}

/// The refusal of a calendar of so many bytes, where it may not go out.
fn too_large(state: &State, caller: &Caller, bytes: usize) -> Option<Response<Body>> {
    let limit = state.config.http.answer_limit;
    let error = (bytes > limit).then_some(Error::AnswerTooLarge { limit })?;
    Some(errors(status_of(error.code()), MediaType::Json, &[execute::told(error, caller)]))
}

async fn events(state: &State, caller: &Caller, filter: Json) -> Result<Vec<Event>, Response<Body>> {
    let mut all = vec![];
    let (mut after, mut bytes) = (None, 0);
    for _ in 0..MOST_PAGES {
        let variables = Map::from_iter([("where".to_owned(), filter.clone()), ("after".to_owned(), json!(after))]);
        let Events { events } = ask(state, caller, EVENTS, variables).await?;
        bytes += events.nodes.iter().map(Event::bytes).sum::<usize>();
        if let Some(refused) = too_large(state, caller, bytes) {
            return Err(refused);
        }
        all.extend(events.nodes);
        after = events.page_info.end_cursor;
        if !events.page_info.has_next_page {
            break;
        }
    }
    Ok(all)
}
