#!/bin/sh
# Installs what lies beside it, without a network, and serves it: ./yinju
# With arguments it is the command yinju: ./yinju ask 新增多少学位？  ./yinju serve --port 8000 FOLDER
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
wanted=$(cat "$here/python-version")
python=${PYTHON:-python3}
found=$("$python" -c 'import sys; print(*sys.version_info[:2], sep=".")')
if [ "$found" != "$wanted" ]; then
  echo "yinju: the wheels here are for Python $wanted, $python is $found; set PYTHON=" >&2
  exit 1
fi
if [ ! -e "$here/venv/installed" ]; then
  "$python" -m venv "$here/venv"
  "$here/venv/bin/python" -m pip install --disable-pip-version-check -q \
    --no-index --find-links "$here/wheels" yinju
  touch "$here/venv/installed"
fi
export YINJU_HOME="${YINJU_HOME:-$here/index}"
[ $# -gt 0 ] || set -- serve "$here/documents"
exec "$here/venv/bin/yinju" "$@"
