// @ts-check
// Reads archives without the code that wrote them.
import assert from "node:assert/strict";
import zlib from "node:zlib";

const kEndBytes = 22;

/** The files of a ZIP archive by their names. @param {Buffer} archive @returns {Map<string, Buffer>} */
export function unzipped(archive) {
  const end = archive.length - kEndBytes;
  assert.equal(archive.readUInt32LE(end), 0x06054b50, "the archive has no end");
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(archive.readUInt32LE(at), 0x02014b50, "the directory of the archive is broken");
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const title = archive.toString("utf8", at + 46, at + 46 + Number(nameBytes));
    assert.ok(!files.has(title), `two files are called ${title}`);
    files.set(title, contentAt(archive, archive.readUInt32LE(at + 42), archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)));
    at += 46 + Number(nameBytes) + Number(extraBytes) + Number(noteBytes);
  }
  return files;
}

/** @param {Buffer} archive @param {number} head @param {number} method @param {number} size */
function contentAt(archive, head, method, size) {
  assert.equal(archive.readUInt32LE(head), 0x04034b50, "a file of the archive has no head");
  const start = head + 30 + archive.readUInt16LE(head + 26) + archive.readUInt16LE(head + 28);
  const stored = archive.subarray(start, start + size);
  return method === 0 ? stored : zlib.inflateRawSync(stored);
}
