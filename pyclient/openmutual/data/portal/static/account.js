// A member's account, from what a shard holds of it and from what the announcements charged.
// Amounts are base units of the currency, as BigInt.
"use strict";

var openmutual = globalThis.openmutual || (globalThis.openmutual = {});

openmutual.account = (function () {
  const STATUS = {
    joined: "active", reinstated: "active", leaving: "leaving", left: "left", lapsed: "lapsed",
    replaced: "withdrawn", benefit_ended: "claimed", withdrawn: "withdrawn",
  };
  const BROUGHT = ["joined", "topped_up", "reinstated"];
  const SILENT = ["left"];

  // `lines` as a shard has them, `announced` one row for each announcement: [time, share, dues, cases, block, log].
  function account(lines, announced) {
    const told = { status: "none", brought: 0n, shared: 0n, taken: 0n, balance: 0n, lines: [] };
    for (const line of lines) {
      if (line[0] === "pays") {
        payShares(told, line, announced);
      } else {
        take(told, line);
      }
    }
    return told;
  }

  function payShares(told, [, first, last, units], announced) {
    const end = last === null ? announced.length - 1 : last;
    for (let period = first; period <= end; period += 1) {
      const [at, share, dues, cases, block, log] = announced[period];
      const of = { at, period, block, log };
      charge(told, { what: "share", ...of, cases }, BigInt(share) * BigInt(units));
      charge(told, { what: "dues", ...of, cases: {} }, BigInt(dues) * BigInt(units));
    }
  }

  function charge(told, line, amount) {
    if (amount !== 0n) {
      told.balance -= amount;
      told.shared += amount;
      told.lines.push({ ...line, amount: -amount, balance: told.balance });
    }
  }

  function take(told, [what, at, written, block, log]) {
    const amount = BigInt(written);
    move(told, what, amount);
    if (what in STATUS && !(what === "withdrawn" && told.status === "claimed")) {
      told.status = STATUS[what];
    }
    if (!SILENT.includes(what)) {
      told.lines.push({ what, at, amount, balance: told.balance, period: null, cases: {}, block, log });
    }
  }

  // What a line does to the balance; what a patient is paid does not pass through it.
  function move(told, what, amount) {
    if (BROUGHT.includes(what)) {
      told.brought += amount;
      told.balance = what === "joined" ? amount : told.balance + amount;
    } else if (what === "back_pay" || what === "rebate") {
      told.shared -= amount;
      told.balance += amount;
    } else if (what === "withdrawn") {
      told.taken -= amount;
      told.balance += amount;
    }
  }

  return account;
})();
