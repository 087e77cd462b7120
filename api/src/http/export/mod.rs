//! `/export/initiatives.csv`, `/export/initiatives.jsonl` and the others: all of a kind, as far as the caller may read it. It
//! is what the query beside this file answers, in another form, told while it is read: however much there is, no more than
//! two pages of it are in memory.

mod asked;
mod column;
mod csv;
mod kind;
mod pages;

use std::io;

use async_graphql::Value;
use axum::{
    body::{Body, Bytes},
    extract::{self, Path},
    http::{
        HeaderValue, Response, Uri,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
};
use futures_util::stream;
use tracing::Span;

use super::{accept::MediaType, refused::Refused};
use crate::{
    app::State,
    execute::Caller,
    places::Place,
    security::{self, Event, Who},
};
use asked::{Asked, Format, asked};
pub(super) use kind::Kind;
use pages::Pages;

impl Format {
    /// The media type, as `Content-Type` has it.
    const fn media(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Csv(_) => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl",
        })
    }

    /// What comes before all rows.
    fn beginning(self, kind: &Kind) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv(delimiter) => csv::header(&kind.columns, delimiter).map_err(io::Error::other),
            Self::JsonLines => Ok(vec![]),
        }
    }

    /// The rows.
    fn rows(self, rows: &[Value], kind: &Kind) -> io::Result<Vec<u8>> {
        if let Self::Csv(delimiter) = self {
            return csv::lines(rows, &kind.columns, delimiter).map_err(io::Error::other);
        }
        let mut lines = vec![];
        for row in rows {
            serde_json::to_writer(&mut lines, row)?;
            lines.push(b'\n');
        }
        Ok(lines)
    }
}

/// A file that is being told.
struct Told {
    pages: Pages,
    kind: &'static Kind,
    format: Format,
    caller: Caller,
    rows: usize,
    /// What was read and not yet told.
    read: Option<Vec<Value>>,
    /// What is noted when the first of it goes out: who only asks about the file has taken nothing.
    taking: Option<Taking>,
    /// The caller's place among those who read exports.
    _place: Place,
}

impl Told {
    /// The next piece of the file; none behind its end.
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        let rows = match self.read.take() {
            Some(rows) => rows,
            None => match self.pages.next().await {
                Ok(Some(rows)) => rows,
                Ok(None) => return Ok(None),
                // what is told already cannot be taken back: the file breaks off, and does not end
                Err(_) => return Err(self.broken_off()),
            },
        };
        let beginning = self.taking.take().map(|taking| {
            taking.note();
            self.format.beginning(self.kind)
        });
        let mut piece = beginning.transpose()?.unwrap_or_default();
        piece.extend(self.format.rows(&rows, self.kind)?);
        self.rows += rows.len();
        Ok(Some((piece.into(), self)))
    }

    fn broken_off(&self) -> io::Error {
        let (name, rows, id) = (self.kind.name, self.rows, &self.caller.correlation_id);
        tracing::error!(correlation_id = %id, "the export of {name} broke off after {rows} rows ({id})");
        io::Error::other("the export broke off")
    }
}

/// Somebody takes a file.
struct Taking {
    who: Who,
    file: String,
    /// The request.
    span: Span,
}

impl Taking {
    fn note(self) {
        self.span.in_scope(|| security::note(Event::Export, self.who, &self.file, "export"));
    }
}

/// Answers with the file.
///
/// # Errors
/// If the caller is not let in, there is no such file, or what is asked for is not right: the response that says so.
pub async fn export(
    extract::State(state): extract::State<State>,
    caller: Caller,
    Path(file): Path<String>,
    address: Uri,
) -> Result<Response<Body>, Response<Body>> {
    let asked = asked(&file, &address, state.config.http.csv_delimiter);
    let Asked { kind, format, variables } = asked.map_err(|wrong| wrong.response(caller.language))?;
    let place = state.exports.take(caller.account.caller(caller.subject.as_deref()));
    let too_many = Refused::TooManyExports(state.config.http.exports_per_caller);
    let place = place.ok_or_else(|| too_many.response(caller.language, MediaType::Json))?;
    let today = state.clock.today();
    let mut pages = Pages::new(state.clone(), caller.clone(), kind, variables);
    // what is wrong is known before anything is told
    let read = pages.next().await?;
    let who = match state.store.actor(caller.subject.clone(), &state.clock).await {
        Ok(Ok((actor, _))) => Who::from(&*actor),
        _ => Who::Unknown,
    };
    let taking = Some(Taking { who, file, span: Span::current() });
    let told = Told { pages, kind, format, caller, rows: 0, read, taking, _place: place };
    let mut response = Response::new(Body::from_stream(stream::try_unfold(told, Told::next)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, format.media());
    let disposition = format!("attachment; filename=\"{}-{today}.{}\"", kind.name, format.extension());
    headers.extend(HeaderValue::from_str(&disposition).ok().map(|disposition| (CONTENT_DISPOSITION, disposition)));
    Ok(response)
}
