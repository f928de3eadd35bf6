//! Whatever the contract has is in the output, or named.

use page_conversations_codegen::emit::rust::completeness;

use super::*;

#[test]
fn everything_the_contract_holds_is_in_the_bindings() {
    let contracts = contracts(SPEC);
    let files = files_of(SPEC);
    let rust: Vec<syn::File> = files
        .iter()
        .filter(|file| file.path.ends_with(".rs"))
        .map(|file| syn::parse_file(&file.text).unwrap())
        .collect();
    for contract in &contracts.versions {
        for ty in contract.generated_types() {
            let fields: BTreeSet<_> = ty.fields.iter().map(|field| field.name.clone()).collect();
            assert!(
                struct_fields(&rust, &ty.name).contains(&fields),
                "{}",
                ty.name
            );
        }
        for entry in &contract.enums {
            let count = entry.values.len() + 1;
            assert!(
                variant_counts(&rust, &entry.name).contains(&count),
                "{}",
                entry.name
            );
        }
        for operation in &contract.operations {
            let params = operation.path_params.iter().chain(operation.query());
            let params: BTreeSet<_> = params.map(|param| param.name.clone()).collect();
            let with_version = &params | &BTreeSet::from(["_version".to_owned()]);
            assert!(struct_fields(&rust, &operation.name).contains(&with_version));
        }
    }
}

/// What the bindings of a contract hold, compared with the contract of our spec.
fn incomplete(change: impl Fn(&mut Contract)) -> String {
    let (whole, origins) = read(Path::new(CONTRACT)).unwrap();
    let mut part = whole.clone();
    part.versions.iter_mut().for_each(change);
    let shapes = Shapes::new(&part);
    let bindings = rust::bindings(&part, &shapes, &origins, "crate").unwrap();
    let shapes = Shapes::new(&whole);
    let failure = completeness::check(&whole, &shapes, &bindings.emitted);
    failure.unwrap_err().to_string()
}

#[test]
fn whatever_an_emitter_leaves_out_is_named() {
    let field = incomplete(|contract| {
        let types = contract.types.iter_mut();
        for ty in types.filter(|ty| ty.name == "UnifiedThread") {
            ty.fields.retain(|field| field.name != "messages");
        }
    });
    for kind in ["field", "read field", "selected field", "expanded field"] {
        let item = format!("{kind} `UnifiedThread.messages` (v23.0) is not emitted");
        assert!(field.contains(&item), "{item}: {field}");
    }
    let value = incomplete(|contract| {
        let enums = contract.enums.iter_mut();
        for entry in enums.filter(|entry| entry.name == "Folder") {
            entry.values.retain(|value| value.value != "spam");
        }
    });
    for kind in ["value", "sent value", "read value"] {
        let item = format!("{kind} `Folder.spam` (v19.0) is not emitted");
        assert!(value.contains(&item), "{item}: {value}");
    }
    let operation = incomplete(|contract| {
        let mut operations = contract.operations.iter_mut();
        let of = operations.find(|one| one.name == "ListMessages").unwrap();
        of.common_params.retain(|param| param.name != "limit");
    });
    for kind in [
        "parameter",
        "passed parameter",
        "sent parameter",
        "modifier",
    ] {
        let item = format!("{kind} `ListMessages.limit` (v19.0) is not emitted");
        assert!(operation.contains(&item), "{item}: {operation}");
    }
    let path = incomplete(|contract| {
        let mut operations = contract.operations.iter_mut();
        let of = operations.find(|one| one.name == "GetMessage").unwrap();
        of.path_params.clear();
        of.path = "/message".to_owned();
        of.permissions.clear();
    });
    for item in [
        "sent parameter `GetMessage.message_id` (v19.0)",
        "permission `GetMessage.messenger` (v19.0)",
    ] {
        assert!(path.contains(&format!("{item} is not emitted")), "{path}");
    }
}

#[test]
fn whatever_all_emitters_leave_out_is_named() {
    let (whole, origins) = read(Path::new(CONTRACT)).unwrap();
    let mut part = whole.clone();
    part.hosts.remove(0);
    part.ids.retain(|id| id.name != "PageId");
    let newest = part.versions.pop().unwrap();
    assert_eq!(newest.version.to_string(), "v26.0");
    for contract in &mut part.versions {
        let is_kept = |error: &ErrorCode| error.subcode != Some(99);
        contract.errors.retain(is_kept);
        contract.types.retain(|ty| ty.name != "Story");
        contract.enums.retain(|entry| entry.name != "MessageSource");
        let operations = contract.operations.iter_mut();
        for operation in operations {
            operation.params.retain(|param| param.name != "source");
            operation
                .path_params
                .retain(|param| param.name != "page_id");
            operation.path = operation.path.replace("/{page_id}", "");
        }
        contract.operations.retain(|one| one.name != "ListMessages");
        for ty in &mut contract.types {
            ty.fields.retain(|field| field.ty.name() != Some("Story"));
            for field in &mut ty.fields {
                field.params_of = None;
            }
        }
    }
    let shapes = Shapes::new(&part);
    let bindings = rust::bindings(&part, &shapes, &origins, "crate").unwrap();
    let shapes = Shapes::new(&whole);
    let failure = completeness::check(&whole, &shapes, &bindings.emitted).unwrap_err();
    let failure = failure.to_string();
    for item in [
        "host `facebook`",
        "id `PageId`",
        "version `` (v26.0)",
        "module `` (v26.0)",
        "name `PageId` (v19.0)",
        "name `Story` (v19.0)",
        "name `StoryFields` (v19.0)",
        "name `ListMessagesExpansion` (v19.0)",
        "alias `ListMessages` (v26.0)",
        "request `ListMessages` (v19.0)",
        "call `ListMessages` (v19.0)",
        "type `Story` (v19.0)",
        "selector `Story` (v19.0)",
        "enum `MessageSource` (v19.0)",
        "expansion `ListMessages` (v19.0)",
        "error code `1/99` (v19.0)",
        "constant `UnknownErrorOfPermission`",
    ] {
        let missing = format!("{item} is not emitted");
        assert!(failure.contains(&missing), "{item}: {failure}");
    }
}

