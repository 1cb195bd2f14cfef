// What pages do by themselves: find a case, a period or a member, and show a member's account.
// Whatever comes from the chain is set as text, never as markup.
"use strict";

var openmutual = globalThis.openmutual || (globalThis.openmutual = {});

(function () {
  const HOME = "../";
  const ADDRESS = /^0x[0-9a-f]{40}$/;
  const waiting = new Map();
  const shards = new Map();

  // Shards call this with their name and their content.
  openmutual.shard = function (name, value) {
    shards.set(name, value);
  };

  // The content of a shard, whose file lies at `path` in the plan's folder; loaded once, but asked for again if that failed.
  openmutual.load = function (path, name = path) {
    if (!waiting.has(path)) {
      waiting.set(path, loadScript(path).then(() => {
        if (!shards.has(name)) {
          throw new Error(path);
        }
        return shards.get(name);
      }).catch((error) => {
        waiting.delete(path);
        throw error;
      }));
    }
    return waiting.get(path);
  };

  function loadScript(path) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${HOME}${path}.js`;
      script.onload = () => done();
      script.onerror = () => failed(new Error(path));
      document.head.append(script);
    });
  }

  // What a table that is split by address holds under one; undefined for nothing.
  openmutual.look_up = async function (folder, address) {
    let shard = await openmutual.load(`${folder}/all`);
    for (let depth = 1; shard === "split"; depth += 1) {
      shard = await openmutual.load(`${folder}/${address.slice(2, 2 + depth)}`);
    }
    return Object.hasOwn(shard, address) ? shard[address] : undefined;
  };

  // words -----------------------------------------------------------------------------------------------------------

  const words = () => shards.get("words");
  openmutual.words = words;

  // A template of the catalogue with its facts; see i18n/formatter.py.
  openmutual.fill = function (template, facts) {
    return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => write(facts[name], kind));
  };

  function write(value, kind) {
    if (value === null) {
      return "–";
    }
    if (kind === "money") {
      return `${amount(value)} ${words().symbol}`;
    }
    if (kind === "time") {
      return moment(value);
    }
    const isLong = typeof value === "number" && value >= 10_000;
    return kind === "count" || isLong ? grouped(BigInt(value)) : String(value);
  }

  // An amount of base units, exactly: two places at least if it is not whole.
  function amount(units) {
    const scale = 10n ** BigInt(words().decimals);
    const size = units < 0n ? -units : units;
    const part = (size % scale).toString().padStart(words().decimals, "0").replace(/0+$/, "");
    const places = part ? `.${part.padEnd(2, "0")}` : "";
    return `${units < 0n ? "−" : ""}${grouped(size / scale)}${places}`;
  }

  function grouped(number) {
    return number.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  }

  function moment(seconds) {
    return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  }

  const day = (seconds) => moment(seconds).slice(0, 10);

  // the page --------------------------------------------------------------------------------------------------------

  openmutual.element = element;

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text !== undefined) {
      made.textContent = text;
    }
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  openmutual.on = on;

  // Shows what needs a script, and lets it act; null on a page without it.
  function on(id, event, act) {
    const found = document.getElementById(id);
    if (found) {
      found.hidden = false;
      found.addEventListener(event, act);
    }
    return found;
  }

  function search(event) {
    event.preventDefault();
    const { search: said } = words();
    const sought = event.target.elements.sought.value.trim().toLowerCase();
    const result = document.getElementById("search-result");
    if (ADDRESS.test(sought)) {
      window.location.href = `member.html#${sought}`;
      return;
    }
    const links = /^\d{1,15}$/.test(sought) ? numbered(Number(sought), said) : null;
    result.replaceChildren(...(links === null ? [said.nothing] : links.length ? links : [said.unknown]));
  }

  function numbered(number, said) {
    return words().tables.filter(({ rows }) => number < rows).flatMap(({ kind, page, size }) => {
      const href = `${page}-${Math.floor(number / size)}.html#${kind}-${number}`;
      return [element("a", openmutual.fill(said[kind], { number: String(number) }), { href }), " "];
    });
  }

  // a member's account ----------------------------------------------------------------------------------------------

  async function announced() {
    const numbers = Array.from({ length: words().chunks }, (_, number) => number);
    const read = await Promise.all(numbers.map((number) => openmutual.load(`announced/${number}`)));
    return read.flat();
  }

  // The address that the page was asked for, as its own address has it.
  function asked() {
    const written = window.location.hash.slice(1);
    try {
      return decodeURIComponent(written).trim().toLowerCase();
    } catch {
      return written;
    }
  }

  // Whatever comes late goes into a place that is the page's no more, if another account was asked for meanwhile.
  async function show() {
    const place = element("div"), address = asked();
    document.getElementById("account").replaceChildren(place);
    const { member } = words();
    if (!address) {
      return;
    }
    document.getElementById("address").value = address;
    if (!ADDRESS.test(address)) {
      place.replaceChildren(element("p", member.bad, { class: "caution" }));
      return;
    }
    try {
      const lines = await openmutual.look_up("members", address);
      const told = lines ? openmutual.account(lines, await announced()) : null;
      place.replaceChildren(...(told ? tell(address, told) : unknown(address)));
      await openmutual.prove(place, address, told);
    } catch (error) {
      place.replaceChildren(element("p", openmutual.fill(member.failed, { file: error.message }), { class: "unsound" }));
    }
  }

  function unknown(address) {
    return [element("p", openmutual.fill(words().member.unknown, { member: address }), { class: "caution" })];
  }

  function tell(address, told) {
    const { title, status, sum, member } = words();
    const facts = { ...told, status: status[told.status] };
    return [
      element("h2", openmutual.fill(title, { member: address }), { class: "hex" }),
      element("p", openmutual.fill(sum, facts), { id: "sum" }),
      table(told.lines, member.lines),
      element("h3", member.same),
      command(`openmutual statement ${address} --ledger ${words().ledger} --rpc URL --block ${words().block}`),
      ...actions(address, told),
    ];
  }

  function table(lines, label) {
    const made = element("table");
    made.append(element("caption", label));
    const head = made.createTHead().insertRow();
    words().columns.forEach((column, place) => head.append(element("th", column, cell(place, { scope: "col" }))));
    const body = made.createTBody();
    for (const line of lines) {
      const row = body.insertRow();
      cells(line).forEach((text, place) => row.append(element("td", text, cell(place))));
    }
    const region = element("div", undefined, { class: "scroll whole", tabindex: "0", role: "region", "aria-label": label });
    region.append(made);
    return region;
  }

  function cell(place, attributes = {}) {
    const kind = place === 0 ? "nowrap" : place < 3 ? null : "n";
    return kind ? { ...attributes, class: kind } : attributes;
  }

  function cells(line) {
    const { lines, case: counted, comma } = words();
    const cases = Object.entries(line.cases).map(([level, number]) => openmutual.fill(counted, { level, number }));
    const what = openmutual.fill(lines[line.what], { period: line.period ?? 0 });
    return [day(line.at), what, cases.join(comma), line.amount ? amount(line.amount) : "", amount(line.balance)];
  }

  // What a member can do, by their status; in a closed plan all there is to do is to take out what is left.
  const ACTS = { active: ["top_up", "leave"], leaving: ["top_up"], lapsed: ["top_up", "withdraw"] };

  function actions(address, { status, balance }) {
    const { stage, commands, actions: said, member } = words();
    const keys = stage === "closed" || !(status in ACTS) ? (balance > 0n ? ["withdraw"] : []) : ACTS[status];
    const acts = commands.filter(({ key }) => keys.includes(key));
    const told = acts.flatMap((each) => [
      element("p", said[each.key]),
      command(each.command.replaceAll("MEMBER", address)),
    ]);
    return told.length ? [element("h3", member.act), ...told] : [];
  }

  function command(text) {
    const made = element("pre");
    made.append(element("code", text));
    return made;
  }

  // -----------------------------------------------------------------------------------------------------------------

  function carryPlace() {
    const other = document.getElementById("other");
    other.href = `${other.href.split("#")[0]}${window.location.hash}`;
  }

  function begin() {
    on("search", "submit", search);
    carryPlace();
    window.addEventListener("hashchange", carryPlace);
    if (on("look-up", "submit", (event) => {
      event.preventDefault();
      window.location.hash = event.target.elements.address.value.trim();
    })) {
      document.getElementById("without-script").hidden = true;
      window.addEventListener("hashchange", show);
      show();
    }
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
