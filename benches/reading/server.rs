//! A server in a separate process, whose cost is not measured.
//!
//! It answers each call with a prepared page in which only the cursor is replaced, so that
//! it is much faster than the clients.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;

use serde_json::{Value, json};

/// The first argument of a process that serves.
pub const ROLE: &str = "serve-pages";

/// The Page whose threads are served.
pub const PAGE_ID: &str = "210000000000001";

/// The token that clients send. It is not checked.
pub const ACCESS_TOKEN: &str = "EAAB-loopback-token";

/// The prefix of all cursors. The number of the page follows, in twelve digits.
const CURSOR: &str = "QVFIUkdqOXJDTFdXdjU5elN3OWhEZAlNYaV9FU0MzbEFCQUgyWVZA";
const DIGITS: usize = 12;

/// A running server. It stops if this is dropped or the owner dies.
pub struct Server {
    /// The host to call.
    pub host: String,
    process: Child,
    _lifeline: ChildStdin,
}

impl Server {
    /// Starts a server of so many pages with so many threads each.
    pub fn start(pages: usize, threads: usize) -> io::Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args([ROLE, &pages.to_string(), &threads.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(lifeline), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::Error::other("the server has no pipes"));
        };
        let mut host = String::new();
        BufReader::new(stdout).read_line(&mut host)?;
        Ok(Self {
            host: host.trim().to_owned(),
            process,
            _lifeline: lifeline,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the other end of standard input is closed.
pub fn run(pages: usize, threads: usize) -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A client that disconnects ends only its connection.
            thread::spawn(move || serve(&connection, pages, threads));
        }
    });
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn serve(connection: &TcpStream, pages: usize, threads: usize) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let (mut more, mut last) = (Prepared::new(threads, true), Prepared::new(threads, false));
    let mut requests = BufReader::new(connection);
    let mut line = String::new();
    loop {
        line.clear();
        if requests.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let page = page_after(&line);
        while line.trim_end() != "" {
            line.clear();
            requests.read_line(&mut line)?;
        }
        let answer = match page < pages {
            true => &mut more,
            false => &mut last,
        };
        (&*connection).write_all(answer.numbered(page))?;
    }
}

/// Returns the number of the requested page, from 1.
fn page_after(line: &str) -> usize {
    let cursor = line.split_once("after=").map_or("", |(_, cursor)| cursor);
    let number = cursor.get(CURSOR.len()..CURSOR.len() + DIGITS);
    number.and_then(|number| number.parse().ok()).unwrap_or(0) + 1
}

/// A response as it is sent.
struct Prepared {
    bytes: Vec<u8>,
    /// The position of the number of the page.
    numbers: Vec<usize>,
}

impl Prepared {
    fn new(threads: usize, has_next: bool) -> Self {
        let body = page(threads, has_next).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\n\
             content-type: application/json; charset=UTF-8\r\n\
             facebook-api-version: v26.0\r\n\
             x-fb-request-id: AbCdEfGhIjKlMnOpQrStUv\r\n\
             x-fb-trace-id: Cq3VtZ0PpXw\r\n\
             x-fb-rev: 1011674012\r\n\
             x-app-usage: {{\"call_count\":3,\"total_cputime\":1,\"total_time\":2}}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let text = head + &body;
        let found = text.match_indices(CURSOR);
        let numbers = found.map(|(index, _)| index + CURSOR.len()).collect();
        let bytes = text.into_bytes();
        Self { bytes, numbers }
    }

    fn numbered(&mut self, page: usize) -> &[u8] {
        let number = format!("{page:0DIGITS$}");
        for start in &self.numbers {
            self.bytes[*start..*start + DIGITS].copy_from_slice(number.as_bytes());
        }
        &self.bytes
    }
}

/// Returns a page of copies of the recorded thread with all fields, each with its own id.
fn page(threads: usize, has_next: bool) -> Value {
    let recorded = include_str!("../../tests/fixtures/graph/02_messenger_list_all_fields.json");
    let mut page: Value = serde_json::from_str(recorded).unwrap();
    let thread = page["data"][0].take();
    let numbered = |number| {
        let mut thread = thread.clone();
        thread["id"] = json!(format!("t_58795691539{number:04}"));
        thread
    };
    page["data"] = (0..threads).map(numbered).collect();
    let after = format!("{CURSOR}{:0DIGITS$}", 0);
    let next = format!(
        "https://graph.facebook.com/v26.0/{PAGE_ID}/conversations\
         ?access_token=REDACTED_TOKEN&limit={threads}&after={after}"
    );
    page["paging"]["cursors"]["after"] = json!(after);
    if has_next {
        page["paging"]["next"] = json!(next);
    }
    page
}
