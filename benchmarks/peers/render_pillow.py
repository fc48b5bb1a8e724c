#!/usr/bin/python3
"""Renders codes on a background with Pillow: `render_pillow.py FOLDER VARIANT FORMAT SECONDS [outlined]`.

The background is decoded once, fonts are kept by size, and the size of each text is given, so that only drawing and encoding count.
"""

import functools
import io
import pathlib
import sys
import time

from PIL import Image, ImageDraw, ImageFont

SIZES = {"square": (1080, 1080), "story": (1080, 1920)}
LEFT, TOP, WIDTH, HEIGHT = 0.05, 0.78, 0.90, 0.12  # of the picture: the default box
SAVE = {"jpg": {"format": "JPEG", "quality": 90}, "png": {"format": "PNG", "compress_level": 6}}
WARM_UP = 2

folder, variant, form, seconds = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
outlined = sys.argv[5:] == ["outlined"]
size = SIZES[variant]
background = Image.frombytes("RGB", size, (folder / f"{variant}.rgb").read_bytes())
codes = [line.split() for line in (folder / f"{variant}.codes").read_text().splitlines()]
middle = (round(LEFT * size[0]) + round(WIDTH * size[0] / 2), round(TOP * size[1]) + round(HEIGHT * size[1] / 2))


@functools.cache
def font(px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(folder / "fonts/DejaVuSans-Bold.ttf"), px)


def render(code: str, px: int) -> int:
    picture = background.copy()
    ImageDraw.Draw(picture).text((middle[0], middle[1] + round(0.35 * px)), code, font=font(px), fill="white", anchor="ms",
                                 stroke_width=max(2, px * 8 // 100) // 2 if outlined else 0, stroke_fill="#404040")
    file = io.BytesIO()
    picture.save(file, **SAVE[form])
    return file.tell()


for code, px in codes[:WARM_UP]:
    render(code, int(px))
took, total, end = [], 0, time.monotonic() + seconds
while time.monotonic() < end:
    code, px = codes[len(took) % len(codes)]
    begun = time.process_time()
    total += render(code, int(px))
    took.append(time.process_time() - begun)
print(f"renders_per_s {len(took) / sum(took):.1f} p99_us {sorted(took)[len(took) * 99 // 100] * 1e6:.0f} bytes {total / len(took):.0f}")
