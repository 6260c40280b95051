//! A PostgreSQL server for the length of one test, from the binaries on the machine; none there, a loud skip.

use crate::folder::TemporaryFolder;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server; it ends with this value, or with the process.
pub(crate) struct Server {
    process: Child,
    folder: TemporaryFolder,
}

/// What the server refuses to run as.
const ROOT: u32 = 0;

impl Server {
    /// Starts a server, or says why there is none.
    pub(crate) fn start() -> Result<Self, String> {
        let postgres = find("postgres").ok_or("no `postgres` on the path")?;
        let initdb = find("initdb").ok_or("no `initdb` on the path")?;
        let folder = TemporaryFolder::make().unwrap();
        let owner = owner(folder.path());
        let data = folder.path().join("data");
        let made = run_as(owner, &initdb)
            .args([
                "-A",
                "trust",
                "-U",
                "cofferdam",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .map_err(|error| error.to_string())?;
        if !made.success() {
            return Err("`initdb` failed".to_owned());
        }
        let process = run_as(owner, &postgres)
            .arg("-D")
            .arg(&data)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=40",
                "-k",
            ])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .map_err(|error| error.to_string())?;
        Ok(Self { process, folder })
    }

    fn url(&self, database: &str) -> String {
        let host = self.folder.path().display();
        format!("postgres:///{database}?host={host}&user=cofferdam")
    }

    /// A new database of this name; its URL.
    pub(crate) async fn database(&self, name: &str) -> String {
        let mut admin = self.admin().await;
        let create = AssertSqlSafe(format!("CREATE DATABASE \"{name}\""));
        sqlx::raw_sql(create).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        self.url(name)
    }

    /// A link to the server, once it answers.
    async fn admin(&self) -> PgConnection {
        let mut refused = None;
        for _ in 0..200 {
            match PgConnection::connect(&self.url("postgres")).await {
                Ok(conn) => return conn,
                Err(error) => refused = Some(error),
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        panic!("the server does not answer: {refused:?}\n{log}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGQUIT would be kinder, but the folder goes with this value anyway.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn find(program: &str) -> Option<PathBuf> {
    ["/usr/local/bin", "/usr/bin", "/usr/lib/postgresql/15/bin"]
        .into_iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.exists())
}

/// The user to run as, where this process is root; the folder becomes theirs.
fn owner(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").unwrap().uid() != ROOT {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let number = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then(|| fields.nth(1)?.parse::<u32>().ok())?
        })
    };
    let user = number("postgres").or_else(|| number("nobody")).unwrap();
    std::os::unix::fs::chown(folder, Some(user), None).unwrap();
    Some(user)
}

/// A command that runs as `user` and dies with this thread.
fn run_as(user: Option<u32>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = user {
        command.arg(format!("--reuid={user}")).arg("--clear-groups");
    }
    command.arg("--pdeathsig=QUIT").arg(program);
    command
}
