//! Contact details of persons, and who read them (läsning av kontaktuppgifter).

use std::sync::LazyLock;

use async_graphql::Value;
use entity::contact_reading::{Column as C, Entity};
use entity::person;

use super::declare::{Fields, Request, Shown, Thing};
use crate::policy::Permission;
use crate::store::Detail;

impl Thing for Entity {
    const NAME: &'static str = "ContactReading";
    const ONE: &'static str = "contactReading";
    const MANY: &'static str = "contactReadings";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "That somebody read the e-mail address or the telephone number of somebody else on a day; visible to the person whose they are and to administrators (Swedish: läsning av kontaktuppgifter).",
        // by what does not move when it is read again: a page that is followed skips nothing
        &[(C::FirstAt, true)],
    )
    .one::<person::Entity>("person", C::PersonId, "Whose contact details (Swedish: vems).")
    .one::<person::Entity>("reader", C::ReaderId, "Who read them (Swedish: läsare).")
    .date("readOn", C::ReadOn, "The day; it begins and ends by Swedish time (Swedish: dag).")
    .time("firstAt", C::FirstAt, "When they were first read on that day.")
    .ordered()
    .time("lastAt", C::LastAt, "When they were last read on that day.")
    .int("times", C::Times, "How many requests on that day showed them (Swedish: antal).")
    .boolean("includesEmail", C::IncludesEmail, "Whether the e-mail address was among what was read.")
    .boolean("includesPhone", C::IncludesPhone, "Whether the telephone number was among what was read.")
}

/// A contact detail, for those who may read it, and for the person. It is the one way to it: what is shown is noted.
pub fn contact(shown: &Shown<person::Entity>, request: &Request, detail: Detail) -> Value {
    let actor = &request.actor;
    let may = actor.person() == Some(shown.row.id) || (actor.is_person() && actor.may(Permission::ReadContactDetails));
    let value = may.then(|| request.readings.show(&shown.row, detail)).flatten();
    value.map_or(Value::Null, Value::String)
}
