"""A disputed case, from illness to the jury's verdict, on a chain inside this program; it takes a few seconds.

Twelve couples have founded a circle. Ann falls ill, the panel approves, Bob does not believe it, and five neighbours,
drawn by lot, judge. Nobody's word alone moves any money. Of the illness the chain holds a level, a date and a salted
hash; the papers are sealed for those who judge.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from openmutual import load_plan
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.evidence import AgeKey, Sealed, Store, check, grant, read, reader_hash, seal
from openmutual.evidence.age import new_key
from openmutual.records import Roles
from openmutual.signing.decision import gather, sign
from openmutual.signing.typed_data import Decision, SigningDomain

DAY = 24 * 60 * 60


@dataclass
class Circle:
    """Where it happens: a chain, the plan on it, people by their accounts, and a storage for sealed papers."""

    world: EmbeddedWorld
    ledger: ChainLedger
    names: dict[str, str]
    store: Store

    def account(self, name: str) -> str:
        """The account of a name."""
        return self.world.account(name)


def founders(folder: Path) -> Circle:
    """Twelve couples join with 400 each, ten of them volunteer as jurors, and the waiting period passes."""
    world, plan = EmbeddedWorld(), load_plan("circle")
    panel = tuple(world.account(f"assessor {number}") for number in (1, 2, 3))
    ledger = world.deploy(plan.terms, Roles(world.account("operator"), panel), plan.decimals, plan.plan_hash)
    people = ["Ann", "Bob", *(f"neighbour {number}" for number in range(1, 11))]
    for name in people:
        world.give(ledger, world.account(name), 400_00)
        ledger.join(world.account(name), "couple", 400_00)
    for name in people[2:]:
        ledger.volunteer(world.account(name))
    print(f"{len(people)} couples have joined; {len(people) - 2} of them volunteer as jurors.")
    world.advance(world.now() + plan.terms.waiting + DAY)
    return Circle(world, ledger, {world.account(name): name for name in people}, Store(str(folder)))


def claimant(circle: Circle, panel_key: AgeKey) -> tuple[int, Sealed]:
    """Ann seals her papers for the panel, and files her case with a hash that tells nothing."""
    sealed = seal({"bill.txt": b"appendix removed: 300 yuan"}, [panel_key.public], circle.store)
    case = circle.ledger.file(circle.account("Ann"), "hospital", circle.world.now() - DAY, sealed.commitment)
    print(f"Ann files case {case}; the chain holds the commitment 0x{sealed.commitment.hex()[:16]}…")
    return case, sealed


def panel(circle: Circle, case: int, sealed: Sealed, panel_key: AgeKey) -> None:
    """Two of three assessors open the papers and sign, each alone and offline; anyone brings their signatures."""
    papers = read(sealed.address, panel_key, circle.store)
    check(papers, circle.ledger.case(case).commitment)
    domain = SigningDomain(circle.ledger.chain_id, circle.ledger.site.desk)
    report = secrets.token_bytes(32)  # in earnest, the hash of what they have written
    decision = Decision(case, approve=True, level=0, report=report)
    plan, levels = circle.ledger.plan_hash, [level.name for level in circle.ledger.terms.levels]
    keys, assessors = circle.world.keyring, [circle.account(f"assessor {number}") for number in (3, 1)]
    signed = [sign((keys, assessor), domain, decision, (plan, levels[0])) for assessor in assessors]
    circle.ledger.bring(*gather(signed, domain, plan, levels))
    print(f"Two assessors have read {', '.join(papers.files)} and sign: the case is {circle.ledger.case(case).status}.")


def objector(circle: Circle, case: int) -> int:
    """Bob does not believe the bill, and puts up a bond to have it judged."""
    bob, bond = circle.account("Bob"), circle.ledger.terms.jury.bond
    circle.world.give(circle.ledger, bob, bond)
    dispute = circle.ledger.object(bob, case, b"the bill is another patient's")
    print(f"Bob objects, with a bond of {bond // 100}: the case is {circle.ledger.case(case).status}.")
    return dispute


def jurors(circle: Circle, case: int, dispute: int, sealed: Sealed) -> None:
    """Five are drawn by a block to come.  Ann lets them read; they seal their votes, then open them."""
    circle.ledger.draw(dispute)
    drawn, votes = circle.ledger.dispute(dispute), {}
    print(f"Drawn by lot: {', '.join(circle.names[juror] for juror in drawn.jurors)}.")
    for number, juror in enumerate(drawn.jurors):
        bill = papers_for_a_juror(circle, case, sealed)
        votes[juror] = ("300 yuan" in bill and number > 0, secrets.token_bytes(32))  # the first is a doubter, too
        circle.ledger.commit(juror, dispute, *votes[juror])
    circle.world.advance(drawn.ends)
    for juror, (pays, secret) in votes.items():
        circle.ledger.reveal(dispute, juror, pays, secret)
        print(f"  {circle.names[juror]} finds that the case {'stands' if pays else 'falls'}.")


def papers_for_a_juror(circle: Circle, case: int, sealed: Sealed) -> str:
    """Ann grants a juror, which is logged; the juror opens the papers with a key of their own."""
    key = new_key()
    circle.ledger.grant(circle.account("Ann"), case, reader_hash(key.public))
    granted = grant(sealed.address, sealed.key, key.public, circle.store)
    return read(sealed.address, key, circle.store, granted).files["bill.txt"].decode()


def anyone(circle: Circle, case: int, dispute: int) -> None:
    """Whoever wants it to go on counts the votes, and has the case paid once its notice is over."""
    circle.world.advance(circle.ledger.dispute(dispute).ends)
    circle.ledger.tally(dispute)
    verdict, terms = circle.ledger.dispute(dispute), circle.ledger.terms
    print(
        f"The jury has spoken, {verdict.pays} to {verdict.refuses}: "
        f"the case is {circle.ledger.case(case).status} again."
    )
    circle.world.advance(circle.ledger.case(case).announced_at + terms.notice)
    circle.ledger.settle(case)
    paid = circle.ledger.snapshot().cases[case]
    print(f"Paid: {paid.claimant_paid // 100} to Ann, {paid.fee_paid // 100} to the operator.")
    for juror in verdict.jurors:
        circle.ledger.collect_credit(juror, juror)
    print(f"Each juror collects {terms.jury.reward // 100} out of Bob's bond, whatever they voted.")


def main() -> None:
    """Tell it from the first day to the last."""
    with TemporaryDirectory() as folder:
        circle, panel_key = founders(Path(folder)), new_key()
        case, sealed = claimant(circle, panel_key)
        panel(circle, case, sealed, panel_key)
        announced = circle.ledger.announce()
        print(f"Announced: {announced.units} units pay {announced.share / 100:.2f} each, all in one call.")
        dispute = objector(circle, case)
        jurors(circle, case, dispute, sealed)
        anyone(circle, case, dispute)


if __name__ == "__main__":
    main()
