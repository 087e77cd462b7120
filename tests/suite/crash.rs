//! The server is killed in the middle of its writes, again and again: no write that was acknowledged is lost, none is
//! doubled by a retry under the same key, and the change log has no gap and tells of nothing that was undone.

mod change_log;
mod writer;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use change_log::ChangeLog;
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, Database as Connection, DbBackend, Statement};
use tests::database::Database;
use tests::process::Process;
use tokio::time::{sleep, timeout};
use writer::{Outcome, Shared, Writer};

/// Databases that are crashed side by side, and how often each is.
const DATABASES: u64 = 2;
const ROUNDS: usize = 25;
const WRITERS: usize = 16;

/// Short, since a retry waits as long as an attempt that broke off could have lasted.
const SETTINGS: [&str; 4] = ["--request-timeout", "2s", "--log", "warn,samhallskontraktet=info"];

/// No round takes as long as this, unless nobody gets through.
const LIMIT: Duration = Duration::from_secs(120);

/// Where the rounds of a run begin and end: `CRASH_SEED` repeats those of another run, as far as the machine does.
fn seed() -> u64 {
    std::env::var("CRASH_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_loses_nothing_doubles_nothing_and_leaves_no_trace_of_what_was_undone() {
    let seed = seed();
    println!("CRASH_SEED={seed}");
    join_all((0..DATABASES).map(|number| crash(seed.wrapping_add(number)))).await;
}

async fn crash(seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    let database = Database::new().await;
    let mut server = Process::serve(&database, &SETTINGS).await;
    let shared = Shared::find(&server.url).await;
    let mut writers: Vec<Writer> = (0..WRITERS).map(|number| Writer::new(number, &mut dice)).collect();
    for round in 0..ROUNDS {
        if round > 0 {
            server = Process::serve(&database, &SETTINGS).await;
        }
        timeout(LIMIT, write_until_killed(&mut writers, &shared, &mut server, &mut dice))
            .await
            .expect("somebody gets through");
    }
    let server = Process::serve(&database, &SETTINGS).await;
    timeout(LIMIT, join_all(writers.iter_mut().map(|writer| writer.finish(&server.url))))
        .await
        .expect("all get through");
    drop(server);
    check(&database, &writers, &shared).await;
}

/// Lets all write, and kills the server at a moment of its own after some were answered.
async fn write_until_killed(writers: &mut [Writer], shared: &Shared, server: &mut Process, dice: &mut StdRng) {
    let (answered, url) = (AtomicUsize::new(0), server.url.clone());
    let (some, moment) = (dice.random_range(1..16), Duration::from_micros(dice.random_range(0..30_000)));
    let writing = join_all(writers.iter_mut().map(|writer| writer.write(&url, shared, &answered)));
    let killing = async {
        while answered.load(Ordering::Relaxed) < some {
            sleep(Duration::from_millis(1)).await;
        }
        sleep(moment).await;
        server.kill();
    };
    tokio::join!(writing, killing);
}

async fn check(database: &Database, writers: &[Writer], shared: &Shared) {
    let db = Connection::connect(&database.url).await.expect("the database opens");
    if db.get_database_backend() == DbBackend::Sqlite {
        let found = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check")).await;
        let said: String = found.expect("a check").expect("a row").try_get_by_index(0).expect("a text");
        assert_eq!(said, "ok");
    }
    let log = ChangeLog::read(&db).await;
    log.has_no_gap();
    log.leads_to_what_is_there();
    let written: Vec<_> = writers.iter().flat_map(|writer| &writer.answered).collect();
    for write in &written {
        for (step, outcome) in write.outcomes() {
            let found: Vec<String> = log.found(step.table, step.column, &write.text(step));
            let expected: Vec<String> = if let Outcome::Done(id) = outcome { vec![id] } else { vec![] };
            assert_eq!(found, expected, "{write:?}");
        }
    }
    for write in writers.iter().flat_map(|writer| &writer.unknown) {
        let found = |step: &writer::Step| log.found(step.table, step.column, &write.text(step)).len();
        assert!(write.steps.iter().all(|step| found(step) <= 1), "{write:?}");
    }
    for (table, id, version) in &shared.contended {
        let updates = written
            .iter()
            .flat_map(|write| write.outcomes())
            .filter(|(step, outcome)| step.table == *table && matches!(outcome, Outcome::Done(done) if done == id));
        assert_eq!(log.version(table, id), version + i64::try_from(updates.count()).expect("a number"), "{table}");
    }
    tell(writers);
}

/// What happened, for whoever looks whether it was enough.
fn tell(writers: &[Writer]) {
    let all = || writers.iter().flat_map(|writer| &writer.answered);
    let retried = all().filter(|write| write.attempts > 1).count();
    let refused = all().flat_map(|write| write.outcomes()).filter(|(_, outcome)| *outcome == Outcome::Refused).count();
    println!("{} writes, {retried} of them retried, {refused} steps refused", all().count());
    assert!(retried >= ROUNDS / 2, "the server was killed while hardly anybody wrote");
}
