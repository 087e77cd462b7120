//! Contact details: for those alone who may read them.

use super::*;

/// Contact details: on no road to a person, for those who may not read them.
#[tokio::test]
async fn contact_details_stay_hidden() {
    let world = World::new().await;
    let schema = sdl();
    let kinds = kinds(&schema);
    let may =
        ["representative", "board member", "process support", "portfolio manager", "communicator", "administrator"];
    for (name, caller) in world.callers() {
        // this one is the very person whose details they are
        let expected = name == "member" || may.iter().any(|role| name.starts_with(role));
        let mut roads = 0;
        for kind in kinds.iter().filter(|kind| may_ask(kind, name)) {
            let Some(document) = contact_document(&schema, kind) else { continue };
            let answer = caller.data(&document, Json::Null).await.to_string();
            roads += usize::from(answer.contains(EMAIL) && answer.contains(PHONE));
            assert!(expected || !(answer.contains(EMAIL) || answer.contains(PHONE)), "{name} by {}", kind.many);
        }
        assert!(!expected || roads > 5, "{name} reads them on {roads} roads only");
        for search in [EMAIL, PHONE, "example.org", "0123"] {
            let found =
                caller.data("query($s: String) { people(search: $s) { totalCount } }", json!({ "s": search })).await;
            assert_eq!(found["people"]["totalCount"], 0, "{name} searches for {search}");
            let found =
                caller.data("query($s: String!) { search(query: $s) { totalCount } }", json!({ "s": search })).await;
            assert_eq!(found["search"]["totalCount"], 0, "{name} searches for {search}");
        }
        for error in contact_errors(&caller).await {
            assert!(!(error.contains(EMAIL) || error.contains(PHONE)), "{name}: {error}");
        }
    }
}

/// All of a kind, with the contact details of the persons that it leads to; none where it leads to nobody.
fn contact_document(schema: &Schema, kind: &Kind) -> Option<String> {
    const DETAILS: &str = "email phone";
    let fields: String = if kind.name == "Person" {
        DETAILS.to_owned()
    } else {
        let object = schema.get_object(&kind.name).expect("an object type");
        let persons = object.fields.values().filter_map(|field| match field.ty.inner_named_type().as_str() {
            "Person" => Some(format!("{} {{ {DETAILS} }} ", field.name)),
            "PersonConnection" => Some(format!("{}(first: 100) {{ nodes {{ {DETAILS} }} }} ", field.name)),
            _ => None,
        });
        persons.collect()
    };
    let page =
        if kind.is_paged { format!("(first: 100) {{ nodes {{ {fields} }} }}") } else { format!("{{ {fields} }}") };
    (!fields.is_empty()).then(|| format!("{{ list: {}{page} }}", kind.many))
}

/// Attempts to filter or order by contact details.
async fn contact_errors(caller: &Caller<'_>) -> Vec<String> {
    let mut errors = vec![];
    for arguments in [
        format!("where: {{ email: {{ eq: \"{EMAIL}\" }} }}"),
        "where: { phone: { isNull: false } }".to_owned(),
        "orderBy: [{ field: EMAIL, direction: ASC }]".to_owned(),
        "orderBy: [{ field: PHONE, direction: ASC }]".to_owned(),
    ] {
        let answer = caller.run(&format!("{{ people({arguments}) {{ totalCount }} }}"), Json::Null).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{arguments}");
        // what the caller wrote may be repeated to them
        errors.push(answer.text.replace(EMAIL, ""));
    }
    errors
}

/// Nothing else than a person has a field of that name, and no filter or order.
#[test]
fn contact_details_are_a_persons_alone() {
    let schema = sdl();
    let named = |name: &str| ["email", "phone", "EMAIL", "PHONE"].contains(&name);
    let mut found = vec![];
    for (name, ty) in &schema.types {
        let fields: Vec<&str> = match ty {
            ExtendedType::Object(ty) => ty.fields.keys().map(|field| field.as_str()).collect(),
            ExtendedType::InputObject(ty) => ty.fields.keys().map(|field| field.as_str()).collect(),
            ExtendedType::Enum(ty) => ty.values.keys().map(|value| value.as_str()).collect(),
            _ => vec![],
        };
        found.extend(fields.into_iter().filter(|field| named(field)).map(|field| format!("{name}.{field}")));
    }
    // what is written down is not what is read
    found.retain(|name| !["CreatePersonInput.", "UpdatePersonInput."].iter().any(|input| name.starts_with(input)));
    assert_eq!(found, ["Person.email", "Person.phone"]);
}
