# Fills the throw-away tree in which the commands of tasks run: a home, and a project in it, as a developer has them. The
# working folder is /home/dev/project. No secret is one.
set -e
cd ~
printf '[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n' > .gitconfig
printf 'export EDITOR=vi\n' > .bashrc
printf '. ~/.bashrc\n' > .profile
mkdir -p .ssh .aws .kube .gnupg .config/gh Documents Pictures
printf 'not a key\n' | tee .ssh/id_ed25519 > .ssh/id_rsa
printf 'ssh-ed25519 none dev@example.com\n' | tee .ssh/authorized_keys > .ssh/id_ed25519.pub
printf '[default]\naws_access_key_id = none\n' > .aws/credentials
printf 'apiVersion: v1\n' > .kube/config
printf 'https://dev:none@example.com\n' > .git-credentials
printf 'example.com:\n  oauth_token: none\n' > .config/gh/hosts.yml
printf 'Dear all\n' > Documents/letter.txt
printf 'year,sum\n2001,5\n' > Documents/taxes.csv
printf 'a picture\n' > Pictures/cat.png
printf 'old\n' > /tmp/old.txt

cd ~/project
mkdir -p src tests build dist logs docs data config scripts node_modules/left
printf 'int main(void) { return 0; }\n' > src/main.c
printf 'print("hello")\n' > src/app.py
printf 'console.log("hello");\n' > src/index.js
printf 'def test_app():\n    assert True\n' > tests/test_app.py
printf 'object\n' > build/main.o
printf 'bundle\n' > dist/bundle.js
printf 'GET / 200\nGET /x 404\n' > logs/app.log
printf 'older\n' > logs/old.log
printf '# Guide\n' > docs/guide.md
printf 'name,count\npear,3\nfig,5\n' > data/data.csv
printf '{"name": "pear", "count": 3}\n' > data/data.json
printf 'port: 8080\n' > config/app.yaml
printf '#!/bin/sh\necho built > build/out.txt\n' > scripts/build.sh
chmod +x scripts/build.sh
printf 'module.exports = 1;\n' > node_modules/left/index.js
printf '# Project\n' > README.md
printf '{"name": "project", "version": "1.0.0", "scripts": {"test": "true"}}\n' > package.json
printf 'pytest\n' > requirements.txt
printf 'all: build/out.txt\nbuild/out.txt: src/main.c\n\tcp src/main.c build/out.txt\nclean:\n\trm -f build/out.txt\n' > Makefile
printf 'FROM scratch\n' > Dockerfile
printf 'MODE=test\n' > .env
printf 'node_modules\nbuild\ndist\nlogs\n.env\n' > .gitignore
printf 'one\ntwo\nthree\n' > file.txt
printf 'pear\napple\n' > input.txt
git init -q
git add -A
git commit -q -m first
git branch feature
printf 'more\n' >> README.md
git commit -q -a -m second
git tag v1
git remote add origin https://example.com/project.git
git config push.default current
printf 'not yet committed\n' > notes.txt
