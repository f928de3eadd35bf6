//! The embedded contract is read, or the simulator does not start.

use super::*;

#[test]
fn the_embedded_contract_is_read() {
    assert!(check().is_ok());
    assert!(CONTRACT.versions.len() > 5);
    assert!(CONTRACT.versions.iter().any(|one| one.expires.is_some()));
}

#[test]
fn what_is_wrong_with_a_contract_is_an_error() {
    let version = |expires: &str| {
        format!(
            r#"{{"versions": [{{"version": "v1.0", "expires": {expires}, "operations": [],
               "enums": [], "types": [], "errors": []}}]}}"#
        )
    };
    assert!(read(&version("null")).is_ok());
    assert!(read(&version(r#""2026-05-21""#)).is_ok());
    let wrong = ["{}", r#"{"versions": []}"#, "[", &version(r#""tomorrow""#)];
    for text in wrong {
        assert!(read(text).is_err(), "{text}");
    }
}
