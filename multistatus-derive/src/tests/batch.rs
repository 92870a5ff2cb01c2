//! Mistakes under `#[batch]`: in its list, and in the function. The numbers are those of `docs/diagnostics.md`.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use super::{assert_errors_at_marks, split_marks};
use crate::{
    attr::table::{AttributeKey, Form},
    batch::{answer, keys::BatchKey},
};

const HANDLER: &str = "async fn f(store: &Store, path: String) -> Delete {}";

/// Returns the list and the item of `#[batch(LIST)] ITEM`.
fn parts(source: &str) -> (TokenStream, TokenStream) {
    let mut tokens = TokenStream::from_str(source).unwrap().into_iter();
    let attribute = tokens.find_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let list = attribute.unwrap().into_iter().find_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    (list.unwrap_or_default(), tokens.collect())
}

/// Returns the errors of `#[batch(LIST)] ITEM`.
pub(super) fn errors(source: &str) -> Option<syn::Error> {
    let (list, item) = parts(source);
    answer(list, item).1.err()
}

#[track_caller]
fn assert_errors(marked: &str, expected: &[&str]) {
    let (source, _) = split_marks(marked);
    let (list, item) = parts(&source);
    let (_, Err(errors)) = answer(list, item) else { panic!("no mistake was found in `{source}`") };
    assert_errors_at_marks(marked, errors, expected);
}

/// Checks the errors of a list.
#[track_caller]
fn assert_list_errors(marked: &str, expected: &[&str]) {
    assert_errors(&format!("#[batch({marked})] {HANDLER}"), expected);
}

/// Checks the errors of a function.
#[track_caller]
fn assert_function_errors(marked: &str, expected: &[&str]) {
    assert_errors(&format!("#[batch] {marked}"), expected);
}

#[track_caller]
fn accept(source: &str) -> String {
    let (list, item) = parts(source);
    let (tokens, result) = answer(list, item);
    if let Err(error) = result {
        panic!("`{source}`: {}", error.into_iter().map(|error| error.to_string()).collect::<String>());
    }
    tokens.to_string()
}

const TAKES: &str = "`#[batch]` takes: `max_items`, `refuse_empty`, `concurrency`, `item_timeout`, `deadline`, \
                     `retry_after`, `mode`, `on_duplicate`, `buffer`, `on_disconnect` and `crate`";

#[test]
fn every_key_as_the_table_shows_it() {
    for row in BatchKey::rows() {
        accept(&format!("#[batch({})] {HANDLER}", row.example));
    }
    let all: Vec<&str> = BatchKey::rows().iter().map(|row| row.example).collect();
    accept(&format!("#[batch({},)] {HANDLER}", all.join(", ")));
    accept(&format!("#[batch()] {HANDLER}"));
}

#[test]
fn the_docs_list_every_key_and_word() {
    let page = include_str!("../../docs/batch.md");
    for row in BatchKey::rows() {
        assert!(page.contains(&format!("`{}", row.name)), "`{}` is not on the docs page", row.name);
        let key = row.example.split([' ', '=']).next().unwrap();
        assert!(page.contains(&format!("{key} = ")) || row.form == Form::Flag, "`{key}` is in no example");
        if let Form::Word(words) = row.form {
            for word in words.words {
                let word = word.written;
                assert!(page.contains(&format!("`{word}")), "`{word}` is not on the docs page");
            }
        }
    }
}

#[test]
fn unknown_keys() {
    assert_list_errors("«max_item» = 3", &["unknown key `max_item`; did you mean `max_items`?"]);
    assert_list_errors("«limit» = 3", &["unknown key `limit`; did you mean `max_items`?"]);
    assert_list_errors("«timeout» = \"5s\"", &["unknown key `timeout`; did you mean `item_timeout`?"]);
    assert_list_errors("«parallelism» = 3", &["unknown key `parallelism`; did you mean `concurrency`?"]);
    assert_list_errors("«workers» = 3", &["unknown key `workers`; did you mean `concurrency`?"]);
    assert_list_errors("«colour» = \"red\"", &[&format!("unknown key `colour`; {TAKES}")]);
    assert_list_errors("«atomic»", &["`atomic` is a value of `mode`; write `mode = atomic`"]);
    assert_list_errors("«stop_after»(4)", &["`stop_after` is a value of `mode`; write `mode = stop_after(3)`"]);
    assert_list_errors("«conflict»", &["`conflict` is a value of `on_duplicate`; write `on_duplicate = conflict`"]);
    assert_list_errors("«1000»", &["expected a key; write `max_items = 1000`"]);
    assert_list_errors("«\"/orders\"»", &[&format!("expected a key; {TAKES}")]);
    assert_list_errors("«fail_fast»", &["unknown key `fail_fast`; did you mean `mode`?"]);
    assert_list_errors("max_items«(3)»", &["`max_items` takes no parentheses; write `max_items = 3`"]);
    assert_list_errors("max_items«:» 3", &["expected `=`, found `:`; write `max_items = 1000`"]);
    assert_list_errors("«\"5s\"»", &["expected a key; write `item_timeout = \"5s\"`"]);
    assert_list_errors("«+» 3", &[&format!("expected a key; {TAKES}")]);
}

