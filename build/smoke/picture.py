#!/usr/bin/env python3
"""Says whether a picture shows something.

    ffmpeg … -f rawvideo -pix_fmt rgb24 - | picture.py

A window that painted nothing is one flat colour, perhaps with the caret or a
border. A drawn one has text, whose edges alone make many shades. Exit code 0
when drawn, 1 when blank; the figures are printed either way.
"""

import collections
import sys

MIN_COLOURS = 24  # shades of anti-aliased text on one background exceed this
MAX_SHARE = 0.995  # of all pixels in the commonest colour


def main():
    raw = sys.stdin.buffer.read()
    count = len(raw) // 3
    if count == 0:
        print("no pixels")
        return 1
    colours = collections.Counter(zip(raw[0::3], raw[1::3], raw[2::3]))
    share = colours.most_common(1)[0][1] / count
    print(f"{len(colours)} colours, the commonest on {share:.1%}")
    return 0 if len(colours) >= MIN_COLOURS and share <= MAX_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
