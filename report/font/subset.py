"""Cuts one weight of Noto Sans SC down to a character set and resets its vertical metrics.

Usage: subset.py gbk|gb2312 source.ttf target.ttf
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# Blocks beside the Chinese characters that reports and the names in data need.
BLOCKS = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B (pinyin with tones, European names)
    (0x02C6, 0x02DD),  # spacing modifiers
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x04FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x218F),  # letter-like symbols and number forms
    (0x2190, 0x22FF),  # arrows and mathematical operators
    (0x2460, 0x24FF),  # enclosed numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x26FF),  # geometric shapes, miscellaneous symbols
    (0x3000, 0x303F),  # CJK punctuation
    (0x3040, 0x30FF),  # kana
    (0x3200, 0x33FF),  # enclosed CJK, units
    (0xFB00, 0xFB06),  # Latin ligatures as characters
    (0xFF00, 0xFFEF),  # full-width forms
]

# Spaces that typesetting uses and the font lacks. They are drawn with the glyph of the ordinary space.
SPACES = [0x2009, 0x202F]


def encodable(codec, leads, trails):
    """Returns the characters that a two-byte code page can encode."""
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.add(ord(bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass  # the page leaves this cell empty
    return found


def wanted(name):
    """Returns the code points of the subset called name."""
    points = {c for first, last in BLOCKS for c in range(first, last + 1)}
    if name == "gbk":
        # The two-byte part of GB 18030 is GBK with some eighty more characters, 䶮 of personal names among them.
        return points | encodable("gb18030", range(0x81, 0xFF), range(0x40, 0xFF))
    return points | encodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))


def main():
    name, source, target = sys.argv[1:]
    font = TTFont(source, recalcTimestamp=False)

    options = subset.Options()
    options.layout_features = ["kern"]  # pair kerning stays, in GPOS; the rest is not used by our writers
    options.hinting = False  # outlines are drawn at print sizes
    options.name_IDs = ["*"]  # copyright and licence stay in the font
    options.notdef_outline = True  # a character that slipped through shows as a box
    options.drop_tables += ["vhea", "vmtx", "BASE", "STAT", "GSUB"]  # vertical setting and variants
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted(name))
    cutter.subset(font)

    for table in font["cmap"].tables:
        if table.isUnicode() and 0x20 in table.cmap:
            for point in SPACES:
                table.cmap.setdefault(point, table.cmap[0x20])

    # The family ships an ascent of 1.160 and a descent of 0.288 em, which leaves centred labels 0.14 em low. The em box of an
    # ideograph, 0.88 above and 0.12 below the baseline, is what a line of a report wants.
    em = font["head"].unitsPerEm
    ascent, descent = em * 88 // 100, -(em * 12 // 100)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, descent, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    font.save(target)


main()
