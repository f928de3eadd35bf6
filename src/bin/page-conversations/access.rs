//! How a command gets to Graph: token, host and version.

use std::env;
use std::io::IsTerminal;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use page_conversations::simulator::{Simulator, Traffic, World, WorldFile};
use page_conversations::versions::VERSIONS;
use page_conversations::{AccessToken, Error, Graph, Pacing, Version, hosts};

use crate::arguments::Platform;
use crate::failure::{Failure, with_causes};
use crate::server::secret_text::SecretText;
use crate::version_notice::VersionNotice;

const TOKEN: &str = "GRAPH_ACCESS_TOKEN";
const HOST: &str = "GRAPH_HOST";
const APP_SECRET: &str = "GRAPH_APP_SECRET";

/// Changes of the local Graph per minute, where a command waits for them.
const CHANGES: u32 = 20;

#[derive(clap::Args)]
#[command(next_help_heading = "Access")]
pub struct Access {
    /// Read the access token from this file [default: from GRAPH_ACCESS_TOKEN, or a prompt]
    #[arg(long, global = true, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Read the app secret, for proofs, from this file [default: from GRAPH_APP_SECRET, if set]
    #[arg(long, global = true, value_name = "FILE")]
    app_secret_file: Option<PathBuf>,

    /// The token is one of Instagram Login: use its host
    #[arg(long, global = true, conflicts_with = "host")]
    instagram_login: bool,

    /// URL to use in place of Graph's, such as that of a simulator [default: from GRAPH_HOST, if set]
    #[arg(long, global = true, value_name = "URL")]
    host: Option<String>,

    /// Use a local Graph with made-up conversations, which needs no token
    #[arg(long, global = true, conflicts_with_all = ["token_file", "app_secret_file", "host"])]
    simulator: bool,

    /// World of the local Graph, as YAML
    #[arg(long, global = true, value_name = "FILE", requires = "simulator")]
    world: Option<PathBuf>,

    /// Graph version [default: the newest]
    #[arg(long, global = true, value_name = "VERSION", value_parser = version)]
    graph_version: Option<Version>,
}

/// A client, with what it needs while it is used.
pub struct Connection {
    pub graph: Graph,
    pub version: Version,
    /// Whether the token is one of Instagram Login.
    pub is_instagram_login: bool,
    pub token: AccessToken,
    pub host: String,
    pub app_secret: Option<AppSecret>,
    _simulator: Option<Simulator>,
}

/// The secret of the app, which no output has.
pub struct AppSecret(String);

impl AppSecret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Connection {
    /// Returns the platforms that the token may have inboxes on.
    pub fn platforms(&self) -> &'static [Platform] {
        match self.is_instagram_login {
            true => &[Platform::Instagram],
            false => &Platform::ALL,
        }
    }

    /// Returns the platform to read: a token of Instagram Login has one alone.
    pub fn platform(&self, platform: Platform) -> Platform {
        match self.is_instagram_login {
            true => Platform::Instagram,
            false => platform,
        }
    }
}

impl Access {
    /// Returns a client. Asks for the token if it is in no other place.
    pub async fn connect(&self, page_id: Option<&str>) -> Result<Connection, Failure> {
        match self.simulator {
            true => self.simulate(page_id, 0).await,
            false => self.connect_to_graph(),
        }
    }

    /// Returns a client for a command that waits for changes.
    pub async fn connect_to_changing(&self, page_id: Option<&str>) -> Result<Connection, Failure> {
        match self.simulator {
            true => self.simulate(page_id, CHANGES).await,
            false => self.connect_to_graph(),
        }
    }

    /// Returns the version to call.
    pub fn version(&self) -> Version {
        self.graph_version.unwrap_or_else(newest)
    }

    fn connect_to_graph(&self) -> Result<Connection, Failure> {
        let host = self.host.clone().or_else(|| env::var(HOST).ok());
        let host = match (host, self.instagram_login) {
            (_, true) => hosts::INSTAGRAM.to_owned(),
            (Some(host), false) if !host.is_empty() => host,
            (_, false) => hosts::FACEBOOK.to_owned(),
        };
        let secret = secret(APP_SECRET, self.app_secret_file.as_deref())?;
        let token = self.token()?;
        self.connection(host, token, secret, None)
    }

