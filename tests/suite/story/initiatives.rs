//! Steps 5 to 10: an initiative from its proposal to what it taught, and others that do not come as far.

use serde_json::{Value as Json, json};
use tests::caller::with;

use super::cast::Who::{Manager, Member, Owner, Representative, Support};
use super::cast::{Cast, SIGNED_IN, Step, text};

/// What initiatives are screened, placed and carried out for.
struct Ground<'a> {
    area: &'a Json,
    goal: &'a Json,
    mission: &'a Json,
    criterion: Json,
}

/// An initiative that is completed.
pub async fn initiative(cast: &Cast<'_>, area: &Json, goal: &Json, mission: &Json) -> Json {
    let ground = Ground { area, goal, mission, criterion: criterion(cast).await };
    let initiative = proposed(cast, &ground, Owner, "Gröna tak").await;
    approved(cast, &ground, &initiative).await;
    not_carried_out(cast, &ground).await;
    run(cast, &initiative).await;
    let learning = findings(cast, goal, &initiative).await;
    applied(cast, &ground, &learning).await;
    completed(cast, &initiative).await;
    initiative
}

fn about(initiative: &Json, version: i32) -> Json {
    json!({ "initiativeId": initiative, "version": version })
}

/// The answers of a screening.
fn answers(ground: &Ground<'_>, is_met: bool) -> Json {
    json!({ "answers": [{ "criterionId": ground.criterion, "isMet": is_met }] })
}

/// What process support screens by.
async fn criterion(cast: &Cast<'_>) -> Json {
    let input = json!({ "title": text("Nyttan"), "isMandatory": true });
    let create = Step::of(Support, "createCriterion", "criterion { id }");
    let criterion = cast.step(create, input).await["criterion"]["id"].clone();
    let input = json!({ "criterionId": criterion, "version": 1, "title": text("Nyttan är tydlig") });
    cast.step(Step::of(Support, "updateCriterion", "criterion { id }"), input).await;
    let input = json!({ "title": text("Överflödigt"), "isMandatory": true });
    let other = cast.step(create, input).await["criterion"]["id"].clone();
    let retire = json!({ "criterionId": other, "version": 1 });
    cast.step(Step::of(Support, "retireCriterion", "criterion { id }"), retire).await;
    cast.out_of_order(Support, "retireCriterion", json!({ "criterionId": other, "version": 2 })).await;
    criterion
}

/// Step 5.
async fn proposed(cast: &Cast<'_>, ground: &Ground<'_>, who: super::cast::Who, title: &str) -> Json {
    let input = json!({
        "focusAreaId": ground.area, "title": text(title), "kind": "INNOVATION", "missionIds": [ground.mission],
        "societalGoalIds": [ground.goal],
    });
    let propose = Step::of(who, "proposeInitiative", "initiative { id }").or(&SIGNED_IN);
    cast.step(propose, input).await["initiative"]["id"].clone()
}

