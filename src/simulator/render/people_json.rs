//! Participants as JSON. Each conversation of a list has some, and they hold texts alone.

use std::cell::RefCell;
use std::ops::Range;
use std::ptr;

use super::field_plan::FieldPlan;
use super::json::JsonWriter;
use super::node_json::ID;
use crate::simulator::model::person::Person;
use crate::simulator::model_field::ModelField;

/// The end of an email address, which Graph derives from the id.
const EMAIL_HOST: &str = "@facebook.com";

/// Renders a participant with the fields of a plan.
pub(crate) struct PersonJson<'a> {
    pub(crate) person: &'a Person,
    pub(crate) plan: &'a FieldPlan,
}

impl PersonJson<'_> {
    pub(crate) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            for planned in &self.plan.fields {
                let field = planned.field;
                if let Some((start, end)) = field.of_model.and_then(|field| self.text(field)) {
                    json.key(&field.key).joined(start, end);
                }
            }
            json.key(ID).string(&self.person.id);
        });
    }

    /// Returns the text of a field, in two parts. The second has nothing to escape.
    fn text(&self, field: ModelField) -> Option<(&str, &'static str)> {
        let Person { id, name, username } = self.person;
        match (field, name, username) {
            (ModelField::Name, Some(name), _) => Some((name, "")),
            (ModelField::Email, Some(_), _) => Some((id, EMAIL_HOST)),
            (ModelField::Username, _, Some(username)) => Some((username, "")),
            _ => None,
        }
    }
}

/// Writes the participants of the conversations of a response. The last of them is the Page in
/// most, so that its JSON is repeated instead of written again.
#[derive(Default)]
pub(crate) struct PeopleWriter {
    last: RefCell<Option<Written>>,
}

/// A participant that was written.
struct Written {
    person: Person,
    /// With which plan.
    plan: *const FieldPlan,
    /// Where in the JSON.
    place: Range<usize>,
}

impl PeopleWriter {
    /// Writes participants as an array.
    pub(crate) fn write(&self, people: &[Person], plan: &FieldPlan, json: &mut JsonWriter) {
        let place = people.len().saturating_sub(1);
        let people = people.iter().enumerate();
        json.array(people, |json, (index, person)| match index == place {
            true => self.write_last(PersonJson { person, plan }, json),
            false => PersonJson { person, plan }.write(json),
        });
    }

    fn write_last(&self, PersonJson { person, plan }: PersonJson<'_>, json: &mut JsonWriter) {
        let mut last = self.last.borrow_mut();
        let is_same = |last: &&Written| ptr::eq(last.plan, plan) && last.person == *person;
        if let Some(last) = last.as_ref().filter(is_same) {
            return json.repeat(last.place.clone());
        }
        let start = json.len();
        PersonJson { person, plan }.write(json);
        *last = Some(Written {
            person: person.clone(),
            plan,
            place: start..json.len(),
        });
    }
}
