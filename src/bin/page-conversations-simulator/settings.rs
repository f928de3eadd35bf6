//! Flags, and the variables of the environment beside them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser};
use page_conversations::Date;
use page_conversations::simulator::Clock;

use super::clock;
use super::fault::Faults;

/// Runs a local Graph until it is stopped
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Tokens and secrets come from files or the environment only, and none of \
                  them is printed. Every flag has a variable too: a flag takes precedence."
)]
pub struct Settings {
    /// Print one line of JSON, for scripts
    #[arg(long, env = "GRAPH_SIMULATOR_JSON", value_parser = switch)]
    pub json: bool,
    #[command(flatten)]
    pub listening: ListeningSettings,
    #[command(flatten)]
    pub tls: TlsSettings,
    #[command(flatten)]
    pub world: WorldSettings,
    #[command(flatten)]
    pub secrets: SecretSettings,
    #[command(flatten)]
    pub faults: FaultSettings,
    #[command(flatten)]
    pub admin: AdminSettings,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Listening")]
pub struct ListeningSettings {
    /// Address to listen on; with 0.0.0.0, whoever reaches the machine can call it
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_ADDRESS",
        default_value = "127.0.0.1",
        value_name = "IP"
    )]
    pub address: IpAddr,
    /// Port to listen on; 0 for a free one
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_PORT",
        default_value_t = 0,
        value_name = "N"
    )]
    pub port: u16,
    /// Connections at the same time; those beyond are refused
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_MAX_CONNECTIONS",
        default_value_t = 20_000,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..),
        value_name = "N"
    )]
    pub max_connections: usize,
    /// Time that each call takes at least
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_LATENCY",
        default_value = "0s",
        value_parser = humantime::parse_duration,
        value_name = "TIME"
    )]
    pub latency: Duration,
    /// Never compress responses
    #[arg(long, env = "GRAPH_SIMULATOR_NO_COMPRESSION", value_parser = switch)]
    pub no_compression: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "TLS")]
pub struct TlsSettings {
    /// Serve HTTPS, with a certificate made at the start
    #[arg(long, env = "GRAPH_SIMULATOR_TLS", value_parser = switch)]
    pub tls: bool,
    /// Another name of the host in this certificate, such as that of a container
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_TLS_NAME",
        requires = "tls",
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub tls_name: Vec<String>,
    /// Serve HTTPS, with the certificate in a PEM file
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_TLS_CERTIFICATE",
        requires = "tls_key",
        conflicts_with_all = ["tls", "tls_name"],
        value_name = "FILE"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The key of this certificate, in a PEM file
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_TLS_KEY",
        requires = "tls_certificate",
        value_name = "FILE"
    )]
    pub tls_key: Option<PathBuf>,
    /// Write the certificate that clients have to trust to a PEM file
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_WRITE_CERTIFICATE",
        requires = "tls",
        value_name = "FILE"
    )]
    pub write_certificate: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "World")]
pub struct WorldSettings {
    /// Serve the world in a YAML file
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_WORLD",
        conflicts_with_all = ["seed", "threads_per_page"],
        value_name = "FILE"
    )]
    pub world: Option<PathBuf>,
    /// Seed of the world: the same seed makes the same world
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_SEED",
        default_value_t = 1,
        value_name = "N"
    )]
    pub seed: u64,
    /// Conversations of each Page and platform
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_THREADS_PER_PAGE",
        default_value_t = 60,
        value_name = "N"
    )]
    pub threads_per_page: usize,
    /// Current date, for versions that expire; the machine's if it is not set
    #[arg(long, env = "GRAPH_SIMULATOR_TODAY", value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
    /// Time at the start, or `fixed:TIME`, `stepped:TIME/1s` for each call, or `machine`
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_CLOCK",
        conflicts_with = "today",
        value_parser = clock::parse,
        value_name = "CLOCK"
    )]
    pub clock: Option<Clock>,
    /// Changes per minute, at random: new messages for the most part
    #[arg(long, env = "GRAPH_SIMULATOR_TRAFFIC", value_name = "N")]
    pub traffic: Option<u32>,
    /// Seed of these changes
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_TRAFFIC_SEED",
        requires = "traffic",
        default_value_t = 1,
        value_name = "N"
    )]
    pub traffic_seed: u64,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Tokens and secrets")]
