//! What the response to a method reports, and under which status.

use multistatus::{
    Outcome, StatusCode,
    webdav::{MethodOutcomes, MethodRules, respond_one},
};

use crate::text;

/// What happened to one resource.
#[derive(Clone, Debug, Outcome)]
enum Step {
    #[outcome(204)]
    Done,
    #[outcome(201)]
    Created,
    #[outcome(403, "read-only")]
    Forbidden,
    #[outcome(409, "not empty")]
    NotEmpty,
    #[outcome(423, "{root} is locked", condition = "lock-token-submitted")]
    Locked {
        #[outcome(condition_href)]
        root: String,
    },
    #[outcome(424)]
    NotAttempted,
}

fn locked(root: &str) -> Step {
    Step::Locked { root: root.into() }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Returns the status and the body, without the XML declaration.
async fn answer(rules: MethodRules, uri: &str, steps: &[(&str, Step)]) -> (u16, String) {
    let mut outcomes = MethodOutcomes::of(rules, uri).destination("/to/");
    steps.iter().for_each(|(href, step)| outcomes.push(*href, step.clone()));
    let response = outcomes.respond();
    let (status, body) = (response.status().as_u16(), text(response).await);
    (status, body.strip_prefix(HEAD).unwrap_or(&body).to_owned())
}

/// Returns the hrefs and statuses that a 207 lists.
async fn listed(rules: MethodRules, uri: &str, steps: &[(&str, Step)]) -> Vec<String> {
    let (status, body) = answer(rules, uri, steps).await;
    assert_eq!(status, 207, "{body}");
    let between = |text: &str, open: &str| Some(text.split_once(open)?.1.split_once('<')?.0.to_owned());
    let responses = body.split("<D:response>").skip(1);
    let line = |response: &str| {
        let status = between(response, "<D:status>HTTP/1.1 ")?;
        Some(format!("{} {}", between(response, "<D:href>")?, &status[..3]))
    };
    responses.map(|response| line(response).unwrap()).collect()
}

#[tokio::test]
async fn a_success_is_not_listed() {
    let steps = [("/a/b", Step::Done), ("/a/", Step::Done)];
    assert_eq!(answer(MethodRules::DELETE, "/a/", &steps).await, (204, String::new()));
    let created = [("/a/b", Step::Created), ("/a/", Step::Created)];
    assert_eq!(answer(MethodRules::COPY, "/a/", &created).await, (201, String::new()));
    let outcomes = MethodOutcomes::<Step>::of(MethodRules::MOVE, "/a/").destination("/to/").overwritten(true);
    assert_eq!(outcomes.respond().status(), 204);
}

#[tokio::test]
async fn delete_lists_the_locked_member_alone() {
    let steps = [
        ("/a/b/1", Step::Done),
        ("/a/b/2", locked("/a/b/2")),
        ("/a/b/", Step::NotEmpty),
        ("/a/c", Step::Done),
        ("/a/d", Step::NotAttempted),
        ("/a", Step::NotEmpty),
    ];
    assert_eq!(
        answer(MethodRules::DELETE, "/a/", &steps).await,
        (
            207,
            concat!(
                "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/a/b/2</D:href>",
                "<D:status>HTTP/1.1 423 Locked</D:status>",
                "<D:error><D:lock-token-submitted><D:href>/a/b/2</D:href></D:lock-token-submitted></D:error>",
                "<D:responsedescription>/a/b/2 is locked</D:responsedescription></D:response></D:multistatus>"
            )
            .to_owned()
        )
    );
}

#[tokio::test]
async fn a_failure_of_the_request_uri_alone_is_a_plain_answer() {
    for uri in ["/a/", "/a", "http://example.com/a"] {
        let (status, body) =
            answer(MethodRules::DELETE, uri, &[("/a/b", Step::NotAttempted), ("/a/", locked("/a/"))]).await;
        assert_eq!(status, 423);
        assert_eq!(
            body,
            concat!(
                "<D:error xmlns:D=\"DAV:\"><D:lock-token-submitted><D:href>/a/</D:href></D:lock-token-submitted>",
                "<problem xmlns=\"urn:ietf:rfc:7807\"><title>Locked</title><status>423</status>",
                "<detail>/a/ is locked</detail></problem></D:error>"
            )
        );
    }
}

#[tokio::test]
async fn a_failure_of_the_destination_alone_is_a_plain_answer() {
    let steps = [("/to", locked("/to"))];
    assert_eq!(answer(MethodRules::COPY, "/a/", &steps).await.0, 423);
    assert_eq!(listed(MethodRules::MOVE, "/a/", &[("/to/x", locked("/to/x"))]).await, ["/to/x 423"]);
}

#[tokio::test]
async fn a_collection_whose_lock_covers_its_members_is_listed_instead_of_them() {
    let steps = [("/a/b/1", locked("/a/b/")), ("/a/b/", locked("/a/b/")), ("/a/b/2", locked("/a/b/"))];
    assert_eq!(listed(MethodRules::DELETE, "/a/", &steps).await, ["/a/b/ 423"]);
}

#[tokio::test]
async fn copy_lists_the_collection_that_was_not_copied_and_not_its_members() {
    let steps = [("/a/b/", Step::Forbidden), ("/a/b/1", Step::NotEmpty), ("/a/c", Step::Created)];
    assert_eq!(listed(MethodRules::COPY, "/a/", &steps).await, ["/a/b/ 403"]);
    assert_eq!(listed(MethodRules::MOVE, "/a/", &steps).await, ["/a/b/1 409"]);
}

#[tokio::test]
async fn lock_lists_the_culprits_and_the_request_uri_as_a_failed_dependency() {
    let steps = [("/a/b", locked("/a/b")), ("/a/c/", Step::Done), ("/a/d", Step::Forbidden)];
    assert_eq!(listed(MethodRules::LOCK, "/a/", &steps).await, ["/a/b 423", "/a/d 403", "/a/ 424"]);
    assert_eq!(answer(MethodRules::LOCK, "/a/", &[("/a/", locked("/a/"))]).await.0, 423);
}

#[tokio::test]
async fn update_lists_successes_too() {
    let steps = [("/a/b", Step::Done), ("/a/c", Step::Forbidden)];
    assert_eq!(listed(MethodRules::UPDATE, "/a/", &steps).await, ["/a/b 204", "/a/c 403"]);
    assert_eq!(listed(MethodRules::UPDATE, "/a/", &[]).await, [] as [&str; 0]);
    assert_eq!(listed(MethodRules::UPDATE, "/a/", &[("/a", Step::Done)]).await, ["/a 204"]);
}

#[tokio::test]
async fn a_failure_without_a_cause_is_no_success() {
    assert_eq!(answer(MethodRules::DELETE, "/a/", &[("/a/b", Step::NotAttempted)]).await.0, 424);
}

#[tokio::test]
async fn a_request_that_changed_nothing_may_be_a_plain_failure() {
    let failures = [("/a/b", locked("/a/b")), ("/a/c", locked("/a/c")), ("/a/d", locked("/a/c"))];
    let mut outcomes = MethodOutcomes::of(MethodRules::DELETE, "/a/").plain_if_nothing_changed();
    failures.iter().for_each(|(href, step)| outcomes.push(*href, step.clone()));
    assert!(outcomes.has_failed());
    let response = outcomes.respond();
    assert_eq!(response.status(), 423);
    let hrefs = "<D:lock-token-submitted><D:href>/a/b</D:href><D:href>/a/c</D:href></D:lock-token-submitted>";
    let body = text(response).await;
    assert!(body.contains(hrefs), "{body}");
    assert!(body.contains("<detail>/a/b: /a/b is locked; /a/c: /a/c is locked; "), "{body}");

    // COPY must be a 207 (RFC 4918 section 9.8.3), and so must a DELETE that deleted something.
    for (rules, first) in [(MethodRules::COPY, Step::Forbidden), (MethodRules::DELETE, Step::Done)] {
        let mut outcomes = MethodOutcomes::of(rules, "/a/").plain_if_nothing_changed();
        outcomes.push("/a/b", first);
        outcomes.push("/a/c", Step::Forbidden);
        assert_eq!(outcomes.respond().status(), 207);
    }
}

#[tokio::test]
async fn one_outcome_is_a_document_of_its_conditions() {
    let response = respond_one(&Step::Done);
    assert_eq!((response.status().as_u16(), text(response).await.as_str()), (204, ""));
    let response = respond_one(&StatusCode::NOT_FOUND);
    assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    assert_eq!(
        text(response).await.strip_prefix(HEAD),
        Some(concat!(
            "<D:error xmlns:D=\"DAV:\"><problem xmlns=\"urn:ietf:rfc:7807\"><title>Not Found</title>",
            "<status>404</status></problem></D:error>"
        ))
    );
}
