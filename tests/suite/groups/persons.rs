//! Groups of persons: nobody is singled out, by one question or by the difference of two.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;

/// Persons, each with the organisation that they are at home in, by their numbers.
async fn persons(app: &App, homes: &[(u128, u128)]) {
    let rows = homes.iter().map(|(number, home)| {
        let set = [
            ("id", id(*number).into()),
            ("organisation_id", id(*home).into()),
            ("name", format!("P{number}").into()),
            ("created_at", (app.clock.now() - TimeDelta::days(90)).into()),
        ];
        row::<person::Entity>(app, &set)
    });
    insert::<person::Entity>(app, rows.collect()).await;
}

fn homes(sizes: &[(u128, u128)]) -> Vec<(u128, u128)> {
    let of = |(place, (home, number)): (usize, &(u128, u128))| {
        let (from, home) = (7000 + place as u128 * 100, *home);
        (0..*number).map(move |n| (from + n, home))
    };
    sizes.iter().enumerate().flat_map(of).collect()
}

/// An analyst, who is a person of the fourth organisation.
async fn analyst(app: &App) -> Caller<'_> {
    let caller = app.signed_in(&[Role::Analyst], "o3", "analyst");
    // who signs in for the first time becomes a person
    caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
    caller
}

/// Numbers are rounded to fives; persons of organisations with fewer than three are one group, in which nobody is singled out.
#[tokio::test]
async fn few_persons_are_not_told_apart() {
    let app = App::empty().await;
    portfolio(&app, 0, 4).await;
    persons(&app, &homes(&[(1000, 9), (1001, 4), (1002, 2), (1003, 1)])).await;
    let document = "query($where: PersonWhere) { personGroups(by: ORGANISATION, where: $where)
        { count isRest keys { value sv: label(language: SV) en: label(language: EN) node { id } } } }";
    let caller = analyst(&app).await;
    let told = |count: u32, number: u128, name: &str| {
        let key = api_id("organisation", number);
        json!({ "count": count, "isRest": false, "keys": [{ "value": key, "sv": name, "en": name, "node": { "id": key } }] })
    };
    let rest = |count: u32| {
        let key = json!({ "value": null, "sv": "Övriga, redovisade tillsammans", "en": "Others, not told apart", "node": null });
        json!({ "count": count, "isRest": true, "keys": [key] })
    };
    let answer = caller.data(document, Json::Null).await;
    assert_eq!(answer["personGroups"], json!([told(10, 1000, "O0"), told(5, 1001, "O1"), rest(5)]));
    // two persons would be seen through, were they told of alone
    let but_the_last = json!({ "where": { "organisation": { "slug": { "oneOf": ["o0", "o1", "o2"] } } } });
    let answer = caller.data(document, but_the_last).await;
    assert_eq!(answer["personGroups"], json!([told(10, 1000, "O0"), told(5, 1001, "O1")]));
    assert_eq!(app.anonymous().data(document, Json::Null).await["personGroups"], json!([]));
}

/// The organisation that somebody was at home in until a moment.
type Move = (u128, u128, DateTime<Utc>);

async fn moved(app: &App, moves: &[Move]) {
    let last = all::<change_head::Entity>(app).await[0].seq;
    let rows = moves.iter().zip(last + 1..).map(|((number, former, at), seq)| {
        let fields = json!({ "organisation_id": { "before": id(*former), "after": id(1000) } });
        let set = [
            ("seq", seq.into()),
            ("at", (*at).into()),
            ("actor_kind", "SYSTEM".into()),
            ("node_type", "person".into()),
            ("node_id", id(*number).into()),
            ("kind", "UPDATED".into()),
            ("fields", Value::Json(Some(Box::new(fields)))),
        ];
        row::<change::Entity>(app, &set)
    });
    insert::<change::Entity>(app, rows.collect()).await;
    tests::rows::execute(app, &format!("UPDATE change_head SET seq = {}", last + moves.len() as i64)).await;
}

/// What is told of each organisation, and of the rest.
fn told_of(answer: &Json) -> BTreeMap<String, i64> {
    let groups = answer["personGroups"].as_array().expect("groups");
    let of = |group: &Json| {
        let key = group["keys"][0]["value"].as_str().unwrap_or("rest").to_owned();
        (key, group["count"].as_i64().expect("a number"))
    };
    groups.iter().map(of).collect()
}

