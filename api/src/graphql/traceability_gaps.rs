//! Where the line from the goals of Agenda 2030 to what was learnt breaks off (spårbarhetsluckor).

use std::sync::{Arc, LazyLock};

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, ID, Value, value};
use entity::link::{initiative_societal_goal, mission_societal_goal};
use entity::{focus_area, initiative, mission, societal_goal};
use uuid::Uuid;

use super::declare::{
    At, Connection, Declaration, Declared, Member, Output, Request, Root, Scope, Thing, Where, argument, connection,
    page_arguments, parameter, parse_id, resolved, row,
};
use crate::error::Error;
use crate::store::{Filter, Membership, Path};

/// Where the line breaks off, among what belongs to something.
#[derive(Clone, Copy)]
pub enum TraceabilityGaps {
    /// To the whole collaboration.
    All,
    /// To a focus area.
    OfFocusArea(Uuid),
    /// To a societal goal.
    OfSocietalGoal(Uuid),
}

impl Declaration for TraceabilityGaps {
    const NAME: &'static str = "TraceabilityGaps";
    const DOC: &'static str = "Where the line from the goals of Agenda 2030 to what was learnt breaks off. What the viewer \
        may not see counts as absent (Swedish: spårbarhetsluckor).";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<TraceabilityGaps>; 3]> = LazyLock::new(|| {
            [
                gap("goalsWithoutMission", "Chosen societal goals that no mission serves.", TraceabilityGaps::goals),
                gap(
                    "missionsWithoutInitiative",
                    "Missions that are decided or active, towards which no initiative works.",
                    TraceabilityGaps::missions,
                ),
                gap(
                    "initiativesWithoutLearning",
                    "Completed initiatives from which nothing is written down as learnt.",
                    TraceabilityGaps::initiatives,
                ),
            ]
        });
        &*FIELDS
    }
}

/// A list of those at which the line breaks off.
fn gap<E: Thing>(
    name: &'static str,
    doc: &'static str,
    scope: fn(&TraceabilityGaps, &Request) -> Result<Scope<E>, Error>,
) -> Member<TraceabilityGaps> {
    let output = Output::later::<Connection<E>>(page_arguments::<E>, move |gaps: &TraceabilityGaps, ctx| {
        let gaps = *gaps;
        Box::pin(async move {
            let scope = scope(&gaps, Request::of(ctx)).at(ctx)?;
            let page = connection(ctx, scope).await.at(ctx)?;
            resolved(ctx, &page).await
        })
    });
    Member { name, doc, output }
}

impl TraceabilityGaps {
    fn goals(&self, request: &Request) -> Result<Scope<societal_goal::Entity>, Error> {
        use societal_goal::Column as C;
        let wanted = value!({ "status": { "eq": "CHOSEN" }, "missions": { "none": {} } });
        self.scope(request, C::FocusAreaId, Membership::Column(C::Id), wanted)
    }

    fn missions(&self, request: &Request) -> Result<Scope<mission::Entity>, Error> {
        use mission_societal_goal::{Column as Link, Entity as Links};
        let wanted = value!({ "status": { "oneOf": ["DECIDED", "ACTIVE"] }, "initiatives": { "none": {} } });
        let of_goal = Membership::Path(Path::over::<Links>(Link::SocietalGoalId, Link::MissionId));
        self.scope(request, mission::Column::FocusAreaId, of_goal, wanted)
    }

    fn initiatives(&self, request: &Request) -> Result<Scope<initiative::Entity>, Error> {
        use initiative_societal_goal::{Column as Link, Entity as Links};
        let wanted = value!({ "status": { "eq": "COMPLETED" }, "learnings": { "none": {} } });
        let of_goal = Membership::Path(Path::over::<Links>(Link::SocietalGoalId, Link::InitiativeId));
        self.scope(request, initiative::Column::FocusAreaId, of_goal, wanted)
    }

    /// Those that are `wanted`, of what belongs to what is looked at.
    fn scope<E: Thing>(
        &self,
        request: &Request,
        focus_area: E::Column,
        of_goal: Membership<E>,
        wanted: Value,
    ) -> Result<Scope<E>, Error> {
        let only: Filter<E> = Where::new(wanted).filter(request)?;
        let (parent, membership) = match self {
            TraceabilityGaps::All => return Ok(Scope::All { only }),
            TraceabilityGaps::OfFocusArea(id) => (*id, Membership::Column(focus_area)),
            TraceabilityGaps::OfSocietalGoal(id) => (*id, of_goal),
        };
        Ok(Scope::Of { parent, membership: Arc::new(membership), only, day: None })
    }
}

/// `traceabilityGaps`.
pub fn root() -> Root {
    let output = Output::later::<Option<Declared<TraceabilityGaps>>>(arguments, |_, ctx| {
        Box::pin(async move {
            let gaps = asked(ctx).await.at(ctx)?;
            resolved(ctx, &gaps.map(Declared)).await
        })
    });
    let doc = "Where the line from the goals of Agenda 2030 to what was learnt breaks off: goals without a mission, missions \
        without an initiative, completed initiatives without a learning. Null where there is no such focus area that the \
        viewer may see (Swedish: spårbarhetsluckor).";
    Root { name: "traceabilityGaps", doc: doc.into(), output }
}

fn arguments(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<Option<ID>>(registry, "focusArea", "The id of a focus area; all of them where none is named.")]
}

async fn asked(ctx: &Context<'_>) -> Result<Option<TraceabilityGaps>, Error> {
    let request = Request::of(ctx);
    let Some(id) = parameter::<ID>(ctx, "focusArea")? else { return Ok(Some(TraceabilityGaps::All)) };
    let id = parse_id::<focus_area::Entity>(&id, request.language)?;
    Ok(row::<focus_area::Entity>(request, id).await?.map(|_| TraceabilityGaps::OfFocusArea(id)))
}