#[test]
fn what_the_contract_does_not_have_is_named() {
    let (whole, origins) = read(Path::new(CONTRACT)).unwrap();
    let shapes = Shapes::new(&whole);
    let bindings = rust::bindings(&whole, &shapes, &origins, "crate").unwrap();
    let mut part = whole.clone();
    part.hosts.pop();
    let failure = completeness::check(&part, &shapes, &bindings.emitted).unwrap_err();
    let extra = "host `instagram` is not in the contract";
    assert!(failure.to_string().ends_with(extra), "{failure}");
    let mut twice = bindings.emitted;
    let last = twice.last().unwrap().clone();
    twice.push(last.clone());
    let failure = completeness::check(&whole, &shapes, &twice).unwrap_err();
    let again = format!("{last} is emitted twice");
    assert!(failure.to_string().ends_with(&again), "{failure}");
}

/// How the lines of versions' modules begin, and of no other.
const MODULES: [&str; 9] = [
    "\npub mod v1",
    "\npub mod v2",
    "\npub mod v3",
    "\npub mod v4",
    "\npub mod v5",
    "\npub mod v6",
    "\npub mod v7",
    "\npub mod v8",
    "\npub mod v9",
];

/// What emitters name is in the text of their files.
#[test]
fn what_is_counted_is_in_the_text() {
    let (contracts, origins) = read(Path::new(SPEC)).unwrap();
    let shapes = Shapes::new(&contracts);
    let bindings = rust::bindings(&contracts, &shapes, &origins, "crate").unwrap();
    let kinds = |kinds: &[&str]| {
        let emitted = bindings.emitted.iter();
        emitted.filter(|one| kinds.contains(&one.kind)).count()
    };
    let texts = |path: &str, needles: &[&str]| {
        let files = bindings.files.iter();
        let files = files.filter(|file| file.path.starts_with(path));
        let counts = files.map(|file| {
            let counts = needles
                .iter()
                .map(|needle| file.text.matches(needle).count());
            counts.sum::<usize>()
        });
        counts.sum::<usize>()
    };
    // Each struct has one field more, each enum a method and one variant more.
    let fields = kinds(&["field", "type", "enum"]);
    let values = kinds(&["read value", "enum"]);
    let optional = ["_with(self", "pub fn new() -> Self"];
    for (kinds, path, needles) in [
        (fields, "types/", &["\n    pub "][..]),
        (
            kinds(&["read field", "sent value"]),
            "types/",
            &["\",\n", "\" required,\n"],
        ),
        (values, "types/", &[" => Self::"]),
        (kinds(&["selected field"]), "fields/", &["self.0.field("]),
        (
            kinds(&["expanded field"]),
            "fields/",
            &["self.0.expanded(", "self.0.paged("],
        ),
        (kinds(&["expanded field", "selector"]), "fields/", &optional),
        (kinds(&["modifier"]), "fields/", &[".modifier"]),
        (
            kinds(&["sent parameter"]),
            "client/",
            &["&QueryParam::new(\"", "encode_path("],
        ),
        (kinds(&["call"]), "client/", &["pub(crate) async fn "]),
        (kinds(&["request"]), "requests/", &["pub struct "]),
        (kinds(&["permission"]), "requests/", &["permissions::"]),
        (
            kinds(&["error code"]),
            "errors/tables.rs",
            &["codes::", "cases::"],
        ),
        (kinds(&["constant"]), "errors/mod.rs", &["\npub const "]),
        (kinds(&["host"]), "hosts.rs", &["\npub const "]),
        (kinds(&["id"]), "ids.rs", &["\n    pub struct "]),
        (kinds(&["version"]), "versions.rs", &["\npub struct "]),
        (kinds(&["module"]), "mod.rs", &MODULES),
        (kinds(&["alias"]), "v", &["\npub type "]),
    ] {
        assert_eq!(kinds, texts(path, needles), "{path} {needles:?}");
    }
}
