//! The world as it is before the first step: parties, persons, two prioritised focus areas with their Core Teams, the board
//! and its preparation group, seats, criteria and a meeting of each team.

use entity::*;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel, Value};
use tests::app::App;
use tests::issuer::TestIssuer;
use tests::rows::{id, insert, row};
use uuid::Uuid;

use super::who::{HOME, NEIGHBOURS, Who};

pub const AREAS: [Uuid; 2] = [id(11), id(12)];
pub const BOARD: Uuid = id(21);
pub const PREPARATION: Uuid = id(22);
pub const TEAMS: [Uuid; 4] = [BOARD, PREPARATION, id(23), id(24)];

/// The criterion that must be met, and the one that need not.
pub const MANDATORY: Uuid = id(54);
pub const OPTIONAL: Uuid = id(55);

/// The seats: the team, the organisation and who holds it.
pub const SEATS: [(Uuid, Uuid, Uuid, Option<Who>); 5] = [
    (id(31), BOARD, HOME, Some(Who::BoardMember)),
    (id(32), PREPARATION, HOME, Some(Who::Preparer)),
    (id(33), TEAMS[2], HOME, Some(Who::Representative)),
    (id(34), TEAMS[3], NEIGHBOURS, Some(Who::OtherRepresentative)),
    (id(35), TEAMS[2], NEIGHBOURS, None),
];

/// The Core Team of a focus area; those that are proposed later have none.
pub fn core_team(area: Uuid) -> Option<Uuid> {
    AREAS.iter().position(|known| *known == area).map(|place| TEAMS[2 + place])
}

/// The focus area whose Core Team it is.
pub fn area_of(team: Uuid) -> Option<Uuid> {
    AREAS.into_iter().find(|area| core_team(*area) == Some(team))
}

/// The meeting of a team.
pub fn meeting(team: Uuid) -> Uuid {
    Uuid::from_u128(team.as_u128() + 50)
}

/// A server with this world.
pub async fn stage() -> App {
    let app = App::empty().await;
    people(&app).await;
    teams(&app).await;
    let criteria = [(MANDATORY, true, 1), (OPTIONAL, false, 2)].map(|(key, is_mandatory, position)| {
        vec![("id", key.into()), ("is_mandatory", is_mandatory.into()), ("position", position.into())]
    });
    add::<criterion::Entity>(&app, criteria).await;
    app
}

async fn add<E>(app: &App, rows: impl IntoIterator<Item = Vec<(&str, Value)>>)
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Default + Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    insert::<E>(app, rows.into_iter().map(|set| row::<E>(app, &set)).collect()).await;
}

async fn people(app: &App) {
    let organisations = [(HOME, "o1"), (NEIGHBOURS, "o2")];
    let organisations = organisations
        .map(|(key, slug)| vec![("id", key.into()), ("slug", slug.into()), ("sector", "UNIVERSITY".into())]);
    add::<organisation::Entity>(app, organisations).await;
    let people: Vec<(Uuid, Uuid)> =
        Who::people().into_iter().filter_map(|who| Some((who.person()?, who.organisation()?))).collect();
    let rows = people.iter().map(|(key, home)| vec![("id", (*key).into()), ("organisation_id", (*home).into())]);
    add::<person::Entity>(app, rows).await;
    let issuer = TestIssuer::get().url.as_str();
    let identities = people.iter().map(|(key, _)| {
        vec![("issuer", issuer.into()), ("subject", key.to_string().into()), ("person_id", (*key).into())]
    });
    add::<identity::Entity>(app, identities).await;
}

async fn teams(app: &App) {
    let areas = AREAS.into_iter().zip(1..).map(|(key, number)| {
        let slug = format!("f{number}");
        vec![("id", key.into()), ("slug", slug.into()), ("number", number.into()), ("status", "PRIORITISED".into())]
    });
    add::<focus_area::Entity>(app, areas).await;
    let kinds = ["BOARD", "BOARD_PREPARATION", "FOCUS_AREA_TEAM", "FOCUS_AREA_TEAM"];
    let rows = TEAMS.into_iter().zip(kinds).map(|(key, kind)| {
        vec![("id", key.into()), ("kind", kind.into()), ("focus_area_id", Value::Uuid(area_of(key)))]
    });
    add::<team::Entity>(app, rows).await;
    let meetings = TEAMS.map(|key| {
        vec![
            ("id", meeting(key).into()),
            ("kind", "MEETING".into()),
            ("status", "PLANNED".into()),
            ("team_id", key.into()),
            ("audience_id", audience::INTERNAL.into()),
        ]
    });
    add::<event::Entity>(app, meetings).await;
    seats(app).await;
}

async fn seats(app: &App) {
    let seat = |(position, (key, team, organisation, _)): (i32, (Uuid, Uuid, Uuid, _))| {
        vec![
            ("id", key.into()),
            ("team_id", team.into()),
            ("organisation_id", organisation.into()),
            ("position", (position + 1).into()),
        ]
    };
    add::<seat::Entity>(app, (0..).zip(SEATS).map(seat)).await;
    let terms = SEATS.into_iter().filter_map(|(seat, team, organisation, holder)| {
        Some(vec![
            ("person_id", holder?.person()?.into()),
            ("seat_id", seat.into()),
            ("team_id", team.into()),
            ("organisation_id", organisation.into()),
        ])
    });
    add::<representative::Entity>(app, terms).await;
}
