//! Everybody who takes part in the story, and how a step of it is tried.

use api::policy::Role;
use entity::team;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Called, Caller};
use tests::rows::{all, key_id};

use Who::*;

/// Somebody who takes part. All are of the university but for those of whom it is said; all persons are members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody signed in.
    Nobody,
    /// Holds no other role and no seat, and owns nothing but the initiative beside.
    Member,
    /// The member who proposes the initiative that the story is about, and so owns it.
    Owner,
    /// A representative in the Core Team of the focus area.
    Representative,
    /// A representative of another organisation in the Core Team of another focus area.
    Elsewhere,
    /// A representative of a third organisation in the board's preparation group.
    Preparer,
    /// Holds the role of a representative and no seat.
    Unseated,
    /// A board member, with a seat in the board.
    Board,
    /// Process support.
    Support,
    /// A portfolio manager.
    Manager,
    /// A communicator.
    Communicator,
    /// An analyst.
    Stranger,
    /// A partner's system.
    System,
}

/// Everybody.
const ALL: [Who; 13] = [
    Nobody,
    Member,
    Owner,
    Representative,
    Elsewhere,
    Preparer,
    Unseated,
    Board,
    Support,
    Manager,
    Communicator,
    Stranger,
    System,
];

/// Everybody who is at home in the university, as a person.
pub const AT_HOME: [Who; 9] =
    [Member, Owner, Representative, Unseated, Board, Support, Manager, Communicator, Stranger];

/// Everybody but who is not signed in.
pub const SIGNED_IN: [Who; 12] = [
    Member,
    Owner,
    Representative,
    Elsewhere,
    Preparer,
    Unseated,
    Board,
    Support,
    Manager,
    Communicator,
    Stranger,
    System,
];

/// A step of the story.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Who takes it.
    pub who: Who,
    /// Who else may.
    pub may: &'a [Who],
    /// Who may do such a thing elsewhere, and does not see that what it is about is there.
    pub blind: &'a [Who],
    /// The mutation.
    pub mutation: &'a str,
    /// What it shows.
    pub shows: &'a str,
}

impl<'a> Step<'a> {
    /// A step that nobody else may take.
    pub fn of(who: Who, mutation: &'a str, shows: &'a str) -> Self {
        Step { who, may: &[], blind: &[], mutation, shows }
    }

    /// The same, which others may take too.
    pub fn or(self, may: &'a [Who]) -> Self {
        Step { may, ..self }
    }

    /// The same, about something that these do not see.
    pub fn unseen_by(self, blind: &'a [Who]) -> Self {
        Step { blind, ..self }
    }
}

pub struct Cast<'a> {
    pub app: &'a App,
    callers: Vec<Caller<'a>>,
}

impl<'a> Cast<'a> {
    pub async fn new(app: &'a App) -> Self {
        let cast = Cast { app, callers: ALL.iter().map(|who| signed_in(app, *who)).collect() };
        // the first sign-in of each is written down now, and not in the middle of a step
        for caller in &cast.callers {
            caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
        }
        cast
    }

