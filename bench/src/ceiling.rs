//! `static`: the bytes of the right answers, from memory, over axum. No server over axum is faster.

use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use bytes::Bytes;
use clap::Args;
use eyre::{Result, eyre};
use tokio::net::TcpListener;

use crate::caller::{Callers, Viewer};
use crate::client::{Connection, GRAPHQL, body, data, post as head};
use crate::contestant::path;
use crate::ids;
use crate::page::Page;

/// Where the answers come from.
#[derive(Args)]
pub struct Options {
    /// One of our servers with `--dev`, which is asked once for each page
    #[arg(long)]
    ours: SocketAddr,
}

/// Serves the pages until the process ends.
pub async fn run(options: Options) -> Result<()> {
    let callers = Callers::sign_in(options.ours).await?;
    let mut router = Router::new();
    for viewer in Viewer::ALL {
        for page in Page::PAGES {
            let answer = answer(options.ours, &callers, page, viewer).await?;
            let handler = async move |_: Bytes| ([(CONTENT_TYPE, "application/graphql-response+json")], answer);
            router = router.route(&path(page, viewer), post(handler));
        }
    }
    serve(router).await
}

/// What our server answers: of detail pages, to the first that is as long as they are on average, or longer.
async fn answer(ours: SocketAddr, callers: &Callers, page: Page, viewer: Viewer) -> Result<Bytes> {
    let mut connection = Connection::open(ours).await?;
    let head = head(ours, GRAPHQL, callers.of(viewer));
    let ids = match page {
        Page::Detail => ids::first(ours, callers.of(viewer)).await?,
        _ => Vec::new(),
    };
    let mut answers = Vec::new();
    for variables in page.variables(&ids) {
        let answer = connection.ask(&head, &[&body(page.document(), &variables)]).await?;
        data(answer)?;
        answers.push(Bytes::copy_from_slice(answer));
    }
    let average = answers.iter().map(Bytes::len).sum::<usize>() / answers.len().max(1);
    let long_enough = answers.into_iter().find(|answer| answer.len() >= average);
    long_enough.ok_or_else(|| eyre!("there is no {}", page.name()))
}

/// Serves on a free port, and says where in the words of our server, so that one script starts them all.
pub async fn serve(router: Router) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
