# For install scripts, to be sourced: a Python environment with exactly what a requirements file lists.

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

python_is_usable() { "${PYTHON:-python3}" -c 'import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# install_python_environment FOLDER REQUIREMENTS: every file is checked against its hash; the second run finds nothing to do.
install_python_environment() {
  local folder="$1" requirements="$2" python="${PYTHON:-python3}" tools wanted
  tools="$(dirname "${BASH_SOURCE[0]}")"
  python_is_usable || "$tools/require-packages.sh" no-usable-python=python3 no-usable-venv=python3-venv
  python_is_usable || fail "'$python' is older than 3.11, or without venv: set PYTHON to another one"
  wanted="$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), sys.version.split()[0])' "$requirements")"
  [ "$(cat "$folder/requirements.sha256" 2>/dev/null)" = "$wanted" ] && return
  "$python" -m venv --clear "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
  echo "$wanted" > "$folder/requirements.sha256"
}

# install_laboratory FOLDER: the package of test/laboratory can be imported in this environment, from where it is. A line in a .pth
# file is all that a development install leaves as well; written here, it needs no build backend and no network.
install_laboratory() {
  local line laboratory
  line="$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/laboratory.pth"
  laboratory="$(cd "$(dirname "${BASH_SOURCE[0]}")/../test/laboratory" && pwd)"
  # A program that starts while the line is written would not find the package.
  [ "$(cat "$line" 2>/dev/null)" = "$laboratory" ] || echo "$laboratory" > "$line"
}
