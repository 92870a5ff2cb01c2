#!/usr/bin/env bash
# rclone: 1 000 files up and down. It takes every 207 for a success, so a partial failure shows only in the next listing;
# a failure of the only resource of a request has a status of its own, which rclone reports.
source "$(dirname "$0")/functions.sh"
touch rclone.conf
export RCLONE_CONFIG=$work/rclone.conf RCLONE_CONFIG_DAV_TYPE=webdav RCLONE_CONFIG_DAV_URL=$url/rclone RCLONE_CONFIG_DAV_VENDOR=other
rclone_() { timeout 120 rclone --retries 1 --low-level-retries 1 --transfers 8 --checkers 8 "$@"; }
[ "$(status -X MKCOL "$url/rclone")" = 201 ] || fail "MKCOL"

# rclone waits 10 ms between two requests, so four processes share the tree.
python3 - up <<'PYTHON'
import os, random, sys
generator = random.Random(1)
for index in range(1000):
    folder = os.path.join(sys.argv[1], f"part {index % 4}", f"é&{index // 4 % 5}", f"{index // 20 % 3}")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"file #{index}%.bin"), "wb") as file:
        file.write(generator.randbytes(generator.randrange(3000)))
PYTHON
sync_parts() {
  for part in 0 1 2 3; do
    rclone_ sync --size-only "$1/part $part" "$2/part $part" & parts[part]=$!
  done
  for part in 0 1 2 3; do wait "${parts[part]}" || fail "sync $1 $2"; done
}
sync_parts up dav:tree
[ "$(rclone_ lsf -R --files-only dav:tree | wc -l)" = 1000 ] || fail "1000 files are listed"
sync_parts dav:tree down
diff -r up down || fail "the trees differ after the upload"

# Changes, deletions and additions on the other side, and back.
rm -r "down/part 1/é&3" "down/part 2/é&4/1"
printf 'a longer text than before' >"down/part 1/é&0/0/file #1%.bin"
printf new >"down/part 1/new.txt"
sync_parts down dav:tree
sync_parts dav:tree up
diff -r up down || fail "the trees differ after the changes"

rclone_ moveto "dav:tree/part 1" dav:tree/moved
[ "$(rclone_ cat dav:tree/moved/new.txt)" = new ] || fail "the moved file"
rclone_ purge "dav:tree/part 2"
lacks "$(rclone_ lsf dav:tree)" 'part 2/'

rclone_ copyto "up/part 1/new.txt" dav:partial/free.txt
rclone_ copyto "up/part 1/new.txt" dav:partial/locked.txt
lock "$url/rclone/partial/locked.txt"
rclone_ deletefile dav:partial/locked.txt 2>locked.txt && fail "deleted a locked file"
contains "$(cat locked.txt)" '423 Locked'
rclone_ purge dav:partial || fail "rclone reports the partial failure: say so in this script"
[ "$(rclone_ lsf dav:partial)" = locked.txt ] || fail "the locked member is the only one left"
