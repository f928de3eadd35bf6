//! Where the simulator listens.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use page_conversations::simulator::Simulator;

use crate::simulator::plain::{call, ids};

async fn reads(simulator: &Simulator) -> usize {
    let path = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    ids(&call(simulator, &path).await.body).len()
}

#[tokio::test]
async fn it_listens_on_the_address_that_is_set() {
    for (address, host) in [
        (IpAddr::from([127, 0, 0, 9]), "127.0.0.9"),
        (Ipv6Addr::LOCALHOST.into(), "[::1]"),
        (Ipv4Addr::UNSPECIFIED.into(), "127.0.0.1"),
        (Ipv6Addr::UNSPECIFIED.into(), "[::1]"),
    ] {
        let simulator = Simulator::builder().address(address).start().await;
        let simulator = match simulator {
            Ok(simulator) => simulator,
            // A machine without IPv6 has nothing to test, and macOS has one loopback address.
            Err(_) if address.is_ipv6() || cfg!(target_os = "macos") => continue,
            Err(error) => panic!("{address}: {error}"),
        };
        let url = simulator.url();
        assert!(url.starts_with(&format!("http://{host}:")), "{url}");
        assert_eq!(reads(&simulator).await, 25, "{url}");
    }
}

#[tokio::test]
async fn an_address_or_a_port_that_cannot_be_used_is_an_error_that_names_it() {
    let first = Simulator::start().await.unwrap();
    let url = first.url();
    let port = url.rsplit(':').next().unwrap();
    let second = Simulator::builder().port(port.parse().unwrap());
    let error = second.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let expected = format!("cannot listen on 127.0.0.1:{port}");
    assert!(error.to_string().starts_with(&expected), "{error}");

    // One of those that are for documentation.
    let elsewhere = Simulator::builder().address([192, 0, 2, 1]);
    let error = elsewhere.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrNotAvailable);
    assert!(error.to_string().contains("192.0.2.1"), "{error}");
}
