//! Who calls: everybody whom rules tell apart, everybody who is not let in, and how they sign in.

use api::policy::Role;
use chrono::TimeDelta;
use entity::kind::GrantedRole;
use entity::{calendar_subscription, identity, role_grant, sign_in_invitation};
use sea_orm::Value;
use serde_json::json;
use uuid::Uuid;

use super::*;

impl World {
    /// Everybody whom rules tell apart, each with a name.
    pub fn callers(&self) -> Vec<(&'static str, Caller<'_>)> {
        let app = &self.app;
        let person = |roles: &[Role], person: Uuid| app.signed_in(roles, "o1", &person.to_string());
        vec![
            ("anonymous", app.anonymous()),
            ("member", person(&[Role::Member], COLLEAGUE)),
            ("member of another organisation", person(&[Role::Member], VISITOR)),
            ("member who holds a seat in team 1", person(&[Role::Member], HOLDER_1)),
            ("member who owns initiatives", person(&[Role::Member], OWNER)),
            ("member who proposed initiatives", person(&[Role::Member], PROPOSER)),
            ("member who wrote news", person(&[Role::Member], AUTHOR)),
            ("member whose roles were revoked", person(&[Role::Member], REVOKED)),
            ("member whose data are protected", person(&[Role::Member], PROTECTED)),
            ("representative in team 1", person(&[Role::Representative], HOLDER_1)),
            ("representative in team 2 by grant", person(&[Role::Member], GRANTED)),
            ("representative in team 2", person(&[Role::Representative], HOLDER_2)),
            ("representative in the board", person(&[Role::Representative], HOLDER_BOARD)),
            ("representative whose term has ended", person(&[Role::Representative], FORMER)),
            ("representative without a seat", person(&[Role::Representative], COLLEAGUE)),
            ("representative of another organisation", person(&[Role::Representative], VISITOR)),
            ("board member", person(&[Role::BoardMember], HOLDER_BOARD)),
            ("board member without a seat", person(&[Role::BoardMember], COLLEAGUE)),
            ("process support", person(&[Role::ProcessSupport], COLLEAGUE)),
            ("portfolio manager", person(&[Role::PortfolioManager], COLLEAGUE)),
            ("communicator", person(&[Role::Communicator], COLLEAGUE)),
            ("analyst", person(&[Role::Analyst], HOLDER_2)),
            ("system by client credentials", app.signed_in(&[Role::PartnerSystem], "o2", "o2")),
            ("system by service token", app.anonymous().with_token(service_token(81))),
            ("administrator", person(&[Role::Administrator], COLLEAGUE)),
        ]
    }

    /// Everybody who is not let in, each with a name and the status that they are answered.
    pub fn refused(&self) -> Vec<(&'static str, u16, Caller<'_>)> {
        let app = &self.app;
        let administrator = |person: Uuid| app.signed_in(&[Role::Administrator], "o1", &person.to_string());
        vec![
            ("blocked administrator", 403, administrator(BLOCKED)),
            ("administrator of an unknown organisation", 403, app.signed_in(&[Role::Administrator], "o9", "stranger")),
            ("administrator whose token has expired", 401, app.anonymous().with_token(self.expired())),
            ("system whose service token was revoked", 401, app.anonymous().with_token(service_token(82))),
            ("system whose service token has expired", 401, app.anonymous().with_token(service_token(83))),
            ("system with a service token that never was", 401, app.anonymous().with_token(service_token(80))),
        ]
    }

    /// A token of the administrator that has ended.
    fn expired(&self) -> String {
        let now = self.app.clock.now().timestamp();
        TestIssuer::get().token(&json!({
            "iss": TestIssuer::get().url, "aud": AUDIENCE, "sub": COLLEAGUE.to_string(), "client_id": "web",
            "exp": now - 2, "iat": now - 3600, "roles": ["ADMINISTRATOR"], "organisation": "o1",
        }))
    }

    /// Grants and revokes a role, as an administrator does.
    pub(super) async fn revoke(&self) {
        let input = json!({ "personId": key_id("person", REVOKED), "role": "ADMINISTRATOR" });
        for mutation in ["grantRole", "revokeRole"] {
            self.app.as_administrator().call(mutation, "", input.clone()).await.done();
        }
    }

    /// Identities, a granted role, an invitation and service tokens.
    pub(super) async fn accounts(&mut self) {
        let persons = [
            COLLEAGUE,
            VISITOR,
            HOLDER_1,
            HOLDER_2,
            HOLDER_BOARD,
            FORMER,
            AUTHOR,
            OWNER,
            PROPOSER,
            GRANTED,
            BLOCKED,
            REVOKED,
        ];
        let named = persons.map(|person| (person.to_string(), person));
        let others = [MEMBER, ADMINISTRATOR].map(|subject| (subject.to_owned(), COLLEAGUE));
        let protected = [(PROTECTED.to_string(), PROTECTED)];
        for (number, (subject, person)) in named.into_iter().chain(others).chain(protected).enumerate() {
            let label = format!("of {}", self.labels[&("person", person)]);
            let set = [
                ("issuer", TestIssuer::get().url.as_str().into()),
                ("subject", subject.into()),
                ("person_id", person.into()),
            ];
            self.add::<identity::Entity>("identity", id(300 + number as u128), &label, &set).await;
        }
        let set = [("person_id", GRANTED.into()), ("role", text(GrantedRole::Representative))];
        self.add::<role_grant::Entity>("role_grant", id(85), "of granted", &set).await;
        let later = self.app.clock.now() + TimeDelta::days(1);
        let set = [
            ("person_id", FORMER.into()),
            ("code_hash", secret::hash(INVITATION).into()),
            ("expires_at", later.into()),
        ];
        self.add::<sign_in_invitation::Entity>("sign_in_invitation", id(84), "of former holder", &set).await;
        let set = [
            ("person_id", COLLEAGUE.into()),
            ("address_hash", secret::hash("a calendar's").into()),
            ("revoked_at", Value::ChronoDateTimeUtc(None)),
        ];
        self.add::<calendar_subscription::Entity>("calendar_subscription", id(86), "of colleague", &set).await;
        let now = Value::ChronoDateTimeUtc(Some(self.app.clock.now()));
        let never = Value::ChronoDateTimeUtc(None);
        let ended = Value::ChronoDateTimeUtc(Some(self.app.clock.now() - TimeDelta::seconds(1)));
        let ahead = Value::ChronoDateTimeUtc(Some(later));
        for (number, label, expires_at, revoked_at) in [
            (81, "good", ahead.clone(), never.clone()),
            (82, "revoked", ahead, now),
            (83, "expired", ended.clone(), never),
        ] {
            let set = [
                ("organisation_id", ORGANISATION_2.into()),
                ("name", label.into()),
                ("token_hash", secret::hash(&service_token(number)).into()),
                ("created_at", ended.clone()),
                ("expires_at", expires_at),
                ("revoked_at", revoked_at),
            ];
            self.add::<service_token::Entity>("service_token", id(number), label, &set).await;
        }
    }
}
