#!/bin/sh
# Makes the pictures of docs/report-docx.md: LibreOffice Writer with an annotated docx, and a page of an annotated pdf.
# Needs LibreOffice, Xvfb, ImageMagick and poppler-utils; run it from the project's folder after `cargo build`:
#     sh docs/scripts/report-docx.sh
set -eu
work=$(mktemp -d)
check() { target/debug/yushen check --as-of 2024-01-01 "$@" >/dev/null || test $? -eq 1; }
check fixtures/construction/faulty.docx --report "docx=$work/批注.docx"
check fixtures/construction/faulty.pdf --report "pdf=$work/批注.pdf"

Xvfb :77 -screen 0 1500x1000x24 &
screen=$!
DISPLAY=:77 soffice "-env:UserInstallation=file://$work/profile" --norestore --nologo "$work/批注.docx" &
office=$!
sleep 40
DISPLAY=:77 import -window root "$work/writer.png"
kill "$office" "$screen"
convert "$work/writer.png" -colors 128 "PNG8:docs/pictures/report-docx.png"

pdftoppm -r 70 -png -f 3 -l 3 "$work/批注.pdf" "$work/page"
convert "$work"/page*.png -colors 64 "PNG8:docs/pictures/report-pdf.png"
