#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# syntax.sh windows|libcxx: compiles every source of engine and gui, without building anything, for Windows (MinGW)
# or with clang and libc++, the standard library of macOS. A Linux machine thus sees most of what would break there.
# Incremental: a source is looked at again when it or a header of the project has changed.
# Last line: "windows-syntax: N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$PWD

kind=${1:-}
work=$here/build/$kind-syntax
qt=$(qmake6 -query QT_INSTALL_HEADERS) || exit 1
mkspecs=$(qmake6 -query QT_HOST_DATA)/mkspecs
[ -d "$mkspecs" ] || mkspecs=$(qmake6 -query QT_INSTALL_ARCHDATA)/mkspecs

case "$kind" in
    windows)
        compiler=x86_64-w64-mingw32-g++-posix
        options="-DUNICODE -D_UNICODE -DWIN32 -D_WIN32_WINNT=0x0A00"
        spec=$mkspecs/win32-g++ ;;
    libcxx)
        compiler=clang++
        options="-stdlib=libc++ -fPIC"
        spec=$mkspecs/linux-clang-libc++ ;;
    *)
        echo "syntax.sh windows|libcxx" >&2
        exit 64 ;;
esac
command -v $compiler >/dev/null || { echo "$kind-syntax: $compiler is not installed: ./dev setup --lab" >&2; exit 1; }

# Only the libraries' own headers: this machine's C library must stay out of sight of the other compiler.
mkdir -p "$work/include" "$work/ok" || exit 1
rm -f "$work/last-line"
for library in spdlog fmt qt6keychain; do
    [ ! -d "/usr/include/$library" ] || ln -sfn "/usr/include/$library" "$work/include/$library"
done
includes="-I$here/engine -I$here/gui -isystem $qt -isystem $spec"
for module in Core Network Gui Widgets Charts; do
    includes="$includes -isystem $qt/Qt$module"
done
includes="$includes -isystem $(pg_config --includedir) -isystem $work/include"
# Sources that end in #include "x.moc" find it where the dev build made it.
while IFS= read -r directory; do
    [ -z "$directory" ] || includes="$includes -I$directory"
done <<EOT
$(find "$here/build/dev/engine" "$here/build/dev/gui" -type d -path '*_autogen/include' 2>/dev/null)
EOT

# The project's Qt macros, as in cmake/TidegateStrict.cmake; warnings belong to the real builds.
macros=$(sed -n '/target_compile_definitions(tidegate_strict INTERFACE$/,/)/p' cmake/TidegateStrict.cmake |
    grep -o 'QT_[A-Z_]*' | sed 's/^/-D/' | tr '\n' ' ')
macros="$macros -DSPDLOG_COMPILED_LIB -DSPDLOG_SHARED_LIB -DSPDLOG_FMT_EXTERNAL -DTIDEGATE_VERSION=\\\"0\\\""

{
    cat <<EOT
rule look
  command = $compiler -fsyntax-only -std=c++20 $options $macros $includes -MMD -MT \$out -MF \$out.d \$in && touch \$out
  depfile = \$out.d
  deps = gcc
  description = $kind \$in
EOT
    find engine gui -name '*.cpp' | sort | while IFS= read -r file; do
        echo "build ok/$file: look $here/$file"
    done
} >"$work/build.ninja.new"
# A new command makes ninja look at everything again; the same one must not.
cmp -s "$work/build.ninja.new" "$work/build.ninja" || mv "$work/build.ninja.new" "$work/build.ninja"

all=$(grep -c '^build ' "$work/build.ninja")
ninja -C "$work" -k 0 2>&1 | tee "$work/log" | grep -v '^ninja: '
result=${PIPESTATUS[0]}
failed=$(grep -c '^FAILED: ' "$work/log")
[ "$result" = 0 ] || [ "$failed" -gt 0 ] || failed=$all
echo "$kind-syntax: $((all - failed)) passed, $failed failed" | tee "$work/last-line"
exit "$result"
