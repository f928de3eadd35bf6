//! Input that nobody should send, from Graph and from callers: a clear error or
//! a right answer, never a panic.

mod answers;
mod any_text;
mod mutations;
mod requests;

use crate::loopback;
use std::sync::{Arc, Mutex};

use crate::loopback::{ACCESS_TOKEN, PAGE_ID};
use page_conversations::v26_0::ListConversations;
use page_conversations::{Decoding, Graph, GraphBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// A server that sends the same response to any call, and keeps the first line of each
/// as it was received: wiremock normalizes paths.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<Parts>>);

#[derive(Default)]
struct Parts {
    answer: Vec<u8>,
    lines: Vec<String>,
}

impl Wire {
    async fn start() -> (Self, Graph) {
        let (wire, builder) = Self::serving().await;
        (wire, builder.build().unwrap())
    }

    /// The same, with a client that refuses what does not fit the contract.
    async fn strict() -> (Self, Graph) {
        let (wire, builder) = Self::serving().await;
        (wire, builder.decoding(Decoding::Strict).build().unwrap())
    }

    async fn serving() -> (Self, GraphBuilder) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let wire = Self::default();
        let server = wire.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(server.clone().serve(socket));
            }
        });
        wire.answer(200, br#"{"data": [], "id": "x"}"#);
        (wire, loopback::builder(ACCESS_TOKEN, host))
    }

    /// Answers so from now on.
    fn answer(&self, status: u16, body: &[u8]) {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} S\r\nContent-Length: {length}\r\n\r\n");
        self.0.lock().unwrap().answer = [head.as_bytes(), body].concat();
    }

    /// The first lines of the calls since this was asked last.
    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().lines)
    }

    async fn serve(self, mut socket: TcpStream) {
        let mut head = Vec::new();
        while socket.read_buf(&mut head).await.is_ok_and(|read| read > 0) {
            if !head.ends_with(b"\r\n\r\n") {
                continue;
            }
            let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
            let answer = {
                let mut parts = self.0.lock().unwrap();
                parts.lines.extend(text.lines().next().map(str::to_owned));
                parts.answer.clone()
            };
            if socket.write_all(&answer).await.is_err() {
                return;
            }
        }
    }
}
