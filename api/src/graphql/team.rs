//! Teams (grupper): the board, the Core Team and its groupings, process support, the portfolio managers.

use std::sync::{Arc, LazyLock};

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::kind::TeamKind;
use entity::team::{ActiveModel, Column as C, Entity};
use entity::{assignment, decision, event, focus_area, matter, representative, seat};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{
    Call, Choice, Fields, Mutation, Row, Shown, Text, Texts, Thing, mutation, patch, patched, set_text,
};
use super::declare::{
    Connection, Date, Request, Root, Scope, argument, connection, list, page_arguments, parameter, whole,
};
use super::kinds::some;
use super::representative::on_day;
use super::seat::{open_on, there_on};
use crate::error::Error;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Filter, Membership, Window};

impl Thing for Entity {
    const NAME: &'static str = "Team";
    const ONE: &'static str = "team";
    const MANY: &'static str = "teams";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A group with assignments and seats: the board, a Core Team, process support or the portfolio managers (Swedish: grupp).", &[(C::CreatedAt, false)])
            .choice::<TeamKind>("kind", C::Kind, "What it is for (Swedish: slag).")
            .translated("name", "Its name (Swedish: namn).")
            .prose("purpose", "What it is there for (Swedish: syfte).")
            .int("meetingsPerYear", C::MeetingsPerYear, "How often it meets in a year (Swedish: möten per år).")
            .one::<Entity>("parent", C::ParentId, "The team that it is a grouping of.")
            .many::<Entity>("groupings", C::ParentId, "The groupings that it works in.")
            .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "The focus area that it is the Core Team of (Swedish: fokusområde).")
            .list::<assignment::Entity>("assignments", assignment::Column::TeamId, "Its numbered tasks, in order (Swedish: uppdrag).")
            .seats("seats", false, "Its seats, in order (Swedish: platser).")
            .seats("openSeats", true, "Its seats that nobody holds (Swedish: lediga platser).")
            .representatives()
            .many::<event::Entity>("events", event::Column::TeamId, "Its meetings and other entries in the calendar (Swedish: kalender).")
            .many::<matter::Entity>("matters", matter::Column::TeamId, "What it is to take up (Swedish: ärenden).")
            .many::<decision::Entity>("decisions", decision::Column::TeamId, "What it has decided (Swedish: beslut).")
            .editable()
}

impl Fields<Entity> {
    /// The seats, or those of them that nobody holds.
    fn seats(self, name: &'static str, only_open: bool, doc: &str) -> Self {
        let of = Arc::new(Membership::Column(seat::Column::TeamId));
        self.asked::<Vec<Shown<seat::Entity>>>(name, doc, as_of_argument, move |shown, ctx| {
            let (team, of) = (shown.key(), of.clone());
            Box::pin(async move {
                let day = as_of(ctx, shown)?;
                let filter = if only_open { open_on(Request::of(ctx), day) } else { there_on(Request::of(ctx), day) };
                list(ctx, team, of, Window { filter, ..whole::<seat::Entity>() }, day).await
            })
        })
    }

    /// Those who sit in it on a day, today where none is named.
    fn representatives(self) -> Self {
        let doc = "Who sits in it: today, or on the day `asOf` (Swedish: representanter).";
        let of = Arc::new(Membership::Column(representative::Column::TeamId));
        let arguments = |registry: &mut Registry| {
            [as_of_argument(registry), page_arguments::<representative::Entity>(registry)].concat()
        };
        self.asked::<Connection<representative::Entity>>("representatives", doc, arguments, move |shown, ctx| {
            let (parent, membership) = (shown.key(), of.clone());
            Box::pin(async move {
                let day = as_of(ctx, shown)?;
                let only = Filter::declared(on_day(day.unwrap_or(Request::of(ctx).actor.today())));
                connection(ctx, Scope::Of { parent, membership, only, day }).await
            })
        })
    }
}

fn as_of_argument(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<Option<Date>>(registry, "asOf", "The day that is looked at; today where none is named.")]
}

/// The day that the caller looks at, here or further up.
fn as_of(ctx: &Context<'_>, shown: &Shown<Entity>) -> Result<Option<NaiveDate>, Error> {
    Ok(parameter::<Date>(ctx, "asOf")?.map(|day| day.0).or(shown.day))
}

/// `coreTeams`.
pub fn core_teams() -> Root {
    let doc = "The Core Team as a whole and its groupings (Swedish: Core Team).".into();
    some::<Entity>("coreTeams", doc, |_| {
        let kinds = [TeamKind::CoreTeam, TeamKind::BoardPreparation, TeamKind::FocusAreaTeam];
        Filter::declared(Condition::all().add(C::Kind.is_in(kinds)))
    })
}

/// The field of the inputs that names the team.
const ID_FIELD: &str = "teamId";

/// The most meetings in a year.
const MOST_MEETINGS: i32 = 366;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateTeam>(), mutation::<UpdateTeam>(), mutation::<SetAssignments>()]
}

/// `createTeam`
struct CreateTeam;

/// A new team.
#[derive(InputObject)]
struct CreateTeamInput {
    /// What it is for.
    kind: Choice<TeamKind>,
    /// Its name.
    name: Text,
    /// What it is there for.
    purpose: Option<Text>,
    /// The team that it is a grouping of.
    parent_id: Option<ID>,
    /// The focus area that it is the Core Team of: for FOCUS_AREA_TEAM, and for it alone.
    focus_area_id: Option<ID>,
    /// How often it meets in a year.
    meetings_per_year: Option<i32>,
}

