//! A server that writes bytes as they are: wiremock can neither cut a response short nor count
//! connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to a connection after a response.
#[derive(Clone, Copy)]
pub enum Then {
    /// It serves further requests.
    Continue,
    /// It is closed.
    Close,
    /// It stays open, and nothing more is sent.
    Hold,
}

pub struct RawServer {
    pub url: String,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl RawServer {
    /// Starts a server that sends the same bytes in response to each request.
    pub async fn start(response: impl Into<Vec<u8>>, then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let (accepted, response) = (connections.clone(), response.into());
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::SeqCst);
                let response = response.clone();
                tokio::spawn(async move { serve(connection, &response, then).await });
            }
        });
        Self {
            url,
            connections,
            task,
        }
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(connection: TcpStream, response: &[u8], then: Then) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if line != "\r\n" {
            continue;
        }
        connection.write_all(response).await?;
        match then {
            Then::Continue => {}
            Then::Close => return Ok(()),
            Then::Hold => std::future::pending().await,
        }
    }
}
