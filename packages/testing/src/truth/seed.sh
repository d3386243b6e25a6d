# Fills the throw-away tree of `commands.ts`: the working folder is /home/dev/project.
set -e
printf '[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n' > ~/.gitconfig
printf 'pear\napple\nfig\napple\n' > a.txt
printf 'fig\npear\n' > b.txt
printf 'name,count\npear,3\nfig,5\n' > data.csv
printf '{"name": "pear", "count": 3}\n' > data.json
printf 'one two three\n' > 'two words.txt'
mkdir -p dir/sub docs out empty
printf 'inner\n' > dir/inner.txt
printf 'deep\n' > dir/sub/deep.txt
printf '# Title\n' > docs/page.md
printf 'old\n' > old.log
printf 'older\n' > dir/older.log
printf '#!/bin/sh\necho done > by-script.txt\n' > script.sh
chmod +x script.sh
printf 'print("hello")\n' > script.py
printf 'all: built.txt\nbuilt.txt: a.txt\n\tcp a.txt built.txt\nclean:\n\trm -f built.txt\n' > Makefile
printf 'int main(void) { return 0; }\n' > main.c
printf -- '--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n-pear\n+plum\n apple\n' > change.patch
tar -cf archive.tar dir docs
gzip -k archive.tar
gzip -kc b.txt > packed.gz
bzip2 -k -c b.txt > packed.bz2 || true
xz -k -c b.txt > packed.xz || true
ln -s a.txt link
printf '%s  %s\n' "$(md5sum < a.txt | cut -d ' ' -f 1)" a.txt > sums.md5
mkdir repo
cd repo
git init -q
printf 'first\n' > tracked.txt
git add tracked.txt
git commit -q -m first
git branch feature
printf 'second\n' >> tracked.txt
git commit -q -a -m second
git tag v1
printf 'new\n' > untracked.txt
