//! Groups by year, quarter and month: of days, and of moments by the clocks of Sweden.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Stockholm;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::*;

/// The year, the quarter and the month of a day.
fn periods(day: NaiveDate) -> [String; 3] {
    let (year, month) = (day.year(), day.month());
    [format!("{year}"), format!("{year}-Q{}", month.div_ceil(3)), format!("{year}-{month:02}")]
}

/// Moments at which a period begins or ends, at which summer time does, and some between.
fn moments() -> Vec<DateTime<Utc>> {
    let mut random = StdRng::seed_from_u64(7);
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a moment");
    let mut all = vec![];
    for year in [1996, 2024, 2026, 2031] {
        for edge in ["01-01T00", "03-31T01", "04-01T00", "06-30T23", "07-01T00", "10-01T00", "10-27T01", "12-31T23"] {
            let edge = at(&format!("{year}-{edge}:00:00Z"));
            all.extend([-7201, -7200, -3601, -3600, -1, 0, 1].map(|seconds| edge + TimeDelta::seconds(seconds)));
        }
        all.extend(
            (0..20)
                .map(|_| at(&format!("{year}-01-01T00:00:00Z")) + TimeDelta::minutes(random.random_range(0..525_600))),
        );
    }
    all
}

/// The groups as they came.
fn counts(groups: &Json) -> BTreeMap<String, u64> {
    let of = |group: &Json| {
        let value = group["keys"][0]["value"].as_str().unwrap_or("none").to_owned();
        (value, group["count"].as_u64().expect("a number"))
    };
    groups.as_array().expect("groups").iter().map(of).collect()
}

/// A day that is not known lies in no period, on whichever database.
#[tokio::test]
async fn no_day_lies_in_no_period() {
    let app = App::empty().await;
    portfolio(&app, 0, 3).await;
    for period in ["YEAR", "QUARTER", "MONTH"] {
        let by = |field: &str| format!("initiativeGroups(by: {field}_{period}) {{ count keys {{ value label }} }}");
        let document = format!("{{ starts: {} ends: {} }}", by("STARTS_ON"), by("ENDS_ON"));
        let answer = app.anonymous().data(&document, Json::Null).await;
        let none = json!([{ "count": 3, "keys": [{ "value": null, "label": null }] }]);
        assert_eq!(answer, json!({ "starts": none, "ends": none }), "{period}");
    }
}

#[tokio::test]
async fn days_and_moments_are_grouped_by_the_calendar_of_sweden() {
    let world = World::new().await;
    let app = &world.app;
    let moments = moments();
    let (mut by_moment, mut by_day) = ([const { BTreeMap::new() }; 3], [const { BTreeMap::new() }; 3]);
    let mut rows = vec![];
    for (number, at) in (0u128..).zip(&moments) {
        let local = at.with_timezone(&Stockholm).date_naive();
        let day = at.date_naive();
        for place in 0..3 {
            *by_moment[place].entry(periods(local)[place].clone()).or_insert(0u64) += 1;
            *by_day[place].entry(periods(day)[place].clone()).or_insert(0u64) += 1;
        }
        let set = [
            ("id", id(9000 + number).into()),
            ("audience_id", entity::audience::PUBLIC.into()),
            ("status", "PROPOSED".into()),
            ("kind", "EDUCATION".into()),
            ("reference", format!("P-{number}").into()),
            ("focus_area_id", id(11).into()),
            ("lead_organisation_id", id(1).into()),
            ("starts_on", day.into()),
            ("created_at", (*at).into()),
            ("updated_at", (*at).into()),
        ];
        rows.push(row::<initiative::Entity>(app, &set));
    }
    insert::<initiative::Entity>(app, rows).await;
    let by = |field: &str| {
        format!("initiativeGroups(by: [{field}], where: {{ kind: {{ eq: EDUCATION }} }}) {{ count keys {{ value }} }}")
    };
    for (place, period) in ["YEAR", "QUARTER", "MONTH"].into_iter().enumerate() {
        let document = format!(
            "{{ moments: {} days: {} }}",
            by(&format!("CREATED_AT_{period}")),
            by(&format!("STARTS_ON_{period}"))
        );
        let answer = app.anonymous().data(&document, Json::Null).await;
        assert_eq!(counts(&answer["moments"]), by_moment[place], "{period}");
        assert_eq!(counts(&answer["days"]), by_day[place], "{period}");
    }

    let document = "{ initiativeGroups(by: [STARTS_ON_YEAR, STARTS_ON_QUARTER, STARTS_ON_MONTH],
        where: { startsOn: { gte: \"2026-10-01\", lt: \"2026-11-01\" } })
        { keys { field value sv: label(language: SV) en: label(language: EN) node { id } } } }";
    let answer = app.anonymous().data(document, Json::Null).await;
    let key = |field: &str, value: &str, sv: &str, en: &str| json!({ "field": field, "value": value, "sv": sv, "en": en, "node": null });
    let keys = json!([
        key("STARTS_ON_YEAR", "2026", "2026", "2026"),
        key("STARTS_ON_QUARTER", "2026-Q4", "kvartal 4 2026", "Q4 2026"),
        key("STARTS_ON_MONTH", "2026-10", "oktober 2026", "October 2026"),
    ]);
    assert_eq!(answer["initiativeGroups"], json!([{ "keys": keys }]));
}
