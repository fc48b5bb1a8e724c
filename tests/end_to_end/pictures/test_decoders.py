"""Pictures of `promostack render` in other people's decoders: all read them without a word, and see the same pixels."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest
import zlib

from PIL import Image, ImageChops, ImageDraw, ImageStat

PROGRAM = os.environ["PROMOSTACK_TEST_BINARY"]
ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARP = ROOT / "benchmarks/peers/sharp"
DEADLINE_S = 60
# Whole squares of sixteen, cut squares, and what is smaller than one.
SIZES = {"square": (1080, 1080), "story": (1080, 1920), "feed": (333, 444), "small": (37, 21)}
KINDS = ("photograph", "graphic")
TEXT = "SUMMER-2025"
DECIBELS = 30  # of the JPEG against the PNG, under noise and hard letters

NODE_PNG = """
const zlib = require("node:zlib"), crypto = require("node:crypto"), file = require("node:fs").readFileSync(process.argv[1]);
const data = [];
for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at))
  if (file.toString("latin1", at + 4, at + 8) === "IDAT") data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
console.log(crypto.createHash("sha256").update(zlib.inflateSync(Buffer.concat(data))).digest("hex"));
"""
SHARP_PIXELS = """
import sharp from "sharp";
import { createHash } from "node:crypto";
const pixels = await sharp(process.argv[1], { failOn: "warning" }).removeAlpha().raw().toBuffer();
console.log(createHash("sha256").update(pixels).digest("hex"));
"""


def run(*command: object, cwd: pathlib.Path | None = None) -> bytes:
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=DEADLINE_S, cwd=cwd)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-600:]}")
    return done.stdout


def digest(pixels: bytes) -> str:
    return hashlib.sha256(pixels).hexdigest()


def background(kind: str, size: tuple[int, int]) -> Image.Image:
    if kind == "photograph":
        noise = Image.frombytes("RGB", size, random.Random(size[0]).randbytes(size[0] * size[1] * 3))
        slope = Image.linear_gradient("L").resize(size).convert("RGB")
        return Image.blend(slope, noise, 0.08)
    picture = Image.new("RGB", size, "#0f172a")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, size[0] // 2, size[0] // 2), fill="#facc15")
    draw.rectangle((size[0] // 3, size[1] // 2, size[0] - 1, size[1] - 1), fill="#dc2626")
    return picture


def pillow(file: pathlib.Path) -> str:
    with Image.open(file) as picture:
        return digest(picture.convert("RGB").tobytes())


def image_magick(file: pathlib.Path) -> str:
    return digest(run("/usr/bin/convert", "-regard-warnings", file, "-depth", "8", "rgb:-"))


def djpeg(file: pathlib.Path) -> str:
    return digest(run("djpeg", "-strict", "-pnm", file))


def sharp(file: pathlib.Path) -> str:
    return run("node", "--input-type=module", "--eval", SHARP_PIXELS, "--", file, cwd=SHARP).decode().strip()


class Decoders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="promostack-decoders-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.files = {form: [cls.render(kind, name, form) for kind in KINDS for name in SIZES] for form in ("jpg", "png")}

    @classmethod
    def render(cls, kind: str, name: str, form: str) -> pathlib.Path:
        template = cls.folder / f"{kind}-{name}"
        out = template / f"{TEXT}.{form}"
        if not template.exists():
            template.mkdir()
            background(kind, SIZES[name]).save(template / "square.png")
            (template / "meta.json").write_text(json.dumps({"name": name, "telegramEnabled": True, "square": {
                "imageUrl": "square.png", "width": SIZES[name][0], "height": SIZES[name][1], "maxFontPx": 0, "fontColor": "#FFFFFF",
                "font": "dejavu_sans", "outline": True, "showLogo": False,
                "box": {"leftPct": 5, "topPct": 60, "widthPct": 90, "heightPct": 30, "hAlign": "center", "vAlign": "middle"}}}))
        done = subprocess.run([PROGRAM, "render", "--template", template, "--text", TEXT, "--out", out], capture_output=True, text=True,
                              timeout=DEADLINE_S, env=os.environ | {"DATA_DIR": str(cls.folder / "data")})
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return out

    def test_every_decoder_sees_in_a_jpeg_what_it_sees_without_restart_markers(self):
        decoders = [djpeg, pillow, image_magick] + ([sharp] if self.sharp_is_there() else [])
        for file in self.files["jpg"]:
            plain = file.with_suffix(".plain.jpg")
            plain.write_bytes(run("jpegtran", "-restart", "0", "-optimize", file))
            self.assertNotEqual(file.read_bytes(), plain.read_bytes())
            for decoder in decoders:
                with self.subTest(file=file.parent.name, decoder=decoder.__name__):
                    self.assertEqual(decoder(file), decoder(plain))

    def test_every_decoder_sees_the_same_pixels_in_a_png(self):
        decoders = [image_magick] + ([sharp] if self.sharp_is_there() else [])
        for file in self.files["png"]:
            expected = pillow(file)
            for decoder in decoders:
                with self.subTest(file=file.parent.name, decoder=decoder.__name__):
                    self.assertEqual(decoder(file), expected)

    def test_pngcheck_finds_no_fault(self):
        for file in self.files["png"]:
            with self.subTest(file=file.parent.name):
                self.assertIn(b"OK", run("pngcheck", file))

    def test_node_inflates_a_png_to_rows_of_the_right_length(self):
        for file in self.files["png"]:
            with self.subTest(file=file.parent.name):
                self.assertEqual(run("node", "--eval", NODE_PNG, "--", file).decode().strip(), digest(inflated(file.read_bytes())))

    def test_the_text_is_there_and_nothing_else_has_changed(self):
        for file in self.files["png"]:
            with self.subTest(file=file.parent.name), Image.open(file) as picture, Image.open(file.parent / "square.png") as before:
                self.assertEqual(picture.size, before.size)
                left, top, right, bottom = ImageChops.difference(picture.convert("RGB"), before).getbbox()
                self.assertGreaterEqual(top, 0.5 * before.height)
                self.assertGreater(right - left, 0.3 * before.width)

    def test_the_jpeg_shows_what_the_png_shows(self):
        for jpeg, png in zip(self.files["jpg"], self.files["png"]):
            with self.subTest(file=jpeg.parent.name), Image.open(jpeg) as lossy, Image.open(png) as exact:
                error = ImageStat.Stat(ImageChops.difference(lossy.convert("L"), exact.convert("L"))).rms[0]
                self.assertLess(error, 255 / 10 ** (DECIBELS / 20))

    def sharp_is_there(self) -> bool:
        return shutil.which("node") is not None and (SHARP / "node_modules/sharp").exists()


def inflated(file: bytes) -> bytes:
    at, stream = 8, b""
    while at < len(file):
        length = int.from_bytes(file[at:at + 4], "big")
        if file[at + 4:at + 8] == b"IDAT":
            stream += file[at + 8:at + 8 + length]
        at += 12 + length
    return zlib.decompress(stream)


if __name__ == "__main__":
    unittest.main()
