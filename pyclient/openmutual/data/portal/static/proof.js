/* The proof of a balance, checked where it is read.

A classic script without dependencies: it runs from a USB stick as from a server, asks nobody, and trusts nothing but the
block's hash that the reader brings.  The file it checks, and what is proven by it: docs/balance.md.  The same check
in Python: openmutual/portal/proof.  Both refuse for the same reasons, under the same names. */

"use strict";

(function (global) {
  const FORMAT = "openmutual balance proof 1";
  const PLACE = ["format", "chain", "ledger", "block", "header", "account", "immutables"];
  const OWN = ["member", "storage", "figures"];
  const FIGURES = ["status", "units", "limit", "index", "balance", "rebate", "joined_at", "covered_until"];
  const NAME_DIGITS = 32;

  // --- bytes -------------------------------------------------------------------------------------------------------

  function fromHex(text) {
    const bytes = new Uint8Array(text.length / 2 - 1);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i + 2, 2 * i + 4), 16);
    return bytes;
  }

  function digits(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const toHex = (bytes) => "0x" + digits(bytes);

  const toNumber = (bytes) => (bytes.length ? BigInt(toHex(bytes)) : 0n);

  const toWord = (number) => fromHex("0x" + number.toString(16).padStart(64, "0"));

  function fromBase64(text) {
    return Uint8Array.from(global.atob(text), (letter) => letter.charCodeAt(0));
  }

  // --- Keccak-256; a lane of 64 bits is two numbers of 32, the lower first -----------------------------------------

  const RATE = 136;
  const [ROUNDS, LANES, ROTATIONS] = constants();

  function constants() {
    const rounds = [], lanes = [], rotations = [];
    let register = 1;
    for (let round = 0; round < 24; round++) {
      const constant = [0, 0];
      for (let j = 0; j < 7; j++) {
        const bit = (1 << j) - 1;
        if (register & 1) constant[bit >> 5] |= 1 << (bit & 31);
        register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
      }
      rounds.push(...constant);
    }
    for (let step = 0, x = 1, y = 0; step < 24; step++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      lanes.push(2 * (x + 5 * y));
      rotations.push((((step + 1) * (step + 2)) / 2) % 64);
    }
    return [rounds, lanes, rotations].map((numbers) => Int32Array.from(numbers));
  }

  function permute(state) {
    const column = new Int32Array(10), row = new Int32Array(10);
    for (let round = 0; round < 24; round++) {
      for (let i = 0; i < 10; i++) {
        column[i] = state[i] ^ state[i + 10] ^ state[i + 20] ^ state[i + 30] ^ state[i + 40];
      }
      for (let x = 0; x < 10; x += 2) {
        const before = x < 2 ? x + 8 : x - 2, after = x > 7 ? x - 8 : x + 2;
        const mixLow = column[before] ^ ((column[after] << 1) | (column[after + 1] >>> 31));
        const mixHigh = column[before + 1] ^ ((column[after + 1] << 1) | (column[after] >>> 31));
        for (let i = x; i < 50; i += 10) {
          state[i] ^= mixLow;
          state[i + 1] ^= mixHigh;
        }
      }
      let low = state[2], high = state[3];
      for (let step = 0; step < 24; step++) {
        const lane = LANES[step], by = ROTATIONS[step] & 31, isSwapped = ROTATIONS[step] > 31;
        const first = isSwapped ? high : low, second = isSwapped ? low : high;
        low = state[lane];
        high = state[lane + 1];
        state[lane] = by ? (first << by) | (second >>> (32 - by)) : first;
        state[lane + 1] = by ? (second << by) | (first >>> (32 - by)) : second;
      }
      for (let y = 0; y < 50; y += 10) {
        for (let i = 0; i < 10; i++) row[i] = state[y + i];
        for (let i = 0; i < 6; i++) state[y + i] = row[i] ^ (~row[i + 2] & row[i + 4]);
        for (let i = 6; i < 8; i++) state[y + i] = row[i] ^ (~row[i + 2] & row[i - 6]);
        for (let i = 8; i < 10; i++) state[y + i] = row[i] ^ (~row[i - 8] & row[i - 6]);
      }
      state[0] ^= ROUNDS[2 * round];
      state[1] ^= ROUNDS[2 * round + 1];
    }
  }

  function keccak(data) {
    const state = new Int32Array(50);
    const padded = new Uint8Array((Math.floor(data.length / RATE) + 1) * RATE);
    padded.set(data);
    padded[data.length] ^= 0x01;
    padded[padded.length - 1] ^= 0x80;
    const words = new DataView(padded.buffer);
    for (let block = 0; block < padded.length; block += RATE) {
      for (let i = 0; i < RATE / 4; i++) state[i] ^= words.getInt32(block + 4 * i, true);
      permute(state);
    }
    const hash = new DataView(new ArrayBuffer(32));
    for (let i = 0; i < 8; i++) hash.setInt32(4 * i, state[i], true);
    return new Uint8Array(hash.buffer);
  }

  // --- RLP: a string is bytes, a list is an array ------------------------------------------------------------------

  /* Where the payload of the item at `start` begins and ends, and whether it is a list. */
  function extent(bytes, start) {
    const head = bytes[start];
    if (head < 0x80) return [start, start + 1, false];
    const isList = head >= 0xc0, short = head - (isList ? 0xc0 : 0x80);
    if (short < 56) return [start + 1, start + 1 + short, isList];
    const payload = start + 1 + short - 55;
    return [payload, payload + Number(toNumber(bytes.subarray(start + 1, payload))), isList];
  }

  function decode(bytes) {
    const [payload, end, isList] = extent(bytes, 0);
    if (end !== bytes.length) throw new RangeError("this is not one item of RLP");
    if (!isList) return bytes.subarray(payload, end);
    return split(bytes.subarray(payload, end)).map(decode);
  }

  function split(bytes) {
    const items = [];
    for (let start = 0; start < bytes.length; start = extent(bytes, start)[1]) {
      items.push(bytes.subarray(start, extent(bytes, start)[1]));
    }
    return items;
  }

  // --- Merkle-Patricia tries: nodes by their hashes, followed from the root to one key -----------------------------

  class Missing extends Error {
    constructor(hash) {
      super("a node of the trie is missing");
      this.hash = hash;
    }
  }

  /* Nodes by their hashes in hexadecimal digits; `used` are those that were asked for, in the order of their first use. */
  class Nodes {
    constructor(nodes) {
      this.table = new Map(nodes.map((node) => [digits(keccak(node)), node]));
      this.used = new Map();
    }

    get(hash) {
      const node = this.table.get(digits(hash));
      if (node === undefined) throw new Missing(digits(hash));
      this.used.set(digits(hash), node);
      return decode(node);
    }
  }

  /* What a trie holds under a key; empty if nothing. */
  function follow(root, key, nodes) {
    let node = nodes.get(root), rest = digits(key);
    for (;;) {
      let next;
      if (node.length > 2) {
        next = rest ? node[parseInt(rest[0], 16)] : node[16];
        if (!rest) return next;
        rest = rest.slice(1);
      } else {
        const [path, ends] = pathIn(node[0]);
        if (ends) return rest === path ? node[1] : new Uint8Array();
        next = rest.startsWith(path) ? node[1] : new Uint8Array();
        rest = rest.slice(path.length);
      }
      if (next.length === 0) return next;
      node = Array.isArray(next) ? next : nodes.get(next);
    }
  }

  function pathIn(compact) {
    const spelled = digits(compact), kind = parseInt(spelled[0], 16);
    return [spelled.slice(kind % 2 ? 1 : 2), kind >= 2];
  }

  // --- what the ledger stores --------------------------------------------------------------------------------------

  const NOT_OVER = 0n, WITHDRAWN = 1n, CLAIMED = 3n, COLLECTED = 4n;
  const LEAVING = 2n;
  const OPEN = 0n, CLOSED = 2n;
  const FOR_EVER = 2n ** 40n - 1n;

  class Storage {
    constructor(root, nodes, contract) {
      Object.assign(this, { root, nodes, contract, seen: new Map() });
    }

    /* The fields of a variable, by its name in the sources; a mapping's by its key. */
    fields(name, key) {
      const variable = this.contract.variables[name];
      let slot = BigInt(variable.slot);
      if (variable.mapping) slot = toNumber(keccak(new Uint8Array([...toWord(key), ...toWord(slot)])));
      const held = follow(this.root, keccak(toWord(slot)), this.nodes);
      const word = held.length ? toNumber(decode(held)) : 0n;
      const entries = Object.entries(variable.fields);
      return Object.fromEntries(
        entries.map(([field, [shift, bits]]) => [field, BigInt.asUintN(bits, word >> BigInt(shift))]),
      );
    }

    /* The same of a variable that is no mapping, once. */
    once(name) {
      if (!this.seen.has(name)) this.seen.set(name, this.fields(name));
      return this.seen.get(name);
    }

    checkpoint(period) {
      return this.fields("_history.checkpoints", period);
    }

    indexIn(period) {
      return period ? this.checkpoint(period - 1n).index : 0n;
    }

    /* The first announcement that left the index above a height, by halving, as the contract finds it. */
    firstAbove(height) {
      let low = 0n, high = this.once("_calendar").period - 1n;
      while (low < high) {
        const middle = (low + high) / 2n;
        if (this.checkpoint(middle).index > height) high = middle;
        else low = middle + 1n;
      }
      return low;
    }

    /* The announcement that lets go who asked to leave in a period: a later one where a queue was late. */
    departure(asked) {
      const left = this.checkpoint(asked);
      if (!left.held) return [asked, left];
      const began = left.queue, first = this.checkpoint(began);
      if (!first.waits) return [began, first];
      const paidIn = this.fields("_history.announcedIn", began)[""];
      return paidIn ? [paidIn, this.checkpoint(paidIn)] : [began, { ...first, time: 0n }];
    }
  }

  /* What a member is and holds, as the contract's `memberOf` works it out; it asks for a slot when it needs one. */
  function standing(member, storage, immutables) {
    const m = storage.fields("_members", BigInt(member));
    if (!m.standing) return figures("none", {}, null);
    const isClaimed = m.exit === CLAIMED || m.exit === COLLECTED, asked = m.standing === LEAVING;
    const { status, last } = m.exit === WITHDRAWN || m.exit === COLLECTED
      ? { status: isClaimed ? "claimed" : "withdrawn", last: null }
      : examine(m, isClaimed, asked, storage, immutables);
    const more = last === null ? {} : { rebate: rebate(m, status, last, storage, immutables) };
    return figures(status, { ...m, ...more, until: coveredUntil(status, last, storage) }, last && last.index, immutables);
  }

  /* The status, and the last announcement that was paid with what it left; what is so far, if they go on. */
  function examine(m, isClaimed, asked, storage, immutables) {
    const calendar = storage.once("_calendar"), reserve = BigInt(immutables._reserveSteps);
    const index = isClaimed ? storage.indexIn(m.period) : calendar.index;
    const soFar = { ...calendar, index, time: 0n };
    if (!asked && m.limit < index + reserve) {
      const period = storage.firstAbove(m.limit - reserve);
      const last = { ...storage.checkpoint(period), period };
      return { status: isClaimed ? "claimed" : m.exit === NOT_OVER ? "lapsed" : "withdrawn", last };
    }
    if (isClaimed) return { status: "claimed", last: soFar };
    if (!asked) return { status: m.exit === NOT_OVER ? "active" : "withdrawn", last: soFar };
    const [period, left] = storage.departure(m.period);
    const isGone = left.time > 0n;
    const status = m.exit !== NOT_OVER ? "withdrawn" : isGone ? "left" : "leaving";
    return { status, last: isGone ? { ...left, period } : soFar };
  }

  function coveredUntil(status, last, storage) {
    if (status === "withdrawn" || status === "claimed") return 0n;
    const until = status === "left" || status === "lapsed" ? last.time : FOR_EVER;
    if (storage.once("_calendar").stage === OPEN) return until;
    const { closingAt } = storage.once("_pending");
    return until < closingAt ? until : closingAt;
  }

  /* What is shared out at the end, by what each has shared; the last one there may get what rounding left. */
  function rebate(m, status, last, storage, immutables) {
    if (status === "withdrawn" || status === "claimed" || storage.once("_calendar").stage !== CLOSED) return 0n;
    if (last.period < storage.once("_pending").closingIn) return 0n;
    const shared = m.units * (last.shares - m.joinShares);
    if (!shared) return 0n;
    const whole = storage.once("_rebate"), left = storage.once("_rebateLeft")[""];
    if (shared >= left && !BigInt(immutables.sponsor)) return storage.once("_payable").rebatePool;
    return shared >= whole.shared ? whole.pool : (whole.pool * shared) / whole.shared;
  }

  /* As they stand in a file. */
  function figures(status, m, index, immutables) {
    const { units = 0n, limit = 0n, joinedAt = 0n, until = 0n } = m;
    const balance = index === null ? 0n : (limit - index) * units * BigInt(immutables._step);
    return {
      status,
      units: Number(units),
      limit: Number(limit),
      index: index === null ? null : Number(index),
      balance: String(balance),
      rebate: String(m.rebate || 0n),
      joined_at: Number(joinedAt),
      covered_until: until === FOR_EVER ? null : Number(until),
    };
  }

  // What a header has: so many fields, some of one length, and numbers of block and second below a bound.
  const FEWEST_FIELDS = 15, SIZES = [[0, 32], [3, 32], [5, 32], [6, 256], [13, 32]], LARGEST = 2n ** 63n - 1n;

  // --- the check ---------------------------------------------------------------------------------------------------

  class Refusal extends Error {
    constructor(refusal, facts) {
      super(refusal);
      Object.assign(this, { refusal, facts });
    }
  }

  /* Verify a proof by itself and a block's hash, and work the figures out anew.

     `file` is the parsed JSON, `blockHash` what the reader brings, `contract` what is to be known of the packaged code,
     `expected` whom and what the proof must be of: `member`, `ledger`, `chain`, each if it matters.  Returns
     `{proven: true, figures, block, time, hash}`, or `{proven: false, refusal, facts}`. */
  function check(file, blockHash, contract, expected = {}) {
    try {
      expectReadable(file, contract);
      const written = /^(?:0x)?([0-9a-f]{64})$/i.exec(blockHash.trim());
      if (written === null) throw new Refusal("NotAHash", {});
      const wanted = `0x${written[1].toLowerCase()}`;
      expect("OtherChain", file.chain, expected.chain);
      expect("OtherLedger", file.ledger, expected.ledger?.toLowerCase());
      expect("OtherMember", file.member, expected.member?.toLowerCase());
      return proven(file, wanted, contract);
    } catch (error) {
      if (error instanceof Refusal) return { proven: false, refusal: error.refusal, facts: error.facts };
      throw error;
    }
  }

  function proven(file, wanted, contract) {
    const said = toHex(keccak(fromHex(file.header)));
    if (said !== wanted) throw new Refusal("OtherBlock", { block: file.block, said, wanted });
    const header = headerIn(fromHex(file.header));
    if (header === null) throw new Refusal("OtherBlock", { block: file.block, said, wanted });
    const [block, time] = [Number(toNumber(header[8])), Number(toNumber(header[11]))];
    if (block !== file.block) throw new Refusal("FiguresDiffer", { figure: "block", said: file.block, proven: block });
    const [storageRoot, codeHash] = account(file, header[3]);
    if (digits(keccak(filled(file.immutables, contract))) !== digits(codeHash)) {
      throw new Refusal("OtherCode", { ledger: file.ledger });
    }
    const nodes = new Nodes(file.storage.map(fromHex));
    const storage = new Storage(storageRoot, nodes, contract);
    const due = found("StorageUnproven", { member: file.member }, () => standing(file.member, storage, file.immutables));
    expectNoMore(file.storage, nodes);
    for (const figure of FIGURES) {
      if (due[figure] !== file.figures[figure]) {
        throw new Refusal("FiguresDiffer", { figure, said: file.figures[figure], proven: due[figure] });
      }
    }
    return { proven: true, figures: due, block, time, hash: wanted };
  }

  /* The fields of a header; null for what has not the form of one, as openmutual/audit/proof/headers.py has it. */
  function headerIn(bytes) {
    try {
      const fields = decode(bytes);
      const isHeader = Array.isArray(fields) && fields.length >= FEWEST_FIELDS && fields.every((each) => !Array.isArray(each));
      const isOne = isHeader && SIZES.every(([place, size]) => fields[place].length === size);
      return isOne && [8, 11].every((place) => toNumber(fields[place]) <= LARGEST) ? fields : null;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /* The storage root and the hash of the code of the ledger's account. */
  function account(place, stateRoot) {
    const nodes = new Nodes(place.account.map(fromHex)), facts = { ledger: place.ledger };
    const leaf = found("AccountUnproven", facts, () => follow(stateRoot, keccak(fromHex(place.ledger)), nodes));
    if (leaf.length === 0) throw new Refusal("AccountUnproven", facts);
    expectNoMore(place.account, nodes);
    return decode(leaf).slice(2);
  }

  /* The packaged code with all immutables, each at all its places. */
  function filled(immutables, contract) {
    const code = fromBase64(contract.code);
    for (const [name, places] of Object.entries(contract.immutables)) {
      for (const [start] of places) code.set(toWord(BigInt(immutables[name])), start);
    }
    return code;
  }

  /* What a search comes to, or the refusal that says what a missing node means. */
  function found(refusal, facts, search) {
    try {
      return search();
    } catch (error) {
      throw error instanceof Missing ? new Refusal(refusal, facts) : error;
    }
  }

  function expect(refusal, said, wanted) {
    if ((wanted ?? said) !== said) throw new Refusal(refusal, { said, wanted });
  }

  function expectNoMore(given, nodes) {
    const count = given.length - nodes.used.size;
    if (count) throw new Refusal("SpareNodes", { count });
  }

  /* The file has the form of one; `key` tells what has not. */
  function expectReadable(file, contract) {
    const need = (isRight, key) => {
      if (!isRight) throw new Refusal("Unreadable", { key });
    };
    const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
    const hasKeys = (value, keys) =>
      isMapping(value) && Object.keys(value).length === keys.length && keys.every((key) => key in value);
    const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
    const isText = (value, form) => typeof value === "string" && form.test(value);
    const isHex = (value, size = "*") => isText(value, new RegExp(`^0x([0-9a-f]{2})${size}$`));
    const areNodes = (value) => Array.isArray(value) && value.every((node) => isHex(node, "+"));

    need(hasKeys(file, [...PLACE, ...OWN]), "");
    need(file.format === FORMAT, "format");
    for (const key of ["chain", "block"]) need(isWhole(file[key]), key);
    for (const key of ["ledger", "member"]) need(isHex(file[key], "{20}"), key);
    for (const key of ["account", "storage"]) need(areNodes(file[key]), key);
    need(isHex(file.header), "header");
    need(hasKeys(file.immutables, Object.keys(contract.immutables)), "immutables");
    for (const [name, value] of Object.entries(file.immutables)) {
      need(isText(value, /^0x(0|[1-9a-f][0-9a-f]{0,63})$/), `immutables.${name}`);
    }
    need(hasKeys(file.figures, FIGURES), "figures");
  }

  // --- reading a proof that somebody pastes ------------------------------------------------------------------------

  const MARK = "OPENMUTUAL:", MOST_BYTES = 1_000_000;
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

  /* The file in a text: JSON, or what a picture says, which is its zlib-compressed base45 (RFC 9285).  Promises the parsed
     file, or null for what is neither. */
  async function read(text) {
    try {
      const trimmed = text.trim();
      return JSON.parse(trimmed.startsWith(MARK) ? await inflate(fromBase45(trimmed.slice(MARK.length))) : trimmed);
    } catch {
      return null;
    }
  }

  function fromBase45(text) {
    const bytes = [];
    for (let start = 0; start < text.length; start += 3) {
      const letters = Array.from(text.slice(start, start + 3), (letter) => ALPHABET.indexOf(letter));
      const number = letters.reduceRight((sum, digit) => sum * 45 + digit, 0);
      if (letters.length === 3) bytes.push(number >> 8);
      bytes.push(number & 0xff);
    }
    return Uint8Array.from(bytes);
  }

  /* The text that was compressed; one that grows without end is cut off. */
  async function inflate(bytes) {
    const stream = new global.Blob([bytes]).stream().pipeThrough(new global.DecompressionStream("deflate"));
    const reader = stream.getReader(), parts = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > MOST_BYTES) throw new RangeError("no proof is so long");
      parts.push(part.value);
    }
    return new global.Blob(parts).text();
  }

  // --- finding a member's proof in the shards of a site ------------------------------------------------------------

  /* A member's proof out of nodes that were loaded: `{file}`, or `{missing}`, the name of the shard to load next. */
  function cut(base, member, nodes, contract) {
    try {
      const [storageRoot] = account(base, decode(fromHex(base.header))[3]);
      nodes.used.clear();
      const due = standing(member.toLowerCase(), new Storage(storageRoot, nodes, contract), base.immutables);
      const storage = Array.from(nodes.used.values(), toHex);
      return { file: { ...base, member: member.toLowerCase(), storage, figures: due } };
    } catch (error) {
      if (error instanceof Missing) return { missing: error.hash.slice(0, NAME_DIGITS) };
      throw error;
    }
  }

  /* The same, with the shards loaded as they are needed: `load(name)` promises the nodes of a shard in base64. */
  async function find(base, member, load, contract) {
    const nodes = new Nodes([]), loaded = new Set();
    for (;;) {
      const { file, missing } = cut(base, member, nodes, contract);
      if (file) return file;
      if (loaded.has(missing)) throw new Error(`the shard ${missing} is not what its name says`);
      loaded.add(missing);
      for (const node of split(fromBase64(await load(missing)))) nodes.table.set(digits(keccak(node)), node);
    }
  }

  global.openmutual = Object.assign(global.openmutual || {}, { proof: { check, find, read, keccak, toHex, fromHex } });
})(globalThis);
