//! What parts of the simulator do for settings of the program.

use std::path::Path;

use page_conversations::simulator::{Admin, Fault, SimulatorBuilder, World};

use crate::problem::Problem;
use crate::secrets::Secrets;
use crate::settings::Settings;

/// Sets what comes from parts of the simulator that have settings of their own.
pub fn builder(
    builder: SimulatorBuilder,
    settings: &Settings,
    secrets: &Secrets,
) -> Result<SimulatorBuilder, Problem> {
    let admin = &settings.admin;
    if admin.admin && !settings.listening.address.is_loopback() && secrets.admin_secret.is_none() {
        return Err(Problem::Settings(
            format!(
                "the admin API needs a secret, because others can reach {}",
                settings.listening.address
            ),
            Some(
                "set GRAPH_SIMULATOR_ADMIN_SECRET or --admin-secret-file, or listen on \
                 127.0.0.1",
            ),
        ));
    }
    let mut builder = builder.explorer(admin.explorer);
    if admin.admin {
        let secret = secrets.admin_secret.as_ref();
        let api = secret.map_or_else(Admin::new, |secret| Admin::new().secret(secret.value()));
        builder = builder.admin(api);
    }
    let unavailable = [
        ("--clock", settings.world.clock.is_some()),
        ("--traffic", settings.world.traffic.is_some()),
    ];
    match unavailable.iter().find(|(_, is_set)| *is_set) {
        Some((flag, _)) => Err(unavailable_in_this_build(flag)),
        None => Ok(builder),
    }
}

/// Reads a world from a file.
pub fn world_file(_path: &Path) -> Result<World, Problem> {
    Err(unavailable_in_this_build("--world"))
}

/// Reads a fault, or a list of faults, in the JSON of the admin API.
pub fn faults_from_json(_text: &str) -> Result<Vec<Fault>, String> {
    Err("faults as JSON are not available in this build".to_owned())
}

fn unavailable_in_this_build(flag: &str) -> Problem {
    Problem::settings(format!("{flag} is not available in this build"))
}
