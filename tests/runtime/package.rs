//! What is in the packages, as those who get them from a registry see it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The packages, with their folders.
const PACKAGES: [(&str, &str); 2] = [
    ("page-conversations", ""),
    ("page-conversations-codegen", "codegen"),
];

/// The files of a package.
fn files(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .args(["--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let list = String::from_utf8(output.stdout).unwrap();
    list.lines().map(|line| line.replace('\\', "/")).collect()
}

/// The targets of the links of a text in Markdown, without those to other places.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://"))
}

/// The anchors of the headings of a text in Markdown.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let headings = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    let plain = headings.map(|heading| heading.replace(|c: char| !is_kept(c), ""));
    plain.map(|heading| heading.replace(' ', "-")).collect()
}

fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || [' ', '-', '_'].contains(&c)
}

#[test]
fn the_links_of_a_readme_lead_into_its_package() {
    for (package, folder) in PACKAGES {
        let files = files(package);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let readme = fs::read_to_string(root.join("README.md")).unwrap();
        for link in links(&readme) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if path.is_empty() { "README.md" } else { path };
            let inside = format!("{path}/");
            let is_there =
                files.contains(path) || files.iter().any(|file| file.starts_with(&inside));
            assert!(
                is_there,
                "{package} has no {path}, to which its README links"
            );
            if !anchor.is_empty() {
                let anchors = anchors(&fs::read_to_string(root.join(path)).unwrap());
                assert!(anchors.contains(anchor), "{link}: {anchors:?}");
            }
        }
    }
}

#[test]
fn a_package_has_its_readme_licences_and_examples() {
    for (package, _) in PACKAGES {
        let files = files(package);
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "Cargo.lock"] {
            assert!(files.contains(file), "{package} has no {file}");
        }
    }
    let files = files("page-conversations");
    assert!(files.contains("examples/inbox.rs"), "{files:?}");
    let unwanted = |file: &&String| {
        ["tests/", "benches/", ".ci/"]
            .iter()
            .any(|folder| file.starts_with(folder))
    };
    assert_eq!(files.iter().find(unwanted), None);
}
