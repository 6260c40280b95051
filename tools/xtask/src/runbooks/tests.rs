//! Pages with commands. Never runs one.

use super::{Line, commands, split};

fn command(words: &[&str]) -> Line {
    Line::Command(words.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn commands_are_taken_from_shell_blocks_only() {
    let page = "\
Run `cofferdam orders`.
```sh
cofferdam check          # nothing is changed
cp -a data copy
# stop the desk; copy the folder
cofferdam halt --reason \"quotes look wrong\"   # everything
```
```text
cofferdam serve
```
";
    assert_eq!(
        commands(page),
        [
            command(&["check"]),
            Line::Stop,
            command(&["halt", "--reason", "quotes look wrong"]),
        ]
    );
}

#[test]
fn quoted_words_stay_together() {
    assert_eq!(split("a \"b c\" d"), ["a", "b c", "d"]);
    assert_eq!(split("a \"\""), ["a", ""]);
}