#[test]
fn lists() {
    assert_list_errors("max_items = 3, «max_items» = 4", &["`max_items` is given twice; keep one"]);
    assert_list_errors("max_items = 3 «concurrency» = 4", &["missing `,` before this"]);
    assert_list_errors(
        "«max_item» = 3, concurrency = «0», item_timeout = «5»",
        &[
            "unknown key `max_item`; did you mean `max_items`?",
            "`concurrency` is at least 1",
            "`item_timeout` needs a unit; write `item_timeout = \"5s\"`",
        ],
    );
}

#[test]
fn numbers() {
    assert_list_errors("«max_items»", &["`max_items` needs a value; write `max_items = 1000`"]);
    assert_list_errors("max_items «=»", &["`max_items` needs a value; write `max_items = 1000`"]);
    assert_list_errors("max_items«(3)»", &["`max_items` takes no parentheses; write `max_items = 3`"]);
    assert_list_errors("max_items = «0»", &["`max_items` is at least 1"]);
    assert_list_errors("buffer = «0»", &["`buffer` is at least 1"]);
    assert_list_errors("buffer = «-1»", &["`buffer` is at least 1"]);
    assert_list_errors("max_items = «5_000_000_000»", &["`max_items` is at most 4294967295"]);
    assert_list_errors("max_items = «\"30\"»", &["`max_items` is a number, not text; write `max_items = 30`"]);
    assert_list_errors("max_items = «30u8»", &["`max_items` has no unit `u8`; write `max_items = 30`"]);
    let number = "`max_items` is a number, or the path of a constant; write `max_items = 1000`";
    for other in ["\"many\"", "1.5", "true", "-1.5", "1 << 4", "limits::max()", "[1]", "'a'"] {
        assert_list_errors(&format!("max_items = «{other}»"), &[number]);
    }
    accept(&format!("#[batch(max_items = 1_000, concurrency = crate::A, buffer = 0x10usize)] {HANDLER}"));
}

#[test]
fn durations() {
    let instead = |text: &str, message: &str| assert_list_errors(&format!("deadline = «{text}»"), &[message]);
    instead("5", "`deadline` needs a unit; write `deadline = \"5s\"`");
    instead("5s", "`deadline` is text; write `deadline = \"5s\"`");
    instead("\"5\"", "`5` has no unit; write `5s` for seconds, or `5ms`, `5m`, `5h`");
    instead("\"5 s\"", "`5 s` is written `5s`");
    instead("\"5sec\"", "`5sec` is written `5s`");
    instead("\"5 Minutes\"", "`5 Minutes` is written `5m`");
    instead("\"1.5s\"", "`1.5s` is written `1500ms`");
    let takes = "write a whole number and `ms`, `s`, `m` or `h`, such as `5s`";
    instead("\"0.0001s\"", &format!("`0.0001s` is not a whole number; {takes}"));
    instead("\"1m30s\"", "`1m30s` is written `90s`");
    instead("\"1h 30m\"", "`1h 30m` is written `90m`");
    instead("\"1s500ms\"", "`1s500ms` is written `1500ms`");
    instead("\"1m30x\"", &format!("`1m30x` has more than one number; {takes}"));
    instead("\"5d\"", &format!("`d` is not a unit of time here; {takes}"));
    instead("\"soon\"", &format!("`soon` is not a duration; {takes}"));
    instead("\"-5s\"", &format!("`-5s` is not a duration; {takes}"));
    instead("\"\"", &format!("`` is not a duration; {takes}"));
    instead("\"0s\"", "a duration of zero leaves no time; write at least `1ms`");
    instead("\"99999999h\"", "`99999999h` is longer than a century; leave it out if there is no limit");
    let text = "`deadline` is text, or the path of a constant; write `deadline = \"30s\"`";
    for other in ["Duration::from_secs(5)", "1.5", "5d", "true", "b\"5s\""] {
        instead(other, text);
    }
    assert_list_errors(
        "item_timeout = «\"1m\"», deadline = \"30s\"",
        &["an item cannot have more time than its batch, whose deadline is `30s`; write a shorter time"],
    );
    accept(
        &format!("#[batch(item_timeout = \"30s\", deadline = \"500ms\", deadline = \"30s\")] {HANDLER}")
            .replace("deadline = \"500ms\", ", ""),
    );
}

