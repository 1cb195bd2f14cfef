// The proof of a member's balance, in the page: cut out of the site's shards, or given by somebody as a text, and checked
// against a hash that the reader brings.
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
    save.addEventListener("click", () => {
      find(base, address).then((file) => download(file, address), (error) => fail(error, result));
    });
    return made;
  }

  async function find(base, address) {
    const contract = await openmutual.load("../static/contract", "contract");
    return openmutual.proof.find(base, address, (name) => openmutual.load(`trie/${name}`), contract);
  }

  async function check(base, address, told, hash, result) {
    try {
      const file = await find(base, address);
      const found = await verdict(file, hash, { member: address });
      if (!found.proven || agrees(found, told)) {
        tell(found.proven ? sentences(found, file) : [refusal(found)], found.proven, result);
      } else {
        tell([openmutual.words().proving.differs, ...sentences(found, file)], false, result);
      }
    } catch (error) {
      fail(error, result);
    }
  }

  // A proof that was pasted, of whichever member: so it says whose it is.
  async function checkGiven(text, hash, result) {
    try {
      const file = await openmutual.proof.read(text);
      const found = await verdict(file, hash, {});
      const of = found.proven && openmutual.fill(openmutual.words().proof.title, file);
      tell(found.proven ? [of, ...sentences(found, file)] : [refusal(found)], found.proven, result);
    } catch (error) {
      fail(error, result);
    }
  }

  // What comes of a proof that must be of this site's plan.
  async function verdict(file, hash, expected) {
    const { ledger, chain } = openmutual.words();
    const contract = await openmutual.load("../static/contract", "contract");
    return openmutual.proof.check(file, hash, contract, { ...expected, ledger, chain });
  }

  function tell(said, isSound, result) {
    result.replaceChildren(...said.map((sentence) => openmutual.element("p", sentence)));
    result.className = isSound ? "sound" : "unsound";
  }

  function fail(error, result) {
    tell([openmutual.fill(openmutual.words().member.failed, { file: error.message })], false, result);
  }

  // The account above must come to what is proven: else it was edited, or belongs to another block.
  function agrees({ figures }, told) {
    const { status, balance } = told ?? { status: "none", balance: 0n };
    return status === figures.status && String(balance) === figures.balance;
  }

  function refusal(found) {
    const sentence = openmutual.words().proof.refusals[found.refusal];
    return openmutual.fill(sentence, found.facts);
  }

  function sentences(found, file) {
    const { proof, status } = openmutual.words();
    const { figures } = found;
    const facts = {
      ...figures, balance: BigInt(figures.balance), rebate: BigInt(figures.rebate), status: status[figures.status],
      step: BigInt(file.immutables._step), block: found.block, hash: found.hash, chain: String(file.chain),
      ledger: file.ledger,
    };
    const keys = [...standing(figures), "rests", "not_proven"];
    return keys.map((key) => openmutual.fill(proof[key], facts));
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

  document.addEventListener("DOMContentLoaded", () => {
    openmutual.on("given", "submit", (event) => {
      event.preventDefault();
      const { text, hash } = event.target.elements;
      checkGiven(text.value, hash.value, document.getElementById("given-result"));
    });
  });

  function download(file, address) {
    const content = new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" });
    const link = openmutual.element("a", "", { href: URL.createObjectURL(content), download: `proof-${address}.json` });
    link.click();
    URL.revokeObjectURL(link.href);
  }
})();
