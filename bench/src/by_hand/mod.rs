//! `by-hand`: one SQL statement for each page, which makes the answer's JSON in PostgreSQL. It knows these pages, two
//! viewers and one language, and nothing of GraphQL: what is left is what the data cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use clap::Args;
use eyre::Result;
use pulldown_cmark::{Options as Markdown, Parser, html};
use serde::Deserialize;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use crate::caller::Viewer;
use crate::ceiling::serve;
use crate::contestant::path;
use crate::page::Page;

/// Connections to the database. Each takes further statements while it waits for an answer, so a few keep all cores
/// busy.
const CONNECTIONS: usize = 8;

/// The pages, and their statements.
const PAGES: [(Page, &str); 3] = [
    (Page::Front, include_str!("front-page.sql")),
    (Page::Portfolio, include_str!("portfolio-page.sql")),
    (Page::Detail, include_str!("detail-page.sql")),
];

/// What each viewer sees of what is restricted.
const AUDIENCES: [(Viewer, &str); 2] = [
    (Viewer::Member, "('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')"),
    (Viewer::Anonymous, "('00000000-0000-0000-0000-000000000001')"),
];

/// A term that runs today, by Swedish time.
const CURRENT: &str = "(r.since IS NULL OR r.since <= (now() AT TIME ZONE 'Europe/Stockholm')::date)
    AND (r.until IS NULL OR r.until > (now() AT TIME ZONE 'Europe/Stockholm')::date)";

/// Where the data are.
#[derive(Args)]
pub struct Options {
    /// The address of a PostgreSQL database that our server has filled
    #[arg(long)]
    database_url: String,
}

/// A page for a viewer, prepared on each connection.
struct Prepared {
    page: Page,
    statements: Vec<(Arc<Client>, Statement)>,
    next: AtomicUsize,
}

/// What of a request's body differs from request to request.
#[derive(Deserialize)]
struct Body {
    variables: Variables,
}

#[derive(Deserialize)]
struct Variables {
    #[serde(default)]
    now: String,
    id: Option<TypeSafeId<DynamicType>>,
}

/// Serves the pages until the process ends.
pub async fn run(options: Options) -> Result<()> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(&options.database_url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("SET timezone = 'UTC'").await?;
        clients.push(Arc::new(client));
    }
    let mut router = Router::new();
    for (viewer, audiences) in AUDIENCES {
        for (page, text) in PAGES {
            let prepared = Arc::new(Prepared::new(&clients, page, &sql(text, viewer, audiences)).await?);
            let handler = async move |body: Bytes| match prepared.answer(&body).await {
                Ok(answer) => ([(CONTENT_TYPE, "application/graphql-response+json")], answer).into_response(),
                Err(error) => failed(&error),
            };
            router = router.route(&path(page, viewer), post(handler));
        }
    }
    serve(router).await
}

/// The statement of a page, with the rules for who sees what written out.
fn sql(text: &str, viewer: Viewer, audiences: &str) -> String {
    let seated = match viewer {
        Viewer::Member => "TRUE".to_owned(),
        Viewer::Anonymous => format!("EXISTS (SELECT FROM representative r WHERE r.person_id = p.id AND {CURRENT})"),
    };
    text.replace(":audiences", audiences)
        .replace(":decided", "('DECIDED', 'ACTIVE', 'ACHIEVED', 'ENDED')")
        .replace(":seated", &seated)
        .replace(":current", CURRENT)
}

fn failed(error: &eyre::Report) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response()
}

impl Prepared {
    async fn new(clients: &[Arc<Client>], page: Page, sql: &str) -> Result<Self> {
        let mut statements = Vec::new();
        for client in clients {
            statements.push((client.clone(), client.prepare(sql).await?));
        }
        Ok(Self { page, statements, next: AtomicUsize::new(0) })
    }

    async fn answer(&self, body: &[u8]) -> Result<String> {
        let Body { variables } = serde_json::from_slice(body)?;
        let id = variables.id.map_or(Uuid::nil(), |id| id.uuid());
        let parameters: &[&(dyn ToSql + Sync)] = match self.page {
            Page::Front => &[&variables.now],
            Page::Detail => &[&id],
            _ => &[],
        };
        let (client, statement) = &self.statements[self.next.fetch_add(1, Ordering::Relaxed) % self.statements.len()];
        let row = client.query_opt(statement, parameters).await?;
        let json = row.as_ref().map_or("null", |row| row.get(0));
        Ok(match (self.page, &row) {
            (Page::Detail, Some(row)) => detail(json, row.get(1))?,
            (Page::Detail, None) => r#"{"data":{"initiative":null}}"#.to_owned(),
            _ => format!(r#"{{"data":{json}}}"#),
        })
    }
}

/// Puts the text beside the rest, as HTML.
fn detail(json: &str, body: Option<&str>) -> Result<String> {
    let html = serde_json::to_string(&body.map(safe_html))?;
    let rest = json.strip_suffix('}').unwrap_or(json);
    Ok(format!(r#"{{"data":{{"initiative":{rest},"bodyHtml":{html}}}}}}}"#))
}

/// As our server makes it.
fn safe_html(markdown: &str) -> String {
    let options = Markdown::ENABLE_TABLES | Markdown::ENABLE_STRIKETHROUGH | Markdown::ENABLE_FOOTNOTES;
    let mut text = String::new();
    html::push_html(&mut text, Parser::new_ext(markdown, options));
    ammonia::clean(&text)
}
