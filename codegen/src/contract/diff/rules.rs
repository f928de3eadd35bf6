//! The rules of `cargo codegen diff`, a row each.
//!
//! A row names what it finds: a kind of element, what happened to it, and the
//! properties that it happened to. `RULES.md` is written from here.

use super::change::{Bump, Effect, Rule, Severity};
use super::element_kind::ElementKind;

macro_rules! rules {
    ($($title:literal { $(
        $id:literal: $element:ident $effect:ident [$($property:literal),*]
            => $severity:ident $bump:ident, $doc:literal;
    )* })*) => {
        static GROUPS: &[(&str, &[Rule])] = &[$(($title, &[$(Rule {
            id: $id,
            element: ElementKind::$element,
            effect: Effect::$effect,
            properties: &[$($property),*],
            severity: Severity::$severity,
            bump: Bump::$bump,
            doc: $doc,
        }),*])),*];
    };
}

/// A rule whose severity and bump disagree does not compile.
const _: () = {
    let mut group = 0;
    while group < GROUPS.len() {
        let (_, rules) = GROUPS[group];
        let mut index = 0;
        while index < rules.len() {
            assert!(rules[index].severity.allows(rules[index].bump));
            index += 1;
        }
        group += 1;
    }
};

rules! {
    "Graph versions" {
        "version-added": Version Added [] => Compatible Minor,
            "A Graph version is added. Callers of older versions are not affected.";
        "version-removed": Version Removed [] => BreakingSend Major,
            "A Graph version is removed, with its module of the bindings.";
        "version-dates-changed": Version Changed ["released", "expires"] => Compatible Patch,
            "The release or expiry date of a version changed. No call is refused because of it.";
        "availability-restated": Any Changed ["since", "removed_in", "ranges"] => DocsOnly Patch,
            "The spec states the versions of an item differently, and they are the same.";
        "forms-restated": Any Changed ["entries"] => DocsOnly Patch,
            "The spec splits an item into other entries, and it is the same in all versions.";
    }
    "Operations" {
        "operation-added": Operation Added [] => Compatible Minor,
            "A call is added, with all its parts.";
        "operation-removed": Operation Removed [] => BreakingSend Major,
            "A call is removed, with all its parts.";
        "operation-renamed": Operation Renamed [] => BreakingCode Major,
            "A call has a new name and is otherwise the same. Its request type is renamed too.";
        "operation-path-changed": Operation Changed ["get"] => BreakingSend Major,
            "A call has another path. It may read something else there.";
        "operation-returns-changed": Operation Changed ["returns"] => BreakingRead Major,
            "A call returns another type.";
        "operation-host-added": Operation Gained ["hosts"] => Compatible Minor,
            "One more host serves a call.";
        "operation-host-removed": Operation Lost ["hosts"] => BreakingSend Major,
            "A host no longer serves a call.";
        "request-traits-lost": Operation Lost ["traits"] => BreakingCode Major,
            "A request can no longer be compared in full or hashed, because it holds a floating-point number or a map.";
        "request-traits-gained": Operation Gained ["traits"] => Compatible Minor,
            "A request can be compared in full or hashed.";
        "operation-continuation-lost": Operation Lost ["continues"] => BreakingCode Major,
            "Further pages of an edge in the nodes of a call can no longer be read. Plans that read them do not compile.";
        "operation-continuation-gained": Operation Gained ["continues"] => Compatible Minor,
            "Further pages of an edge in the nodes of a call can be read.";
        "operation-ids-lost": Operation Lost ["ids"] => BreakingCode Major,
            "A call can no longer be divided to read any number of ids. `nodes_by_id` and plans with its request do not compile.";
        "operation-ids-gained": Operation Gained ["ids"] => Compatible Minor,
            "A call can be divided to read any number of ids.";
        "operation-nodes-changed": Operation Changed ["nodes"] => Behavior Minor,
            "Nodes that fail a page of a call are read one by one with another call, or no longer.";
        "operation-parameters-moved": Operation Changed ["params_of"] => DocsOnly None,
            "An operation starts or stops taking its parameters from another one. They are the same.";
        "limitation-added": Limitation Added [] => BreakingSend Major,
            "A call has a new limitation.";
        "limitation-lifted": Limitation Removed [] => Compatible Minor,
            "A call no longer has a limitation.";
        "limitation-renamed": Limitation Renamed [] => DocsOnly Patch,
            "A limitation of a call has a new short name, which only the docs have.";
        "unsupported-added": Unsupported Added [] => DocsOnly Patch,
            "A kind of call is documented as unsupported. The bindings never had it.";
        "unsupported-removed": Unsupported Removed [] => DocsOnly Patch,
            "A kind of call is no longer documented as unsupported. The bindings have it once an operation states it.";
        "note-added": Note Added [] => DocsOnly Patch,
            "A note on a call is added.";
        "note-removed": Note Removed [] => DocsOnly Patch,
            "A note on a call is removed.";
        "operation-error-added": Operation Gained ["errors"] => DocsOnly Patch,
            "The documentation of a call lists one more error code. Any call can fail with any code.";
        "operation-error-removed": Operation Lost ["errors"] => DocsOnly Patch,
            "The documentation of a call no longer lists an error code. Any call can fail with any code.";
    }
    "Permissions" {
        "permission-added": Permission Added [] => BreakingSend Major,
            "A call requires permissions where it required none. Callers without them are refused.";
        "permission-removed": Permission Removed [] => Behavior Minor,
            "A call no longer requires permissions where it required some. Errors of the call no longer advise them.";
        "permission-alternative-added": OtherPermission Added [] => Behavior Minor,
            "Permissions are added beside others that suffice. No caller has to get them; errors of the call advise them too.";
        "permission-alternative-removed": OtherPermission Removed [] => BreakingSend Major,
            "Permissions that were sufficient for a call no longer are. Callers who have no others are refused.";
        "permission-renamed": Permission Renamed [] => Behavior Minor,
            "Permissions have a new short name, which advice to get them shows. They are the same.";
        "permission-scope-added": Permission Gained ["scopes"] => BreakingSend Major,
            "The access token of a call needs one more permission.";
        "permission-scope-removed": Permission Lost ["scopes"] => Behavior Minor,
            "The access token of a call no longer needs a permission. Errors of the call no longer advise it.";
        "permission-tasks-narrowed": Permission Narrowed ["tasks"] => BreakingSend Major,
            "A task on the Page that was sufficient for a call no longer is.";
        "permission-tasks-widened": Permission Widened ["tasks"] => Behavior Minor,
            "One more task on the Page is sufficient for a call, or no task is needed. Errors of the call advise accordingly.";
        "permission-order-changed": Permission Changed ["scopes", "tasks"] => DocsOnly Patch,
            "The permissions of the access token or the tasks on the Page are listed in another order. They are the same.";
        "permission-token-changed": Permission Changed ["token"] => BreakingSend Major,
            "A call takes another kind of access token.";
        "permission-calls-refused": Permission Narrowed ["host", "platform", "default"] => BreakingSend Major,
            "Permissions apply to calls of another host or platform. Callers of some of these calls do not have them.";
        "permission-calls-changed": Permission Changed ["host", "platform", "default"] => Behavior Minor,
            "Permissions apply to calls of another host or platform. Errors of those calls advise them.";
    }
    "Parameters" {
        "optional-parameter-added": Parameter Added [] => Compatible Minor,
            "An optional parameter is added. The request has one more setter.";
        "required-parameter-added": RequiredParameter Added [] => BreakingSend Major,
            "A required parameter is added. `new` of the request takes one more argument.";
        "parameter-removed": Parameter Removed [] => BreakingSend Major,
            "A parameter is removed, with its setter.";
        "parameter-renamed": Parameter Renamed [] => BreakingSend Major,
            "A parameter has a new name and the same type and documentation. Graph does not know the old name.";
        "path-parameter-renamed": PathParameter Renamed [] => BreakingCode Major,
            "A placeholder of a path has a new name. The name is not sent, but the request's getter of the value is named after it.";
        "parameter-made-required": Parameter Set ["required"] => BreakingSend Major,
            "A parameter that was optional is required.";
        "parameter-made-optional": Parameter Unset ["required"] => BreakingCode Major,
            "A parameter that was required is optional. All requests stay valid, but `new` of the request takes one argument less.";
        "parameter-type-widened": Parameter Widened ["type"] => BreakingCode Major,
            "A parameter accepts more values. All values that were valid stay valid, but the Rust type changes.";
        "parameter-type-narrowed": Parameter Narrowed ["type"] => BreakingSend Major,
            "A parameter accepts fewer values.";
        "parameter-type-changed": Parameter Changed ["type"] => BreakingSend Major,
            "A parameter has another type, and neither type accepts all values of the other.";
        "parameter-style-changed": Parameter Changed ["style"] => BreakingSend Major,
            "A list is written to the query in another form. Callers who write queries by hand are refused.";
        "parameter-limit-lowered": Parameter Narrowed ["max_items"] => BreakingSend Major,
            "A list accepts fewer entries.";
        "parameter-limit-raised": Parameter Widened ["max_items"] => Behavior Minor,
            "A list accepts more entries. Calls with so many are sent, and reads by id put more ids into a call.";
        "parameter-rounding-changed": Parameter Changed ["round"] => Behavior Minor,
            "A time that is no whole number of milliseconds is rounded in the other direction.";
    }
    "Enums and ids" {
        "enum-added": Enum Added [] => Compatible Minor,
            "An enum is added, with all its values.";
        "enum-removed": Enum Removed [] => BreakingCode Major,
            "An enum is removed, with all its values. Code that names it does not compile.";
        "enum-renamed": Enum Renamed [] => BreakingCode Major,
            "An enum has a new name and the same documentation and values. Items of its type are not reported.";
        "enum-case-changed": Enum Changed ["case"] => Behavior Minor,
            "Values differ from others in case only, or no longer. Unless they do, case does not matter where values are read and compared.";
        "enum-value-added": Value Added [] => Compatible Minor,
            "A value is added. It was `Unknown` before, and every match has an arm for that.";
        "enum-value-removed": Value Removed [] => BreakingSend Major,
            "A value that calls can send is removed.";
        "enum-value-renamed": Value Renamed [] => BreakingSend Major,
            "A value has a new name and the same documentation.";
        "read-enum-value-removed": ReadValue Removed [] => BreakingRead Major,
            "A value that only responses have is removed. If Graph still sends it, it is `Unknown`, but code that names it does not compile.";
        "id-added": Id Added [] => Compatible Minor,
            "An id type is added.";
        "id-removed": Id Removed [] => BreakingCode Major,
            "An id type is removed. Code that names it does not compile.";
        "id-renamed": Id Renamed [] => BreakingCode Major,
            "An id type has a new name and the same documentation. Items of its type are not reported.";
    }
    "Types" {
        "type-added": Type Added [] => Compatible Minor,
            "A type is added, with all its fields.";
        "type-removed": Type Removed [] => BreakingRead Major,
            "A type is removed, with all its fields.";
        "type-renamed": Type Renamed [] => BreakingCode Major,
            "A type has a new name and the same documentation and fields. Items of its type are not reported.";
        "type-left-to-runtime": Type Set ["runtime"] => BreakingCode Major,
            "The runtime reads a type, and its Rust type is no longer generated. Code that names it does not compile.";
        "type-now-generated": Type Unset ["runtime"] => Compatible Minor,
            "A Rust type is generated for a type that the runtime read.";
        "type-traits-lost": Type Lost ["traits"] => BreakingCode Major,
            "A type can no longer be compared in full or hashed, because it holds a floating-point number or a map.";
        "type-traits-gained": Type Gained ["traits"] => Compatible Minor,
            "A type can be compared in full or hashed.";
        "type-no-longer-shared": Type Unset ["sharing"] => Compatible Minor,
            "Versions that shared a Rust type have separate ones. Which versions share a type is not promised: only code that passes a value from one version to another has to change.";
        "type-now-shared": Type Set ["sharing"] => Compatible Minor,
            "Versions that had separate Rust types share one. Only code that implements a trait for each of them has to change.";
    }
    "Fields" {
        "field-added": Field Added [] => Compatible Minor,
            "A field is added. Only callers who request it receive it.";
        "required-field-added": RequiredField Added [] => BreakingRead Major,
            "A field is added that every response has. A response without it fails, and `new` of its type takes one more argument.";
        "field-removed": Field Removed [] => BreakingRead Major,
            "A field is removed, and Graph refuses calls that request it.";
        "field-renamed": Field Renamed [] => BreakingRead Major,
            "A field has a new name and the same type and documentation.";
        "field-type-changed": Field Changed ["type"] => BreakingRead Major,
            "A field has another type.";
        "field-boxing-changed": Field Changed ["boxed"] => BreakingCode Major,
            "A field is in a `Box`, or no longer is, because types hold each other in a circle, or no longer do.";
        "field-made-required": Field Set ["required"] => BreakingRead Major,
            "A field that could be absent is in every response. Its Rust type is no longer an `Option`, and a response without it fails.";
        "field-made-optional": Field Unset ["required"] => BreakingRead Major,
            "A field that was in every response can be absent. Its Rust type becomes an `Option`.";
        "default-field-added": Type Gained ["default_fields"] => Behavior Minor,
            "A field is returned by default. Responses to calls that select no fields have it.";
        "default-field-removed": Type Lost ["default_fields"] => BreakingRead Major,
            "A field is no longer returned by default. Callers who read it have to request it.";
        "field-modifiers-added": Field Gained ["params_of"] => BreakingCode Major,
            "A field takes the parameters of an operation as modifiers. All requests stay valid, but its selector has another Rust type.";
        "field-modifiers-changed": Field Changed ["params_of"] => BreakingSend Major,
            "A field no longer takes the parameters of an operation as modifiers, or takes those of another.";
    }
    "Error codes" {
        "error-code-added": ErrorCode Added [] => Behavior Minor,
            "A code, or a case of one, is added. Graph could always send it; the errors that it describes are now handled as it states.";
        "error-name-added": ErrorName Added [] => Compatible Minor,
            "A code, or a case of one, is added. Its errors get a name, and are handled as before.";
        "error-code-removed": ErrorCode Removed [] => BreakingRead Major,
            "A code, or a case of one, is removed. Its errors lose their name, and are handled as another entry or the HTTP status states.";
        "error-code-renamed": ErrorCode Changed ["name"] => BreakingRead Major,
            "A code, or a case of one, has a new name. Its errors are handled as before.";
        "error-advice-changed": ErrorCode Changed ["advice"] => Behavior Minor,
            "The advice on an error changed. Retries and walks follow it.";
        "error-token-changed": ErrorCode Changed ["token"] => Behavior Minor,
            "The advice on an error names another kind of access token.";
        "error-concern-changed": ErrorCode Changed ["concerns"] => Behavior Minor,
            "An error concerns a single node instead of the whole call, or the reverse. Reads of several nodes continue or end accordingly.";
        "error-range-widened": ErrorCode Widened ["through"] => Behavior Minor,
            "An entry covers more codes. They are handled as it states.";
        "error-range-narrowed": ErrorCode Narrowed ["through"] => BreakingRead Major,
            "An entry covers fewer codes. The others have no name and no advice of their own.";
        "error-range-split": ErrorCode Changed ["through"] => Behavior Minor,
            "An entry covers fewer codes. Other entries describe the rest, which is handled in another way.";
        "error-range-restated": ErrorName Changed ["through"] => Compatible Minor,
            "An entry covers more or fewer codes. Every error is handled as before, and has a name if it had one.";
    }
    "Hosts and headers" {
        "host-added": Host Added [] => Compatible Minor,
            "A host is added, also to calls that name no hosts.";
        "host-removed": Host Removed [] => BreakingSend Major,
            "A host is removed, with its constant.";
        "host-renamed": Host Renamed [] => BreakingCode Major,
            "A host has a new name and the same URL. Its constant is renamed; calls and permissions that name it are not reported.";
        "host-url-changed": Host Changed ["url"] => BreakingSend Major,
            "A host has another URL. Access tokens are sent there.";
        "header-added": Header Added [] => Compatible Patch,
            "A response header is documented. The runtime reads headers without it.";
        "header-removed": Header Removed [] => BreakingRead Major,
            "A response header is removed.";
        "header-renamed": Header Renamed [] => DocsOnly Patch,
            "The name of a response header is written in another case, which names of headers ignore.";
        "header-type-changed": Header Changed ["type"] => BreakingRead Major,
            "A response header has another type.";
    }
    "Docs and sources" {
        "docs-changed": Any Changed ["doc", "title"] => DocsOnly Patch,
            "The documentation of an item changed.";
        "source-changed": Any Changed ["source"] => DocsOnly Patch,
            "A fact has another source.";
        "correction-stated": Any Gained ["corrects"] => DocsOnly Patch,
            "A type is stated as a correction of Meta's machine-readable spec.";
        "correction-withdrawn": Any Lost ["corrects"] => DocsOnly Patch,
            "A type is no longer stated as a correction of Meta's machine-readable spec.";
        "replacement-changed": Any Changed ["replaced_by"] => DocsOnly Patch,
            "The replacement of a removed item changed.";
        "source-added": Source Added [] => DocsOnly None,
            "A source of facts is added.";
        "source-removed": Source Removed [] => DocsOnly None,
            "A source of facts is removed.";
        "source-renamed": Source Renamed [] => DocsOnly Patch,
            "A source of facts has a new short name. Facts from it are not reported.";
        "source-certainty-changed": Source Changed ["certainty"] => DocsOnly Patch,
            "Facts from a source are more or less certain.";
        "source-url-changed": Source Changed ["url"] => DocsOnly None,
            "A source has another URL.";
    }
}

