//! What the collaboration works on: news, papers, missions and initiatives, for each audience and in each state.

use super::*;

impl World {
    pub(super) async fn content(&mut self) {
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
        let set =
            [("event_id", id(number + 2).into()), ("person_id", PROTECTED.into()), ("answer", text(Answer::None))];
        let of_protected = format!("{label}, of protected");
        self.add::<invitation::Entity>("invitation", id(number + 8), &of_protected, &set).await;
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
        let link = [of.clone(), ("person_id", PROTECTED.into())];
        insert::<initiative_participant::Entity>(
            &self.app,
            vec![row::<initiative_participant::Entity>(&self.app, &link)],
        )
        .await;
        let author = ("author_id", Value::from(COLLEAGUE));
        self.add::<progress_report::Entity>("progress_report", id(number + 31), label, &[of.clone(), author.clone()])
            .await;
        let set = [of.clone(), ("outcome", text(ScreeningOutcome::Passed)), ("screened_by_id", PROTECTED.into())];
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
