//! `doctor`: checks the token, its permissions, the Page and the connection.

mod access_level;
mod check;
mod clock;
mod debug_token;
mod inbox;
mod page;
mod token;
mod version;

use self::check::{Check, State};
use crate::access::{Access, Connection};
use crate::arguments::Account;
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::output::{self, Output};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations doctor --simulator
  GRAPH_ACCESS_TOKEN=... GRAPH_APP_SECRET=... page-conversations doctor --app-id 123

It exits with 1 if a check failed. Warnings and what Graph does not show do not change the code.")]
pub struct Doctor {
    #[command(flatten)]
    account: Account,

    /// Id of the app: with its secret, Graph also describes tokens that cannot describe themselves
    #[arg(long, value_name = "ID", env = "GRAPH_APP_ID")]
    app_id: Option<String>,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    access: Access,
}

pub async fn run(doctor: &Doctor) -> Result<Outcome, Failure> {
    let page_id = doctor.account.page_id();
    let connection = doctor.access.connect(page_id.as_deref()).await?;
    or_interrupted(print(doctor, &connection)).await
}

async fn print(doctor: &Doctor, connection: &Connection) -> Result<Outcome, Failure> {
    let progress = output::progress("checking");
    let checks = all(doctor, connection).await;
    progress.finish_and_clear();
    for check in &checks {
        match doctor.output.json {
            true => doctor.output.line(check)?,
            false => doctor.output.text(&check.to_string())?,
        }
    }
    let failed = checks.iter().any(|check| check.state == State::Failed);
    Ok(match failed {
        true => Outcome::Incomplete,
        false => Outcome::Complete,
    })
}

/// Makes all checks. One that fails does not end the others.
async fn all(doctor: &Doctor, connection: &Connection) -> Vec<Check> {
    let id = &doctor.account.id();
    let identity = page::identity(id, connection).await;
    let mut checks = vec![identity.check];
    if let Some(info) = &identity.info {
        checks.push(version::check(connection, info));
        checks.push(clock::check(connection, info));
    }
    // A variable that is empty is one that is not set.
    let app_id = doctor.app_id.as_deref().filter(|id| !id.is_empty());
    checks.extend(token::checks(app_id, connection).await);
    if !connection.is_instagram_login {
        checks.push(page::instagram_account(id, connection).await);
    }
    for platform in connection.platforms() {
        checks.push(inbox::check(id, *platform, connection).await);
    }
    checks.push(access_level::check(id, connection).await);
    checks
}
