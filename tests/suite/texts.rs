//! Texts: what cannot be kept is refused wherever it comes in, what was kept before harms nobody, and what takes long or
//! answers much is stopped.

mod forms;
mod load;
mod written;

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;

fn communicator(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Communicator], UNIVERSITY, "eva")
}

/// Published news that everybody sees; its id.
async fn published(app: &App, title: &str, body: &str) -> String {
    let input =
        json!({ "title": { "sv": title }, "lead": { "sv": "Kort" }, "body": { "sv": body }, "visibility": "PUBLIC" });
    let answer = communicator(app).call("createNews", "newsItem { id }", input).await;
    let id = answer.done()["newsItem"]["id"].as_str().expect("an id").to_owned();
    communicator(app).call("publishNews", "", json!({ "newsId": id, "version": 1 })).await.done();
    id
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
