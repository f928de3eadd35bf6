//! The admin API and the page to try queries on.

use page_conversations::simulator::{Admin, SimulatorBuilder};

use super::problem::Problem;
use super::secrets::Secrets;
use super::settings::Settings;

const HELP: &str =
    "set GRAPH_SIMULATOR_ADMIN_SECRET or --admin-secret-file, or listen on 127.0.0.1";

/// Adds what the settings ask for.
pub fn of(
    builder: SimulatorBuilder,
    settings: &Settings,
    secrets: &Secrets,
) -> Result<SimulatorBuilder, Problem> {
    let builder = builder.explorer(settings.admin.explorer);
    if !settings.admin.admin {
        return Ok(builder);
    }
    let address = settings.listening.address;
    match &secrets.admin_secret {
        Some(secret) => Ok(builder.admin(Admin::new().secret(secret.value()))),
        None if address.is_loopback() => Ok(builder.admin(Admin::new())),
        None => {
            let what = "the admin API needs a secret, because others can reach";
            Err(Problem::Settings(format!("{what} {address}"), Some(HELP)))
        }
    }
}
