//! A model of search: a thing is found if it is seen, and if each word of the query is the beginning of a word of its text
//! or shares its stem. A letter beside other words is the beginning of none, and alone it is one of words in titles.

use std::collections::BTreeSet;

use entity::{audience, initiative};
use rand::prelude::*;
use rand::rngs::StdRng;
use rust_stemmers::{Algorithm, Stemmer};
use tests::app::App;
use tests::rows::{api_id, id, insert, row};

use super::{found, listed, sorted};

const THINGS: u128 = 60;
const QUERIES: usize = 150;

const SWEDISH: [&str; 24] = [
    "skola",
    "skolan",
    "skolor",
    "Skolorna",
    "äldre",
    "ÄLDSTA",
    "aldre",
    "åldrande",
    "kommun",
    "kommuner",
    "kommunernas",
    "idé",
    "idéer",
    "ide",
    "och",
    "i",
    "ö",
    "öar",
    "samhälle",
    "samhällets",
    "2024",
    "3.4",
    "barn",
    "barnen",
];

const ENGLISH: [&str; 12] = [
    "school",
    "Schools",
    "schooling",
    "child's",
    "children",
    "community",
    "communities",
    "island",
    "idea",
    "ideas",
    "2024",
    "older",
];

/// A thing of the model.
struct Thing {
    number: u128,
    is_public: bool,
    words: Vec<(&'static str, bool)>,
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('é', "e")
}

fn stem(word: &str, is_swedish: bool) -> String {
    let stemmer = Stemmer::create(if is_swedish { Algorithm::Swedish } else { Algorithm::English });
    let is_word = word.chars().all(|letter| letter.is_alphabetic() || letter == '\'');
    if is_word { stemmer.stem(&base(word, is_swedish)).into_owned() } else { word.to_owned() }
}

/// A Swedish noun of the model without its definite ending: the stemmer lets these stand.
fn base(word: &str, is_swedish: bool) -> String {
    match word {
        "skolan" if is_swedish => "skola".to_owned(),
        "samhället" | "samhällets" if is_swedish => "samhäll".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a word of a text is what is sought.
fn suits(sought: &str, (word, is_swedish): (&str, bool)) -> bool {
    let (sought, word) = (plain(sought), plain(word));
    let stems = [true, false].map(|language| stem(&sought, language));
    // a word that is a stem is one in both languages
    word.starts_with(&sought) || stems[usize::from(!is_swedish)] == stem(&word, is_swedish) || stems.contains(&word)
}

/// Whether a thing is what a query finds.
fn is_found(query: &str, thing: &Thing) -> bool {
    let sought: BTreeSet<String> = query.split(' ').map(plain).collect();
    let is_letter = |word: &String| word.chars().count() == 1;
    let are_letters = sought.iter().all(is_letter);
    if are_letters && sought.len() == 1 {
        // no title begins with any that is asked for
        return false;
    }
    let required = sought.iter().filter(|word| are_letters || !is_letter(word));
    let is_whole = |word: &str, sought: &str| !are_letters || plain(word) == *sought;
    required.into_iter().all(|sought| thing.words.iter().any(|word| suits(sought, *word) && is_whole(word.0, sought)))
}

fn things(random: &mut StdRng) -> Vec<Thing> {
    let things = (1..=THINGS).map(|number| {
        let mut of = |words: &[&'static str], is_swedish| -> Vec<_> {
            (0..random.random_range(1..4)).map(|_| (*words.choose(random).expect("a word"), is_swedish)).collect()
        };
        let words = [of(&SWEDISH, true), of(&ENGLISH, false)].concat();
        Thing { number, is_public: random.random(), words }
    });
    things.collect()
}

fn query(random: &mut StdRng) -> String {
    let words = (0..random.random_range(1..3)).map(|_| {
        let all: Vec<&str> = SWEDISH.into_iter().chain(ENGLISH).collect();
        let word: Vec<char> = all.choose(random).expect("a word").chars().collect();
        let is_cut = random.random_range(0..3) == 0 && word.iter().all(|letter| letter.is_alphabetic());
        let length = if is_cut { random.random_range(1..=word.len()) } else { word.len() };
        word[..length].iter().collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn what_is_found_is_what_the_model_finds() {
    let app = App::seeded().await;
    let mut random = StdRng::seed_from_u64(2026);
    let things = things(&mut random);
    let area = tests::rows::all::<entity::focus_area::Entity>(&app).await[0].id;
    let rows = things.iter().map(|thing| {
        let text = |is_swedish: bool| {
            let words: Vec<_> = thing.words.iter().filter(|word| word.1 == is_swedish).map(|word| word.0).collect();
            words.join(" ")
        };
        let set = [
            ("id", id(thing.number).into()),
            ("reference", format!("z{}z", thing.number).into()),
            ("focus_area_id", area.into()),
            ("title_sv", "x".into()),
            ("title_en", sea_orm::Value::String(None)),
            ("summary_sv", text(true).into()),
            ("summary_en", text(false).into()),
            ("status", "PROPOSED".into()),
            ("kind", "RESEARCH".into()),
            ("audience_id", if thing.is_public { audience::PUBLIC } else { audience::INTERNAL }.into()),
        ];
        row::<initiative::Entity>(&app, &set)
    });
    insert::<initiative::Entity>(&app, rows.collect()).await;
    for _ in 0..QUERIES {
        let query = query(&mut random);
        for (name, caller, reads_internal) in [("anonymous", app.anonymous(), false), ("member", app.as_member(), true)]
        {
            let expected =
                things.iter().filter(|thing| thing.is_public || reads_internal).filter(|thing| is_found(&query, thing));
            let expected: Vec<_> = expected.map(|thing| api_id("initiative", thing.number)).collect();
            let (ids, count) = found(&caller, &query, Some("INITIATIVE")).await;
            assert_eq!(
                (sorted(ids), count),
                (sorted(expected.clone()), expected.len()),
                "{name} searches for {query:?}"
            );
            assert_eq!(
                sorted(listed(&caller, "initiatives", &query).await),
                sorted(expected),
                "{name} lists {query:?}"
            );
        }
    }
}
