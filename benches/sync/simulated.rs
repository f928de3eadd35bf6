//! A simulator in a process of its own, whose world changes on demand.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use page_conversations::simulator::{Change, Platform, Simulator, World};

use crate::Result;

/// The first argument of a process that serves. The numbers of Pages and of conversations of
/// each follow, and the time of a call in milliseconds.
pub const ROLE: &str = "serve";

/// A running simulator. It is stopped when this is dropped.
pub struct Simulated {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub url: String,
    pub access_token: String,
    pub page_ids: Vec<String>,
}

impl Simulated {
    /// Starts this program again, as a simulator.
    pub fn start(pages: usize, threads: usize, latency: Duration) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(ROLE)
            .args([pages, threads].map(|number| number.to_string()))
            .arg(latency.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let piped = process.stdin.take().zip(process.stdout.take());
        let (input, output) = piped.ok_or("no pipes")?;
        let mut simulated = Self {
            process,
            input,
            output: BufReader::new(output),
            url: String::new(),
            access_token: String::new(),
            page_ids: Vec::new(),
        };
        let line = simulated.line()?;
        let mut words = line.split_whitespace().map(str::to_owned);
        simulated.url = words.next().ok_or("the simulator did not start")?;
        simulated.access_token = words.next().ok_or("the simulator has no token")?;
        simulated.page_ids = words.collect();
        Ok(simulated)
    }

    /// Adds so many messages to each of so many conversations, the oldest, of a Page.
    pub fn change(&mut self, page_id: &str, threads: usize, messages: usize) -> Result<()> {
        writeln!(self.input, "{page_id} {threads} {messages}")?;
        match self.line()?.trim() {
            "changed" => Ok(()),
            other => Err(format!("the simulator answered {other:?}").into()),
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is stopped. Changes come by standard input.
pub async fn serve(pages: usize, threads: usize, latency: u64) -> Result<()> {
    let world = World::seeded(1).page_threads(threads);
    let own = world.page_ids().count();
    let world = (own..pages).fold(world, |world, page| {
        world.page(format!("2200000001{page:05}"), "A Page", None)
    });
    // The cost of compression is not the sync's.
    let builder = Simulator::builder().world(world).compress(false);
    let builder = builder.latency(Duration::from_millis(latency));
    let simulator = builder.start().await?;
    let page_ids = simulator.page_ids().join(" ");
    println!(
        "{} {} {page_ids}",
        simulator.url(),
        simulator.access_token()
    );
    let (lines, mut changes) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(std::result::Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = changes.recv().await {
        change(&simulator, &line)?;
        println!("changed");
    }
    Ok(())
}

fn change(simulator: &Simulator, line: &str) -> Result<()> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [page_id, threads, messages] = words[..] else {
        return Err(format!("not a change: {line:?}").into());
    };
    let (threads, messages): (usize, usize) = (threads.parse()?, messages.parse()?);
    let world = simulator.world();
    let all = world.threads(page_id, Platform::Messenger);
    let mut ids: Vec<_> = all.map(|thread| thread.id.clone()).collect();
    ids.reverse();
    for id in ids.into_iter().take(threads) {
        for _ in 0..messages {
            simulator.change(Change::message(&id, "One more question"))?;
        }
    }
    Ok(())
}