/// All rules, by the heading of what they are about.
pub fn by_heading() -> &'static [(&'static str, &'static [Rule])] {
    GROUPS
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, rules)| *rules)
}

/// The rule of what happened to an element, or to a property of it. Where a
/// property has no rule of its own for what it gained or lost, that is a
/// change of it, and the reverse.
pub(super) fn find(
    element: ElementKind,
    effect: Effect,
    property: Option<&str>,
) -> Option<&'static Rule> {
    let row = |element, effect| {
        let mut rules = all();
        rules.find(|rule| {
            let about = match property {
                Some(property) => rule.properties.contains(&property),
                None => rule.properties.is_empty(),
            };
            about && rule.element == element && rule.effect == effect
        })
    };
    let otherwise = match effect {
        Effect::Changed => Effect::Gained,
        _ => Effect::Changed,
    };
    let elements: &[ElementKind] = match element {
        // Those are stated as parameters are.
        ElementKind::RequiredParameter | ElementKind::PathParameter | ElementKind::Field => {
            &[element, ElementKind::Parameter, ElementKind::Any]
        }
        ElementKind::ReadValue => &[element, ElementKind::Value, ElementKind::Any],
        ElementKind::ErrorName => &[element, ElementKind::ErrorCode, ElementKind::Any],
        _ => &[element, ElementKind::Any],
    };
    let mut elements = elements.iter();
    elements.find_map(|element| {
        let exact = row(*element, effect);
        exact.or_else(|| property.and_then(|_| row(*element, otherwise)))
    })
}