#[test]
fn words() {
    assert_list_errors("mode = «\"atomic\"»", &["`mode` is written `mode = atomic`"]);
    assert_list_errors("mode = «Mode::BestEffort»", &["`mode` is written `mode = best_effort`"]);
    assert_list_errors("mode = «best_efort»", &["`mode` has no value `best_efort`; did you mean `best_effort`?"]);
    assert_list_errors("mode = «fast»", &["`mode` is `best_effort`, `stop_after(3)` or `atomic`"]);
    assert_list_errors(
        "mode = «stop_after»",
        &["`stop_after` needs a number of failures; write `mode = stop_after(3)`"],
    );
    assert_list_errors(
        "mode = stop_after«()»",
        &["`stop_after` needs a number of failures; write `mode = stop_after(3)`"],
    );
    assert_list_errors("mode = stop_after(«0»)", &["`stop_after` is at least 1"]);
    assert_list_errors("mode = stop_after«(1, 2)»", &["`stop_after` takes one number; write `mode = stop_after(3)`"]);
    assert_list_errors("mode = atomic«(3)»", &["`atomic` takes no parentheses; write `mode = atomic`"]);
    assert_list_errors("refuse_empty «=» true", &["`refuse_empty` takes no value; write just `refuse_empty`"]);
    assert_list_errors("on_duplicate = «OnDuplicate::Share»", &["`on_duplicate` is written `on_duplicate = share`"]);
    assert_list_errors("on_duplicate = «reject»", &["`on_duplicate` is `run`, `conflict` or `share`"]);
    assert_list_errors("on_disconnect = «3»", &["`on_disconnect` is `detach`, `stop` or `cancel`"]);
    assert_list_errors("crate = «\"acme\"»", &["`crate` is a path, not text; write `crate = ::acme`"]);
    assert_list_errors(
        "crate = «acme»",
        &["`crate` must be an absolute path; write `::acme` for a crate or `crate::acme` for a re-export in this one"],
    );
    assert_errors(
        "#[batch(mode = «atomic»)] async fn f(path: String) -> Delete {}",
        &["`atomic` needs a transaction; write one as the first parameter, before the item"],
    );
}

#[test]
fn functions() {
    assert_function_errors(
        "pub «fn» f(path: String) -> Delete {}",
        &["`#[batch]` needs an async function; write `async fn f`"],
    );
    for word in ["const", "unsafe"] {
        let message = format!("the handler of a batch cannot be `{word}`; remove it");
        assert_function_errors(&format!("«{word}» async fn f(path: String) -> Delete {{}}"), &[&message]);
        assert_function_errors(&format!("async «{word}» fn f(path: String) -> Delete {{}}"), &[&message]);
    }
    assert_function_errors(
        "async «extern \"C\"» fn f(path: String) -> Delete {}",
        &["the handler of a batch cannot be `extern`; remove it"],
    );
    assert_function_errors(
        "async fn «f»(path: String) -> Delete;",
        &["the handler of a batch needs a body; write `{ ... }` after it"],
    );
    assert_function_errors(
        "«#[batch(max_items = 3)]» async fn f(path: String) -> Delete {}",
        &["`#[batch]` is given twice; keep one"],
    );
    let item = "`#[batch]` goes on an async function that handles one item";
    for other in
        ["struct» S;", "enum» E {}", "impl» S {}", "const» MAX: usize = 3;", "mod» m {}", "trait» T {}", "use» a;"]
    {
        assert_function_errors(&format!("pub «{other}"), &[item]);
    }
}

