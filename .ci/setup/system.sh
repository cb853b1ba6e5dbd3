#!/usr/bin/env bash
# system.sh NAME...: makes sure that these are on the machine; installs with apt-get only what is missing.
#   venv      python3 -m venv that brings pip      compiler  what npm needs to build native modules
#   browser   Chromium, and a font so that screenshots have letters
#   editors   Neovim, and Emacs with eglot
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
python=${PYTHON:-python3}
packages=()

need() { # need PACKAGE COMMAND...: the package is missing unless the command succeeds
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}
has_dejavu() { [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || fc-list 2>/dev/null | grep -qi dejavu; }
has_eglot() { emacs --batch --eval '(package-initialize)' -l eglot; }
has_markdown_mode() { emacs --batch --eval '(package-initialize)' -l markdown-mode; }

for name in "$@"; do
  case $name in
    venv) need python3-venv "$python" -c "import ensurepip, venv" ;;
    compiler)
      need g++ command -v g++
      need make command -v make
      ;;
    browser)
      [ -n "${CHROMIUM:-}" ] && continue
      need chromium command -v chromium
      need fonts-dejavu-core has_dejavu
      ;;
    editors)
      need neovim command -v nvim
      need emacs-nox command -v emacs
      need elpa-eglot has_eglot
      need elpa-markdown-mode has_markdown_mode
      ;;
    *)
      echo "system.sh: what is '$name'?" >&2
      exit 2
      ;;
  esac
done

[ ${#packages[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Missing, and there is no apt-get to install it: ${packages[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Missing; install as root: apt-get install ${packages[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"$here/retry.sh" "${as_root[@]}" apt-get update -q
"$here/retry.sh" "${as_root[@]}" apt-get install -qy --no-install-recommends "${packages[@]}"