/// Steps 6 to 8: screened, placed in the portfolio, reviewed, and decided on.
async fn approved(cast: &Cast<'_>, ground: &Ground<'_>, initiative: &Json) {
    let place = |version: i32| with(about(initiative, version), json!({ "societalGoalIds": [ground.goal] }));
    let decide = |version: i32| with(about(initiative, version), json!({ "decision": {} }));
    let review = json!({ "initiativeId": initiative, "summary": text("Hör hemma här"), "recommendation": "KEEP" });
    let remove = with(about(initiative, 1), json!({ "summary": text("Nej") }));
    cast.out_of_order(Manager, "placeInPortfolio", place(1)).await;
    cast.out_of_order(Manager, "removeFromPortfolio", remove).await;
    cast.out_of_order(Manager, "recordEvaluation", review.clone()).await;
    cast.out_of_order(Representative, "decideInitiative", decide(1)).await;

    let screen = Step::of(Support, "screenInitiative", "screening { outcome }");
    let screened = cast.step(screen, with(about(initiative, 1), answers(ground, true))).await;
    assert_eq!(screened["screening"]["outcome"], "PASSED");
    cast.out_of_order(Representative, "decideInitiative", decide(2)).await;
    cast.step(Step::of(Manager, "placeInPortfolio", "initiative { id }"), place(2)).await;
    cast.out_of_order(Manager, "placeInPortfolio", place(3)).await;
    cast.out_of_order(Support, "screenInitiative", with(about(initiative, 3), answers(ground, true))).await;
    let evaluate = Step::of(Manager, "recordEvaluation", "evaluation { by }").or(&[Owner]);
    assert_eq!(cast.step(evaluate, review).await["evaluation"]["by"], "PORTFOLIO");

    cast.out_of_order(Owner, "startInitiative", about(initiative, 3)).await;
    let decision = Step::of(Representative, "decideInitiative", "initiative { status } decision { outcome }");
    let decided = cast.step(decision, decide(3)).await;
    let outcome = (&decided["initiative"]["status"], &decided["decision"]["outcome"]);
    assert_eq!(outcome, (&json!("APPROVED"), &json!("APPROVED")));
    cast.out_of_order(Representative, "decideInitiative", decide(4)).await;
}

/// One that fails the screening, and one that is taken out of the portfolio: neither goes on from there.
async fn not_carried_out(cast: &Cast<'_>, ground: &Ground<'_>) {
    let place =
        |initiative: &Json, version| with(about(initiative, version), json!({ "societalGoalIds": [ground.goal] }));
    let failed = proposed(cast, ground, Member, "Grå tak").await;
    let screen = Step::of(Support, "screenInitiative", "screening { outcome }");
    let screened = cast.step(screen, with(about(&failed, 1), answers(ground, false))).await;
    assert_eq!(screened["screening"]["outcome"], "FAILED");
    cast.out_of_order(Support, "screenInitiative", with(about(&failed, 2), answers(ground, true))).await;
    // which the portfolio managers see
    cast.out_of_order(Manager, "placeInPortfolio", place(&failed, 2)).await;

    let removed = proposed(cast, ground, Member, "Blå tak").await;
    cast.step(screen, with(about(&removed, 1), answers(ground, true))).await;
    cast.step(Step::of(Manager, "placeInPortfolio", "initiative { id }"), place(&removed, 2)).await;
    let remove = |version: i32| with(about(&removed, version), json!({ "summary": text("Passar inte in") }));
    cast.step(Step::of(Manager, "removeFromPortfolio", "initiative { id }"), remove(3)).await;
    cast.out_of_order(Manager, "removeFromPortfolio", remove(4)).await;
    cast.out_of_order(Representative, "decideInitiative", with(about(&removed, 4), json!({ "decision": {} }))).await;
}

/// Step 9, the beginning: it starts, pauses, resumes, and is helped.
async fn run(cast: &Cast<'_>, initiative: &Json) {
    let record = |extra: Json| with(json!({ "initiativeId": initiative }), extra);
    let progress = record(json!({ "summary": text("Halvvägs") }));
    let finding = record(json!({ "title": text("För tidigt") }));
    cast.out_of_order(Owner, "recordProgress", progress.clone()).await;
    cast.out_of_order(Owner, "recordRootCause", finding.clone()).await;
    cast.out_of_order(Owner, "recordLearning", finding).await;
    for mutation in ["pauseInitiative", "resumeInitiative", "completeInitiative"] {
        cast.out_of_order(Owner, mutation, about(initiative, 4)).await;
    }
    for (version, mutation) in [(4, "startInitiative"), (5, "pauseInitiative"), (6, "resumeInitiative")] {
        cast.step(Step::of(Owner, mutation, "initiative { id }"), about(initiative, version)).await;
        cast.out_of_order(Owner, mutation, about(initiative, version + 1)).await;
    }
    cast.step(Step::of(Owner, "recordProgress", "progressReport { id }"), progress).await;
    let input = with(about(initiative, 7), json!({ "personId": cast.person(Support).await }));
    cast.step(Step::of(Owner, "addParticipant", "initiative { id }"), input).await;
    let input = record(
        json!({ "organisationId": cast.home(Representative).await, "kind": "TIME", "quantity": 40, "unit": "h" }),
    );
    let contribute = Step::of(Representative, "recordContribution", "contribution { id }").or(&[Owner]);
    cast.step(contribute, input).await;
    let input = json!({ "slug": "metod", "name": text("Metod") });
    let help = cast.step(Step::of(Support, "createSupportFunction", "supportFunction { id }"), input).await;
    let input = json!({ "supportFunctionId": help["supportFunction"]["id"], "version": 1, "name": text("Metodstöd") });
    cast.step(Step::of(Support, "updateSupportFunction", "supportFunction { id }"), input).await;
}

