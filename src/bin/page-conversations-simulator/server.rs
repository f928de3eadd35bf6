//! A local Graph that runs until it is stopped: what the two programs that start one share.

mod admin;
mod announcement;
mod clock;
mod fault;
mod problem;
pub mod secret_text;
mod secrets;
pub mod settings;
pub mod signals;
mod tls;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use page_conversations::simulator::{Simulator, SimulatorBuilder, Traffic, World, WorldFile};

use self::problem::Problem;
use self::secrets::Secrets;
use self::settings::Settings;

/// The time that `--traffic` counts changes in.
const MINUTE: Duration = Duration::from_secs(60);

/// Runs it, and returns the exit code.
pub async fn main(settings: &Settings) -> ExitCode {
    match run(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => problem.report(),
    }
}

async fn run(settings: &Settings) -> Result<(), Problem> {
    let secrets = Secrets::read(&settings.secrets)?;
    let builder = builder(settings, &secrets)?;
    // From here on a signal ends the program as it should, even if nothing is printed yet.
    let stopped = signals::stopped().map_err(|error| Problem::cannot_start(&error))?;
    let simulator = builder.start().await;
    let simulator = simulator.map_err(|error| Problem::cannot_start(&error))?;
    if let Some(path) = &settings.tls.write_certificate {
        write(path, simulator.certificate().unwrap_or_default())?;
    }
    let text = match settings.json {
        true => announcement::json(&simulator, &secrets),
        false => announcement::text(&simulator, settings, &secrets),
    };
    let printed = writeln!(std::io::stdout(), "{text}");
    printed.map_err(|error| Problem::Start(format!("cannot print the address: {error}"), None))?;
    tokio::select! {
        () = stopped => {}
        () = simulator.run() => {}
    }
    Ok(())
}

/// Returns the simulator that the settings describe.
fn builder(settings: &Settings, secrets: &Secrets) -> Result<SimulatorBuilder, Problem> {
    let listening = &settings.listening;
    let mut builder = with_world(Simulator::builder(), settings)?
        .address(listening.address)
        .port(listening.port)
        .max_connections(listening.max_connections)
        .compress(!listening.no_compression)
        .latency(listening.latency)
        .app_secret(secrets.app_secret.value());
    if let Some(token) = &secrets.access_token {
        builder = builder.access_token(token.value());
    }
    if settings.secrets.require_proof {
        builder = builder.require_proof();
    }
    if let Some(today) = settings.world.today {
        builder = builder.today(today);
    }
    if let Some(clock) = settings.world.clock {
        builder = builder.clock(clock);
    }
    if let Some(changes) = settings.world.traffic {
        builder = builder.traffic(Traffic::new(settings.world.traffic_seed, changes, MINUTE));
    }
    if let Some(calls) = settings.faults.throttle_after {
        builder = builder.throttle_after(calls, settings.faults.throttle_for);
    }
    if let Some(tls) = tls::of(&settings.tls)? {
        builder = builder.tls(tls);
    }
    let builder = with_tokens_and_faults(builder, settings, secrets);
    admin::of(builder, settings, secrets)
}

fn with_world(builder: SimulatorBuilder, settings: &Settings) -> Result<SimulatorBuilder, Problem> {
    let settings = &settings.world;
    match &settings.world {
        Some(path) => match WorldFile::read(path) {
            Ok(file) => Ok(builder.world_file(file)),
            Err(error) => Err(Problem::World(error.to_string())),
        },
        None => {
            let world = World::seeded(settings.seed).page_threads(settings.threads_per_page);
            Ok(builder.world(world))
        }
    }
}

fn with_tokens_and_faults(
    mut builder: SimulatorBuilder,
    settings: &Settings,
    secrets: &Secrets,
) -> SimulatorBuilder {
    builder = secrets.tokens.iter().fold(builder, SimulatorBuilder::token);
    let expired = secrets.expired_tokens.iter();
    builder = expired.fold(builder, SimulatorBuilder::expired_token);
    let faults = &settings.faults;
    let always = faults.fault.iter().flat_map(|faults| &faults.0).cloned();
    builder = always.fold(builder, SimulatorBuilder::fail_always);
    let random = faults.random_fault.iter().flat_map(|faults| &faults.0);
    let random: Vec<_> = random.cloned().collect();
    match random.is_empty() {
        true => builder,
        false => builder.fail_at_rate(faults.random_fault_seed, faults.random_fault_rate, random),
    }
}

/// Writes a file, of which readers see nothing or all.
fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|error| {
        // Nothing is left of it where it was not written in full.
        let _ = std::fs::remove_file(&partial);
        Problem::Start(format!("cannot write {}: {error}", path.display()), None)
    })
}
