//! The table: what is found first by forty queries, in Swedish and in English, the same on both databases.

use entity::audience;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel, Value};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::rows::{all, id, insert, row};

/// A query, and what is found first by it: its type and what it is called in Swedish.
const TABLE: [(&str, &str, &str); 49] = [
    // inflected forms
    ("skolor", "Initiative", "Trygga skolvägar"),
    ("skolan", "Initiative", "Trygga skolvägar"),
    ("eleverna", "Challenge", "Hög frånvaro"),
    ("biblioteken", "News", "Biblioteket öppnar igen"),
    ("kommuner", "Organisation", "Eskilstuna kommun"),
    ("kommunernas", "Organisation", "Eskilstuna kommun"),
    ("ensam", "Challenge", "Ensamhet bland äldre"),
    ("ensamheten", "Challenge", "Ensamhet bland äldre"),
    ("solpanelerna", "Initiative", "Solenergi på kommunens tak"),
    ("berättelser", "News", "Berättelsen om en lärresa"),
    ("schools", "Event", "Workshop om skolfrånvaro"),
    ("pupil", "Initiative", "Läxhjälp på stadsbiblioteket"),
    ("libraries", "News", "Biblioteket öppnar igen"),
    ("municipality", "Initiative", "Solenergi på kommunens tak"),
    ("lonely", "Challenge", "Ensamhet bland äldre"),
    ("solar panel", "Initiative", "Solenergi på kommunens tak"),
    ("pensioner", "Initiative", "Digital inkludering för äldre"),
    ("annual reports", "Document", "Verksamhetsberättelse 2023"),
    ("leaders", "AgendaTarget", "Kvinnors deltagande och ledarskap i beslutsfattande"),
    // å, ä and ö are letters of their own, other accents are not
    ("äldre", "Challenge", "Ensamhet bland äldre"),
    ("ÄLDRE", "Challenge", "Ensamhet bland äldre"),
    ("Åsa", "Person", "Åsa Lundqvist"),
    ("rådhuset", "Event", "Workshop om skolfrånvaro"),
    ("idé", "Initiative", "Idéverkstad för café och föreningar"),
    ("cafe", "Initiative", "Idéverkstad för café och föreningar"),
    // beginnings
    ("läxh", "Initiative", "Läxhjälp på stadsbiblioteket"),
    ("verksamhetsb", "Document", "Verksamhetsberättelse 2023"),
    ("klimatf", "AgendaGoal", "Bekämpa klimatförändringarna"),
    ("barn ung", "FocusArea", "Alla barn och unga lyckas"),
    ("homew", "Initiative", "Läxhjälp på stadsbiblioteket"),
    // persons, organisations, references and codes
    ("Lundqvist", "Person", "Åsa Lundqvist"),
    ("lundqvists", "Person", "Åsa Lundqvist"),
    ("anna letterstål", "Person", "Anna Letterstål"),
    ("giotas anna", "Person", "Anna-Marie Giotas Sandquist"),
    ("MDU", "Organisation", "Mälardalens universitet"),
    ("MDU:s", "Organisation", "Mälardalens universitet"),
    ("Västerås", "Organisation", "Västerås stad"),
    ("mälardalens universitet", "Organisation", "Mälardalens universitet"),
    ("SK-2026-0004", "Initiative", "Solenergi på kommunens tak"),
    ("3.4", "AgendaTarget", "Färre förtida dödsfall och bättre psykisk hälsa"),
    ("11.b", "AgendaTarget", "Städers planer för klimat, resurser och katastrofrisker"),
    // several words, in titles and texts
    ("psykisk ohälsa", "Challenge", "Psykisk ohälsa bland unga"),
    ("mental health young", "Challenge", "Psykisk ohälsa bland unga"),
    ("independent older", "FocusArea", "Välmående och självständiga äldre"),
    ("lärresa", "News", "Berättelsen om en lärresa"),
    ("transformative journey", "News", "Future Impact Champion – en transformativ lärresa"),
    ("workshop skolfrånvaro eskilstuna", "Event", "Workshop om skolfrånvaro"),
    ("board preparation", "Team", "Styrelsens beredningsgrupp"),
    ("hållbara städer", "AgendaGoal", "Hållbara städer och samhällen"),
];

/// What is found by nothing, though it is near.
const NOTHING: [&str; 6] = ["aldre", "oldre", "asa", "Västeras", "bibblan", "lundkvist"];

