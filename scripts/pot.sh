#!/bin/sh
# pot.sh writes the list of the plug-in's texts, and brings the translations up to date with it.
set -eu
"$(dirname "$0")/need.sh" xgettext:gettext
cd wordpress/lwa-wasm
pot=languages/lwa-wasm.pot
find . -name '*.php' | LC_ALL=C sort | xgettext --files-from=- --language=PHP --from-code=UTF-8 --add-comments=translators: --no-wrap \
	--keyword=__ --keyword=esc_html__ --keyword=esc_html_e --keyword=esc_attr__ --package-name=lwa-wasm --output=- |
	sed -e '/^"POT-Creation-Date/d' -e 's/^#: .*:[0-9]*$/&/' -e 's/charset=CHARSET/charset=UTF-8/' |
	grep -v '^#: ' >$pot
for po in languages/*.po; do
	msgmerge --quiet --no-wrap --no-fuzzy-matching --no-location --update --backup=none "$po" $pot
done