pub struct SecretSettings {
    /// Access token that may read all Pages, also from GRAPH_SIMULATOR_ACCESS_TOKEN
    #[arg(long, env = "GRAPH_SIMULATOR_ACCESS_TOKEN_FILE", value_name = "FILE")]
    pub access_token_file: Option<PathBuf>,
    /// Further access tokens, also from GRAPH_SIMULATOR_TOKENS
    #[arg(long, env = "GRAPH_SIMULATOR_TOKENS_FILE", value_name = "FILE")]
    pub tokens_file: Option<PathBuf>,
    /// Tokens that have expired, also from GRAPH_SIMULATOR_EXPIRED_TOKENS
    #[arg(long, env = "GRAPH_SIMULATOR_EXPIRED_TOKENS_FILE", value_name = "FILE")]
    pub expired_tokens_file: Option<PathBuf>,
    /// Secret of the app, also from GRAPH_SIMULATOR_APP_SECRET
    #[arg(long, env = "GRAPH_SIMULATOR_APP_SECRET_FILE", value_name = "FILE")]
    pub app_secret_file: Option<PathBuf>,
    /// Refuse calls without a proof of the app's secret, those of the explorer among them
    #[arg(long, env = "GRAPH_SIMULATOR_REQUIRE_PROOF", value_parser = switch)]
    pub require_proof: bool,
    /// Secret of the admin API, also from GRAPH_SIMULATOR_ADMIN_SECRET
    #[arg(long, env = "GRAPH_SIMULATOR_ADMIN_SECRET_FILE", value_name = "FILE")]
    pub admin_secret_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Faults")]
pub struct FaultSettings {
    /// Fault of every call, such as `delay:250ms`, or JSON as in the admin API
    #[arg(long, env = "GRAPH_SIMULATOR_FAULT", value_name = "FAULT")]
    pub fault: Vec<Faults>,
    /// Fault of calls drawn at random
    #[arg(long, env = "GRAPH_SIMULATOR_RANDOM_FAULT", value_name = "FAULT")]
    pub random_fault: Vec<Faults>,
    /// Share of the calls with a random fault, from 0 to 1
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_RANDOM_FAULT_RATE",
        requires = "random_fault",
        default_value = "0.1",
        value_parser = share,
        value_name = "SHARE"
    )]
    pub random_fault_rate: f64,
    /// Seed of the draw: the same seed draws the same calls
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_RANDOM_FAULT_SEED",
        requires = "random_fault",
        default_value_t = 1,
        value_name = "N"
    )]
    pub random_fault_seed: u64,
    /// Number of calls after which a Page, an account or the app is rate limited
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_THROTTLE_AFTER",
        value_parser = clap::value_parser!(u64).range(1..),
        value_name = "N"
    )]
    pub throttle_after: Option<u64>,
    /// How long the rate limit lasts
    #[arg(
        long,
        env = "GRAPH_SIMULATOR_THROTTLE_FOR",
        requires = "throttle_after",
        default_value = "1m",
        value_parser = humantime::parse_duration,
        value_name = "TIME"
    )]
    pub throttle_for: Duration,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Control")]
pub struct AdminSettings {
    /// Serve the admin API at /__admin
    #[arg(long, env = "GRAPH_SIMULATOR_ADMIN", value_parser = switch)]
    pub admin: bool,
    /// Serve a page to try queries on at /
    #[arg(long, env = "GRAPH_SIMULATOR_EXPLORER", value_parser = switch)]
    pub explorer: bool,
}

/// Reads a variable that switches something on or off. An empty one is not set.
fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" | "t" => Ok(true),
        "" | "0" | "false" | "no" | "off" | "n" | "f" => Ok(false),
        _ => Err("expected `true` or `false`".to_owned()),
    }
}

/// Reads a number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok();
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}