/// Title and summary in Swedish and in English.
type Texts = [&'static str; 4];

const INITIATIVES: [Texts; 5] = [
    [
        "Läxhjälp på stadsbiblioteket",
        "Homework help at the city library",
        "Studenter hjälper elever från grundskolan två eftermiddagar i veckan",
        "Students help pupils two afternoons a week",
    ],
    [
        "Trygga skolvägar",
        "Safe ways to school",
        "Barnen kartlägger otrygga platser kring skolorna",
        "Children map unsafe places around them",
    ],
    [
        "Digital inkludering för äldre",
        "Digital inclusion for older people",
        "Träffar där pensionärer lär sig använda surfplattor",
        "Meetings where pensioners learn to use tablets",
    ],
    [
        "Solenergi på kommunens tak",
        "Solar energy on roofs of the municipality",
        "Solpaneler på idrottshallar",
        "Solar panels on sports halls",
    ],
    ["Idéverkstad för café och föreningar", "A workshop of ideas", "Idéer prövas i liten skala", "Small trials"],
];

const CHALLENGES: [Texts; 3] = [
    ["Psykisk ohälsa bland unga", "Mental ill health among young people", "Fler unga mår dåligt", "More feel unwell"],
    ["Ensamhet bland äldre", "Loneliness among older people", "Många är ensamma", "Many are lonely"],
    ["Hög frånvaro", "High absence", "Elever som inte kommer", "Those who do not come"],
];

const NEWS: [Texts; 2] = [
    ["Biblioteket öppnar igen", "The library opens again", "Efter ombyggnaden", "After the works"],
    ["Berättelsen om en lärresa", "The story of a journey", "Deltagarna ser tillbaka", "Participants look back"],
];

/// Inserts rows with these texts; `second` is the name of the column of the second text.
async fn add<E>(app: &App, first: u128, second: &str, texts: &[Texts], set: &[(&str, Value)])
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Default + Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let [sv, en] = ["sv", "en"].map(|language| format!("{second}_{language}"));
    let rows = texts.iter().zip(first..).map(|(texts, number)| {
        let [title_sv, title_en, second_sv, second_en] = texts.map(Value::from);
        let own = [
            ("id", Value::from(id(number))),
            ("audience_id", audience::PUBLIC.into()),
            ("title_sv", title_sv),
            ("title_en", title_en),
            (sv.as_str(), second_sv),
            (en.as_str(), second_en),
        ];
        row::<E>(app, &[&own[..], set].concat())
    });
    insert::<E>(app, rows.collect()).await;
}

async fn stage() -> App {
    let app = App::seeded().await;
    let area = ("focus_area_id", Value::from(all::<entity::focus_area::Entity>(&app).await[0].id));
    let party = ("organisation_id", Value::from(all::<entity::organisation::Entity>(&app).await[0].id));
    for (texts, number) in INITIATIVES.iter().zip(1u128..) {
        let reference = ("reference", format!("SK-2026-{number:04}").into());
        let set = [reference, area.clone(), ("status", "PROPOSED".into()), ("kind", "RESEARCH".into())];
        add::<entity::initiative::Entity>(&app, number, "summary", std::slice::from_ref(texts), &set).await;
    }
    let set = [area, party, ("status", "IDENTIFIED".into())];
    add::<entity::challenge::Entity>(&app, 11, "description", &CHALLENGES, &set).await;
    let published = ("published_at", Value::from(Some(app.clock.now())));
    for (texts, number) in NEWS.iter().zip(21u128..) {
        let set = [("slug", format!("n{number}").into()), ("status", "PUBLISHED".into()), published.clone()];
        add::<entity::news::Entity>(&app, number, "lead", std::slice::from_ref(texts), &set).await;
    }
    let event = ["Workshop om skolfrånvaro", "Workshop on absence from schools", "Öppen för alla", "Open to all"];
    let set = [("kind", "WORKSHOP".into()), ("status", "PLANNED".into()), ("location", "Rådhuset i Eskilstuna".into())];
    add::<entity::event::Entity>(&app, 31, "description", &[event], &set).await;
    app
}

const SEARCH: &str = "query($query: String!) { search(query: $query, first: 3) { totalCount nodes {
    type: __typename id
    ... on Organisation { called: name } ... on Person { called: name } ... on Team { called: name(language: SV) }
    ... on FocusArea { called: name(language: SV) } ... on AgendaGoal { called: name(language: SV) }
    ... on AgendaTarget { called: label(language: SV) } ... on Initiative { called: title(language: SV) }
    ... on Challenge { called: title(language: SV) } ... on News { called: title(language: SV) }
    ... on Event { called: title(language: SV) } ... on Document { called: title(language: SV) }
} } }";

async fn search(caller: &Caller<'_>, query: &str) -> Json {
    caller.data(SEARCH, json!({ "query": query })).await["search"].take()
}

#[tokio::test]
async fn each_query_finds_what_it_should_first() {
    let app = stage().await;
    let caller = app.as_administrator();
    let mut wrong = vec![];
    for (query, ty, called) in TABLE {
        let found = search(&caller, query).await;
        let first = &found["nodes"][0];
        if (first["type"].as_str(), first["called"].as_str()) != (Some(ty), Some(called)) {
            wrong.push(format!("{query}: {called} and not {found}"));
        }
    }
    for query in NOTHING {
        let found = search(&caller, query).await;
        if found["totalCount"] != 0 {
            wrong.push(format!("{query}: nothing and not {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
