//! The program, with nothing of the environment of the tests.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use page_conversations::simulator::Simulator;
use tempfile::TempDir;

/// What the program printed, with its exit code.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Asserts that it ended with success, and returns what it printed.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }
}

/// Returns what the program keeps of the environment. Without the first, Windows opens no socket.
/// The second is where `.ci/coverage.py` wants to know what ran.
pub fn kept() -> impl Iterator<Item = (&'static str, OsString)> {
    let names = ["SYSTEMROOT", "LLVM_PROFILE_FILE"].into_iter();
    names.filter_map(|name| Some((name, std::env::var_os(name)?)))
}

/// A folder to run the program in, and the Graph that it calls.
pub struct Place {
    pub folder: TempDir,
    host: Option<String>,
    token: String,
}

impl Place {
    /// A place without a Graph.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            host: None,
            token: String::new(),
        }
    }

    /// A place with the token of the first Page of a simulator.
    pub fn with(simulator: &Simulator) -> Self {
        let page = &simulator.page_ids()[0];
        Self::with_token(simulator, &simulator.page_token(page).unwrap())
    }

    pub fn with_token(simulator: &Simulator, token: &str) -> Self {
        Self::at(simulator.url(), token)
    }

    /// A place with a token of the Graph at a URL.
    pub fn at(url: String, token: &str) -> Self {
        Self {
            host: Some(url),
            token: token.to_owned(),
            ..Self::new()
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the names of the files in the folder, without those that SQLite may have beside
    /// a database.
    pub fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let names = names.filter(|name| !name.ends_with(".db-wal") && !name.ends_with(".db-shm"));
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    /// Returns a command. Options of the connection come after the name of the command.
    pub fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations"));
        command.env_clear().current_dir(self.path());
        command.stdin(Stdio::null());
        command.args(args.split_whitespace());
        command.envs(kept());
        if !self.token.is_empty() {
            command.env("GRAPH_ACCESS_TOKEN", &self.token);
        }
        if let Some(host) = &self.host {
            command.args(["--host", host]);
        }
        command
    }

    /// Runs a command that makes calls.
    pub fn run(&self, args: &str) -> Ended {
        self.ended(&mut self.command(args))
    }

    /// Runs a command that makes none.
    pub fn run_here(&self, args: &str) -> Ended {
        let mut command = Self::new().command(args);
        self.ended(command.current_dir(self.path()))
    }

    pub fn ended(&self, command: &mut Command) -> Ended {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ended = Ended {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        let all = format!("{}{}", ended.stdout, ended.stderr);
        let leaks = !self.token.is_empty() && all.contains(&self.token);
        assert!(!leaks, "the token is in the output");
        ended
    }

    pub fn start(&self, args: &str) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}
