#!/usr/bin/env bash
# cadaver prints the href and the status of each member that failed.
source "$(dirname "$0")/functions.sh"
export HOME=$work

# Runs commands in the folder that cadaver is started in.
cadaver_in() { { cat; echo quit; } | timeout 60 cadaver "$1" 2>&1; }

printf 'one\n' >first.txt
head -c 100000 /dev/urandom >'b c&d.bin'
output=$(cadaver_in "$url/" <<'COMMANDS'
mkcol cadaver
cd cadaver
put first.txt
put "b c&d.bin"
ls
move first.txt "été 100%.txt"
copy "été 100%.txt" copy.txt
delete copy.txt
ls
get "b c&d.bin" got.bin
propset "été 100%.txt" color red
propget "été 100%.txt" color
mkcol partial
put first.txt partial/free.txt
put first.txt partial/locked.txt
COMMANDS
)
contains "$output" "Creating \`cadaver': succeeded."
contains "$output" 'b c&d.bin                         100000'
contains "$output" 'first.txt                              4'
contains "$output" "Moving \`/cadaver/first.txt' to \`/cadaver/été 100%.txt':  succeeded."
contains "$output" "Deleting \`copy.txt': succeeded."
contains "$output" 'Value of color is: red'
lacks "$output" failed
cmp 'b c&d.bin' got.bin || fail "the download differs"

lock "$url/cadaver/partial/locked.txt"
output=$(cadaver_in "$url/cadaver/" <<'COMMANDS'
rmcol partial
ls partial
COMMANDS
)
contains "$output" "Deleting collection \`partial': failed:"
contains "$output" '/cadaver/partial/locked.txt: 423 Locked'
contains "$output" 'locked.txt                             4'
lacks "$output" free.txt