impl Mutation for CreateTeam {
    const ACTION: Action = Action::CreateTeam;
    const DOC: &'static str =
        "Adds a team. A focus area has one Core Team, and the collaboration one board (Swedish: lägga till grupp).";
    type Input = CreateTeamInput;
    type Done = Row<Entity>;

    async fn act(input: CreateTeamInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateTeamInput { kind: Choice(kind), name, purpose, parent_id, focus_area_id, meetings_per_year } = input;
        let name = call.title("name", name);
        let purpose = call.maybe_prose("purpose", purpose).map(Some).unwrap_or_default();
        let parent = call.maybe_row::<Entity>("parentId", parent_id.as_ref()).await?;
        let focus_area = call.maybe_row::<focus_area::Entity>("focusAreaId", focus_area_id.as_ref()).await?;
        check_meetings(call, meetings_per_year);
        if (kind == TeamKind::FocusAreaTeam) != focus_area_id.is_some() {
            call.fault("focusAreaId", FaultCode::Invalid, "fault-focus-area-team", &Arguments::new());
        }
        let rival = match &focus_area {
            Some(focus_area) => Some(C::FocusAreaId.eq(focus_area.id)),
            None => (kind == TeamKind::Board).then(|| C::Kind.eq(TeamKind::Board)),
        };
        if let Some(rival) = rival
            && !call.find::<Entity>(rival.into()).await?.is_empty()
        {
            call.fault("kind", FaultCode::AlreadyExists, "fault-team-exists", &Arguments::new());
        }
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let mut row = ActiveModel {
            kind: Set(kind),
            name_sv: Set(name.sv),
            name_en: Set(name.en),
            parent_id: Set(parent.map(|parent| parent.id)),
            focus_area_id: Set(focus_area.map(|focus_area| focus_area.id)),
            meetings_per_year: Set(meetings_per_year),
            ..ActiveModel::default()
        };
        set_text(&mut row, "purpose", purpose);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

fn check_meetings(call: &mut Call<'_>, number: Option<i32>) {
    if let Some(number) = number {
        call.within("meetingsPerYear", number, 1, MOST_MEETINGS);
    }
}

/// `updateTeam`
struct UpdateTeam;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateTeamInput {
    /// The team.
    team_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its name.
    name: MaybeUndefined<Text>,
    /// What it is there for.
    purpose: MaybeUndefined<Text>,
    /// How often it meets in a year.
    meetings_per_year: MaybeUndefined<i32>,
}

impl Mutation for UpdateTeam {
    const ACTION: Action = Action::UpdateTeam;
    const DOC: &'static str =
        "Changes the name, the purpose and the meetings of a team; its kind stays (Swedish: ändra grupp).";
    type Input = UpdateTeamInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateTeamInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateTeamInput { team_id, version, name, purpose, meetings_per_year } = input;
        let team = call.editable::<Entity>(ID_FIELD, &team_id, version).await?;
        let name = call.patched_title("name", name);
        let purpose = call.patched_prose::<Entity>("purpose", purpose, team.as_ref());
        check_meetings(call, meetings_per_year.value().copied());
        let team = call.all_of(team)?;
        let permit = call.permit(&Regarding { team: Some(team.id), ..Regarding::default() })?;
        let change = |row: &mut ActiveModel| {
            patch(row, "name", name);
            patch(row, "purpose", purpose);
            patched(meetings_per_year).into_iter().for_each(|number| row.meetings_per_year = Set(number));
        };
        call.update::<Entity>(&permit, &team, change).await.map(Row)
    }
}

/// `setAssignments`
struct SetAssignments;

/// All assignments of a team.
#[derive(InputObject)]
struct SetAssignmentsInput {
    /// The team.
    team_id: ID,
    /// The version of the team that the edit was made on.
    version: i32,
    /// What the team is to do, in order; they replace those that there are.
    texts: Vec<Text>,
}

impl Mutation for SetAssignments {
    const ACTION: Action = Action::SetAssignments;
    const DOC: &'static str =
        "Puts numbered assignments in the place of those that a team has (Swedish: ange uppdrag).";
    type Input = SetAssignmentsInput;
    type Done = Row<Entity>;

    async fn act(input: SetAssignmentsInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let SetAssignmentsInput { team_id, version, texts } = input;
        let team = call.editable::<Entity>(ID_FIELD, &team_id, version).await?;
        let texts: Vec<_> = texts.into_iter().map(|text| call.prose("texts", text)).collect();
        let team = call.all_of(team)?;
        let permit = call.permit(&Regarding { team: Some(team.id), ..Regarding::default() })?;
        let mut present = call.find::<assignment::Entity>(assignment::Column::TeamId.eq(team.id).into()).await?;
        present.sort_by_key(|assignment| assignment.position);
        let is_text =
            |(earlier, text): (&assignment::Model, &Texts)| earlier.text_sv == text.sv && earlier.text_en == text.en;
        if present.len() == texts.len() && present.iter().zip(&texts).all(is_text) {
            return Ok(Row(team));
        }
        for earlier in present {
            call.delete::<assignment::Entity>(&permit, earlier).await?;
        }
        for (position, text) in (1..).zip(texts) {
            let row = assignment::ActiveModel {
                team_id: Set(team.id),
                position: Set(position),
                text_sv: Set(text.sv),
                text_en: Set(text.en),
                ..assignment::ActiveModel::default()
            };
            call.insert::<assignment::Entity>(&permit, row).await?;
        }
        call.write().touch::<Entity>(&permit, &team, team.clone().into()).await.map(Row)
    }
}
