//! Step 11: news of what was taught, and its dissemination.

use serde_json::{Value as Json, json};
use tests::caller::with;

use super::cast::Who::{Communicator, Nobody, Representative};
use super::cast::{Cast, Step, text};

/// A piece of news about the initiative, published and passed on.
pub async fn news(cast: &Cast<'_>, initiative: &Json) {
    let input = json!({ "title": text("Gröna tak klara"), "initiativeIds": [initiative], "visibility": "PUBLIC" });
    let create = Step::of(Communicator, "createNews", "newsItem { id }");
    let id = cast.step(create, input).await["newsItem"]["id"].clone();
    let of = |version: i32| json!({ "newsId": id, "version": version });

    cast.out_of_order(Communicator, "archiveNews", of(1)).await;
    let lead = with(of(1), json!({ "lead": text("Och sedum räcker inte.") }));
    cast.step(Step::of(Communicator, "updateNews", "newsItem { version }"), lead).await;
    cast.step(Step::of(Communicator, "publishNews", "newsItem { status }"), of(2)).await;
    cast.out_of_order(Communicator, "publishNews", of(3)).await;

    let home = cast.home(Representative).await;
    let input =
        json!({ "newsId": id, "organisationId": home, "audience": "Byggavdelningen", "channel": "Arbetsplatsträff" });
    let note = Step::of(Representative, "recordDissemination", "dissemination { audience }");
    cast.step(note, input).await;
    cast.step(Step::of(Communicator, "archiveNews", "newsItem { status }"), of(3)).await;
    cast.out_of_order(Communicator, "updateNews", of(4)).await;

    let document = "query($id: ID!) { newsItem(id: $id) { status initiatives { nodes { title } }
        disseminations { totalCount } } }";
    let told = cast.caller(Nobody).data(document, json!({ "id": id })).await["newsItem"].take();
    // whoever is not signed in sees the news, and not an initiative that is internal
    assert_eq!(
        told,
        json!({ "status": "ARCHIVED", "initiatives": { "nodes": [] }, "disseminations": { "totalCount": 1 } })
    );
}