    pub fn caller(&self, who: Who) -> &Caller<'a> {
        let place = ALL.iter().position(|known| *known == who).expect("one of them");
        &self.callers[place]
    }

    /// Takes a step, after all whose it is not have tried.
    pub async fn step(&self, step: Step<'_>, input: Json) -> Json {
        self.refuses(step, &input).await;
        let before = self.head().await;
        let done = self.caller(step.who).call(step.mutation, step.shows, input).await.done();
        assert!(self.head().await > before, "{} has left no trace", step.mutation);
        done
    }

    /// Everybody whose step it is not is refused, and nothing is changed.
    async fn refuses(&self, step: Step<'_>, input: &Json) {
        let Step { who, may, blind, mutation, .. } = step;
        for other in ALL.into_iter().filter(|other| *other != who && !may.contains(other)) {
            let before = self.head().await;
            let refused = self.caller(other).call(mutation, "", input.clone()).await;
            assert_ne!(refused["userErrors"], json!([]), "{mutation} was done as {other:?}");
            match other {
                Nobody => assert_eq!(refused.code(), "UNAUTHENTICATED", "{mutation}"),
                _ if blind.contains(&other) => assert_eq!(refused.fault().1, "NOT_FOUND", "{mutation} as {other:?}"),
                _ => assert_eq!(refused.code(), "FORBIDDEN", "{mutation} as {other:?}"),
            }
            assert_eq!(self.head().await, before, "{mutation} as {other:?} has changed something");
        }
    }

    /// A step that comes too early or too late: refused to whose it would be, with nothing changed.
    pub async fn out_of_order(&self, who: Who, mutation: &str, input: Json) {
        self.refused(who, mutation, input, "WRONG_STATE").await;
    }

    /// Something that cannot be done so, by whose step it is.
    pub async fn refused(&self, who: Who, mutation: &str, input: Json, why: &str) {
        let before = self.head().await;
        let refused: Called = self.caller(who).call(mutation, "", input).await;
        assert!(refused.faults().iter().any(|(_, code)| *code == why), "{mutation}: {refused:?}");
        assert_eq!(self.head().await, before, "{mutation} has changed something");
    }

    /// How much has happened.
    pub async fn head(&self) -> i64 {
        all::<entity::change_head::Entity>(self.app).await[0].seq
    }

    /// The version of a thing, by the field that looks it up: what was linked to it has made it another, too.
    pub async fn version(&self, who: Who, field: &str, id: &Json) -> i32 {
        let document = format!("query($id: ID!) {{ thing: {field}(id: $id) {{ version }} }}");
        let shown = self.caller(who).data(&document, json!({ "id": id })).await;
        serde_json::from_value(shown["thing"]["version"].clone()).expect("a version")
    }

    /// The id of a person.
    pub async fn person(&self, who: Who) -> Json {
        let viewer = self.caller(who).data("{ viewer { person { id } } }", Json::Null).await;
        viewer["viewer"]["person"]["id"].clone()
    }

    /// The id of the organisation in which somebody is at home.
    pub async fn home(&self, who: Who) -> Json {
        let viewer = self.caller(who).data("{ viewer { organisation { id } } }", Json::Null).await;
        viewer["viewer"]["organisation"]["id"].clone()
    }

    /// The id of the first team of a kind.
    pub async fn team(&self, kind: entity::kind::TeamKind) -> Json {
        let teams = all::<team::Entity>(self.app).await;
        key_id("team", teams.iter().find(|team| team.kind == kind).expect("a team").id).into()
    }

    /// Gives somebody a seat, as process support does.
    pub async fn seat(&self, who: Who, team: &Json) {
        let input = json!({ "teamId": team, "organisationId": self.home(who).await });
        let add = Step::of(Support, "addSeat", "seat { id }");
        let seat = self.step(add, input).await["seat"]["id"].clone();
        let input = json!({ "seatId": seat, "personId": self.person(who).await });
        self.step(Step::of(Support, "fillSeat", "representative { id }"), input).await;
    }
}

fn signed_in(app: &App, who: Who) -> Caller<'_> {
    let (role, home) = match who {
        Nobody => return app.anonymous(),
        Member | Owner => (Role::Member, UNIVERSITY),
        Representative | Unseated => (Role::Representative, UNIVERSITY),
        Elsewhere => (Role::Representative, "eskilstuna-kommun"),
        Preparer => (Role::Representative, "vasteras-stad"),
        Board => (Role::BoardMember, UNIVERSITY),
        Support => (Role::ProcessSupport, UNIVERSITY),
        Manager => (Role::PortfolioManager, UNIVERSITY),
        Communicator => (Role::Communicator, UNIVERSITY),
        Stranger => (Role::Analyst, UNIVERSITY),
        System => return app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY),
    };
    app.signed_in(&[role], home, &format!("{who:?}"))
}

/// A text in Swedish.
pub fn text(sv: &str) -> Json {
    json!({ "sv": sv })
}
