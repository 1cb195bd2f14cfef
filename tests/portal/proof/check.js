/* Answers questions about `proof.js` that come in on standard input, in one process for all of them.

`checks` are files to check, with the block's hash and what is expected; `changes` are such files, whose every byte in a
part is changed in turn; `finds` are a base and its shards, in which the files of members are found; `texts` are read. */

"use strict";

const { readFileSync } = require("node:fs");

const { script, contract, checks = [], changes = [], finds = [], texts = [], hashes = [] } = JSON.parse(readFileSync(0, "utf8"));
require(script);

const { check, find, read, keccak, toHex, fromHex } = globalThis.openmutual.proof;

/* The same file with one byte of a part changed, by the part's path. */
function changed(file, [first, ...rest], offset, mask) {
  const copy = Array.isArray(file) ? [...file] : { ...file };
  if (rest.length) {
    copy[first] = changed(copy[first], rest, offset, mask);
  } else {
    const bytes = fromHex(copy[first]);
    bytes[offset] ^= mask;
    copy[first] = toHex(bytes);
  }
  return copy;
}

function everyChange([file, hash, path, mask]) {
  const part = path.reduce((found, key) => found[key], file);
  return Array.from(fromHex(part), (_, offset) => {
    const verdict = check(changed(file, path, offset, mask), hash, contract);
    return verdict.proven ? "" : verdict.refusal;
  });
}

async function everyFind([base, shards, members]) {
  const loaded = [];
  const load = async (name) => (loaded.push(name), shards[name]);
  const files = [];
  for (const member of members) files.push(await find(base, member, load, contract));
  return { files, loaded };
}

async function answer() {
  const found = [];
  for (const each of finds) found.push(await everyFind(each));
  return {
    hashes: hashes.map((data) => toHex(keccak(fromHex(data)))),
    checks: checks.map(([file, hash, expected]) => check(file, hash, contract, expected)),
    changes: changes.map(everyChange),
    finds: found,
    texts: await Promise.all(texts.map(read)),
  };
}

answer().then((told) => process.stdout.write(JSON.stringify(told)));
