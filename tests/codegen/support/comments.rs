//! A server with the part of GitHub's API that is about comments.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// The comments of a pull request, and the requests that were made.
#[derive(Default)]
pub struct State {
    pub comments: Vec<Value>,
    /// Method and path of each request.
    pub requests: Vec<String>,
    /// The `Authorization` of the last request.
    pub authorization: String,
    /// The status to answer a method with, instead of serving it.
    pub refuse: Option<(&'static str, u16)>,
}

#[derive(Clone)]
pub struct Server {
    pub url: String,
    pub state: Arc<Mutex<State>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            state: Arc::default(),
        };
        let state = server.state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &state);
            }
        });
        server
    }

    pub fn add(&self, login: &str, body: &str) {
        let mut state = self.state.lock().unwrap();
        let id = state.comments.len() + 1;
        let comment = json!({ "id": id, "user": { "login": login }, "body": body });
        state.comments.push(comment);
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let mut length = 0;
    let mut state = state.lock().unwrap();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim_end().split_once(": ") else {
            break;
        };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => state.authorization = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let (status, answer) = state.answer(&method, &path, &body);
    state.requests.push(format!("{method} {path}"));
    let answer = answer.to_string();
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status} Status\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    )
    .unwrap();
}

impl State {
    fn answer(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        if let Some((refused, status)) = self.refuse
            && refused == method
        {
            return (
                status,
                json!({ "message": "Resource not accessible by integration" }),
            );
        }
        let rest = path.strip_prefix("/repos/owner/name/issues/").unwrap();
        if let Some(page) = rest.strip_prefix("7/comments?per_page=100&page=") {
            let page: usize = page.parse().unwrap();
            let comments = self.comments.iter().skip((page - 1) * 100).take(100);
            return (200, comments.cloned().collect());
        }
        let id = match (method, rest.strip_prefix("comments/")) {
            ("PATCH", Some(id)) => id.parse().unwrap(),
            ("POST", None) if rest == "7/comments" => {
                let id = self.comments.len() + 1;
                let user = json!({ "login": "github-actions[bot]" });
                self.comments.push(json!({ "id": id, "user": user }));
                id
            }
            _ => return (404, Value::Null),
        };
        self.comments[id - 1]["body"] = body["body"].clone();
        (200, self.comments[id - 1].clone())
    }
}
