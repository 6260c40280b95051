//! Every statement is understood by each engine, lists walk an index, and both schemas say the same.

use super::site::Site;
use crate::sql;
use crate::sql::system::{postgres, sqlite};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};
use std::collections::BTreeSet;

pub(crate) async fn every_statement_prepares(site: &Site) {
    let (writer, reader) = site.open().await;
    let mut count = 0;
    match site {
        Site::Sqlite(_) => {
            let mut conn = link(site).await;
            for (name, statement) in sql::all().chain(sqlite::ALL.iter().copied()) {
                conn.prepare(AssertSqlSafe(statement).into_sql())
                    .await
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
                count += 1;
            }
        }
        Site::Postgres { url } => {
            let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
            for (name, statement) in sql::all().chain(postgres::ALL.iter().copied()) {
                conn.prepare(AssertSqlSafe(statement).into_sql())
                    .await
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
                count += 1;
            }
        }
    }
    assert!(count > 70, "only {count} statements");
    reader.close().await;
    writer.close().await.unwrap();
}

trait IntoSql {
    fn into_sql(self) -> sqlx::SqlStr;
}

impl IntoSql for AssertSqlSafe<&'static str> {
    fn into_sql(self) -> sqlx::SqlStr {
        sqlx::SqlSafeStr::into_sql_str(self.0)
    }
}

async fn link(site: &Site) -> sqlx::SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(site.file());
    options.connect().await.unwrap()
}

/// No list of a page reads a whole table, whatever was asked for.
pub(crate) async fn lists_use_an_index(site: &Site) {
    let (writer, reader) = site.open().await;
    if site.is_sqlite() {
        let mut conn = link(site).await;
        let whole = BTreeSet::from([
            "POSITIONS",
            "BALANCES",
            "HALTS",
            "SWITCHES",
            "COUNTS",
            "STEPS",
        ]);
        for (name, statement) in sql::all() {
            let reads = statement.starts_with("SELECT") || statement.starts_with("WITH");
            if whole.contains(name) || !reads {
                continue;
            }
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let plan = sqlx::raw_sql(explain).fetch_all(&mut conn).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
            if statement.starts_with("WITH") {
                assert!(
                    plan.iter().any(|step| step.contains("INDEX orders_open ")),
                    "{name}: {plan:?}"
                );
                continue;
            }
            for step in &plan {
                let walks = step.starts_with("SCAN") || step.contains("TEMP B-TREE");
                let newest = statement.ends_with("DESC LIMIT 1");
                assert!(!walks || newest, "{name}: {plan:?}\n{statement}");
            }
        }
    }
    reader.close().await;
    writer.close().await.unwrap();
}

/// The two sets of migrations make the same tables with the same columns.
#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let server = match super::postgres::Server::start() {
        Ok(server) => server,
        Err(reason) => {
            eprintln!("SKIPPED, LOUDLY: the schemas were not compared: {reason}");
            return;
        }
    };
    let site = Site::sqlite();
    drop(site.open().await);
    let mut conn = link(&site).await;
    let sql = "SELECT m.name || ' ' || c.name || ' ' || \
               CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytea' END \
               || ' ' || CASE WHEN c.\"notnull\" OR c.pk THEN 'NO' ELSE 'YES' END AS line \
               FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    let rows = sqlx::raw_sql(sql).fetch_all(&mut conn).await.unwrap();
    let ours: BTreeSet<String> = rows.iter().map(|row| row.get("line")).collect();
    let site = Site::postgres(&server, "columns").await;
    drop(site.open().await);
    let Site::Postgres { url } = &site else {
        panic!("not a server")
    };
    let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
    let sql = "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable AS line \
               FROM information_schema.columns WHERE table_schema = current_schema()";
    let rows = sqlx::raw_sql(sql).fetch_all(&mut conn).await.unwrap();
    let theirs: BTreeSet<String> = rows.iter().map(|row| row.get("line")).collect();
    assert!(ours.len() > 100, "only {} columns", ours.len());
    assert_eq!(ours, theirs);
}
