#!/bin/sh
# Installs the foreign programs that judge us (test/juries/juries.json) from Debian's packages, without
# letting any service start: a policy-rc.d that forbids it stands while apt works, and goes again.
set -eu

packages=$(node -e '
  const juries = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  console.log([...new Set(juries.map((jury) => jury.package))].join(" "));
' "$(dirname "$0")/../test/juries/juries.json")

missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "no apt-get here: these juries stay away:$missing" >&2
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "not root: install them yourself: sudo apt-get install$missing" >&2
  exit 0
fi

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
echo "installing juries:$missing"
apt-get update -qq
# Never in the place of something that is there: a machine may have a mail system of its own.
# shellcheck disable=SC2086 -- several packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove $missing >/dev/null
