#!/bin/sh
# Makes the two embedded subsets of Noto Sans SC from the published npm package. Run it in this folder, with npm, python3 with
# fonttools and sha256sum installed; it leaves NotoSansSC-Regular.ttf, NotoSansSC-Bold.ttf, LICENSE and SHA256SUMS.
#
# The same package and the same fonttools give the same bytes: both are pinned here, and the result is held against SHA256SUMS.
# A newer fonttools may order tables differently; then run with FONTTOOLS=version, look at the result, and commit the new sums.
set -eu

package=@expo-google-fonts/noto-sans-sc
version=0.4.3
checksum=0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59
fonttools=${FONTTOOLS:-4.38.0}
python=${PYTHON:-python3}

found=$("$python" -c 'import fontTools; print(fontTools.version)')
if [ "$found" != "$fonttools" ]; then
	echo "fonttools $fonttools is needed to repeat the bytes, found $found" >&2
	exit 1
fi

here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "$package@$version" >name
echo "$checksum  $(cat name)" | sha256sum --check --quiet
tar -xzf "$(cat name)" package/LICENSE_FONT package/400Regular/NotoSansSC_400Regular.ttf package/700Bold/NotoSansSC_700Bold.ttf

"$python" "$here/subset.py" gbk package/400Regular/NotoSansSC_400Regular.ttf NotoSansSC-Regular.ttf
"$python" "$here/subset.py" gb2312 package/700Bold/NotoSansSC_700Bold.ttf NotoSansSC-Bold.ttf
sha256sum NotoSansSC-Regular.ttf NotoSansSC-Bold.ttf >SHA256SUMS

cp NotoSansSC-Regular.ttf NotoSansSC-Bold.ttf "$here/"
cp package/LICENSE_FONT "$here/LICENSE"
if [ -f "$here/SHA256SUMS" ] && ! cmp -s SHA256SUMS "$here/SHA256SUMS"; then
	echo "the subsets differ from the committed SHA256SUMS" >&2
fi
cp SHA256SUMS "$here/SHA256SUMS"
cat SHA256SUMS