#[test]
fn parameters() {
    let receiver = "`#[batch]` goes on a free function; write the receiver as a context, such as `service: &Service`";
    for written in ["self", "&self", "&mut self", "mut self"] {
        assert_function_errors(&format!("async fn f(«{written}», path: String) -> Delete {{}}"), &[receiver]);
    }
    assert_function_errors("async fn f(«self»: Arc<Self>, path: String) -> Delete {}", &[receiver]);
    assert_function_errors(
        "async fn «f»() -> Delete {}",
        &["the handler of a batch takes the item as its last parameter; write it, such as `path: String`"],
    );
    assert_function_errors(
        "async fn f(path: String, «...») -> Delete {}",
        &["the handler of a batch takes contexts and one item; remove `...`"],
    );
    assert_function_errors(
        "async fn f(store: &«impl Store», item: Vec<«impl Into<Key> + Send»>) -> Delete {}",
        &[
            "`#[batch]` needs a name for this type; write `<T: Store>` after the name of the function, and `T` here",
            "`#[batch]` needs a name for this type; write `<T: Into<Key> + Send>` after the name of the function, and `T` \
             here",
        ],
    );
    assert_function_errors(
        "async fn f(store: «&mut a::Store<u8>», path: String) -> Delete {}",
        &["items share their contexts; write `store: &a::Store<u8>`, and put what changes behind a lock"],
    );
    assert_function_errors(
        "async fn f(«#[cfg(unix)]» store: &Store, path: String) -> Delete {}",
        &["a parameter of a handler is always there; put `#[cfg]` on the function"],
    );
}

/// A parameter that is extracted from a request is one error.
#[test]
fn endpoints() {
    // 122
    for (parameter, name) in [
        ("inputs: «Inputs<String>»", "Inputs"),
        ("accept: «multistatus::Negotiate», path: String", "Negotiate"),
        ("State(db): «State<Db>», accept: Negotiate, inputs: Inputs<String>", "State"),
        ("Json(order): «Json<Order>»", "Json"),
        ("axum::extract::Path(id): «axum::extract::Path<u8>»", "Path"),
    ] {
        let message = format!(
            "`{name}` belongs to an endpoint; put `#[batch]` on a function of its own that handles one item, and call the \
             `batch` of that function in the endpoint"
        );
        assert_function_errors(&format!("async fn f({parameter}) -> Delete {{}}"), &[&message]);
    }
    accept("#[batch] async fn f(state: &State, Pair(a, b): Pair<u8>) -> Delete {}");
    accept("#[batch] async fn f(path: Path<u8>, inputs: &Inputs<u8>, Json { a }: Json) -> Delete {}");
}

#[test]
fn outcomes() {
    let nothing = "`#[batch]` needs a function that returns an outcome; return a type with `#[derive(Outcome)]`";
    assert_function_errors("async fn «f»(path: String) {}", &[nothing]);
    // 100
    accept("#[batch] async fn f(path: String) -> () {}");
    accept("#[batch] async fn f(path: String) -> Result<(), Taken> {}");
    assert_function_errors("async fn f(path: String) -> «!» {}", &[nothing]);
    for list in ["Vec<Delete>", "MultiStatus<Delete>", "[Delete; 2]"] {
        assert_function_errors(
            &format!("async fn f(paths: Vec<String>) -> «{list}» {{}}"),
            &["the function handles one item; write the outcome of that one here, and its item as the last parameter"],
        );
    }
    assert_function_errors(
        "async fn f(«path») -> Delete {}",
        &["expected `:` and the type of the parameter after this"],
    );
    assert_function_errors(
        "async fn f(path: String) -> Result<u8, «impl Outcome»> {}",
        &["`#[batch]` needs the name of the outcome; return a type that has a name"],
    );
    let borrows =
        "it is ambiguous which parameter the outcome borrows from; name the lifetime, here and on the parameter";
    assert_function_errors("async fn f(store: &Store, path: &str) -> «Taken<'_>» {}", &[borrows]);
    assert_function_errors("async fn f(path: String) -> «&Taken» {}", &[borrows]);
    accept("#[batch] async fn f<'a>(store: &Store, path: &'a str) -> Taken<'a> {}");
}

