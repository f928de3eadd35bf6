//! A connection of a client that sends calls one after the other.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::server_process::ServerProcess;

/// Bytes of a response that one read takes.
const READ_SIZE: usize = 16 * 1024;

/// Receive buffer of a client that does not read, in bytes.
const SMALL_BUFFER: u32 = 4 * 1024;

/// Returns the address of the simulator.
pub fn address(server: &ServerProcess) -> io::Result<SocketAddr> {
    let address = server.url.trim_start_matches("http://");
    address
        .parse()
        .map_err(|_| io::Error::other("the simulator has no address"))
}

/// Returns a request for a list page, with the fields that an inbox needs.
pub fn list_request(server: &ServerProcess, limit: usize) -> String {
    let ServerProcess {
        access_token,
        page_id,
        ..
    } = server;
    format!(
        "GET /v26.0/{page_id}/conversations?fields=updated_time,participants&limit={limit} \
         HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {access_token}\r\n\r\n"
    )
}

/// Returns a request with a body: a batch of one call.
pub fn batch_request(server: &ServerProcess) -> String {
    let body = r#"{"batch":[{"method":"GET","relative_url":"v26.0/me/conversations?limit=5"}]}"#;
    format!(
        "POST /v26.0/ HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        server.access_token,
        body.len()
    )
}

/// Opens a connection that receives little before it is read from.
pub async fn open_small(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(SMALL_BUFFER)?;
    socket.connect(address).await
}

/// A connection, with what was received beyond the last response.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(READ_SIZE),
        })
    }

    /// Sends a request and reads the response. Every status but 200 is an error.
    pub async fn call(&mut self, request: &str) -> io::Result<()> {
        self.stream.write_all(request.as_bytes()).await?;
        let head = loop {
            if let Some(end) = self
                .received
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
            {
                break end + 4;
            }
            self.receive().await?;
        };
        let length = head + body_length(&self.received[..head])?;
        while self.received.len() < length {
            self.receive().await?;
        }
        self.received.drain(..length);
        Ok(())
    }

    async fn receive(&mut self) -> io::Result<()> {
        self.received.reserve(READ_SIZE);
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Returns the socket.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }
}

/// Returns the length of the body that a head states.
fn body_length(head: &[u8]) -> io::Result<usize> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Err(io::Error::other(status.to_owned()));
    }
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok()).flatten()
    });
    length.ok_or_else(|| io::Error::other("a response without a length"))
}
