//! A simulator in a process of its own, whose processor time and memory are measured apart.

use std::error::Error;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use page_conversations::simulator::{Simulator, World};

/// The first argument of a process that serves. The number of seeded threads of each Page
/// follows.
pub const ROLE: &str = "serve";

/// A running simulator. It is stopped when this is dropped.
pub struct ServerProcess {
    process: Child,
    pub url: String,
    pub access_token: String,
    pub page_id: String,
}

impl ServerProcess {
    /// Starts this program again, as a simulator.
    pub fn start(page_threads: usize) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([ROLE, &page_threads.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(url), Some(access_token), Some(page_id)) =
            (words.next(), words.next(), words.next())
        else {
            return Err("the simulator did not start".into());
        };
        Ok(Self {
            process,
            url,
            access_token,
            page_id,
        })
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is stopped, and prints where.
pub async fn run(page_threads: usize) -> io::Result<()> {
    let world = World::seeded(1).page_threads(page_threads);
    // The cost of compression is not the simulator's.
    let builder = Simulator::builder().world(world).compress(false);
    let simulator = builder.start().await?;
    let page_ids = simulator.page_ids();
    println!(
        "{} {} {}",
        simulator.url(),
        simulator.access_token(),
        page_ids[0]
    );
    simulator.run().await;
    Ok(())
}
