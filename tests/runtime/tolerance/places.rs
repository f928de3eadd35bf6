//! The places of a node at which another value is put, and those values.

use crate::tolerance::contract::{CONTRACT, Samples, Type};
use crate::tolerance::json::{Json, Step};

/// The type of the nodes.
pub fn thread() -> Type {
    Type::Struct("UnifiedThread".into())
}

/// A node that fits, and where in it values are replaced.
pub struct Base {
    pub node: Json,
    pub places: Vec<Vec<Step>>,
}

/// Nodes that together have every field of the contract: one of every field of a
/// thread, and one for each field of a message. They are small, so that many can
/// be read.
pub fn small_nodes() -> Vec<Base> {
    let mut samples = Samples::default();
    let mut bases = vec![thread_of_all_fields(&mut samples)];
    for field in CONTRACT.fields("UnifiedMessage") {
        let mut members = vec![("id".to_owned(), Json::Scalar("\"m_1\"".into()))];
        let mut place = vec![
            Step::Member("messages".into()),
            Step::Member("data".into()),
            Step::Element(1),
        ];
        if field.name != "id" {
            members.push((field.name.clone(), samples.full(&field.ty, 1)));
        }
        place.push(Step::Member(field.name.clone()));
        let node = around(Json::Object(members));
        let within = node.get(&place).paths().into_iter();
        let within = within.map(|rest| [place.clone(), rest].concat());
        let places = std::iter::once(place.clone()).chain(within).collect();
        bases.push(Base { node, places });
    }
    bases
}

/// A thread with all its fields, and with messages that are all but empty.
fn thread_of_all_fields(samples: &mut Samples) -> Base {
    let mut node = samples.full(&thread(), 1);
    let messages = r#"{"data":[{"id":"m_1","message":"a"}],"paging":{"cursors":{"after":"c"}}}"#;
    node.replace(&[Step::Member("messages".into())], Json::parse(messages));
    let places = node.paths();
    Base { node, places }
}

/// A thread around a message between others.
fn around(message: Json) -> Json {
    let other = |id| Json::parse(&format!(r#"{{"id":"{id}","message":"text"}}"#));
    let messages = Json::List(vec![other("m_0"), message, other("m_2")]);
    let mut node = Json::parse(
        r#"{"id":"t","updated_time":"2026-07-29T10:00:00+0000","messages":{"data":[]},"snippet":"s"}"#,
    );
    let data = [Step::Member("messages".into()), Step::Member("data".into())];
    node.replace(&data, messages);
    node
}

/// The path of what is lost with the value at a place: the value itself, or what
/// holds it where it has to be there.
pub fn lost_with(place: &[Step]) -> &[Step] {
    let Some((Step::Member(name), parent)) = place.split_last() else {
        return place;
    };
    let Type::Struct(holder) = type_at(parent) else {
        return place;
    };
    match CONTRACT.field(&holder, name) {
        Some(field) if field.required => parent,
        _ => place,
    }
}

/// The type of the value at a place of a thread.
pub fn type_at(place: &[Step]) -> Type {
    let mut ty = thread();
    for step in place {
        ty = match (&ty, step) {
            (Type::Struct(holder), Step::Member(name)) => match CONTRACT.field(holder, name) {
                Some(field) => field.ty.clone(),
                None => Type::Any,
            },
            (Type::Edge(of), Step::Member(name)) if name == "data" => Type::List(of.clone()),
            (Type::Edge(_), _) => Type::Struct("Paging".into()),
            (Type::List(of) | Type::OneOrMany(of), Step::Element(_)) => (**of).clone(),
            _ => Type::Any,
        };
    }
    ty
}

/// Values to put in place of another.
pub fn other_values() -> Vec<Json> {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let deeper = format!("{}1{}", r#"{"a":"#.repeat(200), "}".repeat(200));
    let long = format!("\"{}\"", "x".repeat(300));
    let all = OTHER_VALUES
        .iter()
        .copied()
        .chain([&*deep, &*deeper, &*long]);
    all.map(Json::parse).collect()
}

const OTHER_VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "-0",
    "7",
    "1785283200",
    "1785283200000",
    "-62135596800",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "-9223372036854775808",
    "-9223372036854775809",
    "1.5",
    "640.0",
    "-0.0",
    "1e3",
    "1E400",
    "-1e400",
    "1e-400",
    r#""""#,
    r#""a""#,
    r#"" ""#,
    r#""0""#,
    r#""17""#,
    r#""-1.5""#,
    r#""true""#,
    r#""null""#,
    r#""[]""#,
    r#""1785283200""#,
    r#""1785283200000""#,
    r#""2026-07-29T10:00:00+0000""#,
    r#""2026-07-29T10:00:00""#,
    r#""2026-07-29T10:00:00Z""#,
    r#""2026-07-29""#,
    r#""2026-07-29T10:00:00.123+0000""#,
    r#""\ud800""#,
    r#""a\udc00b""#,
    r#""\ud83d\ude00""#,
    r#""\u0000""#,
    r#""\/""#,
    "[]",
    "{}",
    "[null]",
    "[1]",
    "[[]]",
    "[{}]",
    "[[],[]]",
    r#"["a","b"]"#,
    r#"[{"id":"x"}]"#,
    r#"[{"id":"x"},5]"#,
    r#"{"a":1}"#,
    r#"{"a":"\ud800"}"#,
    r#"{"a":1e400}"#,
    r#"{"":1}"#,
    r#"{"0":1}"#,
    r#"{"0":{},"2":{}}"#,
    r#"{"0":{"id":"x"}}"#,
    r#"{"data":[]}"#,
    r#"{"data":{}}"#,
    r#"{"data":5}"#,
    r#"{"data":null}"#,
    r#"{"data":[null]}"#,
    r#"{"data":[{}]}"#,
    r#"{"data":[{"id":"x"}]}"#,
    r#"{"data":{"id":"x"}}"#,
    r#"{"data":[],"paging":{}}"#,
    r#"{"data":[],"paging":5}"#,
    r#"{"data":[],"summary":{}}"#,
    r#"{"paging":{}}"#,
    r#"{"paging":[]}"#,
    r#"{"paging":{"cursors":[]}}"#,
    r#"{"paging":{"cursors":{"after":1.5}}}"#,
    r#"{"cursors":{}}"#,
    r#"{"next":1}"#,
    r#"{"id":"x"}"#,
    r#"{"id":5}"#,
    r#"{"id":-0}"#,
    r#"{"id":null}"#,
    r#"{"id":[]}"#,
    r#"{"id":"x","name":5}"#,
    r#"{"name":5}"#,
    r#"{"name":"n"}"#,
    r#"{"data":"text"}"#,
    r#"{"error":{"code":1,"message":"x"}}"#,
    r#"{"a":{"b":{"c":[1,2,{"d":null}]}}}"#,
];
