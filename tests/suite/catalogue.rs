//! Agenda 2030, whole and labelled.

use serde_json::{Value as Json, json};
use tests::app::App;

/// The number of targets of each goal.
const TARGETS: [usize; 17] = [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19];

const DOCUMENT: &str = "{
    agendaGoals {
        number uri color sv: name(language: SV) en: name(language: EN)
        targets { code uri isMeansOfImplementation sv: label(language: SV) en: label(language: EN) }
    }
    agendaTargets { totalCount }
}";

#[tokio::test]
async fn all_goals_and_targets_are_there() {
    let app = App::seeded().await;
    let answer = app.anonymous().data(DOCUMENT, Json::Null).await;
    assert_eq!(answer["agendaTargets"]["totalCount"], 169);
    let goals = answer["agendaGoals"].as_array().expect("a list");
    let counts: Vec<usize> = goals.iter().map(|goal| goal["targets"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(counts, TARGETS);
    let mut labels = std::collections::BTreeSet::new();
    for (goal, number) in goals.iter().zip(1..) {
        assert_eq!(goal["number"], number);
        assert_eq!(goal["uri"], format!("http://metadata.un.org/sdg/{number}"));
        assert_ne!(goal["sv"], goal["en"], "goal {number} is named in both languages");
        for (target, place) in goal["targets"].as_array().into_iter().flatten().zip(1u32..) {
            let code = target["code"].as_str().expect("a code");
            let (of, rest) = code.split_once('.').expect("a code has a dot");
            assert_eq!(of, number.to_string());
            let is_letter = rest.starts_with(|letter: char| letter.is_ascii_lowercase());
            assert!(is_letter || rest == place.to_string(), "{code} comes in its order");
            assert_eq!(target["isMeansOfImplementation"], is_letter, "{code}");
            assert_eq!(target["uri"], format!("http://metadata.un.org/sdg/{code}"));
            for language in ["sv", "en"] {
                let label = target[language].as_str().expect("a label");
                assert!((3..=80).contains(&label.chars().count()), "{code}: {label}");
                assert!(labels.insert((language, label.to_owned())), "{code}: {label} stands twice");
            }
        }
    }
    assert_eq!(labels.len(), 338);
}

#[tokio::test]
async fn a_goal_and_a_target_are_found_by_their_keys() {
    let app = App::seeded().await;
    let document = "{ agendaGoal(number: 4) { name(language: SV) } agendaTarget(code: \"4.a\") { goal { number } } none: agendaTarget(code: \"4.z\") { code } }";
    let answer = app.anonymous().data(document, Json::Null).await;
    assert_eq!(
        answer,
        json!({ "agendaGoal": { "name": "God utbildning för alla" }, "agendaTarget": { "goal": { "number": 4 } }, "none": null })
    );
}
