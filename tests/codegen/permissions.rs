//! Which permissions apply to a call.

use page_conversations_codegen::contract::Permission;
use serde::Deserialize;
use serde_json::json;

/// Some permissions, and those of them that apply to calls.
#[derive(Deserialize)]
struct Case {
    permissions: Vec<serde_json::Map<String, serde_json::Value>>,
    calls: Vec<(String, Option<String>, Vec<String>)>,
}

/// The runtime, which names them in errors, is tested with the same cases.
#[test]
fn permissions_apply_by_host_and_platform() {
    let cases = include_str!("../../src/error/permission_cases.json");
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    for Case { permissions, calls } in cases {
        let stated = permissions.into_iter().map(|mut permission| {
            permission.extend([
                ("doc".to_owned(), "".into()),
                ("token".to_owned(), "Page".into()),
                ("source".to_owned(), json!([])),
            ]);
            serde_json::from_value(permission.into()).unwrap()
        });
        let permissions: Vec<Permission> = stated.collect();
        for (host, platform, expected) in calls {
            let found = Permission::for_call(&permissions, &host, platform.as_deref());
            let found: Vec<_> = found.iter().map(|one| &one.name).collect();
            assert_eq!(
                found,
                expected.iter().collect::<Vec<_>>(),
                "{host} {platform:?}"
            );
        }
    }
}
