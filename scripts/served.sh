# What the scripts share, to be sourced at the root of the repository: installing what is missing, and the program served as a
# user starts it.

program=target/debug/samhallskontraktet
server=""

# need COMMAND PACKAGE…: the Debian packages that bring the command, where it is missing (as root; an ordinary user is told)
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$0 needs $command: install $*" >&2
    exit 1
  fi
  echo "installing $*"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >/dev/null || exit 1
}

# need_cargo NAME: the program of cargo's, where it is missing; unoptimised, since it runs once
need_cargo() {
  command -v "$1" >/dev/null && return
  echo "installing $1"
  cargo install --debug --locked --quiet "$1" || exit 1
}

# modules FOLDER…: the npm packages of the folders by their lockfiles, where they are not there yet
modules() {
  local folder
  for folder in "$@"; do
    if [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ]; then
      npm ci --prefix "$folder" --no-audit --no-fund --silent || exit 1
      touch "$folder/node_modules"
    fi
  done
}

# against COMMAND [INITIATIVES]: runs it with the program served at $address, on generated data where a number of initiatives is
# given, on the database at $SERVED_DATABASE_URL where it is set, else on SQLite. A panic of the program is a failure.
against() {
  local folder database outcome
  address=""
  folder=$(mktemp -d)
  database=${SERVED_DATABASE_URL:-sqlite://$folder/served.db}
  if [ -n "${2:-}" ]; then
    "$program" generate --initiatives "$2" --database-url "$database" >"$folder/log" 2>&1
  fi
  "$program" serve --dev --listen 127.0.0.1:0 --database-url "$database" --documents "$folder/documents" \
    --dev-key "$folder/key.pem" >"$folder/log" 2>&1 &
  server=$!
  for _ in $(seq 200); do
    address=$(grep -oE 'listening on http://[0-9.:]+' "$folder/log" | grep -oE 'http://.*') && break
    sleep 0.1
  done
  if [ -z "$address" ]; then
    cat "$folder/log"
    echo "0 passed, 1 failed"
    return 1
  fi
  "$1"
  outcome=$?
  kill "$server" && wait "$server"
  server=""
  if grep -m 3 "panicked at" "$folder/log"; then
    echo "0 passed, 1 failed"
    outcome=1
  fi
  rm -rf "$folder"
  return $outcome
}

# a token of the persona with this role, of the server at $address
token() { "$program" token --role "$1" --listen "${address#http://}"; }
