//! The client of WebDAV against Apache's mod_dav, on a free port and with a configuration of its own.
//!
//! If Apache is not installed, the tests are `ignored`, and a line says so. With `MULTISTATUS_INTEROP=require` in the
//! environment, they fail instead.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use libtest_mimic::{Arguments, Failed, Trial};
use multistatus::{
    client::webdav::DavClient,
    webdav::{
        PropertyName, PropertyQuery, XmlElement,
        header::{Depth, LockTimeout, Overwrite},
        names,
    },
};

const MODULES: &str = "/usr/lib/apache2/modules";

fn main() {
    let tests = [
        apache_test("a_listing_of_apache_has_typed_properties", listing),
        apache_test("names_with_awkward_characters_are_listed_as_they_were_written", awkward_names),
        apache_test("apache_copies_and_moves", copy_and_move),
        apache_test("apache_keeps_a_property_and_refuses_a_protected_one", proppatch),
        apache_test("a_locked_member_below_a_deleted_collection_is_named", locked_member),
        apache_test("a_lock_of_a_collection_with_a_locked_member_is_refused", lock_of_a_collection),
        apache_test("the_failure_of_a_whole_request_is_one", whole_failures),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests.into()).exit();
}

/// Returns a test that is ignored if Apache is missing, unless programs are required.
fn apache_test<F>(name: &str, test: fn(Apache) -> F) -> Trial
where
    F: Future<Output = Result<(), Failed>> + 'static,
{
    let found = Command::new("apache2").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        && Path::new(MODULES).join("mod_dav_fs.so").exists();
    let required = std::env::var("MULTISTATUS_INTEROP").is_ok_and(|value| value == "require");
    if !found && !required {
        eprintln!("SKIPPED {name}: Apache with mod_dav is not installed");
    }
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(test(Apache::start()?))
    };
    Trial::test(name, run).with_ignored_flag(!found && !required)
}

/// A server that ends with the test.
struct Apache {
    process: Child,
    folder: tempfile::TempDir,
    base: String,
    client: DavClient,
    http: reqwest::Client,
}

