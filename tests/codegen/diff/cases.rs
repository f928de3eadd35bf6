//! What becomes one change, what becomes several, and where they are told. A
//! folder of `cases/` holds the two specs of a case.

use crate::diff::rules::Fixture;
use crate::diff::spec::line;

#[test]
fn each_case_is_told_as_its_snapshot_says() {
    insta::glob!("cases/*/head.yaml", |path| {
        let fixture = Fixture::new(path.parent().unwrap());
        let diff = fixture.head.against(&fixture.base);
        let mut told: Vec<_> = diff.changes.iter().map(line).collect();
        for opened in &diff.opened {
            let previous = opened.previous.map(|previous| previous.to_string());
            told.push(format!("{} after {}:", opened.version, previous.unwrap()));
            told.extend(opened.changes.iter().map(line));
        }
        insta::assert_snapshot!(told.join("\n"));
    });
}
