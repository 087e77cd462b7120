//! A small world with a row of every kind that visibility tells apart, each with a label.
//!
//! Labels say what a row is: `public`, `internal`, `team1` and `board` (restricted to that team), and what else
//! matters. What belongs to a row has its label.

mod callers;

use std::collections::BTreeMap;

use api::auth::secret;
use chrono::TimeDelta;
use entity::kind::*;
use entity::link::*;
use entity::*;
use sea_orm::{ActiveEnum, Value};
use uuid::Uuid;

use crate::app::{ADMINISTRATOR, App, MEMBER};
use crate::caller::Caller;
use crate::issuer::{AUDIENCE, TestIssuer};
use crate::rows::{all, id, insert, key_id, row};

/// The world.
pub struct World {
    /// The server on it.
    pub app: App,
    /// The label of each row, by table and key.
    pub labels: BTreeMap<(&'static str, Uuid), String>,
}

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
    /// Makes the world, with limits that let tests ask for all of it at once.
    pub async fn new() -> Self {
        let settings = api::config::Settings {
            max_cost: std::num::NonZeroU64::new(100_000_000),
            max_tokens: std::num::NonZeroU32::new(20_000),
            max_selections: std::num::NonZeroU32::new(20_000),
            ..Default::default()
        };
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
        ] {
            let email = (key == COLLEAGUE).then(|| EMAIL.to_owned());
            let phone = (key == COLLEAGUE).then(|| PHONE.to_owned());
            let home = if key == VISITOR { ORGANISATION_2 } else { ORGANISATION_1 };
            let blocked_at = (key == BLOCKED).then(|| self.app.clock.now());
            let set = [
                ("name", name.into()),
                ("organisation_id", home.into()),
                ("email", Value::String(email)),
                ("phone", Value::String(phone)),
                ("blocked_at", Value::ChronoDateTimeUtc(blocked_at)),
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
        let link = [("societal_goal_id", Value::from(SOCIETAL_GOAL)), ("person_id", COLLEAGUE.into())];
        insert::<societal_goal_participant::Entity>(
            &self.app,
            vec![row::<societal_goal_participant::Entity>(&self.app, &link)],
        )
        .await;
        self.add::<criterion::Entity>("criterion", CRITERION, "criterion", &[]).await;
        self.add::<support_function::Entity>("support_function", SUPPORT_FUNCTION, "function", &[("slug", "f".into())])
            .await;
    }

    async fn content(&mut self) {
        for (place, (label, audience)) in AUDIENCES.into_iter().enumerate() {
            let number = 1000 + 100 * place as u128;
            self.papers(number, label, audience).await;
            self.mission(number, label, audience, MissionStatus::Decided, FOCUS_AREA_1).await;
            let past = Some(self.app.clock.now() - TimeDelta::days(1));
            self.news(number, label, audience, NewsStatus::Published, past, None).await;
            self.initiative(number, label, audience, InitiativeStatus::Proposed, FOCUS_AREA_1, None).await;
        }
        let internal = audience::INTERNAL;
        self.mission(2000, "internal, draft in focus area 1", internal, MissionStatus::Draft, FOCUS_AREA_1).await;
        self.mission(2100, "internal, draft in focus area 2", internal, MissionStatus::Draft, FOCUS_AREA_2).await;
        self.mission(2200, "board, draft in focus area 1", id(902), MissionStatus::Draft, FOCUS_AREA_1).await;
        let (now, hour) = (self.app.clock.now(), TimeDelta::hours(1));
        self.news(2000, "public, draft", audience::PUBLIC, NewsStatus::Draft, None, Some(AUTHOR)).await;
        self.news(2100, "public, scheduled", audience::PUBLIC, NewsStatus::Scheduled, Some(now + hour), Some(AUTHOR))
            .await;
        self.news(2200, "public, scheduled and due", audience::PUBLIC, NewsStatus::Scheduled, Some(now), None).await;
        self.news(2300, "internal, archived", internal, NewsStatus::Archived, Some(now - hour), None).await;
        self.news(2400, "board, draft", id(902), NewsStatus::Draft, None, Some(AUTHOR)).await;
        let rejected = InitiativeStatus::Rejected;
        self.initiative(
            2000,
            "public, rejected in focus area 1, owned",
            audience::PUBLIC,
            rejected,
            FOCUS_AREA_1,
            None,
        )
        .await;
        let withdrawn = InitiativeStatus::Withdrawn;
        self.initiative(
            2100,
            "public, withdrawn in focus area 2, proposed",
            audience::PUBLIC,
            withdrawn,
            FOCUS_AREA_2,
            Some(PROPOSER),
        )
        .await;
        self.initiative(2200, "board, removed", id(902), InitiativeStatus::Removed, FOCUS_AREA_2, None).await;
        let link = [("initiative_id", Value::from(id(2030))), ("person_id", OWNER.into())];
        insert::<initiative_owner::Entity>(&self.app, vec![row::<initiative_owner::Entity>(&self.app, &link)]).await;
    }

    /// What has an audience and nothing else that matters.
    async fn papers(&mut self, number: u128, label: &str, audience: Uuid) {
        let audience = ("audience_id", Value::from(audience));
        let within =
            [audience.clone(), ("focus_area_id", FOCUS_AREA_1.into()), ("organisation_id", ORGANISATION_1.into())];
        self.add::<strategic_need::Entity>("strategic_need", id(number), label, &within).await;
        let set = [&within[..], &[("status", text(ChallengeStatus::Identified))]].concat();
        self.add::<challenge::Entity>("challenge", id(number + 1), label, &set).await;
        let set = [
            audience.clone(),
            ("kind", text(EventKind::Meeting)),
            ("status", text(EventStatus::Planned)),
            ("team_id", TEAM_1.into()),
        ];
        self.add::<event::Entity>("event", id(number + 2), label, &set).await;
        let set =
            [("event_id", id(number + 2).into()), ("person_id", COLLEAGUE.into()), ("answer", text(Answer::None))];
        self.add::<invitation::Entity>("invitation", id(number + 3), label, &set).await;
        let set = [audience.clone(), ("kind", text(DocumentKind::Other))];
        self.add::<document::Entity>("document", id(number + 4), label, &set).await;
        let digest = format!("{number:064}");
        let set = [("document_id", id(number + 4).into()), ("storage_key", label.into()), ("sha256", digest.into())];
        self.add::<document_version::Entity>("document_version", id(number + 7), label, &set).await;
        let set = [
            audience.clone(),
            ("team_id", TEAM_1.into()),
            ("status", text(MatterStatus::Raised)),
            ("meeting_id", id(number + 2).into()),
        ];
        self.add::<matter::Entity>("matter", id(number + 5), label, &set).await;
        let set = [
            audience,
            ("team_id", TEAM_1.into()),
            ("outcome", text(DecisionOutcome::Approved)),
            ("matter_id", id(number + 5).into()),
        ];
        self.add::<decision::Entity>("decision", id(number + 6), label, &set).await;
    }

    async fn mission(&mut self, number: u128, label: &str, audience: Uuid, status: MissionStatus, focus_area: Uuid) {
        let key = id(number + 10);
        let set = [("audience_id", audience.into()), ("status", text(status)), ("focus_area_id", focus_area.into())];
        self.add::<mission::Entity>("mission", key, label, &set).await;
        let set = [("mission_id", key.into()), ("health", text(Health::OnTrack)), ("author_id", COLLEAGUE.into())];
        self.add::<follow_up::Entity>("follow_up", id(number + 11), label, &set).await;
        let link = [("mission_id", Value::from(key)), ("target_id", TARGET.into())];
        insert::<mission_target::Entity>(&self.app, vec![row::<mission_target::Entity>(&self.app, &link)]).await;
    }

    async fn news(
        &mut self,
        number: u128,
        label: &str,
        audience: Uuid,
        status: NewsStatus,
        at: Option<chrono::DateTime<chrono::Utc>>,
        author: Option<Uuid>,
    ) {
        let key = id(number + 20);
        let set = [
            ("audience_id", audience.into()),
            ("status", text(status)),
            ("published_at", Value::ChronoDateTimeUtc(at)),
            ("slug", format!("n{number}").into()),
            ("author_id", Value::Uuid(author)),
        ];
        self.add::<news::Entity>("news", key, label, &set).await;
        let set =
            [("news_id", key.into()), ("organisation_id", ORGANISATION_1.into()), ("representative_id", id(61).into())];
        self.add::<dissemination::Entity>("dissemination", id(number + 21), label, &set).await;
        let link = [("news_id", Value::from(key)), ("focus_area_id", FOCUS_AREA_1.into())];
        insert::<news_focus_area::Entity>(&self.app, vec![row::<news_focus_area::Entity>(&self.app, &link)]).await;
    }

    async fn initiative(
        &mut self,
        number: u128,
        label: &str,
        audience: Uuid,
        status: InitiativeStatus,
        focus_area: Uuid,
        proposer: Option<Uuid>,
    ) {
        let key = id(number + 30);
        let set = [
            ("audience_id", audience.into()),
            ("status", text(status)),
            ("kind", text(InitiativeKind::Research)),
            ("focus_area_id", focus_area.into()),
            ("reference", format!("I-{number}").into()),
            ("proposed_by_id", Value::Uuid(proposer)),
            ("lead_organisation_id", ORGANISATION_1.into()),
        ];
        self.add::<initiative::Entity>("initiative", key, label, &set).await;
        self.belongings(number, label, key).await;
        let link = [("initiative_id", Value::from(key)), ("target_id", TARGET.into())];
        insert::<initiative_target::Entity>(&self.app, vec![row::<initiative_target::Entity>(&self.app, &link)]).await;
        let link = [("initiative_id", Value::from(key)), ("societal_goal_id", SOCIETAL_GOAL.into())];
        insert::<initiative_societal_goal::Entity>(
            &self.app,
            vec![row::<initiative_societal_goal::Entity>(&self.app, &link)],
        )
        .await;
    }

    /// What belongs to an initiative.
    async fn belongings(&mut self, number: u128, label: &str, initiative: Uuid) {
        let of = ("initiative_id", Value::from(initiative));
        let author = ("author_id", Value::from(COLLEAGUE));
        self.add::<progress_report::Entity>("progress_report", id(number + 31), label, &[of.clone(), author.clone()])
            .await;
        let set = [of.clone(), ("outcome", text(ScreeningOutcome::Passed))];
        self.add::<screening::Entity>("screening", id(number + 32), label, &set).await;
        let set = [("screening_id", Value::from(id(number + 32))), ("criterion_id", CRITERION.into())];
        insert::<screening_answer::Entity>(&self.app, vec![row::<screening_answer::Entity>(&self.app, &set)]).await;
        let set = [of.clone(), author, ("by", text(EvaluationBy::Owner))];
        self.add::<evaluation::Entity>("evaluation", id(number + 33), label, &set).await;
        self.add::<root_cause::Entity>("root_cause", id(number + 34), label, std::slice::from_ref(&of)).await;
        self.add::<learning::Entity>("learning", id(number + 35), label, std::slice::from_ref(&of)).await;
        let link = [("learning_id", Value::from(id(number + 35))), ("societal_goal_id", SOCIETAL_GOAL.into())];
        insert::<learning_societal_goal::Entity>(
            &self.app,
            vec![row::<learning_societal_goal::Entity>(&self.app, &link)],
        )
        .await;
        let set = [
            of,
            ("kind", text(ContributionKind::Time)),
            ("organisation_id", ORGANISATION_1.into()),
            ("description_sv", "description".into()),
        ];
        self.add::<contribution::Entity>("contribution", id(number + 36), label, &set).await;
    }
}
