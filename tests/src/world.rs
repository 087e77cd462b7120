//! A small world with a row of every kind that visibility tells apart, each with a label.
//!
//! Labels say what a row is: `public`, `internal`, `team1` and `board` (restricted to that team), and what else
//! matters. What belongs to a row has its label.

mod callers;
mod content;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use api::auth::secret;
use chrono::TimeDelta;
use entity::kind::*;
use entity::link::*;
use entity::*;
use sea_orm::{ActiveEnum, Value};
use uuid::Uuid;

use crate::app::{ADMINISTRATOR, App, MEMBER};
use crate::caller::Caller;
use crate::database::Template;
use crate::issuer::{AUDIENCE, TestIssuer};
use crate::rows::{all, id, insert, key_id, row};

/// The world.
pub struct World {
    /// The server on it.
    pub app: App,
    /// The label of each row, by table and key.
    pub labels: Labels,
}

type Labels = BTreeMap<(&'static str, Uuid), String>;

/// The audiences that things are labelled by.
const AUDIENCES: [(&str, Uuid); 4] =
    [("public", audience::PUBLIC), ("internal", audience::INTERNAL), ("team1", id(901)), ("board", id(902))];

/// The rows that others refer to.
const ORGANISATION_1: Uuid = id(1);
const ORGANISATION_2: Uuid = id(2);
const FOCUS_AREA_1: Uuid = id(11);
const FOCUS_AREA_2: Uuid = id(12);
const BOARD: Uuid = id(21);
const PREPARATION: Uuid = id(22);
const TEAM_1: Uuid = id(23);
const TEAM_2: Uuid = id(24);
const SEAT_1: Uuid = id(31);
const SEAT_2: Uuid = id(32);
const SEAT_BOARD: Uuid = id(33);
const SEAT_OPEN: Uuid = id(34);
const SEAT_GRANTED: Uuid = id(35);
const SEAT_PROTECTED: Uuid = id(36);
const HOLDER_1: Uuid = id(41);
const HOLDER_2: Uuid = id(42);
const HOLDER_BOARD: Uuid = id(43);
const FORMER: Uuid = id(44);
const COLLEAGUE: Uuid = id(45);
const AUTHOR: Uuid = id(46);
const OWNER: Uuid = id(47);
const PROPOSER: Uuid = id(48);
const VISITOR: Uuid = id(49);
const GRANTED: Uuid = id(50);
const BLOCKED: Uuid = id(56);
const REVOKED: Uuid = id(57);
const PROTECTED: Uuid = id(58);
const GOAL: Uuid = id(51);
const TARGET: Uuid = id(52);
const SOCIETAL_GOAL: Uuid = id(53);
const CRITERION: Uuid = id(54);
const SUPPORT_FUNCTION: Uuid = id(55);

/// The e-mail address of the person who has one.
pub const EMAIL: &str = "colleague@example.org";

/// Their telephone number.
pub const PHONE: &str = "+46 70 555 01 23";

/// The code of the open invitation, which is for the former holder of a seat.
pub const INVITATION: &str = "sk_invite_former-holder";

/// A service token by its number.
pub fn service_token(number: u128) -> String {
    format!("{}{number}", secret::SERVICE_TOKEN)
}

fn text(value: impl ActiveEnum<Value = String>) -> Value {
    value.to_value().into()
}

impl World {
    /// The world, with limits that let tests ask for all of it at once.
    pub async fn new() -> Self {
        static MADE: Template = Template::new();
        static LABELS: OnceLock<Labels> = OnceLock::new();
        let settings = api::config::Settings {
            max_cost: std::num::NonZeroU64::new(100_000_000),
            max_tokens: std::num::NonZeroU32::new(20_000),
            max_selections: std::num::NonZeroU32::new(20_000),
            ..Default::default()
        };
        let database = MADE.copy(async || {
            let World { app, labels } = Self::make(settings.clone()).await;
            LABELS.set(labels).expect("it is made once");
            app.into_database().await
        });
        // the ids that the seed of the first server came to are taken
        let app = App::new(database.await, settings.clone(), 2).await;
        World { app, labels: LABELS.get().expect("labels").clone() }
    }

    async fn make(settings: api::config::Settings) -> Self {
        let mut world = World { app: App::with(settings).await, labels: BTreeMap::new() };
        world.parties().await;
        world.teams().await;
        world.accounts().await;
        world.goals().await;
        world.content().await;
        world.readings().await;
        world.revoke().await;
        for change in all::<change::Entity>(&world.app).await {
            world.label("change", change.id, &change.action);
        }
        world
    }

    fn label(&mut self, table: &'static str, key: Uuid, label: &str) {
        self.labels.insert((table, key), label.to_owned());
    }

    /// Inserts one labelled row.
    async fn add<E>(&mut self, table: &'static str, key: Uuid, label: &str, set: &[(&str, Value)])
    where
        E: sea_orm::EntityTrait,
        E::ActiveModel: sea_orm::ActiveModelTrait<Entity = E> + sea_orm::ActiveModelBehavior + Default + Send,
        E::Model: sea_orm::IntoActiveModel<E::ActiveModel>,
    {
        let set = [&[("id", Value::from(key))], set].concat();
        insert::<E>(&self.app, vec![row::<E>(&self.app, &set)]).await;
        self.label(table, key, label);
    }

    async fn parties(&mut self) {
        for (key, slug) in [(ORGANISATION_1, "o1"), (ORGANISATION_2, "o2")] {
            let set = [
                ("slug", slug.into()),
                ("name", slug.into()),
                ("sector", text(Sector::University)),
                ("is_party", true.into()),
            ];
            self.add::<organisation::Entity>("organisation", key, slug, &set).await;
        }
        for (key, name) in [
            (HOLDER_1, "holder of a seat in team 1"),
            (HOLDER_2, "holder of a seat in team 2"),
            (HOLDER_BOARD, "holder of a seat in the board"),
            (FORMER, "former holder"),
            (COLLEAGUE, "colleague"),
            (AUTHOR, "author"),
            (OWNER, "owner"),
            (PROPOSER, "proposer"),
            (VISITOR, "visitor"),
            (GRANTED, "granted"),
            (BLOCKED, "blocked"),
            (REVOKED, "revoked"),
            (PROTECTED, "protected"),
        ] {
            let email = (key == COLLEAGUE).then(|| EMAIL.to_owned());
            let phone = (key == COLLEAGUE).then(|| PHONE.to_owned());
            let home = if key == VISITOR { ORGANISATION_2 } else { ORGANISATION_1 };
            let blocked_at = (key == BLOCKED).then(|| self.app.clock.now());
            let protected_at = (key == PROTECTED).then(|| self.app.clock.now());
            let set = [
                ("name", name.into()),
                ("organisation_id", home.into()),
                ("email", Value::String(email)),
                ("phone", Value::String(phone)),
                ("blocked_at", Value::ChronoDateTimeUtc(blocked_at)),
                ("protected_at", Value::ChronoDateTimeUtc(protected_at)),
            ];
            self.add::<person::Entity>("person", key, name, &set).await;
        }
        for (key, number) in [(FOCUS_AREA_1, 1), (FOCUS_AREA_2, 2)] {
            let slug = format!("f{number}");
            let set = [
                ("slug", slug.clone().into()),
                ("number", number.into()),
                ("status", text(FocusAreaStatus::Prioritised)),
            ];
            self.add::<focus_area::Entity>("focus_area", key, &slug, &set).await;
        }
        let set = [("singleton", true.into())];
        insert::<collaboration::Entity>(&self.app, vec![row::<collaboration::Entity>(&self.app, &set)]).await;
    }

    async fn teams(&mut self) {
        for (key, kind, focus_area, label) in [
            (BOARD, TeamKind::Board, None, "board"),
            (PREPARATION, TeamKind::BoardPreparation, None, "preparation"),
            (TEAM_1, TeamKind::FocusAreaTeam, Some(FOCUS_AREA_1), "team1"),
            (TEAM_2, TeamKind::FocusAreaTeam, Some(FOCUS_AREA_2), "team2"),
        ] {
            let set = [("kind", text(kind)), ("focus_area_id", Value::Uuid(focus_area))];
            self.add::<team::Entity>("team", key, label, &set).await;
        }
        for (key, team, position, label) in [
            (SEAT_1, TEAM_1, 1, "seat in team 1"),
            (SEAT_2, TEAM_2, 1, "seat in team 2"),
            (SEAT_BOARD, BOARD, 1, "seat in the board"),
            (SEAT_OPEN, TEAM_1, 2, "open seat"),
            (SEAT_GRANTED, TEAM_2, 2, "second seat in team 2"),
            (SEAT_PROTECTED, TEAM_1, 3, "seat of protected in team 1"),
        ] {
            let set =
                [("team_id", team.into()), ("organisation_id", ORGANISATION_1.into()), ("position", position.into())];
            self.add::<seat::Entity>("seat", key, label, &set).await;
        }
        let day = |days| Value::ChronoDate(Some(self.app.clock.today() + TimeDelta::days(days)));
        let none = || Value::ChronoDate(None);
        let terms = [
            (id(61), HOLDER_1, SEAT_1, TEAM_1, day(-10), none(), "current in team 1"),
            (id(62), HOLDER_2, SEAT_2, TEAM_2, none(), day(1), "current in team 2, last day"),
            (id(63), HOLDER_BOARD, SEAT_BOARD, BOARD, none(), none(), "current in the board"),
            (id(64), FORMER, SEAT_1, TEAM_1, day(-100), day(-10), "former in team 1"),
            (id(65), COLLEAGUE, SEAT_OPEN, TEAM_1, day(1), none(), "future in team 1"),
            (id(66), GRANTED, SEAT_GRANTED, TEAM_2, none(), none(), "second current in team 2"),
            (id(67), PROTECTED, SEAT_PROTECTED, TEAM_1, none(), none(), "of protected, current in team 1"),
        ];
        for (key, person, seat, team, since, until, label) in terms {
            let set = [
                ("person_id", person.into()),
                ("seat_id", seat.into()),
                ("team_id", team.into()),
                ("organisation_id", ORGANISATION_1.into()),
                ("since", since),
                ("until", until),
            ];
            self.add::<representative::Entity>("representative", key, label, &set).await;
        }
        for (name, key) in &AUDIENCES[2..] {
            let team = if *name == "team1" { TEAM_1 } else { BOARD };
            let restricted = [("id", Value::from(*key)), ("visibility", text(Visibility::Restricted))];
            insert::<audience::Entity>(&self.app, vec![row::<audience::Entity>(&self.app, &restricted)]).await;
            let member = [("audience_id", Value::from(*key)), ("team_id", team.into())];
            insert::<audience_team::Entity>(&self.app, vec![row::<audience_team::Entity>(&self.app, &member)]).await;
        }
    }

    /// Who read whose contact details.
    async fn readings(&mut self) {
        for (key, reader, person, label) in [
            (id(91), HOLDER_1, COLLEAGUE, "of colleague by a holder of a seat"),
            (id(92), COLLEAGUE, OWNER, "of owner by colleague"),
        ] {
            let set = [("person_id", person.into()), ("reader_id", reader.into()), ("includes_email", true.into())];
            self.add::<contact_reading::Entity>("contact_reading", key, label, &set).await;
        }
    }

    async fn goals(&mut self) {
        let color = ("color", "#123456".into());
        self.add::<agenda_goal::Entity>("agenda_goal", GOAL, "goal", &[("number", 1.into()), color]).await;
        let set = [("goal_id", GOAL.into()), ("code", "1.1".into())];
        self.add::<agenda_target::Entity>("agenda_target", TARGET, "target", &set).await;
        let set = [("focus_area_id", FOCUS_AREA_1.into()), ("status", text(SocietalGoalStatus::Chosen))];
        self.add::<societal_goal::Entity>("societal_goal", SOCIETAL_GOAL, "societal goal", &set).await;
        let link = |person: Uuid| {
            let set = [("societal_goal_id", Value::from(SOCIETAL_GOAL)), ("person_id", person.into())];
            row::<societal_goal_participant::Entity>(&self.app, &set)
        };
        let links = vec![link(COLLEAGUE), link(PROTECTED)];
        insert::<societal_goal_participant::Entity>(&self.app, links).await;
        self.add::<criterion::Entity>("criterion", CRITERION, "criterion", &[]).await;
        self.add::<support_function::Entity>("support_function", SUPPORT_FUNCTION, "function", &[("slug", "f".into())])
            .await;
    }
}
