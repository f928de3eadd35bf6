//! Edges within nodes, and what they take.

use super::*;

#[test]
fn an_edge_within_a_node_takes_the_parameters_of_its_request() {
    use edge::v1_0::{ListOrdersExpansion, OrderFields, ShopFields, State};
    let orders = ListOrdersExpansion::new(OrderFields::new().id(), 2.5)
        .exact(true)
        .filter(json!({ "a{": ["b)", "\\\"c,"] }))
        .ids(vec!["1,".to_owned(), "2)".to_owned()])
        .since_time("2021-07-23T09:28:50+0000".parse().unwrap())
        .paid_after(Timestamp::from_unix_seconds(1) + Duration::from_nanos(1))
        .paid_before(Timestamp::from_unix_seconds(1) + Duration::from_nanos(1))
        .state(State::Open);
    let fields = FieldSet::from(ShopFields::new().orders_with(orders));
    assert_eq!(
        fields.to_string(),
        "orders.minimum(2.5).exact(true)\
         .filter({\"a\\u007b\":[\"b\\u0029\",\"\\\\\\\"c\\u002c\"]}).ids(1,2)\
         .since_time(2021-07-23T09:28:50Z).paid_after(1000).paid_before(1001).state(open){id}"
    );
    let selected = fields.selected("orders").unwrap();
    let paid_before = selected.modifier_milliseconds("paid_before");
    assert_eq!(paid_before, Some(Timestamp::from_unix_milliseconds(1_001)));
    use names::v1_0::{IGUserFields, ListUsers, ListUsersExpansion, Word};
    let friends = ListUsersExpansion::new(IGUserFields::new().type_())
        .self_(Word::Self_)
        .new_("a")
        .time(Timestamp::from_unix_milliseconds(1_500))
        ._2nd(2);
    let fields = FieldSet::from(IGUserFields::new().friends_with(friends));
    assert_eq!(
        fields.to_string(),
        "friends.self(self).new(a).time(1500).2nd(2){type}"
    );
    // The same number, in seconds, is another time.
    let request = ListUsers::of_field("7", fields.selected("friends"));
    let expected = Timestamp::from_unix_milliseconds(1_500);
    assert_eq!(request.get_time(), Some(expected));
}

#[test]
fn an_edge_within_a_node_takes_the_parameters_of_its_version() {
    let orders = reuse::v1_0::ListMyOrdersExpansion::new(reuse::v1_0::OrderFields::new());
    let fields = reuse::v1_0::ShopFields::new().orders_with(orders.open(true));
    assert_eq!(FieldSet::from(fields).to_string(), "orders.open(true)");
    let orders = reuse::v2_0::ListMyOrdersExpansion::new(reuse::v2_0::OrderFields::new());
    let fields = reuse::v2_0::ShopFields::new().orders_with(orders.late(true));
    assert_eq!(FieldSet::from(fields).to_string(), "orders.late(true)");
}
