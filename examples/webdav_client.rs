//! A client of WebDAV: lists a collection, and deletes one in which a member is locked.
//!
//! ```text
//! $ cargo run --example webdav -- --serve 127.0.0.1:8082 &
//! $ cargo run --example webdav_client -- http://127.0.0.1:8082/
//! http://127.0.0.1:8082/example/
//! collection         /example/
//!          7 bytes   /example/free.txt
//!          7 bytes   /example/locked.txt
//! delete: 1 of 1 items did not succeed: /example/locked.txt: 423 Locked
//! delete with the lock token: done
//! ```

use std::{env, error::Error};

use multistatus::{
    client::webdav::{DavClient, Resource},
    webdav::{header::LockTimeout, names},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let root = env::args().nth(1).ok_or("usage: webdav_client URL-OF-A-COLLECTION")?;
    let root = format!("{}/example/", root.trim_end_matches('/'));
    let http = reqwest::Client::new();
    let dav = DavClient::new(http.clone());

    dav.mkcol(&root).send().await?.into_result()?;
    for name in ["free.txt", "locked.txt"] {
        http.put(format!("{root}{name}")).body("content").send().await?.error_for_status()?;
    }
    println!("{root}");
    let mut resources = dav.propfind(&root).properties([names::RESOURCETYPE, names::GETCONTENTLENGTH]).send().await?;
    while let Some(resource) = resources.next().await? {
        println!("{:<18} {}", kind(&resource)?, resource.href());
    }

    let locked = format!("{root}locked.txt");
    let lock =
        dav.lock(&locked).owner("webdav_client").timeout(LockTimeout::Seconds(60)).send().await?.into_result()?;
    // A 207 with a failure is an error that names the member.
    match dav.delete(&root).send().await?.into_result() {
        Ok(_) => return Err("the server deleted a locked member".into()),
        Err(failure) => println!("delete: {failure}"),
    }
    // What was not locked may be deleted already, so the server decides what is left to delete.
    dav.delete(&root).lock_tokens([(&*locked, &lock.token)]).send().await?.into_result()?;
    println!("delete with the lock token: done");
    Ok(())
}

/// Returns what a resource is, for a person.
fn kind(resource: &Resource) -> Result<String, Box<dyn Error>> {
    if let Some(failure) = resource.failure() {
        return Ok(format!("failed: {}", failure.status()));
    }
    if resource.is_collection() {
        return Ok("collection".to_owned());
    }
    let length: Option<u64> = resource.get(&names::GETCONTENTLENGTH)?;
    Ok(length.map_or_else(|| "unknown length".to_owned(), |length| format!("{length:>10} bytes")))
}
