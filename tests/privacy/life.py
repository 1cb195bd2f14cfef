"""A plan's whole life with everything personal in it: attested members, sealed evidence, a jury, destroyed keys.

The people are called by their own names and numbers throughout, so whatever the client lets slip would be seen.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from openmutual.chain import ChainLedger, LocalKeyring
from openmutual.enrolment import Joining, NullifierKey, SignedAttestation, SigningDomain, attest, document
from openmutual.enrolment.nullifier import new_key as new_nullifier_key
from openmutual.evidence import AgeKey, Sealed, Store, check, grant, read, reader_hash, seal
from openmutual.evidence.age import new_key
from openmutual.evidence.commitment import commit, new_salt
from openmutual.evidence.keys import destroy_key, read_key, write_key
from openmutual.plans.terms import load_plan
from openmutual.records import Account, Roles

from .recording import RecordingWorld
from .scanner import Person

DAY = 24 * 60 * 60
DIAGNOSES = ("浸润性乳腺癌", "invasive breast carcinoma", "C50.911")

SURNAMES = ("wang 王", "li 李", "zhang 张", "liu 刘", "chen 陈", "yang 杨", "zhao 赵")
GIVEN = ("xiuying 秀英", "guoqiang 国强")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def people() -> list[Person]:
    """Fourteen people who do not exist: the first falls ill."""
    found = []
    for surname in SURNAMES:
        for given in GIVEN:
            (family, character), (own, characters) = surname.split(), given.split()
            born = date(1950 + 3 * len(found), 1 + len(found) % 12, 10 + len(found))
            ill = DIAGNOSES if not found else ()
            number = resident_number(born, len(found))
            found.append(Person(f"{family}-{own}", character + characters, number, born, ill))
    return found


def resident_number(born: date, serial: int) -> str:
    """A well-formed number in a region that is none."""
    digits = f"999999{born:%Y%m%d}{serial:03d}"
    return digits + "10X98765432"[sum(w * int(digit) for w, digit in zip(WEIGHTS, digits, strict=True)) % 11]


@dataclass
class Life:
    """The run.

    Attributes:
        sealed: what the claimant sealed.
        opened: what each reader found, by who they are.
        taken: what each member took out at the end.
    """

    world: RecordingWorld
    folder: Path
    everybody: list[Person] = field(default_factory=people)
    opened: dict[str, dict[str, bytes]] = field(default_factory=dict)
    taken: dict[Account, int] = field(default_factory=dict)
    nullifier_key: NullifierKey = field(default_factory=new_nullifier_key)
    keys: dict[str, AgeKey] = field(default_factory=dict)

    ledger: ChainLedger = field(init=False)
    store: Store = field(init=False)
    sealed: Sealed = field(init=False)
    case: int = field(init=False)

    def live(self, keeps_key: bool = False) -> "Life":
        """From the deployment to the last withdrawal; the case key is destroyed before the case is paid."""
        self.open_plan()
        self.enrol()
        self.fall_ill()
        self.judge()
        if not keeps_key:
            destroy_key(self.folder / "case.key")
        self.close()
        return self

    @property
    def papers(self) -> dict[str, bytes]:
        """What a hospital gives to somebody who is ill."""
        ill = self.everybody[0]
        text = f"{ill.chinese} {ill.latin} {ill.number} {ill.born} {' '.join(ill.diagnoses)}"
        return {f"{ill.chinese} 诊断证明.txt": text.encode(), f"{ill.number}.pdf": text.encode("utf-16")}

    def account(self, name: str) -> Account:
        return self.world.account(name)

    def open_plan(self) -> None:
        plan = load_plan("circle")
        panel = tuple(self.account(f"assessor {number}") for number in range(plan.terms.assessors))
        roles = Roles(self.account("operator"), panel, attestor=self.account("attestor"))
        self.ledger = self.world.deploy(replace(plan.terms, min_members=0), roles, plan.decimals, plan.plan_hash)
        self.store = Store(str(self.folder / "store"))

    def enrol(self) -> None:
        """The first one joins alone, all others in a batch."""
        first, *others = [(self.account(person.latin), self.attested(person)) for person in self.everybody]
        payer, deposit = self.account("sponsor"), 400_00
        self.world.give(self.ledger, first[0], deposit)
        self.ledger.join(first[0], "couple", deposit, self.attest(first[0], first).word)
        self.world.give(self.ledger, payer, deposit * len(others))
        accounts = [account for account, _ in others]
        self.ledger.join_many(payer, accounts, "couple", deposit, self.attest(payer, *others).word)
        for account in accounts:
            self.ledger.volunteer(account)

    def attested(self, person: Person) -> str:
        return f" {person.number[:6]} {person.number[6:14]}-{person.number[14:].lower()}"

    def attest(self, payer: Account, *people: tuple[Account, str]) -> SignedAttestation:
        keyring, place = LocalKeyring(), SigningDomain(self.world.node.chain_id, self.ledger.site.enrolment)
        cards = [(account, document("resident-id", number)) for account, number in people]
        signer = keyring, keyring.account("attestor")
        return attest(
            signer, self.nullifier_key, place, cards, Joining(0, payer, self.world.now() + DAY, self.ledger.plan_hash)
        )

    def fall_ill(self) -> None:
        """Seal, file, and let the panel read and decide; its report is sealed in the same way."""
        readers = ["assessor 0", "assessor 1"]
        self.keys = {name: new_key() for name in [*readers, "juror", "auditor", "latecomer"]}
        self.sealed = seal(self.papers, [self.keys[name].public for name in readers], self.store)
        write_key(self.folder / "case.key", self.sealed.key, {})
        self.world.advance(self.world.now() + 61 * DAY)
        claimant = self.account(self.everybody[0].latin)
        self.case = self.ledger.file(claimant, "grave", self.world.now() - DAY, self.sealed.commitment)
        for name in readers:
            self.open(name)
        report = {"report.txt": f"{self.everybody[0].chinese}: {DIAGNOSES[0]}".encode()}
        sealed = seal(report, [self.keys[name].public for name in readers], self.store)
        self.ledger.decide(self.case, True, "grave", sealed.commitment, list(self.ledger.roles.assessors[:2]))
        self.ledger.announce()

    def open(self, name: str, granted: str = "") -> None:
        """A reader opens the bundle, and compares it to what the chain holds."""
        opened = read(self.sealed.address, self.keys[name], self.store, granted)
        check(opened, self.sealed.commitment)
        self.opened[name] = dict(opened.files)

    def judge(self) -> None:
        """Somebody objects, a juror and an auditor are granted, and the jury upholds the case."""
        claimant, objector = (self.account(person.latin) for person in self.everybody[:2])
        self.world.give(self.ledger, objector, self.ledger.terms.jury.bond)
        reason = f"{self.everybody[0].chinese} 在投保前已患{DIAGNOSES[0]}"
        dispute = self.ledger.object(objector, self.case, commit(new_salt(), sha256(reason.encode()).digest()))
        self.ledger.draw(dispute)
        for name in ("juror", "auditor"):
            public = self.keys[name].public
            self.ledger.grant(claimant, self.case, reader_hash(public))
            case_key = read_key(self.folder / "case.key", lambda _: "")
            self.open(name, grant(self.sealed.address, case_key, public, self.store))
        drawn = self.ledger.dispute(dispute)
        salts = {juror: new_salt() for juror in drawn.jurors}
        for juror in drawn.jurors:
            self.ledger.commit(juror, dispute, True, salts[juror])
        self.world.advance(drawn.ends)
        for juror in drawn.jurors:
            self.ledger.reveal(dispute, juror, True, salts[juror])
        self.world.advance(self.ledger.dispute(dispute).ends)
        self.ledger.tally(dispute)
        for juror in drawn.jurors:
            self.ledger.collect_credit(juror, juror)

    def close(self) -> None:
        """The case is paid, the plan closes, and everybody takes out what is theirs."""
        terms = self.ledger.terms
        self.world.advance(self.world.now() + terms.period)
        self.ledger.settle(self.case)
        self.ledger.announce()
        self.ledger.close(self.account("operator"))
        self.world.advance(self.world.now() + terms.run_off + terms.decision + terms.notice)
        self.ledger.finish()
        for person in self.everybody:
            account = self.account(person.latin)
            self.taken[account] = self.ledger.withdraw(account)
        self.ledger.collect_fee(self.account("operator"))
