"""A whole life of a plan leaves no personal data on the chain or in the storage, and the scanner would see it."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from eth_utils.address import to_checksum_address

from openmutual.cli.demo.proof import transfers
from openmutual.errors import EvidenceLocked, KeyFileError
from openmutual.evidence import grant, read, reader_hash, verify
from openmutual.evidence.files import pack
from openmutual.evidence.keys import read_key
from openmutual.records import CaseStatus
from openmutual.scenario import run
from openmutual.study.population import tell

from .life import Life
from .recording import RecordingWorld, stored
from .scanner import Finding, Person, Scanner

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    return Life(RecordingWorld(), tmp_path_factory.mktemp("life")).live()


@pytest.fixture(scope="module")
def scanner(life: Life) -> Scanner:
    addresses = [life.account(person.latin) for person in life.everybody[:1]] + [life.ledger.site.enrolment]
    return Scanner(life.everybody, [bytes.fromhex(address[2:]) for address in addresses])


def seen(life: Life) -> Iterator[tuple[str, bytes]]:
    yield from life.world.seen()
    yield from stored(life.folder / "store")


# --- leaks that the scanner must catch ---------------------------------------------------------------------------


@pytest.fixture
def leaky(tmp_path: Path) -> Life:
    """A life up to where somebody falls ill."""
    life = Life(RecordingWorld(), tmp_path)
    life.open_plan()
    life.enrol()
    life.world.advance(life.world.now() + 61 * 24 * 60 * 60)
    return life


def kinds(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.where) for finding in findings}


LEAKS: dict[str, tuple[str, Callable[[Person], bytes]]] = {
    "the number itself": ("number", lambda person: person.number.encode().ljust(32)),
    "the number as a number": ("birth", lambda person: int(person.number[6:14]).to_bytes(32, "big")),
    "the name": ("name", lambda person: person.chinese.encode().ljust(32, b"\0")),
    "the diagnosis": ("diagnosis", lambda person: person.diagnoses[0].encode("utf-16").ljust(32, b"\0")[:32]),
    "an unsalted hash of the number": ("number", lambda person: sha256(person.number.encode()).digest()),
    "an unsalted hash of the name": ("name", lambda person: sha256(person.chinese.encode()).digest()),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_commitment_that_tells_is_caught_in_calldata_log_and_database(leak: str, leaky: Life) -> None:
    kind, commitment = LEAKS[leak]
    ill = leaky.everybody[0]
    leaky.ledger.file(leaky.account(ill.latin), "grave", leaky.world.now() - 1, commitment(ill))
    found = kinds(Scanner(leaky.everybody).scan(leaky.world.seen()))
    assert {(kind, "calldata"), (kind, "logs"), (kind, "database")} <= found


def test_an_address_that_tells_is_caught(leaky: Life) -> None:
    ill = leaky.everybody[0]
    beneficiary = to_checksum_address(ill.latin.encode().ljust(20, b"\0"))
    leaky.ledger.file(leaky.account(ill.latin), "grave", leaky.world.now() - 1, bytes(32), beneficiary)
    assert {("name", "calldata"), ("name", "logs"), ("name", "database")} <= kinds(
        Scanner(leaky.everybody).scan(leaky.world.seen())
    )


def test_papers_stored_without_a_seal_are_caught(leaky: Life) -> None:
    leaky.store.put(pack(leaky.papers, bytes(32)))
    found = Scanner(leaky.everybody).scan(stored(leaky.folder / "store"))
    assert {finding.kind for finding in found} == {"name", "number", "birth", "diagnosis"}


def test_a_refused_call_is_seen_as_well(leaky: Life) -> None:
    ill = leaky.everybody[0]
    with pytest.raises(Exception, match="NotCovered|UnknownLevel|DiagnosisInFuture"):  # noqa: RUF043
        leaky.ledger.file(leaky.account(ill.latin), "grave", leaky.world.now() + 999, ill.chinese.encode().ljust(32))
    assert ("name", "calldata") in kinds(Scanner(leaky.everybody).scan(leaky.world.seen()))


# --- what must not be found ----------------------------------------------------------------------------------------


def test_nothing_personal_is_on_the_chain_or_in_the_storage(life: Life, scanner: Scanner) -> None:
    haystacks = dict(seen(life))
    assert {"calldata", "logs", "database"} < haystacks.keys()
    assert sum(name.startswith("file ") for name in haystacks) == 4  # bundle, report, and two grants
    assert scanner.scan(haystacks.items()) == []


def test_no_key_is_on_the_chain_or_in_the_storage(life: Life) -> None:
    everything = b"\n".join(content for _, content in seen(life))
    secrets = [life.nullifier_key.secret, life.sealed.salt, life.sealed.key.secret.encode()]
    secrets += [key.secret.encode() for key in life.keys.values()]
    for secret in secrets:
        assert secret not in everything
        assert secret.hex().encode() not in everything


def test_the_readers_got_what_was_sealed(life: Life) -> None:
    assert set(life.opened) == {"assessor 0", "assessor 1", "juror", "auditor"}
    assert all(files == life.papers for files in life.opened.values())


def test_each_grant_is_in_the_log_and_nothing_else_is(life: Life) -> None:
    granted = [reader_hash(life.keys[name].public) for name in ("juror", "auditor")]
    assert life.ledger.grants(life.case) == granted


def test_once_the_key_is_destroyed_nobody_new_can_read_and_the_old_ones_can(life: Life) -> None:
    with pytest.raises(KeyFileError):
        read_key(life.folder / "case.key", lambda _: "")
    late = life.keys["latecomer"]
    for address in ["", *(f"sha256:{file.stem}" for file in (life.folder / "store").iterdir())]:
        with pytest.raises(EvidenceLocked):
            read(life.sealed.address, late, life.store, address)
    for name in ("juror", "auditor", "latecomer"):
        with pytest.raises(EvidenceLocked):
            grant(life.sealed.address, life.keys[name], late.public, life.store)
    assert read(life.sealed.address, life.keys["assessor 0"], life.store).files == life.papers
    verify(life.sealed.commitment, life.sealed.salt, life.sealed.address, life.store)


def test_every_money_check_passes_after_the_key_is_gone(life: Life) -> None:
    snapshot, site, terms = life.ledger.snapshot(), life.ledger.site, life.ledger.terms
    grave, jury, books = terms.level("grave"), terms.jury, snapshot.books
    moved = list(transfers(life.world.node, site.token))
    money_in = sum(amount for _, to, amount in moved if to == site.ledger)
    money_out = sum(amount for source, _, amount in moved if source == site.ledger)
    assert snapshot.cases[life.case].status == CaseStatus.SETTLED
    assert money_in == 400_00 * len(life.everybody) + jury.bond
    assert money_out == sum(life.taken.values()) + grave.benefit + books.operator_paid + jury.size * jury.reward
    assert money_in == money_out + books.token_balance
    assert books.token_balance == books.backstop
    assert sum(member.balance for member in snapshot.members.values()) == 0


def test_money_does_not_notice_whether_the_key_is_gone(life: Life, tmp_path: Path) -> None:
    kept = Life(RecordingWorld(), tmp_path).live(keeps_key=True)
    assert (tmp_path / "case.key").exists()
    assert kept.ledger.snapshot() == life.ledger.snapshot()
    assert kept.taken == life.taken


def test_the_demo_of_the_command_line_names_nobody() -> None:
    story, world = tell(30, 1), RecordingWorld()
    run(story.scenario, world)
    named = [Person(person.name, person.chinese) for person in story.circle.people]
    assert Scanner(named).scan(world.seen()) == []
