//! The `use` lines of a file.

use std::collections::{BTreeMap, BTreeSet};

/// What a file uses from elsewhere: modules, and the names used from each.
#[derive(Clone, Debug, Default)]
pub(super) struct Imports {
    root: Modules,
    std: Modules,
}

type Modules = BTreeMap<String, BTreeSet<String>>;

impl Imports {
    /// Uses a path below the generated module, such as `ids::PageId`, or a
    /// module itself, such as `__rt::self`.
    pub(super) fn root(&mut self, path: &str) {
        add(&mut self.root, path);
    }

    /// Uses a path of the standard library.
    pub(super) fn std(&mut self, path: &str) {
        add(&mut self.std, path);
    }

    /// Leaves out what the file itself defines.
    pub(super) fn forget(&mut self, module: &str) {
        self.root.remove(module);
    }

    /// The modules and names below the generated module that a file in a folder
    /// reaches through the module of the folder.
    pub(super) fn through(&self, folder: &str) -> BTreeSet<String> {
        let paths = self
            .root
            .iter()
            .map(|(module, names)| match module.as_str() {
                "" => names.first().map_or("", String::as_str),
                module => module,
            });
        let first = paths.map(|path| path.split("::").next().unwrap_or_default());
        let elsewhere = first.filter(|first| *first != folder);
        elsewhere.map(str::to_owned).collect()
    }

    /// The `use` lines of a file in a folder, `depth` modules below that of the
    /// folder.
    pub(super) fn lines(&self, folder: &str, depth: usize) -> String {
        let above = vec!["super"; depth].join("::");
        let mut root: Modules = BTreeMap::new();
        for (module, names) in &self.root {
            let path = [above.as_str(), module];
            let path = match module.strip_prefix(folder).filter(|_| !folder.is_empty()) {
                Some("") => above.clone(),
                Some(rest) if rest.starts_with("::") => format!("{above}{rest}"),
                _ if module.is_empty() => above.clone(),
                _ => path.join("::"),
            };
            root.entry(path).or_default().extend(names.iter().cloned());
        }
        // A module of which names are used is not named twice.
        if let Some(mut modules) = root.remove(&above) {
            modules.retain(|name| match root.get_mut(&format!("{above}::{name}")) {
                Some(names) => {
                    names.insert("self".to_owned());
                    false
                }
                None => true,
            });
            root.insert(above, modules);
        }
        root.retain(|_, names| !names.is_empty());
        let root = root.iter().map(|(module, names)| (module.clone(), names));
        let std = self.std.iter();
        let std = std.map(|(module, names)| (format!("std::{module}"), names));
        let [std, root] = [std.collect(), root.collect()].map(use_lines);
        [std, root].join(if self.std.is_empty() || self.root.is_empty() {
            ""
        } else {
            "\n"
        })
    }
}

fn add(modules: &mut Modules, path: &str) {
    let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
    if !modules.contains_key(module) {
        modules.insert(module.to_owned(), BTreeSet::new());
    }
    if let Some(names) = modules.get_mut(module)
        && !names.contains(name)
    {
        names.insert(name.to_owned());
    }
}

fn use_lines(modules: Vec<(String, &BTreeSet<String>)>) -> String {
    let lines = modules.iter().map(|(module, names)| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        use_line("use", module, &names)
    });
    lines.collect()
}

/// A `use` of names from a module, broken where it is too long.
pub(super) fn use_line(keyword: &str, module: &str, names: &[&str]) -> String {
    let mut names = names.to_vec();
    names.sort_by_key(|name| (*name != "self", *name));
    let line = match names.as_slice() {
        ["self"] => format!("{keyword} {module};\n"),
        [one] => format!("{keyword} {module}::{one};\n"),
        many => format!("{keyword} {module}::{{{}}};\n", many.join(", ")),
    };
    if line.len() <= 100 {
        return line;
    }
    // A path is one word, however long it is.
    let options = textwrap::Options::new(88).break_words(false);
    let filled = textwrap::fill(&format!("{},", names.join(", ")), options);
    let filled: String = filled.lines().map(|line| format!("    {line}\n")).collect();
    format!("{keyword} {module}::{{\n{filled}}};\n")
}