#[test]
fn all_mistakes_are_reported_at_once() {
    assert_errors(
        "#[batch(«limit» = 3, deadline = «30»)] «fn» «f»(«self», store: «&mut Store», path: String) {}",
        &[
            "unknown key `limit`; did you mean `max_items`?",
            "`deadline` needs a unit; write `deadline = \"30s\"`",
            "`#[batch]` needs an async function; write `async fn f`",
            "`#[batch]` needs a function that returns an outcome; return a type with `#[derive(Outcome)]`",
            "`#[batch]` goes on a free function; write the receiver as a context, such as `service: &Service`",
            "items share their contexts; write `store: &Store`, and put what changes behind a lock",
        ],
    );
}

/// A mistake in the list, or a missing `async`, still leaves a batch, so that its uses are not reported too.
#[test]
fn a_function_with_mistakes_stands_in_for_the_batch() {
    for (list, function) in [
        ("max_item = 3", "async fn f(path: String) -> Delete { body }"),
        ("deadline = 3", "fn f(path: String) -> Delete { body }"),
    ] {
        let (tokens, result) = answer(list.parse().unwrap(), function.parse().unwrap());
        assert!(result.is_err());
        let tokens = tokens.to_string();
        assert!(
            tokens.contains("struct f") && tokens.contains("async fn f (path : String) -> Delete { body }"),
            "{tokens}"
        );
    }
    let stands_in = |item: &str| answer(TokenStream::new(), item.parse().unwrap()).0.to_string();
    assert_eq!(stands_in("fn f (& self) { body }"), "fn f (& self) { body }");
    // A mistake that rustc reports too is reported once.
    for item in ["const async fn f(item: u8) -> Delete {}", "async fn f(a: &A, item: &u8) -> Taken<'_> {}"] {
        assert_eq!(stands_in(item), "");
    }
}

#[test]
fn lifetimes_have_names_that_are_free() {
    let tokens =
        accept("#[batch] async fn f<'path, P>(path: &P, r#type: &'path &u8, _: &str) -> S { 'type_: loop {} }");
    for written in [
        "path : & 'path1 P",
        "& 'path & 'type_1 u8",
        "Item = & 'item str",
        "use < 'path , 'path1 , 'type_1 , 'item , P , P1 >",
    ] {
        assert!(tokens.contains(written), "{written}: {tokens}");
    }
    // The bounds that the item implies.
    let tokens = accept("#[batch] async fn f<'a, K>(names: &'a [K], key: &'a K) -> S {}");
    assert!(tokens.contains("where K : 'a , P : __IntoInputs"), "{tokens}");
}

#[test]
fn parameters_have_names_that_are_free() {
    let tokens = accept("#[batch] async fn path(inputs: &Store, path: String) -> S {}");
    assert!(tokens.contains("move | item : String | path (inputs , item)"), "{tokens}");
    assert!(tokens.contains("inputs1 : P"), "{tokens}");
}

#[test]
fn the_function_is_left_as_it_was_written() {
    for function in [
        "/// Deletes. \n #[inline] pub(crate) async fn f(store: &Store, path: String) -> Delete { body }",
        "async fn r#move<'a, T: Copy>(mut a: &'a [T], (b, _): (u8, T)) -> Delete<'a> where T: Send { 1 + 1 }",
    ] {
        let tokens = accept(&format!("#[batch] {function}"));
        let written = TokenStream::from_str(function).unwrap().to_string();
        assert!(tokens.starts_with(&written), "{tokens}");
    }
}

#[test]
fn a_context_that_is_borrowed_elsewhere_cannot_be_shared() {
    let is_shareable =
        |signature: &str| accept(&format!("#[batch] async fn f{signature} {{}}")).contains("batch_shared <");
    assert!(is_shareable("(store: &Store, path: &str) -> Delete"));
    assert!(is_shareable("<'a>(store: &'a Store, path: &'a str) -> Delete"));
    assert!(is_shareable("(store: &'static Store, path: String) -> Delete<'static>"));
    assert!(is_shareable("<'a, S: 'a>(store: &'a S, path: &str) -> Delete"));
    assert!(!is_shareable("<'a>(store: &'a Store, path: String) -> Delete<'a>"));
    assert!(!is_shareable("(store: &Store, path: String) -> Delete<'_>"));
    assert!(!is_shareable("<'a>(store: &'a Store, node: &'a mut Node) -> Delete"));
    assert!(!is_shareable("<'a>(store: &'a Store<'a>, path: String) -> Delete"));
    assert!(!is_shareable("<'a, S: Storage<'a>>(store: &'a S, path: String) -> Delete"));
}
