#!/usr/bin/env bash
# davfs2: the server as a file system. A failing member of a deleted or moved folder is EIO of the system call.
source "$(dirname "$0")/functions.sh"
# davfs2 gives up the rights of root.
chmod 755 "$work"
mkdir cache mount
chown root:davfs2 cache
chmod 1775 cache
cat >davfs2.conf <<CONF
ask_auth 0
use_locks 0
cache_dir $work/cache
delay_upload 0
dir_refresh 0
file_refresh 0
CONF
[ "$(status -X MKCOL "$url/davfs2/")" = 201 ] || fail "MKCOL"
timeout 20 mount.davfs -o "conf=$work/davfs2.conf,uid=0" "$url/davfs2/" mount </dev/null || fail "cannot mount"
trap 'timeout 30 umount.davfs "$work/mount" >/dev/null 2>&1; rm -rf "$work"' EXIT

mkdir mount/folder
printf 'text' >'mount/folder/a b&ü.txt'
[ "$(cat 'mount/folder/a b&ü.txt')" = text ] || fail "what was written is not read"
# The reading of folders by davfs2 1.6 fails on recent kernels with EINVAL.
listing=$(ls mount/folder 2>&1) && contains "$listing" 'a b&ü.txt' || contains "$listing" 'Invalid argument'
mv 'mount/folder/a b&ü.txt' mount/folder/c.txt
[ -f mount/folder/c.txt ] || fail "the moved file is missing"
for try in $(seq 50); do [ "$(curl -sS "$url/davfs2/folder/c.txt")" = text ] && break; sleep 0.1; done
[ "$(curl -sSf "$url/davfs2/folder/c.txt")" = text ] || fail "the server does not have the file"
rm mount/folder/c.txt
[ "$(status "$url/davfs2/folder/c.txt")" = 404 ] || fail "the server still has the file"
rmdir mount/folder
[ "$(status "$url/davfs2/folder/")" = 404 ] || fail "the server still has the folder"

mkdir mount/partial
for file in free locked; do printf x >mount/partial/$file.txt; done
for try in $(seq 50); do [ "$(curl -sS "$url/davfs2/partial/locked.txt")" = x ] && break; sleep 0.1; done
lock "$url/davfs2/partial/locked.txt"
mv mount/partial mount/moved 2>moved.txt && fail "moved a folder with a locked member"
contains "$(cat moved.txt)" 'Input/output error'
[ "$(curl -sSf "$url/davfs2/partial/locked.txt")" = x ] || fail "the locked member is gone"
