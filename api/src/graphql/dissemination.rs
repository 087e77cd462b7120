//! Disseminations of news (spridning).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::dissemination::{ActiveModel, Column as C, Entity};
use entity::kind::NewsStatus;
use entity::{news, organisation, representative};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Set};

use super::declare::{Call, DateTime, Fields, Mutation, Root, Row, Thing, mutation};
use super::representative::on_day;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};

impl Thing for Entity {
    const NAME: &'static str = "Dissemination";
    const ONE: &'static str = "dissemination";
    const MANY: &'static str = "disseminations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A representative's note that a piece of news was passed on in the own organisation (Swedish: spridning).",
        &[(C::At, true)],
    )
    .time("at", C::At, "When (Swedish: tidpunkt).")
    .ordered()
    .periods(C::At, ["atYear", "atQuarter", "atMonth"])
    .text("audience", C::Audience, "To whom (Swedish: målgrupp).")
    .grouped()
    .text("channel", C::Channel, "Where (Swedish: kanal).")
    .grouped()
    .one::<news::Entity>("news", C::NewsId, "Which piece of news (Swedish: nyhet).")
    .grouped()
    .one::<organisation::Entity>("organisation", C::OrganisationId, "In which organisation (Swedish: organisation).")
    .grouped()
    .one::<representative::Entity>("representative", C::RepresentativeId, "Who passed it on (Swedish: representant).")
    .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordDissemination>()]
}

/// The longest name of an audience or a channel, in characters.
const LONGEST_NAME: usize = 200;

/// `recordDissemination`
struct RecordDissemination;

/// Where and to whom a piece of news was passed on.
#[derive(InputObject)]
struct RecordDisseminationInput {
    /// The piece of news, which must be published.
    news_id: ID,
    /// The organisation in which it was passed on; the caller's own where nothing is said.
    organisation_id: Option<ID>,
    /// When; now where nothing is said. It does not lie ahead, nor before the news was published.
    at: Option<DateTime>,
    /// To whom, in the organisation's own words.
    audience: String,
    /// How, such as a staff meeting or a newsletter.
    channel: String,
}

impl Mutation for RecordDissemination {
    const ACTION: Action = Action::RecordDissemination;
    const DOC: &'static str =
        "Notes that a piece of news was passed on in the own organisation (Swedish: anteckna spridning).";
    type Input = RecordDisseminationInput;
    type Done = Row<Entity>;

    async fn act(input: RecordDisseminationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordDisseminationInput { news_id, organisation_id, at, audience, channel } = input;
        let news = call.row::<news::Entity>("newsId", &news_id).await?;
        let organisation = call.on_behalf_of(organisation_id.as_ref()).await?;
        let audience = call.line("audience", &audience, LONGEST_NAME);
        let channel = call.line("channel", &channel, LONGEST_NAME);
        let (now, at) = (call.now(), at.map(|at| at.0));
        if let Some(news) = &news {
            match news.published_at.filter(|out| news.status != NewsStatus::Draft && *out <= now) {
                None => call.fault("newsId", FaultCode::WrongState, "fault-news-is-not-out", &Arguments::new()),
                Some(out) if at.is_some_and(|at| at < out || at > now) => {
                    call.fault("at", FaultCode::Invalid, "fault-dissemination-at", &Arguments::new());
                }
                Some(_) => {}
            }
        }
        let (news, organisation) = call.all_of(news.zip(organisation))?;
        let permit = call.permit(&Regarding { organisation: Some(organisation), ..Regarding::default() })?;
        let row = ActiveModel {
            news_id: Set(news.id),
            organisation_id: Set(organisation),
            representative_id: Set(seat_for(organisation, call).await?),
            at: Set(at.unwrap_or(now)),
            audience: Set(audience),
            channel: Set(channel),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// The term on which the caller represents the organisation today, if there is one.
async fn seat_for(organisation: Uuid, call: &Call<'_>) -> Result<Option<Uuid>, Failure> {
    use representative::Column as R;
    let Some(person) = call.actor().person() else { return Ok(None) };
    let own = on_day(call.today()).add(R::PersonId.eq(person)).add(R::OrganisationId.eq(organisation));
    let terms = call.find::<representative::Entity>(own).await?;
    Ok(terms.first().map(|term| term.id))
}
