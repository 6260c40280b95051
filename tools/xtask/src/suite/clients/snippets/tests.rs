//! What counts as an example. Never reads the real page.

use super::{Language, Snippet, of_page};

const PAGE_OF_TEST: &str = "\
# A page

```python
outside = True
```

## Pointing clients at it

**one (Python)**. Words.

```python
url = \"http://127.0.0.1:8621\"

print(url)
```

**two**

```json
{}
```

## After it

```js
outside();
```
";

fn snippet(language: Language, title: &str, text: &str) -> Snippet {
    Snippet {
        language,
        title: title.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn only_the_examples_of_the_part_count() {
    let found = of_page(PAGE_OF_TEST);
    let url = "url = \"http://127.0.0.1:8621\"\n\nprint(url)\n";
    let wanted = [
        snippet(Language::Python, "one (Python)", url),
        snippet(Language::Json, "two", "{}\n"),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn an_example_speaks_of_the_address_it_is_run_at() {
    let found = snippet(Language::Python, "one", "http://127.0.0.1:8621/api\n");
    assert_eq!(found.at("127.0.0.1:5"), "http://127.0.0.1:5/api\n");
}