impl Apache {
    fn start() -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let root = folder.path().display();
        for name in ["files", "locks"] {
            fs::create_dir(folder.path().join(name))?;
        }
        // Apache gives up the rights of root.
        open_to_all(folder.path())?;
        let modules = ["mpm_prefork", "authz_core", "dav", "dav_fs"];
        let modules: String =
            modules.iter().map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n")).collect();
        let configuration = format!(
            "ServerRoot {root}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {root}/pid\nErrorLog {root}/errors\n\
             User www-data\nGroup www-data\n{modules}DocumentRoot {root}/files\nDavLockDB {root}/locks/db\n\
             <Directory {root}/files>\nDav On\nDavDepthInfinity On\nRequire all granted\n</Directory>\n"
        );
        let file = folder.path().join("apache.conf");
        fs::write(&file, configuration)?;
        let mut process = Command::new("apache2");
        // One process, so that nothing is left when it is killed.
        let process = process.args(["-X", "-f"]).arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build()?;
        let base = format!("http://127.0.0.1:{port}");
        let apache = Self { process, folder, base, client: DavClient::new(http.clone()), http };
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > Duration::from_secs(10) {
                let errors = fs::read_to_string(apache.folder.path().join("errors")).unwrap_or_default();
                return Err(format!("Apache does not answer: {errors}").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(apache)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn put(&self, path: &str, content: &str) -> Result<(), Failed> {
        self.http.put(self.url(path)).body(content.to_owned()).send().await?.error_for_status()?;
        Ok(())
    }

    async fn mkcol(&self, path: &str) -> Result<(), Failed> {
        self.client.mkcol(self.url(path)).send().await?.into_result()?;
        Ok(())
    }

    /// Returns the path of a file on the disk.
    fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join("files").join(path)
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn open_to_all(folder: &Path) -> Result<(), Failed> {
    use std::os::unix::fs::PermissionsExt;
    let all = fs::Permissions::from_mode(0o777);
    for path in [folder.to_owned(), folder.join("files"), folder.join("locks")] {
        fs::set_permissions(path, all.clone())?;
    }
    Ok(())
}

async fn listing(apache: Apache) -> Result<(), Failed> {
    apache.mkcol("/c/").await?;
    apache.put("/c/a.txt", "seven b").await?;
    apache.mkcol("/c/d/").await?;
    let asked = [names::RESOURCETYPE, names::GETCONTENTLENGTH, names::GETETAG, names::QUOTA_USED_BYTES];
    let listing = apache.client.propfind(apache.url("/c/")).properties(asked).collect().await?;
    let mut members: Vec<_> = listing.found().map(|member| (member.href(), member.is_collection())).collect();
    members.sort_unstable();
    assert_eq!(members, [("/c/", true), ("/c/a.txt", false), ("/c/d/", true)]);
    let file = listing.get("/c/a.txt").ok_or("no file")?;
    assert_eq!(file.get::<u64>(&names::GETCONTENTLENGTH)?, Some(7));
    assert!(file.get::<String>(&names::GETETAG)?.is_some_and(|etag| etag.ends_with('"')));
    assert_eq!(file.get::<u64>(&names::QUOTA_USED_BYTES)?, None, "Apache answers 404 for it");
    assert!(file.property(&names::QUOTA_USED_BYTES).is_some_and(|property| property.is_absent()));

    let all = apache.client.propfind(apache.url("/")).depth(Depth::Infinity).query(PropertyQuery::PropName);
    let all = all.collect().await?;
    assert_eq!(all.resources.len(), 4);
    assert!(all.into_result().is_ok());
    Ok(())
}

async fn awkward_names(apache: Apache) -> Result<(), Failed> {
    let names = ["a b", "100%", "ü & <ö>", "#?;", "[x]{y}", "'\"", "%41", "+", "\u{1f980}"];
    for name in names {
        let path = multistatus::Key::path(format!("/{name}"));
        apache.put(path.encoded(), name).await?;
    }
    let listing = apache.client.propfind(apache.url("/")).collect().await?;
    assert_eq!(listing.resources.len(), names.len() + 1);
    for name in names {
        let path = multistatus::Key::path(format!("/{name}"));
        let resource = listing.get(path.encoded()).ok_or_else(|| format!("{name} is not listed"))?;
        assert_eq!(
            resource.get::<u64>(&multistatus::webdav::names::GETCONTENTLENGTH)?,
            Some(name.len() as u64),
            "{name}"
        );
        let url = apache.url(resource.href());
        assert_eq!(apache.http.get(url).send().await?.text().await?, name);
    }
    Ok(())
}

async fn copy_and_move(apache: Apache) -> Result<(), Failed> {
    apache.mkcol("/c/").await?;
    apache.put("/c/a.txt", "a").await?;
    let client = &apache.client;
    client.copy(apache.url("/c/"), "/copy of c/").send().await?.into_result()?;
    assert!(apache.file("copy of c/a.txt").exists());
    client.copy(apache.url("/c/"), "/shallow/").depth(Depth::Zero).send().await?.into_result()?;
    assert!(apache.file("shallow").exists() && !apache.file("shallow/a.txt").exists());
    client.move_to(apache.url("/c/a.txt"), "/b.txt").send().await?.into_result()?;
    assert!(apache.file("b.txt").exists() && !apache.file("c/a.txt").exists());

    let kept = client.copy(apache.url("/b.txt"), "/copy of c/a.txt").overwrite(Overwrite::Fail).send().await?;
    let failure = kept.into_result().unwrap_err().to_string();
    assert_eq!(failure, "1 of 1 items did not succeed: /b.txt: 412 Precondition Failed");
    let failure = client.move_to(apache.url("/absent"), "/x").send().await?.into_result().unwrap_err().to_string();
    assert_eq!(failure, "1 of 1 items did not succeed: /absent: 404 Not Found");
    Ok(())
}

async fn proppatch(apache: Apache) -> Result<(), Failed> {
    apache.put("/a.txt", "a").await?;
    let client = &apache.client;
    let color = PropertyName::new("urn:example", "color")?;
    let note = XmlElement::parse("<n:note xmlns:n='urn:n' xml:lang='de'>ä &amp; <n:b/>c</n:note>")?;
    let request = client.proppatch(apache.url("/a.txt")).set(&color, "red & \"blue\"").set_element(&note);
    request.send().await?.into_result()?;
    let asked = [color.clone(), note.name().clone()];
    let read =
        async || client.propfind(apache.url("/a.txt")).depth(Depth::Zero).properties(asked.clone()).collect().await;
    let listing = read().await?;
    let file = &listing.resources[0];
    assert_eq!(file.get::<String>(&color)?.as_deref(), Some("red & \"blue\""));
    let kept = file.property(note.name()).ok_or("no note")?.element()?;
    assert_eq!((kept.text(), kept.children().len()), ("ä & c", 1));

    let request = client.proppatch(apache.url("/a.txt")).remove(&color).set(&names::GETETAG, "\"x\"");
    let failure = request.send().await?.into_result().unwrap_err();
    assert!(failure.failures[0].properties.contains(&"{DAV:}getetag".to_owned()), "{failure}");
    assert!(failure.to_string().contains("/a.txt: 409 Conflict for {DAV:}getetag"), "{failure}");
    assert!(read().await?.resources[0].get::<String>(&color)?.is_some(), "nothing is applied");
    client.proppatch(apache.url("/a.txt")).remove(&color).send().await?.into_result()?;
    assert!(read().await?.resources[0].get::<String>(&color)?.is_none());
    Ok(())
}

async fn locked_member(apache: Apache) -> Result<(), Failed> {
    apache.mkcol("/c/").await?;
    apache.put("/c/a.txt", "a").await?;
    apache.put("/c/locked.txt", "b").await?;
    let client = &apache.client;
    let request = client.lock(apache.url("/c/locked.txt")).owner("Ada").timeout(LockTimeout::Seconds(60));
    let lock = request.send().await?.into_result()?;
    assert!(lock.timeout.is_some());

    // Apache sends a multi-status under the status 424.
    let report = client.delete(apache.url("/c/")).send().await?;
    let failure = report.into_result().unwrap_err();
    let locked = failure.failures.iter().find(|failed| failed.status.is_some_and(|status| status == 423));
    let locked = locked.ok_or_else(|| format!("no locked member: {failure}"))?;
    assert_eq!(locked.key.as_ref().map(|key| key.as_str()), Some("/c/locked.txt"));
    assert!(apache.file("c/locked.txt").exists());

    let refreshed = client.refresh_lock(apache.url("/c/locked.txt"), &lock.token).send().await?.into_result()?;
    assert_eq!(refreshed.token, lock.token);
    let failure = client.proppatch(apache.url("/c/locked.txt")).set(&names::DISPLAYNAME, "x").send().await?;
    assert!(failure.into_result().unwrap_err().to_string().contains("/c/locked.txt: 423 Locked"));
    let changed = client.proppatch(apache.url("/c/locked.txt")).set(&PropertyName::new("urn:x", "x")?, "x");
    changed.lock_token(&lock.token).send().await?.into_result()?;

    client.unlock(apache.url("/c/locked.txt"), &lock.token).send().await?.into_result()?;
    client.delete(apache.url("/c/")).send().await?.into_result()?;
    assert!(!apache.file("c").exists());
    Ok(())
}

async fn lock_of_a_collection(apache: Apache) -> Result<(), Failed> {
    apache.mkcol("/c/").await?;
    apache.put("/c/locked.txt", "b").await?;
    let client = &apache.client;
    let member = client.lock(apache.url("/c/locked.txt")).send().await?.into_result()?;
    let answer = client.lock(apache.url("/c/")).depth(Depth::Infinity).send().await?;
    assert!(answer.lock().is_none());
    let failure = answer.into_result().unwrap_err();
    assert!(failure.to_string().contains("/c/locked.txt: 423 Locked"), "{failure}");
    client.unlock(apache.url("/c/locked.txt"), &member.token).send().await?.into_result()?;
    let lock = client.lock(apache.url("/c/")).depth(Depth::Infinity).send().await?.into_result()?;
    let url = apache.url("/c/locked.txt");
    let named = client.delete(&url).lock_tokens([(&*apache.url("/c/"), &lock.token)]).send().await?;
    named.into_result()?;
    Ok(())
}

async fn whole_failures(apache: Apache) -> Result<(), Failed> {
    let client = &apache.client;
    let error = client.propfind(apache.url("/absent/")).send().await.unwrap_err();
    assert_eq!(error.failed().map(|item| item.status().as_u16()), Some(404));
    let failure = client.mkcol(apache.url("/absent/c/")).send().await?.into_result().unwrap_err().to_string();
    assert_eq!(failure, "1 of 1 items did not succeed: /absent/c/: 409 Conflict");
    let error = client.sync_collection(apache.url("/"), None).send().await.unwrap_err();
    assert!(error.failed().is_some(), "Apache does not synchronize: {error}");
    Ok(())
}