    async fn simulate(&self, page_id: Option<&str>, changes: u32) -> Result<Connection, Failure> {
        // A world from a file may have traffic of its own.
        let traffic = Traffic::new(1, changes, Duration::from_secs(60));
        let builder = Simulator::builder().traffic(traffic);
        let builder = match &self.world {
            None => builder.world(World::seeded(1)),
            Some(file) => {
                let world = WorldFile::read(file);
                let world = world
                    .map_err(|error| Failure::usage(format!("world cannot be used\n{error}")))?;
                builder.world_file(world)
            }
        };
        let simulator = builder.start().await;
        let simulator =
            simulator.map_err(|error| Failure::file("the local Graph cannot start", &error))?;
        let pages = simulator.page_ids();
        let page = page_id
            .filter(|id| *id != "me")
            .or(pages.first().map(String::as_str));
        let page = page.unwrap_or_default();
        let token = match self.instagram_login {
            true => simulator.instagram_token(page),
            false => simulator.page_token(page),
        };
        let token = token.ok_or_else(|| {
            Failure::usage(format!("the local Graph has no such account: {page}"))
                .help(format!("pass one of these Pages: {}", pages.join(", ")))
        })?;
        self.connection(simulator.url(), token, None, Some(simulator))
    }

    fn connection(
        &self,
        host: String,
        token: String,
        app_secret: Option<String>,
        simulator: Option<Simulator>,
    ) -> Result<Connection, Failure> {
        let mut graph = Graph::builder(token.as_str())
            .host(&host)
            .hook(VersionNotice::new());
        if is_loopback(&host) {
            // No token of Graph is rate limited there.
            graph = graph.pacing(Pacing::off());
        }
        if let Some(secret) = &app_secret {
            graph = graph.app_secret(secret).timed_proof(true);
        }
        Ok(Connection {
            graph: graph.build().map_err(|error| not_built(&error))?,
            version: self.version(),
            is_instagram_login: self.instagram_login,
            token: token.into(),
            host,
            app_secret: app_secret.map(AppSecret),
            _simulator: simulator,
        })
    }

    fn token(&self) -> Result<String, Failure> {
        if let Some(token) = secret(TOKEN, self.token_file.as_deref())? {
            return Ok(token);
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage("no access token").help(format!(
                "set {TOKEN}, or pass --token-file FILE; to try it without an account, pass \
                 --simulator"
            )));
        }
        let typed = rpassword::prompt_password("Access token (not shown): ");
        let typed = typed.map_err(|error| {
            Failure::file("the access token cannot be read from the terminal", &error)
        })?;
        Ok(SecretText::new("the access token".to_owned(), &typed).one()?)
    }
}

/// Returns why there is no client. The token was checked before, and the host was not.
fn not_built(error: &Error) -> Failure {
    let failure = Failure::usage(with_causes(error));
    failure.help("change --host or GRAPH_HOST to a URL such as https://graph.facebook.com")
}

/// Returns whether a URL is one of this machine, such as that of a simulator.
fn is_loopback(url: &str) -> bool {
    let url = reqwest::Url::parse(url).ok();
    let host = url.as_ref().and_then(|url| url.host_str());
    host.is_some_and(|host| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    })
}

/// Returns the newest version of the contract.
pub fn newest() -> Version {
    VERSIONS[VERSIONS.len() - 1]
}

fn version(text: &str) -> Result<Version, String> {
    let found = VERSIONS.iter().find(|version| version.name == text);
    found.copied().ok_or_else(|| {
        let names = VERSIONS.map(|version| version.name).join(", ");
        format!("the contract has {names}")
    })
}

/// Returns a secret from a file or else from a variable of the environment.
fn secret(variable: &str, file: Option<&Path>) -> Result<Option<String>, Failure> {
    let text = SecretText::read(variable, file)?;
    Ok(text.map(SecretText::one).transpose()?)
}
