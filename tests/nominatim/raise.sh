#!/usr/bin/env bash
# Make a real Nominatim database of places.py in FOLDER and leave a script that serves it:
#
#   tests/nominatim/raise.sh FOLDER      then   FOLDER/serve HOST:PORT
#
# Needs root on Debian or Ubuntu (PostgreSQL refuses to run as root itself, so a user of its own runs it) and a
# package index that pip knows. About two minutes the first time; a folder that is there already is kept.
set -euo pipefail
unset CDPATH
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?usage: raise.sh FOLDER}
[ -f "$folder/ready" ] && exit 0
[ "$(id -u)" = 0 ] || { echo "raise.sh: needs root to install PostgreSQL and to run it as another user" >&2; exit 3; }
command -v apt-get >/dev/null || { echo "raise.sh: needs Debian's packages" >&2; exit 3; }

export DEBIAN_FRONTEND=noninteractive
quiet() { "$@" >"$folder/log" 2>&1 || { tail -5 "$folder/log" >&2; exit 3; }; }
mkdir -p "$folder"
chmod 755 "$folder"
if ! command -v osm2pgsql >/dev/null || ! ls -d /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then
  quiet apt-get update -qq
  quiet apt-get install -y -qq --no-install-recommends osm2pgsql postgresql postgis postgresql-postgis \
    postgresql-postgis-scripts libsqlite3-mod-spatialite libicu-dev pkg-config g++ python3-venv
fi
server=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)

# Debian's own Python: its sqlite3 may load extensions, which serving from SQLite needs.
quiet /usr/bin/python3 -m venv "$folder/venv"
quiet "$folder/venv/bin/pip" install -q nominatim-db nominatim-api 'psycopg[binary]' falcon uvicorn aiosqlite

data="$folder/postgres"
install -d -o postgres -g postgres "$data"
as_postgres() { runuser -u postgres -- "$@"; }
quiet as_postgres "$server/initdb" -D "$data/db" -E UTF8 --locale=C.UTF-8 -A trust
cat >>"$data/db/postgresql.conf" <<CONF
port = 5433
listen_addresses = ''
unix_socket_directories = '$data'
fsync = off
full_page_writes = off
jit = off
CONF
quiet as_postgres "$server/pg_ctl" -D "$data/db" -l "$data/log" -w start
trap 'as_postgres "$server/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true' EXIT
psql=(psql -q -h "$data" -p 5433 -U postgres)
quiet "${psql[@]}" -c 'CREATE ROLE root SUPERUSER LOGIN' -c 'CREATE ROLE "www-data" LOGIN'

project="$folder/import"
mkdir -p "$project"
cat >"$project/.env" <<CONF
NOMINATIM_DATABASE_DSN=pgsql:host=$data;port=5433;dbname=nominatim;user=root
NOMINATIM_IMPORT_STYLE=address
NOMINATIM_LANGUAGES=en,uk,ru
CONF
/usr/bin/python3 "$here/places.py" >"$folder/places.osm"
nominatim="$folder/venv/bin/nominatim"
quiet "$nominatim" import --project-dir "$project" --osm-file "$folder/places.osm" --no-updates --threads 2 \
  --osm2pgsql-cache 50 -q
quiet "$nominatim" convert --project-dir "$project" -o "$folder/places.sqlite" -q

mkdir -p "$folder/serving"
cat >"$folder/serving/.env" <<CONF
NOMINATIM_DATABASE_DSN=sqlite:dbname=$folder/places.sqlite
NOMINATIM_LANGUAGES=en,uk,ru
CONF
cat >"$folder/serve" <<SERVE
#!/bin/sh
exec "$nominatim" serve --project-dir "$folder/serving" --server "\$1" --engine falcon
SERVE
chmod +x "$folder/serve"
touch "$folder/ready"