/// All pairs of questions, subtracted: of whom is asked differs by one person, by one organisation, by a day.
#[tokio::test]
async fn no_difference_of_two_questions_is_one_person() {
    let app = App::empty().await;
    portfolio(&app, 0, 5).await;
    analyst(&app).await;
    app.clock.advance(TimeDelta::days(100));
    let homes = homes(&[(1000, 23), (1001, 8), (1002, 3), (1003, 2), (1004, 1)]);
    persons(&app, &homes).await;
    let ago = |days| app.clock.now() - TimeDelta::days(days);
    // each was at home somewhere else once, one day after the other
    let moves: Vec<Move> = (0..6).map(|n| (7000 + n, 1001 + n % 4, ago(30 + n as i64))).collect();
    moved(&app, &moves).await;
    let caller = analyst(&app).await;
    let names: Vec<String> = homes.iter().map(|(number, _)| format!("P{number}")).collect();
    let mut filters = vec![json!({})];
    filters.extend(names.iter().take(8).map(|name| json!({ "not": { "name": { "eq": name } } })));
    // those who are added one by one to others who are known
    filters.extend((1..9).map(|number| json!({ "name": { "oneOf": names[..number] } })));
    filters.extend((0..5).map(|n| json!({ "not": { "organisation": { "slug": { "eq": format!("o{n}") } } } })));
    filters.extend((0..5).map(|n| json!({ "organisation": { "slug": { "eq": format!("o{n}") } } })));
    let today = app.clock.today();
    let days = [0, 29, 31, 33, 36, 60].map(|days| today - TimeDelta::days(days));
    let document = "query($where: PersonWhere, $asOf: Date) {
        personGroups(by: ORGANISATION, where: $where, asOf: $asOf) { count keys { value } } }";
    let mut answers = vec![];
    for filter in &filters {
        for day in days {
            let variables = json!({ "where": filter, "asOf": day });
            answers.push((filter, day, told_of(&caller.data(document, variables).await)));
        }
    }
    for (filter, day, one) in &answers {
        for (others, another_day, other) in &answers {
            for key in one.keys().chain(other.keys()) {
                let difference = one.get(key).unwrap_or(&0) - other.get(key).unwrap_or(&0);
                assert_eq!(difference % 5, 0, "{filter} on {day}, {others} on {another_day}: {key}");
            }
            // where somebody was at home once makes no difference
            assert!(filter != others || one == other, "{filter} on {day} and on {another_day}: {one:?} {other:?}");
        }
    }
    let whole = &answers[0].2;
    assert_eq!(
        whole.values().copied().collect::<Vec<_>>(),
        [25, 10, 5, 5],
        "23, 8, 3, and 2 with the analyst; nothing of one"
    );
}

/// Who was not there yet, or not seen then, is not counted; where others work whom something belongs to is told as it is.
#[tokio::test]
async fn persons_of_the_past_are_those_who_were_there_and_were_seen() {
    let app = App::empty().await;
    portfolio(&app, 0, 2).await;
    persons(&app, &homes(&[(1000, 10), (1001, 6)])).await;
    let today = app.clock.today();
    let team = [("id", id(5).into()), ("kind", "BOARD".into())];
    insert::<team::Entity>(&app, vec![row::<team::Entity>(&app, &team)]).await;
    let seat = [("id", id(6).into()), ("team_id", id(5).into()), ("organisation_id", id(1000).into())];
    insert::<seat::Entity>(&app, vec![row::<seat::Entity>(&app, &seat)]).await;
    // those of the first organisation sit since ten days, the others since twenty
    let terms = (0..16u128).map(|n| {
        let (number, since) = if n < 10 { (7000 + n, 10) } else { (7100 + n - 10, 20) };
        let set = [
            ("id", id(8000 + n).into()),
            ("person_id", id(number).into()),
            ("seat_id", id(6).into()),
            ("team_id", id(5).into()),
            ("organisation_id", id(1000).into()),
            ("since", (today - TimeDelta::days(since)).into()),
            ("until", (today + TimeDelta::days(1 + n as i64)).into()),
        ];
        row::<representative::Entity>(&app, &set)
    });
    insert::<representative::Entity>(&app, terms.collect()).await;
    let document = "query($asOf: Date) { personGroups(by: ORGANISATION, asOf: $asOf) { count keys { value } } }";
    let [first, second] = [1000, 1001].map(|number| api_id("organisation", number));
    for (days, expected) in [
        (0, vec![(&first, 10), (&second, 5)]),
        (9, vec![(&first, 10), (&second, 5)]),
        (10, vec![(&first, 10), (&second, 5)]),
        (11, vec![(&second, 5)]),
        (20, vec![(&second, 5)]),
        (21, vec![]),
    ] {
        let variables = json!({ "asOf": today - TimeDelta::days(days) });
        let told = told_of(&app.anonymous().data(document, variables).await);
        let expected: BTreeMap<_, _> = expected.into_iter().map(|(key, count)| (key.clone(), count)).collect();
        assert_eq!(told, expected, "{days} days ago");
    }
    let analyst = app.signed_in(&[Role::Analyst], "o1", "analyst");
    let before = json!({ "asOf": today - TimeDelta::days(100) });
    assert_eq!(analyst.data(document, before).await["personGroups"], json!([]), "nobody was there yet");
}
