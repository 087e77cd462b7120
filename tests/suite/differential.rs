//! The server's execution against the reference implementation of GraphQL: the same verdict and the same answer, key
//! order included. It has nothing to do with the database.

#[tokio::test]
async fn the_reference_implementation_answers_the_same() {
    let report = tests::differential::run(&api::graphql::sdl()).await;
    assert!(report.differences.is_empty(), "{:#?}", report.differences);
    assert!(
        report.compared >= 4_200 && report.executed >= 1_000 && report.refused >= 1_000,
        "too few documents: {report:?}"
    );
}