/// Step 10: what it found and what it taught.
async fn findings(cast: &Cast<'_>, goal: &Json, initiative: &Json) -> Json {
    let record = |title: &str| json!({ "initiativeId": initiative, "title": text(title) });
    cast.step(Step::of(Owner, "recordRootCause", "rootCause { id }"), record("Hårda ytor")).await;
    let input = with(record("Sedum räcker inte"), json!({ "societalGoalIds": [goal] }));
    let learning = cast.step(Step::of(Owner, "recordLearning", "learning { id }"), input).await;
    learning["learning"]["id"].clone()
}

/// The learning is put to use in another initiative, once that runs.
async fn applied(cast: &Cast<'_>, ground: &Ground<'_>, learning: &Json) {
    let other = proposed(cast, ground, Member, "Gröna väggar").await;
    let apply = json!({ "learningId": learning, "initiativeId": other });
    cast.out_of_order(Member, "applyLearning", apply.clone()).await;
    cast.caller(Support).call("screenInitiative", "", with(about(&other, 1), answers(ground, true))).await.done();
    let place = with(about(&other, 2), json!({ "societalGoalIds": [ground.goal] }));
    cast.caller(Manager).call("placeInPortfolio", "", place).await.done();
    let decide = with(about(&other, 3), json!({ "decision": {} }));
    cast.caller(Representative).call("decideInitiative", "", decide).await.done();
    // the owner of one initiative is nobody to another
    cast.step(Step::of(Member, "startInitiative", "initiative { id }"), about(&other, 4)).await;
    // it is the other initiative that decides who may
    let take_up = Step::of(Member, "applyLearning", "learning { id }").or(&[Representative]);
    cast.step(take_up, apply.clone()).await;
    cast.refused(Member, "applyLearning", apply, "ALREADY_EXISTS").await;
}

/// Step 9, the end: its owner sees to its evaluation, and completes it.
async fn completed(cast: &Cast<'_>, initiative: &Json) {
    // the review of the portfolio managers is none by an owner
    cast.out_of_order(Owner, "completeInitiative", about(initiative, 8)).await;
    let input = json!({ "initiativeId": initiative, "summary": text("Väl gjort"), "rating": 4 });
    let evaluate = Step::of(Owner, "recordEvaluation", "evaluation { by }").or(&[Manager]);
    assert_eq!(cast.step(evaluate, input).await["evaluation"]["by"], "OWNER");
    cast.step(Step::of(Owner, "completeInitiative", "initiative { id }"), about(initiative, 8)).await;
    for mutation in ["completeInitiative", "startInitiative", "pauseInitiative", "withdrawInitiative"] {
        cast.out_of_order(Owner, mutation, about(initiative, 9)).await;
    }
    let late = json!({ "initiativeId": initiative, "summary": text("För sent") });
    cast.out_of_order(Owner, "recordProgress", late.clone()).await;
    cast.out_of_order(Manager, "removeFromPortfolio", with(about(initiative, 9), late)).await;
}
