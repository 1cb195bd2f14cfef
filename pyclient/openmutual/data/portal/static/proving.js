// The proof of a member's balance, in the page: cut out of the site's shards, checked against a hash that the reader brings.
"use strict";

var openmutual = globalThis.openmutual || (globalThis.openmutual = {});

(function () {
  // Below an account: the form that asks for a block's hash, or why nothing can be proven on this chain.
  openmutual.prove = async function (place, address, told) {
    const { element, words } = openmutual;
    const { proving, proof } = words();
    const { base, reason } = await openmutual.load("proof");
    place.append(element("h3", proving.title));
    if (reason) {
      place.append(element("p", proof.not_provable[reason], { class: "caution" }));
      return;
    }
    place.append(element("p", openmutual.fill(proving.intro, { block: base.block })), form(base, address, told));
  };

  function form(base, address, told) {
    const { element, words } = openmutual;
    const { proving } = words();
    const made = element("form", undefined, { id: "prove" });
    const field = element("input", undefined, { id: "hash", name: "hash", maxlength: "80", autocomplete: "off" });
    const save = element("button", proving.save, { type: "button" });
    const result = element("div", undefined, { id: "proven", role: "status" });
    const label = element("label", openmutual.fill(proving.label, { block: base.block }), { for: "hash" });
    made.append(label, field, element("button", proving.button), save, result);
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      check(base, address, told, field.value, result);
    });
    save.addEventListener("click", async () => download(await find(base, address), address));
    return made;
  }

  async function find(base, address) {
    const contract = await openmutual.load("../static/contract", "contract");
    return openmutual.proof.find(base, address, (name) => openmutual.load(`trie/${name}`), contract);
  }

  async function check(base, address, told, hash, result) {
    const { element, words } = openmutual;
    try {
      const contract = await openmutual.load("../static/contract", "contract");
      const expected = { member: address, ledger: words().ledger, chain: words().chain };
      const found = openmutual.proof.check(await find(base, address), hash, contract, expected);
      const said = found.proven ? sentences(found, base, hash, told) : [refusal(found)];
      result.replaceChildren(...said.map((sentence) => element("p", sentence)));
      const sound = found.proven && agrees(found, told);
      result.className = sound ? "sound" : "unsound";
    } catch (error) {
      const failed = openmutual.fill(words().member.failed, { file: error.message });
      result.replaceChildren(element("p", failed));
      result.className = "unsound";
    }
  }

  // The account above must come to what is proven: else it was edited, or belongs to another block.
  function agrees({ figures }, told) {
    return String(told ? told.balance : 0n) === figures.balance;
  }

  function refusal(found) {
    const sentence = openmutual.words().proof.refusals[found.refusal];
    return openmutual.fill(sentence, found.facts);
  }

  function sentences(found, base, hash, told) {
    const { proof, status, proving, chain } = openmutual.words();
    const { figures } = found;
    const facts = {
      ...figures, balance: BigInt(figures.balance), rebate: BigInt(figures.rebate), status: status[figures.status],
      step: BigInt(base.immutables._step), block: found.block, hash: hash.trim(), chain,
    };
    const keys = [...standing(figures), "rests", "not_proven"];
    const said = keys.map((key) => openmutual.fill(proof[key], facts));
    return agrees(found, told) ? said : [proving.differs, ...said];
  }

  // The sentences that a standing takes, by their keys; as in openmutual/portal/proof/sentences.py.
  function standing(figures) {
    if (figures.status === "none") {
      return ["nobody"];
    }
    const balance = figures.index === null ? "emptied" : "held";
    const runs = figures.covered_until === null;
    const cover = runs ? "cover_runs" : figures.covered_until ? "cover_ended" : "no_cover";
    return figures.rebate === "0" ? [balance, cover] : [balance, "rebate", cover];
  }

  function download(file, address) {
    const content = new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" });
    const link = openmutual.element("a", "", { href: URL.createObjectURL(content), download: `proof-${address}.json` });
    link.click();
    URL.revokeObjectURL(link.href);
  }
})();
